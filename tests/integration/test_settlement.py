"""What a payment's state at Stripe does: confirmed once, refused in words, returned when nothing can be confirmed."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from bookings.models import Booking, BookingState, CapacityClaim
from bookings.operations.applying import DATE_GONE, OTHER_AMOUNT, PAID_ALREADY, TOO_LATE, apply_intent
from bookings.operations.holds import expire_due
from bookings.operations.transitions import cancel
from bookings.payments import ledger
from bookings.payments.intents import CANCEL_INTENT
from bookings.payments.models import FailedAttempt, LedgerEntry, Payment, PaymentState, Refund, RefundState
from bookings.payments.refunds import SEND_REFUND, RefundTooLarge, owe_refund
from catalog.models import ClosedDate
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.clock import local_to_utc
from foundation.notifications.models import Message
from foundation.outbox.models import Effect
from tests.booking_making import (
    FEE_CENTS,
    NOW,
    PAID_CENTS,
    SATURDAY,
    WEBHOOK,
    again,
    charge,
    failure,
    intent,
    pay,
    placed,
    refund,
    seed_business,
    with_intent,
)

SOON = NOW + timedelta(minutes=5)
LATE = NOW + timedelta(minutes=40)


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()


def apply(payment: Payment, status: str, now: Any = SOON, **changes: Any) -> Payment:
    applied = apply_intent(intent(payment, status, **changes), actor=WEBHOOK, now=now, source_event="evt_1")
    assert applied is not None
    return applied


def effects(handler: str) -> list[Effect]:
    return list(Effect.objects.filter(handler=handler))


def entries(payment: Payment) -> list[tuple[str, int, int, int]]:
    return list(
        LedgerEntry.objects.filter(payment=payment)
        .order_by("position")
        .values_list("kind", "amount_cents", "before_cents", "after_cents")
    )


def test_success_confirms_reserves_writes_the_ledger_mails_and_asks_dispatch() -> None:
    booking = placed()
    payment = pay(booking)

    assert again(booking).state == BookingState.CONFIRMED
    claim = CapacityClaim.objects.get(booking=booking)
    assert (claim.kind, claim.expires_at, claim.released_at) == ("reservation", None, None)
    assert (payment.state, payment.settled_as, payment.card_last4) == ("succeeded", "confirmed", "4242")
    assert entries(payment) == [
        ("charge", PAID_CENTS, 0, PAID_CENTS),
        ("fee", -FEE_CENTS, PAID_CENTS, PAID_CENTS - FEE_CENTS),
    ]
    assert Message.objects.filter(template="payment_received").count() == 1
    assert [effect.payload for effect in effects("dispatch.take_in")] == [{"booking": str(booking.pk)}]
    verbs = set(AuditEntry.objects.filter(target_id=str(booking.pk)).values_list("verb", flat=True))
    assert verbs == {"booking.placed", "payment.succeeded", "booking.confirmed"}


def test_told_twice_it_happens_once() -> None:
    booking = placed()
    payment = pay(booking)
    before = entries(payment)
    apply(payment, "succeeded", LATE)
    assert entries(payment) == before
    assert Message.objects.filter(template="payment_received").count() == 1
    assert len(effects("dispatch.take_in")) == 1
    assert AuditEntry.objects.filter(verb="booking.confirmed").count() == 1


@pytest.mark.parametrize("old", ["requires_payment_method", "processing", "requires_action", "canceled"])
def test_an_older_state_told_later_moves_nothing_back(old: str) -> None:
    booking = placed()
    payment = pay(booking)
    apply(payment, old, LATE, failure=failure())
    assert again(booking).state == BookingState.CONFIRMED
    assert Payment.objects.get().state == PaymentState.SUCCEEDED
    assert Payment.objects.get().failure_message == ""


def test_an_event_that_overtakes_the_note_of_the_intent_is_matched_by_its_metadata() -> None:
    booking = placed()
    payment = with_intent(booking)
    Payment.objects.update(intent_id=None)
    apply(payment, "succeeded")
    assert again(booking).state == BookingState.CONFIRMED
    assert Payment.objects.get().intent_id == payment.intent_id


def test_an_intent_that_is_not_ours_is_left_alone() -> None:
    booking = placed()
    payment = with_intent(booking)
    foreign = intent(payment, "succeeded", id="pi_foreign", metadata={"order": "7"})
    assert apply_intent(foreign, actor=WEBHOOK, now=SOON) is None
    assert again(booking).state == BookingState.PENDING
    assert not LedgerEntry.objects.exists()


def test_the_fee_comes_later_when_stripe_has_not_written_it_yet() -> None:
    booking = placed()
    payment = with_intent(booking)
    apply(payment, "succeeded", charge=charge(payment, fee_cents=None, balance_transaction=""))
    assert ledger.balance(payment) == ledger.Balance(captured=PAID_CENTS)
    apply(payment, "succeeded", LATE)
    assert ledger.balance(payment) == ledger.Balance(captured=PAID_CENTS, fees=FEE_CENTS)


# --- Late money ---


def test_a_late_success_with_room_left_takes_the_place_again() -> None:
    booking = placed()
    payment = with_intent(booking)
    apply(payment, "succeeded", LATE)  # the hold lapsed, no worker has expired it
    assert again(booking).state == BookingState.CONFIRMED
    assert CapacityClaim.objects.live(LATE).get(booking=booking).kind == "reservation"
    assert not Refund.objects.exists()


def test_a_late_success_on_an_expired_booking_passes_pending_in_one_transaction() -> None:
    booking = placed()
    payment = with_intent(booking)
    assert expire_due(now=LATE) == 1
    assert again(booking).state == BookingState.EXPIRED
    apply(payment, "succeeded", LATE + timedelta(minutes=1))
    assert again(booking).state == BookingState.CONFIRMED
    verbs = AuditEntry.objects.filter(target_id=str(booking.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["payment.succeeded", "booking.held_again", "booking.confirmed"]
    assert CapacityClaim.objects.filter(booking=booking).count() == 2  # what was, and what is


def fill_the_day(now: Any) -> None:
    for _ in range(6):
        placed(now)


@pytest.mark.parametrize("worker_ran", [False, True])
def test_money_for_a_date_that_is_gone_goes_back_the_customer_and_staff_are_told(worker_ran: bool) -> None:
    booking = placed()
    payment = with_intent(booking)
    fill_the_day_later = NOW + timedelta(minutes=31)
    if worker_ran:
        expire_due(now=fill_the_day_later)
    fill_the_day(fill_the_day_later)
    payment = apply(payment, "succeeded", LATE)

    assert again(booking).state == BookingState.EXPIRED
    assert (payment.settled_as, payment.returned_because) == ("returned", DATE_GONE)
    back = Refund.objects.get()
    assert (back.amount_cents, back.state, back.by_system) == (PAID_CENTS, RefundState.APPROVED, True)
    assert [effect.payload for effect in effects(SEND_REFUND)] == [{"refund": str(back.pk)}]
    told = {(message.template, message.recipient) for message in Message.objects.exclude(template="booking_received")}
    assert told == {
        ("date_gone_refund", "claire@example.com"),
        ("staff_money_returned", "hello@totetaxi.example"),
    }
    assert not effects("dispatch.take_in")
    assert [kind for kind, *_ in entries(payment)] == ["charge", "fee"]

    apply(payment, "succeeded", LATE, refunds=(refund("re_1", PAID_CENTS, refund=str(back.pk)),))
    payment = apply(payment, "succeeded", LATE, refunds=(refund("re_1", PAID_CENTS, refund=str(back.pk)),))
    assert payment.state == PaymentState.REFUNDED
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert entries(payment)[-1] == ("refund", -PAID_CENTS, PAID_CENTS - FEE_CENTS, -FEE_CENTS)
    assert len(entries(payment)) == 3


def test_a_date_closed_after_the_hold_lapsed_is_gone_a_live_hold_is_honoured() -> None:
    lapsed, live = placed(), placed()
    ClosedDate.objects.create(date=SATURDAY, reason="Storm")
    apply(with_intent(live), "succeeded")
    assert again(live).state == BookingState.CONFIRMED
    apply(with_intent(lapsed), "succeeded", LATE)
    assert again(lapsed).state == BookingState.EXPIRED
    assert Refund.objects.get().payment.booking == lapsed


@pytest.mark.parametrize(("hour", "ends"), [(10, "confirmed"), (11, "returned")])
def test_money_that_comes_when_the_window_is_over_goes_back_even_if_the_hold_lives(hour: int, ends: str) -> None:
    booking = placed()
    payment = with_intent(booking)
    CapacityClaim.objects.update(expires_at=local_to_utc(SATURDAY, time(23)))  # approved the day before: 24 hours
    payment = apply(payment, "succeeded", local_to_utc(SATURDAY, time(hour)))
    assert payment.settled_as == ends  # the window is 8 to 11
    if ends == "returned":
        assert payment.returned_because == TOO_LATE
        assert again(booking).state == BookingState.EXPIRED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount_received": PAID_CENTS - 1}, OTHER_AMOUNT),
        ({"currency": "cad"}, OTHER_AMOUNT),
    ],
)
def test_money_that_does_not_agree_with_the_quote_confirms_nothing(changes: dict[str, Any], words: str) -> None:
    booking = placed()
    payment = with_intent(booking)
    cents = changes.get("amount_received", PAID_CENTS)
    payment = apply(payment, "succeeded", charge=charge(payment, amount_captured=cents), **changes)
    assert payment.returned_because == words
    assert again(booking).state == BookingState.EXPIRED
    assert Refund.objects.get().amount_cents == cents
    assert Message.objects.filter(template="staff_money_returned").count() == 1


def test_money_for_a_cancelled_booking_goes_back() -> None:
    booking = placed()
    payment = with_intent(booking)
    cancel(booking_id=booking.pk, reason="Changed plans", actor=Actor.system(), now=SOON)
    payment = apply(payment, "succeeded")
    assert again(booking).state == BookingState.CANCELLED
    assert "had been cancelled" in payment.returned_because
    assert Refund.objects.get().amount_cents == PAID_CENTS


def test_money_for_a_booking_that_is_confirmed_already_goes_back() -> None:
    booking = placed()
    pay(booking)
    second = Payment.objects.create(
        booking=booking, quote=placed().quote, amount_cents=PAID_CENTS, intent_id="pi_2", created_at=NOW, updated_at=NOW
    )
    other = intent(second, "succeeded", charge=charge(second, id="ch_2", balance_transaction="txn_2"))
    applied = apply_intent(other, actor=WEBHOOK, now=SOON)
    assert applied is not None and applied.returned_because == PAID_ALREADY
    assert again(booking).state == BookingState.CONFIRMED
    told = Message.objects.get(template="date_gone_refund").text
    assert PAID_ALREADY in told and "not confirmed" not in told


# --- Failures ---


def test_a_refused_card_is_told_in_words_and_may_be_tried_again() -> None:
    booking = placed()
    payment = with_intent(booking)
    payment = apply(payment, "requires_payment_method", failure=failure(1))
    assert (payment.state, payment.failure_code) == ("failed", "generic_decline")
    assert payment.failure_message == "Your card was declined. Try another card or call your bank."
    assert again(booking).state == BookingState.PENDING
    pay(booking)
    assert again(booking).state == BookingState.CONFIRMED
    assert Payment.objects.get().failure_message == ""


def test_one_refused_attempt_told_often_counts_once() -> None:
    booking = placed()
    payment = with_intent(booking)
    for _ in range(5):
        apply(payment, "requires_payment_method", failure=failure(1))
    assert FailedAttempt.objects.count() == 1
    assert again(booking).state == BookingState.PENDING


def test_the_third_refusal_releases_the_hold_and_cancels_the_intent() -> None:
    booking = placed()
    payment = with_intent(booking)
    for number in (1, 2, 3):
        apply(payment, "requires_payment_method", failure=failure(number))
    assert again(booking).state == BookingState.EXPIRED
    assert not CapacityClaim.objects.live(SOON).exists()
    assert [effect.payload for effect in effects(CANCEL_INTENT)] == [{"payment": str(payment.pk)}]
    message = Message.objects.get(template="payment_failed")
    assert "Your card was declined" in message.text
    assert "no longer held" in message.text


def test_three_refusals_told_at_once_and_late_release_too() -> None:
    booking = placed()
    payment = with_intent(booking)
    last = intent(payment, "requires_payment_method", failure=failure(3))
    apply_intent(last, actor=WEBHOOK, now=SOON, failures=(failure(1), failure(2)))
    assert again(booking).state == BookingState.EXPIRED


def test_a_payment_in_flight_keeps_the_hold_past_its_time() -> None:
    booking = placed()
    payment = with_intent(booking)
    apply(payment, "processing", NOW + timedelta(minutes=29))
    assert expire_due(now=LATE) == 0
    fill = [placed(LATE) for _ in range(5)]
    assert len(fill) == 5
    apply(payment, "succeeded", LATE)
    assert again(booking).state == BookingState.CONFIRMED


def test_a_payment_that_fails_after_flying_frees_the_place_and_tells_the_customer() -> None:
    booking = placed()
    payment = with_intent(booking)
    apply(payment, "processing", NOW + timedelta(minutes=29))
    apply(payment, "requires_payment_method", LATE, failure=failure(1))
    assert "Try again here" in Message.objects.get(template="payment_failed").text
    assert expire_due(now=LATE) == 1
    assert again(booking).state == BookingState.EXPIRED


def test_waiting_for_3d_secure_keeps_the_hold_for_ten_minutes_and_no_more() -> None:
    booking = placed()
    payment = with_intent(booking)
    apply(payment, "requires_action", NOW + timedelta(minutes=29))
    apply(payment, "requires_action", NOW + timedelta(minutes=38))
    assert expire_due(now=NOW + timedelta(minutes=38)) == 0
    assert expire_due(now=NOW + timedelta(minutes=39)) == 1


def test_a_lapsed_hold_whose_room_is_gone_is_not_brought_back_by_a_payment_in_flight() -> None:
    booking = placed()
    payment = with_intent(booking)
    fill_the_day(LATE)
    apply(payment, "processing", LATE)
    assert not CapacityClaim.objects.live(LATE).filter(booking=booking).exists()


def test_an_intent_cancelled_at_stripe_ends_the_wait() -> None:
    booking = placed()
    apply(with_intent(booking), "canceled")
    assert again(booking).state == BookingState.EXPIRED
    assert Payment.objects.get().state == PaymentState.CANCELED


# --- Refunds and the ledger ---


def owe(payment: Payment, cents: int, cause: str) -> Refund:
    with transaction.atomic():
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        return owe_refund(locked, amount_cents=cents, cause=cause, reason="other", note="", actor=WEBHOOK, now=SOON)


def test_refunds_together_never_exceed_what_was_captured() -> None:
    payment = pay(placed())
    owe(payment, PAID_CENTS - 100, "a")
    with pytest.raises(RefundTooLarge) as refused:
        owe(payment, 101, "b")
    assert "larger than what is left" in refused.value.message
    owe(payment, 100, "c")
    assert owe(payment, 100, "c").pk == Refund.objects.get(cause="c").pk  # one cause owes once


def test_a_refund_made_in_stripes_own_pages_reaches_the_ledger() -> None:
    payment = pay(placed())
    payment = apply(payment, "succeeded", refunds=(refund("re_x", 5000),))
    assert payment.state == PaymentState.PARTIALLY_REFUNDED
    assert ledger.balance(payment).refunded == 5000
    assert Refund.objects.get().note == "Made in Stripe's own pages"


def test_a_refund_that_fails_after_all_is_taken_back_in_the_ledger_and_staff_are_told() -> None:
    payment = pay(placed())
    owed = owe(payment, 5000, "a")
    mine = {"refund": str(owed.pk)}
    apply(payment, "succeeded", refunds=(refund("re_1", 5000, "pending", **mine),))
    assert Refund.objects.get().state == RefundState.PROCESSING
    apply(payment, "succeeded", refunds=(refund("re_1", 5000, "succeeded", **mine),))
    payment = apply(payment, "succeeded", refunds=(refund("re_1", 5000, "failed", **mine),))
    assert ledger.balance(payment).refunded == 0
    assert payment.state == PaymentState.SUCCEEDED
    assert Refund.objects.get().state == RefundState.FAILED
    assert Message.objects.filter(template="staff_refund_failed").count() == 1
    apply(payment, "succeeded", refunds=(refund("re_1", 5000, "succeeded", **mine),))  # told late, out of order
    assert ledger.balance(payment).refunded == 0


@pytest.mark.parametrize("field", ["amount_cents", "after_cents", "source_event"])
def test_nobody_edits_or_deletes_a_ledger_entry(field: str) -> None:
    entry = LedgerEntry.objects.filter(payment=pay(placed())).first()
    assert entry is not None
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(**{field: 1})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).delete()


@pytest.mark.parametrize(
    ("kind", "amount", "after"), [("charge", -5, -5), ("refund", 5, 5), ("fee", 5, 6), ("gift", 5, 5)]
)
def test_the_database_refuses_entries_that_do_not_add_up(kind: str, amount: int, after: int) -> None:
    payment = with_intent(placed())
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            payment=payment, position=1, kind=kind, amount_cents=amount, before_cents=0, after_cents=after,
            object_id="x", via="test", at=NOW,
        )  # fmt: skip


def test_an_unpaid_booking_cannot_be_deleted_with_its_payment() -> None:
    booking = placed()
    with_intent(booking)
    with pytest.raises(Exception, match="protected"):
        booking.delete()
    assert Booking.objects.count() == 1
    assert mail.outbox == []
