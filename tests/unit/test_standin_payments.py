"""Paying through the Stripe stand-in with the official SDK: lifecycle, test cards, guards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from tests.stripe_standin import NO_REDIRECT, Site, stripe_site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


def test_an_intent_is_created_paid_and_accounted_for(site: Site) -> None:
    intent = site.intent(metadata={"booking": "TT-000123"}, receipt_email="ada@example.com", description="Mini Move")
    assert (intent.status, intent.amount, intent.capture_method) == (
        "requires_payment_method",
        198375,
        "automatic_async",
    )
    assert intent.client_secret and intent.client_secret.startswith(f"{intent.id}_secret_")
    intent = site.client.v1.payment_intents.confirm(
        intent.id, {"payment_method": "pm_card_visa", "expand": ["latest_charge.balance_transaction"]}
    )
    assert (intent.status, intent.amount_received, intent.metadata["booking"]) == ("succeeded", 198375, "TT-000123")
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge) and isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert (charge.paid, charge.receipt_email, charge.metadata["booking"]) == (True, "ada@example.com", "TT-000123")
    assert charge.payment_method_details and charge.payment_method_details.card
    assert charge.payment_method_details.card.last4 == "4242"
    entry = charge.balance_transaction
    assert (entry.amount, entry.fee, entry.net, entry.source) == (198375, 5783, 192592, charge.id)


@pytest.mark.parametrize(
    ("token", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
        ("pm_card_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded"),
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
        ("pm_card_radarBlock", "card_declined", "fraudulent"),
    ],
)
def test_declining_cards_decline_and_another_card_may_follow(
    site: Site, token: str, code: str, decline_code: str | None
) -> None:
    intent = site.intent()
    with pytest.raises(stripe.CardError) as declined:
        site.client.v1.payment_intents.confirm(intent.id, {"payment_method": token})
    assert (declined.value.http_status, declined.value.code) == (402, code)
    assert declined.value.error and declined.value.error.decline_code == decline_code
    assert declined.value.error.payment_intent and declined.value.error.payment_intent.id == intent.id
    intent = site.client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error and intent.last_payment_error.message == declined.value.user_message
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert (intent.latest_charge.status, intent.latest_charge.failure_code) == ("failed", code)
    again = site.client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert (again.status, again.last_payment_error) == ("succeeded", None)


def test_three_d_secure_asks_the_customer_first(site: Site) -> None:
    intent = site.paid(card="pm_card_authenticationRequired", return_url="http://shop.test/return/?a=1")
    assert (intent.status, intent.amount_received) == ("requires_action", 0)
    assert intent.next_action and intent.next_action.redirect_to_url
    assert str(intent.next_action.redirect_to_url.url).startswith(f"{site.standin.url}/challenge/{intent.id}?key=")
    with pytest.raises(stripe.CardError) as declined:
        site.paid(card="pm_card_authenticationRequired", off_session=True)
    assert declined.value.code == "authentication_required"


@pytest.mark.parametrize("call", ["confirm", "cancel", "capture", "update"])
def test_a_paid_intent_is_closed(site: Site, call: str) -> None:
    intent = site.paid()
    actions = {
        "confirm": lambda: site.client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}),
        "cancel": lambda: site.client.v1.payment_intents.cancel(intent.id),
        "capture": lambda: site.client.v1.payment_intents.capture(intent.id),
        "update": lambda: site.client.v1.payment_intents.update(intent.id, {"amount": 100}),
    }
    with pytest.raises(stripe.InvalidRequestError) as refused:
        actions[call]()
    assert refused.value.code == "payment_intent_unexpected_state"
    assert site.client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_an_unpaid_intent_can_be_changed_and_cancelled(site: Site) -> None:
    intent = site.intent(metadata={"a": "1", "b": "2"})
    intent = site.client.v1.payment_intents.update(intent.id, {"amount": 5000, "metadata": {"a": "", "c": "3"}})
    assert (intent.amount, intent.metadata.to_dict()) == (5000, {"b": "2", "c": "3"})
    intent = site.client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (intent.status, intent.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        site.client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})


def test_a_manual_capture_takes_at_most_what_was_reserved_and_once(site: Site) -> None:
    intent = site.paid(10_000, capture_method="manual")
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 10_000, 0)
    with pytest.raises(stripe.InvalidRequestError, match="cannot capture more"):
        site.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 10_001})
    intent = site.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 4_000})
    assert (intent.status, intent.amount_received, intent.amount_capturable) == ("succeeded", 4_000, 0)
    with pytest.raises(stripe.InvalidRequestError):
        site.client.v1.payment_intents.capture(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        site.client.v1.refunds.create({"payment_intent": intent.id, "amount": 4_001})


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (49, "usd", "at least"),
        (100_000_000, "usd", "no more than"),
        (0, "usd", "positive"),
        (100, "xyz", "Invalid currency"),
    ],
)
def test_amounts_and_currencies_have_limits(site: Site, amount: int, currency: str, words: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=words):
        site.client.v1.payment_intents.create({"amount": amount, "currency": currency})


def test_a_refused_creation_leaves_nothing_behind(site: Site) -> None:
    before = len(site.control("objects?type=payment_intent")["data"])
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        site.client.v1.payment_intents.create(
            {"amount": 5000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
        )
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        site.intent(confirm=True)
    with pytest.raises(stripe.InvalidRequestError, match="provide a `return_url`"):
        site.paid(card="pm_card_authenticationRequired")
    with pytest.raises(stripe.InvalidRequestError, match="No such customer: 'cus_none'"):
        site.intent(customer="cus_none")
    assert len(site.control("objects?type=payment_intent")["data"]) == before


def test_a_card_used_once_without_a_customer_is_used_up(site: Site) -> None:
    method = site.paid().payment_method
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        site.intent(confirm=True, payment_method=str(method))


def test_what_stripe_knows_but_the_stand_in_does_not_cover_is_said_so(site: Site) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        site.client.v1.payment_intents.create({"amount": 5000, "currency": "usd", "transfer_group": "x"})
    assert (refused.value.code, refused.value.param) == ("parameter_not_covered_by_standin", "transfer_group")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as unknown:
        site.client.v1.products.create({"name": "x"})
    assert unknown.value.http_status == 404
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent: 'pi_none'") as missing:
        site.client.v1.payment_intents.retrieve("pi_none")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")


def test_metadata_has_stripes_limits(site: Site) -> None:
    for metadata in ({f"k{n}": "v" for n in range(51)}, {"k" * 41: "v"}, {"k": "v" * 501}):
        with pytest.raises(stripe.InvalidRequestError):
            site.intent(metadata=metadata)


def test_money_in_the_balance_adds_up(site: Site) -> None:
    site.standin.api.reset()
    first = site.paid(10_000)
    site.paid(5_000)
    site.client.v1.refunds.create({"payment_intent": first.id, "amount": 2_500})
    entries = site.client.v1.balance_transactions.list({"limit": 100}).data
    assert sorted(entry.net for entry in entries) == [-2_500, 5_000 - 175, 10_000 - 320]
    balance = site.client.v1.balance.retrieve()
    assert balance.pending[0].amount == sum(entry.net for entry in entries)


def test_lists_are_paged_newest_first(site: Site) -> None:
    site.standin.api.reset()
    made = [site.intent(amount).id for amount in (1000, 2000, 3000)]
    page = site.client.v1.payment_intents.list({"limit": 2})
    assert ([item.id for item in page.data], page.has_more) == ([made[2], made[1]], True)
    assert [item.id for item in page.auto_paging_iter()] == made[::-1]
    back = site.client.v1.payment_intents.list({"limit": 1, "ending_before": made[0]})
    assert ([item.id for item in back.data], back.has_more) == ([made[1]], True)
    with pytest.raises(stripe.InvalidRequestError, match="between 1 and 100"):
        site.client.v1.payment_intents.list({"limit": 101})
    assert site.client.v1.payment_intents.list({"created": {"lt": 1000}}).data == []


def test_redirects_never_is_remembered(site: Site) -> None:
    assert site.intent().automatic_payment_methods.to_dict() == NO_REDIRECT  # type: ignore[union-attr]


def test_a_refused_change_changes_nothing(site: Site) -> None:
    intent = site.intent()
    with pytest.raises(stripe.InvalidRequestError):
        site.client.v1.payment_intents.update(intent.id, {"amount": 100, "metadata": {"k" * 41: "v"}})
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        site.client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa", "expand": ["amount"]})
    kept = site.client.v1.payment_intents.retrieve(intent.id)
    assert (kept.amount, kept.status, kept.latest_charge) == (198375, "requires_payment_method", None)
    assert site.client.v1.charges.list({"payment_intent": intent.id}).data == []


@pytest.mark.parametrize(
    ("more", "code"),
    [({"receipt_email": "ada"}, "email_invalid"), ({"receipt_email": "ada@localhost"}, "email_invalid")],
)
def test_addresses_are_looked_at(site: Site, more: dict[str, str], code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        site.intent(**more)
    assert refused.value.code == code
    with pytest.raises(stripe.InvalidRequestError, match="Not a valid URL"):
        site.paid(return_url="/return/")


def test_a_card_that_was_set_up_is_spared_while_its_owner_is_away(site: Site) -> None:
    customer = site.client.v1.customers.create({})
    ready = "pm_card_authenticationRequiredSetupForOffSession"
    method = site.client.v1.payment_methods.attach(ready, {"customer": customer.id}).id
    assert site.paid(card=method, customer=customer.id, off_session=True).status == "succeeded"
    present = site.paid(card=method, customer=customer.id, return_url="http://shop.test/")
    assert present.status == "requires_action"


def test_only_forms_are_taken(site: Site) -> None:
    status, _, body = site.raw(
        "POST", "/v1/payment_intents", "{}", Authorization="Bearer sk_test_standin", Content_Type="application/json"
    )
    assert status == 400 and "x-www-form-urlencoded" in body["error"]["message"]
