"""Time to pay: extended at most ten times, over by the clock, its place never sold twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_q.models import Schedule

from bookings.errors import ExtensionsUsedUp, HoldOver, SoldOut
from bookings.models import BookingState, CapacityClaim
from bookings.operations.holds import expire_due, extend_hold
from bookings.operations.schedules import seed_schedules
from bookings.payments.intents import CANCEL_INTENT
from bookings.queries import hold_of, whole_bookings
from catalog.models import Van
from foundation.audit.models import AuditEntry
from foundation.outbox.models import Effect
from tests.booking_making import GUEST, NOW, again, pay, placed, seed_business, with_intent


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()


def test_one_press_adds_15_minutes_up_to_ten_times() -> None:
    booking = placed()
    for press in range(1, 11):
        claim = extend_hold(booking_id=booking.pk, actor=GUEST, now=NOW)
        assert claim.expires_at == NOW + timedelta(minutes=30 + 15 * press)
    with pytest.raises(ExtensionsUsedUp) as refused:
        extend_hold(booking_id=booking.pk, actor=GUEST, now=NOW)
    assert refused.value.code == "extensions_used_up"
    assert "cannot be held any longer" in refused.value.message
    assert AuditEntry.objects.filter(verb="booking.hold_extended").count() == 10


def test_a_hold_that_is_over_is_not_extended() -> None:
    booking = placed()
    with pytest.raises(HoldOver, match="time to pay has run out"):
        extend_hold(booking_id=booking.pk, actor=GUEST, now=NOW + timedelta(minutes=30))


def test_a_confirmed_booking_has_no_hold_to_extend() -> None:
    booking = placed()
    pay(booking)
    with pytest.raises(HoldOver):
        extend_hold(booking_id=booking.pk, actor=GUEST, now=NOW + timedelta(minutes=6))


def test_an_extension_that_comes_late_through_a_slow_lock_takes_no_place_that_was_sold_meanwhile() -> None:
    """Its clock was read before the hold lapsed, its turn came after another buyer's, whose clock was read later."""
    slow = placed()
    Van.objects.exclude(name="Van 1").update(in_service_until=NOW.date())
    placed()
    placed(NOW + timedelta(minutes=30))
    with pytest.raises(HoldOver):
        extend_hold(booking_id=slow.pk, actor=GUEST, now=NOW + timedelta(minutes=29, seconds=59))


def test_expiry_frees_the_claim_cancels_the_intent_and_is_audited() -> None:
    booking = placed()
    payment = with_intent(booking)
    assert expire_due(now=NOW + timedelta(minutes=30, microseconds=-1)) == 0
    assert expire_due(now=NOW + timedelta(minutes=30)) == 1
    assert again(booking).state == BookingState.EXPIRED
    assert CapacityClaim.objects.get().released_at == NOW + timedelta(minutes=30)
    assert Effect.objects.get(handler=CANCEL_INTENT).payload == {"payment": str(payment.pk)}
    entry = AuditEntry.objects.get(verb="booking.expired")
    assert (entry.via, entry.data) == ("worker", {"why": "hold_over"})
    assert expire_due(now=NOW + timedelta(hours=1)) == 0


def test_paid_bookings_never_expire() -> None:
    booking = placed()
    pay(booking)
    assert expire_due(now=NOW + timedelta(days=2)) == 0
    assert again(booking).state == BookingState.CONFIRMED


def test_the_hold_is_shown_while_it_lives() -> None:
    booking = placed()
    whole = whole_bookings().get(pk=booking.pk)
    held = hold_of(whole, NOW)
    assert held is not None and held.lapses_at == NOW + timedelta(minutes=30)
    assert hold_of(whole, NOW + timedelta(minutes=30)) is None


def test_the_command_and_the_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    placed()
    call_command("expire_holds")
    assert "1 booking expired." in capsys.readouterr().out
    assert seed_schedules(now=NOW) == 1
    assert seed_schedules(now=NOW) == 0
    schedule = Schedule.objects.get(name="Expire lapsed holds")
    assert schedule.func == "bookings.operations.schedules.expire_lapsed_holds"
    assert schedule.minutes == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "reservation"},  # a reservation does not expire
        {"expires_at": None},  # a hold does
        {"van": None},  # room is in a van
        {"day": None},  # on a day
        {"kind": "wish"},
    ],
)
def test_the_database_refuses_claims_that_make_no_sense(changes: dict[str, object]) -> None:
    placed()
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityClaim.objects.update(**changes)


def test_a_booking_has_one_unreleased_claim_of_a_kind() -> None:
    placed()
    claim = CapacityClaim.objects.get()
    claim.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        claim.save(force_insert=True)


def test_three_vans_take_three_full_moves_and_a_petite_keeps_a_full_one_out() -> None:
    placed(package="petite")
    placed(package="full")
    placed(package="full")
    with pytest.raises(SoldOut):
        placed(package="full")
    assert placed(package="standard").claims.get().van.name == "Van 1"
