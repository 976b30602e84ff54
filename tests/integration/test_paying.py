"""Paying through the Stripe stand-in: intent, signed webhooks, return page, refunds; the ledger equals Stripe's."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.db import transaction

from bookings.errors import HoldOver, NothingToPay, PaymentUnavailable, WebhookRefused
from bookings.models import Booking, BookingState
from bookings.operations.holds import expire_due
from bookings.operations.pay import ready_to_pay
from bookings.operations.settlement import receive_webhook, settle_booking
from bookings.operations.transitions import cancel
from bookings.payments import gateway
from bookings.payments.models import LedgerEntry, Payment, PaymentEvent, Refund
from bookings.payments.refunds import owe_refund
from foundation.audit.actor import Actor
from foundation.notifications.models import Message
from foundation.outbox.models import Effect
from foundation.outbox.worker import drain_now
from tests.booking_making import GUEST, NOW, PAID_CENTS, again, placed, seed_business
from tests.stripe_standin import SECRET, Site, stripe_site

SOON = NOW + timedelta(minutes=5)
LATE = NOW + timedelta(minutes=40)
Delivery = tuple[bytes, str]


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Site, list[Delivery]]]:
    deliveries: list[Delivery] = []

    def take(payload: bytes, signature: str | None) -> int:
        deliveries.append((payload, signature or ""))
        return 200

    with stripe_site() as site:
        site.receiver.take = take  # type: ignore[method-assign]
        yield site, deliveries


@pytest.fixture(autouse=True)
def site(running: tuple[Site, list[Delivery]], settings: Any, db: None) -> Site:
    """The stand-in, wiped, with the settings that lead to it."""
    site, deliveries = running
    site.control("reset", {})
    site.control("idle")
    deliveries.clear()
    settings.STRIPE_API_BASE = site.standin.url
    settings.STRIPE_WEBHOOK_SECRET = [SECRET]
    settings.STRIPE_TIMEOUT_SECONDS = 2
    gateway._client.cache_clear()
    seed_business()
    return site


@pytest.fixture
def delivered(site: Site, running: tuple[Site, list[Delivery]]) -> Any:
    """What the stand-in has sent so far, once it has nothing left to send."""

    def wait() -> list[Delivery]:
        site.control("idle?seconds=5")
        return list(running[1])

    return wait


def ready(booking: Booking, now: Any = NOW) -> str:
    """The intent that the pay page of a booking shows."""
    return str(ready_to_pay(booking_id=booking.pk, actor=GUEST, now=now).payment.intent_id)


def card(site: Site, intent_id: str, token: str = "pm_card_visa") -> None:
    """What the customer's browser does; a refused card is refused."""
    site.client.v1.payment_intents.confirm(
        intent_id, {"payment_method": token, "return_url": "http://testserver/return/"}
    )


def declined(site: Site, intent_id: str) -> None:
    with pytest.raises(stripe.CardError):
        card(site, intent_id, "pm_card_chargeDeclined")


def hear(deliveries: list[Delivery], now: Any = SOON) -> None:
    for payload, signature in deliveries:
        receive_webhook(payload=payload, signature=signature, now=now)


def stripes_sums(site: Site) -> dict[str, int]:
    """What Stripe itself has booked, by kind."""
    entries = site.client.v1.balance_transactions.list({"limit": 100}).data
    return {
        "charge": sum(entry.amount for entry in entries if entry.type == "charge"),
        "refund": sum(entry.amount for entry in entries if entry.type in ("refund", "payment_refund")),
        "fee": -sum(entry.fee for entry in entries),
    }


def our_sums() -> dict[str, int]:
    return {
        kind: sum(LedgerEntry.objects.filter(kind=kind).values_list("amount_cents", flat=True))
        for kind in ("charge", "refund", "fee")
    }


def test_one_intent_with_the_quotes_amount_and_the_bookings_names(site: Site) -> None:
    booking = placed()
    first = ready_to_pay(booking_id=booking.pk, actor=GUEST, now=NOW)
    second = ready_to_pay(booking_id=booking.pk, actor=GUEST, now=SOON)
    assert first.client_secret == second.client_secret
    assert first.publishable_key == "pk_test_standin"
    assert "secret" not in repr(first)
    (intent,) = site.control("objects?type=payment_intent")["data"]
    assert (intent["amount"], intent["currency"], intent["receipt_email"]) == (PAID_CENTS, "usd", "claire@example.com")
    assert intent["metadata"] == {
        "booking": str(booking.pk),
        "number": booking.reference,
        "quote": str(booking.quote_id),
    }
    assert intent["automatic_payment_methods"]["enabled"] is True


def test_the_webhook_confirms_and_the_return_page_changes_nothing_more(site: Site, delivered: Any) -> None:
    booking = placed()
    card(site, ready(booking))
    hear(delivered())
    assert again(booking).state == BookingState.CONFIRMED
    seen = our_sums()
    assert settle_booking(booking_id=booking.pk, actor=GUEST, now=SOON).state == BookingState.CONFIRMED
    assert our_sums() == seen == stripes_sums(site)
    assert Message.objects.filter(template="payment_received").count() == 1


def test_the_return_page_may_come_first_and_the_webhook_twice(site: Site, delivered: Any) -> None:
    booking = placed()
    card(site, ready(booking))
    assert settle_booking(booking_id=booking.pk, actor=GUEST, now=SOON).state == BookingState.CONFIRMED
    events = delivered()
    hear([*events, *reversed(events)])
    assert PaymentEvent.objects.count() == len({json.loads(payload)["id"] for payload, _ in events})
    assert our_sums() == stripes_sums(site)
    assert Message.objects.filter(template="payment_received").count() == 1
    assert Effect.objects.filter(handler="dispatch.take_in").count() == 1


def test_before_the_bank_has_decided_the_return_page_confirms_nothing() -> None:
    booking = placed()
    ready(booking)
    assert settle_booking(booking_id=booking.pk, actor=GUEST, now=SOON).state == BookingState.PENDING


def signed(payload: bytes, secret: str, at: float | None = None) -> str:
    stamp = int(at if at is not None else time.time())
    return str(stripe.WebhookSignature.generate_signature_header(payload.decode(), secret, stamp))


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (lambda payload: "", "is not signed"),
        (lambda payload: "nonsense", "Unable to extract timestamp and signatures"),
        (lambda payload: signed(payload, "whsec_other"), "No signatures found matching"),
        (lambda payload: signed(payload, SECRET, time.time() - 301), "outside the tolerance zone"),
        (lambda payload: signed(payload + b" ", SECRET), "No signatures found matching"),
    ],
)
def test_unsigned_stale_and_foreign_events_are_refused(
    site: Site, delivered: Any, signature: Any, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    booking = placed()
    card(site, ready(booking))
    payload = delivered()[-1][0]
    with pytest.raises(WebhookRefused, match=words):
        receive_webhook(payload=payload, signature=signature(payload), now=SOON)
    assert again(booking).state == BookingState.PENDING
    assert not PaymentEvent.objects.exists()
    assert "was refused" in caplog.text
    assert "claire@example.com" not in caplog.text


def test_a_body_that_is_no_event_is_refused() -> None:
    for payload in (b"not json", b"[]", b'{"id": 1}'):
        with pytest.raises(WebhookRefused):
            receive_webhook(payload=payload, signature=signed(payload, SECRET), now=SOON)


def test_during_rotation_both_secrets_count(site: Site, delivered: Any, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ["whsec_new", SECRET]
    booking = placed()
    card(site, ready(booking))
    hear(delivered())
    assert again(booking).state == BookingState.CONFIRMED


def test_stripe_down_while_booking_leaves_the_booking_and_pays_later(site: Site) -> None:
    booking = placed()
    site.control("faults", {"fault": "timeout_before", "ms": 0, "times": 2})
    with pytest.raises(PaymentUnavailable, match="Nothing was charged"):
        ready(booking)
    assert again(booking).state == BookingState.PENDING
    assert ready(booking)


def test_a_refusal_by_stripe_is_logged_since_trying_again_will_not_help(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    booking = placed()
    ready(booking)
    site.control("reset", {})  # another account's key, or an intent that is gone
    with pytest.raises(PaymentUnavailable):
        ready(booking)
    assert f"Stripe refuses the payment of booking {booking.pk}: resource_missing" in caplog.text
    assert "claire@example.com" not in caplog.text


def test_an_answer_lost_after_the_intent_was_made_makes_no_second_one(site: Site) -> None:
    booking = placed()
    site.control("faults", {"fault": "timeout_after", "ms": 0, "times": 2})
    with pytest.raises(PaymentUnavailable):
        ready(booking)
    ready(booking)
    assert len(site.control("objects?type=payment_intent")["data"]) == 1


def test_stripe_is_never_called_inside_a_transaction() -> None:
    booking = placed()
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        ready(booking)


def test_a_paid_or_lapsed_booking_has_nothing_to_pay(site: Site) -> None:
    paid, lapsed = placed(), placed()
    card(site, ready(paid))
    with pytest.raises(NothingToPay):
        ready(paid)  # no webhook yet: the pay page finds it paid and settles it
    assert again(paid).state == BookingState.CONFIRMED
    with pytest.raises(HoldOver):
        ready(lapsed, LATE)
    assert again(lapsed).state == BookingState.EXPIRED


def test_three_refused_cards_release_the_hold_and_cancel_the_intent(site: Site, delivered: Any) -> None:
    booking = placed()
    intent_id = ready(booking)
    for _ in range(3):
        declined(site, intent_id)
    hear(delivered())
    assert again(booking).state == BookingState.EXPIRED
    drain_now(SOON)
    assert site.control(f"objects/{intent_id}")["status"] == "canceled"
    assert Payment.objects.get().state == "canceled"
    assert our_sums() == {"charge": 0, "refund": 0, "fee": 0}


def test_an_expired_booking_paid_in_that_moment_is_confirmed_where_room_is_left(site: Site) -> None:
    booking = placed()
    intent_id = ready(booking)
    expire_due(now=LATE)
    card(site, intent_id)  # before the effect that cancels the intent runs
    drain_now(LATE)
    assert again(booking).state == BookingState.CONFIRMED
    assert our_sums() == stripes_sums(site)


def test_money_for_a_date_that_is_gone_is_refunded_at_stripe_once(site: Site, delivered: Any) -> None:
    booking = placed()
    intent_id = ready(booking)
    for _ in range(6):
        placed(LATE)
    card(site, intent_id)
    hear(delivered(), LATE)
    site.control("faults", {"fault": "timeout_after", "ms": 0, "times": 2, "path": "/v1/refunds", "method": "POST"})
    drain_now(LATE)  # the answer is lost, the refund is made
    drain_now(LATE + timedelta(minutes=2))  # asked again under its key
    hear(delivered(), LATE)
    assert again(booking).state == BookingState.EXPIRED
    assert len(site.control("objects?type=refund")["data"]) == 1
    assert Refund.objects.get().state == "succeeded"
    assert Payment.objects.get().state == "refunded"
    assert our_sums() == stripes_sums(site)
    assert our_sums()["refund"] == -PAID_CENTS
    assert Message.objects.filter(template="date_gone_refund").count() == 1


def test_an_event_that_comes_while_stripe_is_down_is_applied_later(site: Site, delivered: Any) -> None:
    booking = placed()
    card(site, ready(booking))
    events = [event for event in delivered() if json.loads(event[0])["type"] == "payment_intent.succeeded"]
    site.control("faults", {"fault": "error_500", "times": 2})
    hear(events)
    assert again(booking).state == BookingState.PENDING
    assert PaymentEvent.objects.get().outcome == "waits for Stripe"
    drain_now(SOON)
    assert again(booking).state == BookingState.CONFIRMED
    assert our_sums()["charge"] == PAID_CENTS
    event = PaymentEvent.objects.get()
    assert (event.payment, event.outcome, event.applied_at) == (Payment.objects.get(), "succeeded", SOON)


def test_cancelling_a_paid_booking_refunds_by_the_policy(site: Site, delivered: Any) -> None:
    booking = placed()
    card(site, ready(booking))
    hear(delivered())
    cancel(booking_id=booking.pk, reason="Plans changed", actor=Actor.system(), now=SOON)
    drain_now(SOON)
    hear(delivered())
    assert Payment.objects.get().state == "refunded"
    assert our_sums() == stripes_sums(site)


def test_a_refund_from_stripes_own_pages_is_found_by_its_event(site: Site, delivered: Any) -> None:
    booking = placed()
    intent_id = ready(booking)
    card(site, intent_id)
    hear(delivered())
    site.client.v1.refunds.create({"payment_intent": intent_id, "amount": 4000})
    hear(delivered())
    assert Payment.objects.get().state == "partially_refunded"
    assert our_sums() == stripes_sums(site)


def test_a_refund_of_everything_that_the_bank_sends_back_is_told_to_staff(site: Site, delivered: Any) -> None:
    booking = placed()
    card(site, ready(booking), "pm_card_refundFail")
    hear(delivered())
    cancel(booking_id=booking.pk, reason="Plans changed", actor=Actor.system(), now=SOON)
    drain_now(SOON)
    assert Payment.objects.get().state == "refunded"
    hear(delivered())  # Stripe's charge shows nothing refunded again
    assert Refund.objects.get().state == "failed"
    assert Payment.objects.get().state == "succeeded"
    assert our_sums()["refund"] + PAID_CENTS == 0  # what went out stays written, an adjustment takes it back
    assert sum(LedgerEntry.objects.exclude(kind="fee").values_list("amount_cents", flat=True)) == PAID_CENTS
    assert Message.objects.filter(template="staff_refund_failed").count() == 1


def test_a_refund_whose_key_stripe_has_forgotten_is_looked_for_before_it_is_sent_again(
    site: Site, delivered: Any
) -> None:
    booking = placed()
    intent_id = ready(booking)
    card(site, intent_id)
    hear(delivered())
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get()
        owed = owe_refund(payment, amount_cents=5000, cause="a", reason="other", note="", actor=GUEST, now=SOON)
    # Sent by a worker that died before it could note it; no webhook came, and keys are kept for a day only
    site.client.v1.refunds.create(
        {"payment_intent": intent_id, "amount": owed.amount_cents, "metadata": {"refund": str(owed.pk)}}
    )
    drain_now(SOON + timedelta(days=3))
    assert len(site.control("objects?type=refund")["data"]) == 1
    assert Refund.objects.get().state == "succeeded"
    assert our_sums() == stripes_sums(site)


def test_events_of_other_things_are_kept_and_left_alone(site: Site, delivered: Any) -> None:
    site.client.v1.customers.create({"email": "x@example.com"})
    site.paid(5000)  # an intent that is not ours
    hear(delivered())
    assert set(PaymentEvent.objects.values_list("outcome", flat=True)) == {"not for us", "not ours"}
    assert not LedgerEntry.objects.exists()


def test_no_body_is_kept_of_an_event(site: Site, delivered: Any) -> None:
    card(site, ready(placed()))
    hear(delivered())
    kept = str(list(PaymentEvent.objects.values()))
    assert "claire" not in kept and "4242" not in kept and "secret" not in kept
