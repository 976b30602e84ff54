"""Who may ask for a transition: staff with the right, or the system itself (7-staff.md)."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_fsm import can_proceed

from bookings.errors import NotPermitted, TransitionRefused
from bookings.models import Booking
from foundation.audit.actor import Actor

SYSTEM = frozenset({"worker", "webhook", "command"})

# What each transition does, for sentences: "A cancelled booking cannot be started."
DONE = {
    "approve": "approved",
    "start": "started",
    "complete": "completed",
    "cancel": "cancelled",
}


def require(booking: Booking, transition: str, actor: Actor) -> None:
    """Refuse `actor` a transition of a locked booking: NotPermitted without the right, TransitionRefused where the
    state does not allow it. django-fsm checks no permission by itself. The right is looked at first."""
    method = getattr(booking, transition)
    if not is_system(actor) and not _has_right(actor, booking, transition):
        raise NotPermitted(f"You may not do this: bookings are {DONE[transition]} by people with that right.")
    if not can_proceed(method):
        state = booking.get_state_display().lower()
        raise TransitionRefused(f"{booking.reference} is {state}, so it cannot be {DONE[transition]}.")


def is_system(actor: Actor) -> bool:
    """The worker, a webhook or a command, behind whom stands no person."""
    return actor.user_id is None and actor.via in SYSTEM


def _has_right(actor: Actor, booking: Booking, transition: str) -> bool:
    """The right itself, whatever the state: django-fsm's has_transition_perm is False where the state has moved on,
    and somebody who came second is to hear that, not that he may not."""
    if actor.user_id is None:
        return False
    rights = {known.permission for known in booking.get_all_state_transitions() if known.name == transition}
    user = get_user_model().objects.filter(pk=actor.user_id, is_active=True).first()
    return user is not None and all(right and user.has_perm(right) for right in rights)
