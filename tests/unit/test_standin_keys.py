"""Keys, versions and what a browser may do at the Stripe stand-in."""

from __future__ import annotations

import base64
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import stripe

from tests.stripe_standin import Site, client_for, stripe_site

PK = "Bearer pk_test_standin"
CARD = {
    "type": "card",
    "card[number]": "4242 4242 4242 4242",
    "card[exp_month]": "12",
    "card[exp_year]": "2034",
    "card[cvc]": "123",
    "billing_details[address][postal_code]": "10001",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


def _card(site: Site, **changed: str) -> tuple[int, dict[str, str], dict]:  # type: ignore[type-arg]
    return site.raw("POST", "/v1/payment_methods", urlencode(CARD | changed), Authorization=PK)


def test_a_missing_or_wrong_key_is_401(site: Site) -> None:
    status, headers, body = site.raw("GET", "/v1/balance")
    assert (status, body["error"]["type"]) == (401, "invalid_request_error")
    assert "You did not provide an API key" in body["error"]["message"]
    assert headers["request-id"].startswith("req_")
    with pytest.raises(stripe.AuthenticationError, match=r"Invalid API Key provided: sk_test_\*+alse"):
        client_for(site.standin.url, "sk_test_quite_false").v1.balance.retrieve()
    with pytest.raises(stripe.AuthenticationError):
        client_for(site.standin.url, "sk_live_standin").v1.balance.retrieve()


def test_basic_authentication_works_too(site: Site) -> None:
    token = base64.b64encode(b"sk_test_standin:").decode()
    status, headers, _ = site.raw("GET", "/v1/balance", Authorization=f"Basic {token}")
    assert (status, headers["stripe-version"]) == (200, stripe.api_version)


def test_another_version_of_the_api_is_refused(site: Site) -> None:
    status, _, body = site.raw(
        "GET", "/v1/balance", Authorization="Bearer sk_test_standin", Stripe_Version="2019-01-01"
    )
    assert status == 400 and "Invalid Stripe API version: 2019-01-01" in body["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/payment_intents"), ("POST", "/v1/payment_intents"), ("POST", "/v1/refunds"), ("GET", "/v1/events")],
)
def test_a_publishable_key_opens_little(site: Site, method: str, path: str) -> None:
    status, _, body = site.raw(method, path, Authorization=PK)
    assert (status, body["error"]["code"]) == (403, "secret_key_required")


def test_a_browser_needs_the_client_secret_and_sees_a_subset(site: Site) -> None:
    intent = site.intent(metadata={"booking": "secret"})
    path = f"/v1/payment_intents/{intent.id}"
    assert site.raw("GET", path, Authorization=PK)[2]["error"]["param"] == "client_secret"
    assert site.raw("GET", f"{path}?client_secret={intent.id}_secret_x", Authorization=PK)[0] == 400
    status, headers, body = site.raw("GET", f"{path}?client_secret={intent.client_secret}", Authorization=PK)
    assert (status, body["status"], headers["access-control-allow-origin"]) == (200, "requires_payment_method", "*")
    assert not {"metadata", "customer", "latest_charge"} & body.keys()


def test_a_browser_pays_with_a_card_it_typed(site: Site) -> None:
    intent = site.intent()
    status, _, method = _card(site)
    assert (status, method["card"]["last4"], method["billing_details"]["address"]["postal_code"]) == (
        200,
        "4242",
        "10001",
    )
    assert "4242424242424242" not in str(method)
    form = urlencode({"client_secret": intent.client_secret, "payment_method": method["id"]})
    status, _, paid = site.raw("POST", f"/v1/payment_intents/{intent.id}/confirm", form, Authorization=PK)
    assert (status, paid["status"]) == (200, "succeeded")


def test_a_real_card_number_is_neither_kept_nor_charged(site: Site) -> None:
    method = _card(site, **{"card[number]": "4111111111111111"})[2]
    assert method["card"]["last4"] == "1111"
    assert "4111111111111111" not in str(site.standin.api.store.find(method["id"]))
    with pytest.raises(stripe.CardError) as declined:
        site.paid(card=method["id"])
    assert declined.value.error and declined.value.error.decline_code == "test_mode_live_card"


def test_typing_errors_are_card_errors(site: Site) -> None:
    status, _, body = _card(site, **{"card[number]": "4242424242424241"})
    assert (status, body["error"]["code"], body["error"]["param"]) == (402, "incorrect_number", "card[number]")


def test_browsers_may_ask_from_anywhere(site: Site) -> None:
    request = urllib.request.Request(f"{site.standin.url}/v1/payment_methods", method="OPTIONS")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 204
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    control = urllib.request.Request(f"{site.standin.url}/_control/reset", method="OPTIONS")
    with urllib.request.urlopen(control) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] is None
