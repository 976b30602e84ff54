"""Customers, saved cards and SetupIntents in the Stripe stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from tests.stripe_standin import NO_REDIRECT, Site, stripe_site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


def test_a_customer_is_kept_changed_and_deleted(site: Site) -> None:
    v1 = site.client.v1
    made = v1.customers.create({"email": "ada@example.com", "name": "Ada", "metadata": {"user": "7"}})
    assert made.id.startswith("cus_")
    changed = v1.customers.update(made.id, {"phone": "+12125550142", "metadata": {"user": ""}})
    assert changed.metadata is not None and (changed.phone, changed.metadata.to_dict()) == ("+12125550142", {})
    assert [item.id for item in v1.customers.list({"email": "ada@example.com"}).data] == [made.id]
    assert v1.customers.delete(made.id).deleted is True
    assert v1.customers.retrieve(made.id).deleted is True
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        v1.customers.update(made.id, {"name": "x"})
    assert v1.customers.list({"email": "ada@example.com"}).data == []


def test_a_card_is_saved_used_again_and_taken_off(site: Site) -> None:
    v1 = site.client.v1
    customer = v1.customers.create({"email": "ada@example.com"})
    method = v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
    assert [item.id for item in v1.customers.payment_methods.list(customer.id, {"type": "card"}).data] == [method.id]
    for _ in range(2):
        assert site.paid(card=method.id, customer=customer.id, off_session=True).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="belongs to a Customer"):
        site.paid(card=method.id)
    expanded = v1.customers.retrieve(customer.id, {"expand": ["invoice_settings.default_payment_method"]})
    assert isinstance(expanded.invoice_settings.default_payment_method, stripe.PaymentMethod)  # type: ignore[union-attr]
    assert v1.payment_methods.detach(method.id).customer is None
    assert v1.customers.payment_methods.list(customer.id).data == []
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        site.paid(card=method.id)


def test_paying_saves_the_card_for_later_when_asked(site: Site) -> None:
    customer = site.client.v1.customers.create({})
    site.paid(customer=customer.id, setup_future_usage="off_session")
    assert len(site.client.v1.customers.payment_methods.list(customer.id).data) == 1


def test_cards_that_decline_cannot_be_saved_but_one_can(site: Site) -> None:
    customer = site.client.v1.customers.create({})
    with pytest.raises(stripe.CardError) as declined:
        site.client.v1.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer.id})
    assert declined.value.code == "card_declined"
    with pytest.raises(stripe.CardError):
        site.client.v1.customers.create({"payment_method": "pm_card_chargeDeclinedExpiredCard"})
    method = site.client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    with pytest.raises(stripe.CardError):
        site.paid(card=method.id, customer=customer.id)


def test_setting_up_a_card(site: Site) -> None:
    v1 = site.client.v1
    customer = v1.customers.create({})
    setup = v1.setup_intents.create({"customer": customer.id, "automatic_payment_methods": NO_REDIRECT})  # type: ignore[typeddict-item]
    assert (setup.status, setup.usage) == ("requires_payment_method", "off_session")
    setup = v1.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"})
    assert setup.status == "succeeded"
    assert [item.id for item in v1.customers.payment_methods.list(customer.id).data] == [setup.payment_method]
    with pytest.raises(stripe.InvalidRequestError) as closed:
        v1.setup_intents.cancel(setup.id)
    assert closed.value.code == "setup_intent_unexpected_state"


def test_a_setup_may_be_declined_or_need_the_bank(site: Site) -> None:
    v1 = site.client.v1
    with pytest.raises(stripe.CardError) as declined:
        v1.setup_intents.create(
            {"confirm": True, "payment_method": "pm_card_chargeDeclined", "return_url": "http://shop.test/"}
        )
    assert declined.value.error and declined.value.error.setup_intent
    assert declined.value.error.setup_intent.status == "requires_payment_method"
    asked = v1.setup_intents.create(
        {
            "confirm": True,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "return_url": "http://shop.test/",
        }
    )
    assert asked.status == "requires_action"
    assert v1.setup_intents.cancel(asked.id, {"cancellation_reason": "abandoned"}).status == "canceled"


def test_card_numbers_are_refused_from_servers(site: Site) -> None:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    with pytest.raises(stripe.StripeError, match="generally unsafe"):
        site.client.v1.payment_methods.create({"type": "card", "card": card})  # type: ignore[typeddict-item]
