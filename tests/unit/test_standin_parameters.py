"""The Stripe stand-in refuses whatever `stripe.params` does not know, and coerces form strings by its types."""

from __future__ import annotations

import pytest
from stripe import params as p

from standins.stripe.errors import Refusal
from standins.stripe.forms import decode
from standins.stripe.routes import ROUTES
from standins.stripe.shapes import check, fields


def test_brackets_become_nested_values() -> None:
    assert decode("a[b][0][c]=1&a[b][1][c]=2&m[]=x&m[]=y&plain=z") == {
        "a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}},
        "m": {"0": "x", "1": "y"},
        "plain": "z",
    }


def test_strings_are_coerced_by_type() -> None:
    sent = (
        "amount=198375&currency=usd&confirm=true&automatic_payment_methods[enabled]=true"
        "&metadata[booking]=7&expand[0]=latest_charge&shipping[name]=Ada&shipping[address][line1]=1 Main St"
    )
    assert check(p.PaymentIntentCreateParams, decode(sent)) == {
        "amount": 198375,
        "currency": "usd",
        "confirm": True,
        "automatic_payment_methods": {"enabled": True},
        "metadata": {"booking": "7"},
        "expand": ["latest_charge"],
        "shipping": {"name": "Ada", "address": {"line1": "1 Main St"}},
    }


@pytest.mark.parametrize(
    ("sent", "param", "code", "words"),
    [
        ("amount=1&currency=usd&foo=1", "foo", "parameter_unknown", "Received unknown parameter: foo"),
        (
            "amount=1&currency=usd&automatic_payment_methods[on]=true",
            "automatic_payment_methods[on]",
            "parameter_unknown",
            "Received unknown parameter: automatic_payment_methods[on]",
        ),
        ("currency=usd", "amount", "parameter_missing", "Missing required param: amount."),
        (
            "amount=1&currency=usd&automatic_payment_methods[allow_redirects]=never",
            "automatic_payment_methods[enabled]",
            "parameter_missing",
            "Missing required param",
        ),
        ("amount=12.5&currency=usd", "amount", "parameter_invalid_integer", "Invalid integer: 12.5"),
        ("amount=1&currency=usd&confirm=yes", "confirm", "parameter_invalid_boolean", "Invalid boolean: yes"),
        ("amount=1&currency=", "currency", "parameter_invalid_empty", "You passed an empty string for 'currency'"),
        (
            "amount=1&currency=usd&capture_method=later",
            "capture_method",
            None,
            "Invalid capture_method: must be one of automatic, automatic_async, or manual",
        ),
        ("amount=1&currency=usd&expand=latest_charge", "expand", "parameter_invalid_array", "Invalid array: expand"),
        ("amount=1&currency[a]=usd", "currency", "parameter_invalid_string", "currency was given a hash"),
        ("amount=1&currency=usd&shipping=x", "shipping", "parameter_invalid_object", "shipping must be a hash"),
        ("amount=1&api_key=sk_test_x&currency=usd", "api_key", "parameter_unknown", "Received unknown parameter"),
    ],
)
def test_what_the_types_do_not_allow_is_refused(sent: str, param: str, code: str | None, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(p.PaymentIntentCreateParams, decode(sent))
    assert (refused.value.param, refused.value.code, refused.value.status) == (param, code, 400)
    assert words in refused.value.message


@pytest.mark.parametrize("sent", ["a]=1", "a[b]=1&a=2", "a=1&a[b]=2"])
def test_broken_brackets_are_refused(sent: str) -> None:
    with pytest.raises(Refusal):
        decode(sent)


def test_empty_unsets_what_may_be_unset() -> None:
    assert check(p.PaymentIntentUpdateParams, decode("metadata=&receipt_email=")) == {
        "metadata": "",
        "receipt_email": "",
    }
    assert check(p.PaymentIntentUpdateParams, decode("metadata[a]=")) == {"metadata": {"a": ""}}


def test_a_time_may_be_a_number_or_a_range() -> None:
    assert check(p.EventListParams, decode("created=17"))["created"] == 17
    assert check(p.EventListParams, decode("created[gte]=17&limit=5")) == {"created": {"gte": 17}, "limit": 5}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_covered_parameter_is_one_that_stripe_knows(route) -> None:  # type: ignore[no-untyped-def]
    assert route.takes - {"expand"} <= fields(route.shape).keys()
