"""Why a booking is refused, in words that a customer can act on. `code` is the API's (contract-surface.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class BookingRefused(Exception):
    """The request is understood and cannot be met. `message` is for the customer."""

    code = "refused"
    message = "This booking cannot be made."

    def __init__(self, message: str = "") -> None:
        self.message = message or type(self).message
        super().__init__(self.message)


class SoldOut(BookingRefused):
    """No van has room on that day any more."""

    code = "sold_out"
    message = "That date has just been taken. Choose another date; everything else is kept."


class QuoteExpired(BookingRefused):
    """The quote is older than 24 hours; a fresh one is to be made."""

    code = "quote_expired"
    message = "This price is more than 24 hours old. Look at today's price and confirm it."


class CoiRequired(BookingRefused):
    """A certificate of insurance is demanded and was not requested."""

    code = "coi_required"
    message = "A certificate of insurance is needed for this move. Add it to the booking to continue."


class Unavailable(BookingRefused):
    """Not sellable: a closed date, lead time, horizon or a rule."""

    code = "unavailable"
    message = "This cannot be booked online. Choose another date, or ask us."


class IdempotencyConflict(BookingRefused):
    """The key was used before, with another body."""

    code = "idempotency_conflict"
    message = "This request was sent before with other answers. Start again from your answers."


class HoldOver(BookingRefused):
    """There is no hold to extend: it ran out, or the booking is not waiting for payment."""

    code = "hold_over"
    message = "The time to pay has run out. Check whether the date is still free."


class ExtensionsUsedUp(BookingRefused):
    """A hold is extended ten times at most."""

    code = "extensions_used_up"
    message = "The date cannot be held any longer. Pay now, or book again later."


class TransitionRefused(BookingRefused):
    """The booking's state does not allow it."""

    code = "transition"


class PaymentUnavailable(BookingRefused):
    """Stripe does not answer, or did not understand; nothing was charged."""

    code = "payment_unavailable"
    message = "We cannot reach our payment service. Nothing was charged. Try again in a minute."


class NothingToPay(BookingRefused):
    """The booking is paid, cancelled, or not yet approved."""

    code = "nothing_to_pay"
    message = "There is nothing to pay on this booking now."


class NotPermitted(PermissionDenied):
    """This person may not do it. A PermissionDenied, so that an unguarded view answers 403."""

    code = "not_permitted"


class WebhookRefused(Exception):
    """Unsigned, wrongly signed, stale or unreadable: to be answered with 400 and logged."""

    code = "webhook"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong field: a dotted path such as `pickup.line1`, a code of contract-quote.md, words that say what to do."""

    field: str
    code: str
    message: str


class InvalidBooking(BookingRefused):
    """What was typed is wrong; `errors` says where (HTTP 422)."""

    code = "invalid"
    message = "Some answers need another look."

    def __init__(self, errors: Sequence[FieldProblem]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
