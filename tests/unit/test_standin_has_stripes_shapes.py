"""Every object of the stand-in has the keys that the SDK's own classes declare, and no others."""

from __future__ import annotations

import typing
from collections.abc import Iterator

import pytest
import stripe

from tests.stripe_standin import NO_REDIRECT, Site, stripe_site

CLASSES: dict[str, type[stripe.StripeObject]] = {
    "payment_intent": stripe.PaymentIntent,
    "setup_intent": stripe.SetupIntent,
    "payment_method": stripe.PaymentMethod,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "balance_transaction": stripe.BalanceTransaction,
    "dispute": stripe.Dispute,
    "customer": stripe.Customer,
    "event": stripe.Event,
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stripe_site() as running:
        v1 = running.client.v1
        customer = v1.customers.create({"payment_method": "pm_card_visa"})
        running.client.v1.refunds.create({"payment_intent": running.paid(customer=customer.id).id})
        running.paid(card="pm_card_createDispute")
        with pytest.raises(stripe.CardError):
            running.paid(card="pm_card_chargeDeclined")
        v1.setup_intents.create({"automatic_payment_methods": NO_REDIRECT})  # type: ignore[typeddict-item]
        running.receiver.wait(lambda: "charge.dispute.created" in running.receiver.types)
        yield running


def _declared(owner: type) -> dict[str, typing.Any]:
    return {
        name: hint
        for name, hint in owner.__annotations__.items()
        if not name.startswith("_") and typing.get_origin(hint) is not typing.ClassVar
    }


def _may_be_missing(hint: typing.Any) -> bool:
    return type(None) in typing.get_args(hint)


@pytest.mark.parametrize("kind", CLASSES)
def test_keys(site: Site, kind: str) -> None:
    items = site.control(f"objects?type={kind}")["data"]
    assert items
    declared = _declared(CLASSES[kind])
    needed = {name for name, hint in declared.items() if not _may_be_missing(hint)}
    for item in items:
        if not item.get("deleted"):
            assert item.keys() <= declared.keys(), item.keys() - declared.keys()
            assert needed <= item.keys(), needed - item.keys()


def test_errors_have_the_keys_of_the_sdks_error_object(site: Site) -> None:
    status, _, body = site.raw(
        "POST", "/v1/payment_intents", "amount=1&currency=usd&x=1", Authorization="Bearer sk_test_standin"
    )
    assert status == 400
    assert body["error"].keys() == {"type", "code", "message", "param", "doc_url"}
    assert body["error"].keys() <= stripe.ErrorObject.__annotations__.keys()
