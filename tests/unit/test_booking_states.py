"""The booking's state machine as a table: what may follow what, and nothing else (4-booking.md, "States")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django_fsm import ConcurrentTransitionMixin, TransitionNotAllowed

from bookings.models import Booking, BookingState

S = BookingState
ALLOWED: dict[tuple[str, str], str] = {
    (S.DRAFT, "ask_approval"): S.AWAITING_APPROVAL,
    (S.DRAFT, "hold"): S.PENDING,
    (S.DRAFT, "expire"): S.EXPIRED,
    (S.AWAITING_APPROVAL, "approve"): S.PENDING,
    (S.AWAITING_APPROVAL, "cancel"): S.CANCELLED,
    (S.PENDING, "confirm"): S.CONFIRMED,
    (S.PENDING, "expire"): S.EXPIRED,
    (S.PENDING, "cancel"): S.CANCELLED,
    (S.CONFIRMED, "start"): S.IN_PROGRESS,
    (S.CONFIRMED, "cancel"): S.CANCELLED,
    (S.IN_PROGRESS, "complete"): S.COMPLETED,
    (S.IN_PROGRESS, "fail_delivery"): S.DELIVERY_FAILED,
    (S.DELIVERY_FAILED, "deliver_again"): S.CONFIRMED,
    (S.DELIVERY_FAILED, "cancel"): S.CANCELLED,
    (S.EXPIRED, "hold"): S.PENDING,
}
TRANSITIONS = sorted({name for _, name in ALLOWED})


def booking_in(state: str) -> Booking:
    booking = Booking()
    booking.__dict__["state"] = state  # a test's own way around the protection
    return booking


@pytest.mark.parametrize("transition", TRANSITIONS)
@pytest.mark.parametrize("state", S.values)
def test_every_pair_of_state_and_transition(state: str, transition: str) -> None:
    booking = booking_in(state)
    target = ALLOWED.get((state, transition))
    if target is None:
        with pytest.raises(TransitionNotAllowed):
            getattr(booking, transition)()
        assert booking.state == state
    else:
        getattr(booking, transition)()
        assert booking.state == target


def test_the_table_knows_every_transition() -> None:
    declared = {transition.name for transition in Booking().get_all_state_transitions()}
    assert declared == set(TRANSITIONS)


def test_the_state_cannot_be_set_by_hand() -> None:
    with pytest.raises(AttributeError, match="not allowed"):
        booking_in(S.DRAFT).state = S.CONFIRMED


def test_concurrent_transitions_are_guarded_by_one_mixin() -> None:
    assert ConcurrentTransitionMixin in Booking.__bases__


def test_transitions_made_by_hand_have_a_right_and_the_systems_have_none() -> None:
    rights = {t.name: t.permission for t in Booking().get_all_state_transitions() if t.permission}
    assert rights == {
        "approve": "bookings.approve_booking",
        "start": "bookings.start_booking",
        "complete": "bookings.complete_booking",
        "cancel": "bookings.cancel_booking",
    }


def test_nothing_constructs_or_updates_a_state_around_the_machine() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    sources = [path for room in ("bookings", "dispatch", "site") for path in (root / room).rglob("*.py")]
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in sources
        if not {"migrations", "standins", "demo"} & set(path.parts)  # demo fills whole tables with made-up histories
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and sets_a_bookings_state(node)
    ]
    assert found == []


def sets_a_bookings_state(node: ast.Call) -> bool:
    called = ast.unparse(node.func)
    named = {keyword.arg for keyword in node.keywords}
    makes = called in {"Booking", "Booking.objects.create", "Booking.objects.get_or_create"}
    updates = called.startswith("Booking.objects") and called.endswith(".update")
    return "state" in named and (makes or updates)
