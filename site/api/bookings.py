"""`POST bookings/` places a quote; `GET bookings/<token>/` says how a booking stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Status

from api.callers import caller_of
from api.errors import problem
from api.limits import BOOKING, LOOKUP
from api.schemas.bookings import Address as AddressIn
from api.schemas.bookings import BookingBody, BookingOut, Placed
from api.schemas.errors import REFUSALS, Errors
from api.standing import standing
from bookings.errors import HoldOver, NothingToPay, PaymentUnavailable
from bookings.links import tracking_url
from bookings.models import Booking, BookingState, Source
from bookings.operations.pay import ready_to_pay
from bookings.operations.place import Address, Contact, place
from bookings.queries import booking_by_token
from foundation.audit.actor import Actor
from foundation.clock import utc_now
from pricing_rules.models import Quote

router = Router(tags=["Bookings"])


@router.post(
    "bookings/",
    response={201: Placed, 200: Placed, 409: Errors, **REFUSALS},
    throttle=BOOKING,
    summary="Book a quote",
    operation_id="book",
)
def book(
    request: HttpRequest,
    body: BookingBody,
    idempotency_key: str = Header(
        ...,
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        pattern="^[!-~]+$",
        description="Names this booking, so that sending it twice books once: make a new UUID for each booking, and "
        "send the same one when repeating a call whose answer was lost.",
    ),
) -> Status[Any]:
    """Book a quote at exactly its price: 201, with its place held until it is paid.

    The same key with the same body answers 200 with the same booking, however often, and makes its payment ready where
    that failed before; with another body 409 `idempotency_conflict`. Storage, b2b and whatever a rule says wait for our
    staff (`awaiting_approval`): nothing is held or paid until they approve and send a payment link.
    """
    now = utc_now()
    caller = caller_of(request)
    try:
        booking = place(
            quote=body.quote,
            contact=Contact(
                name=f"{body.contact.first_name.strip()} {body.contact.last_name.strip()}".strip(),
                email=body.contact.email,
                phone=body.contact.phone,
            ),
            pickup=_address(body.pickup),
            dropoff=_address(body.dropoff),
            idempotency_key=idempotency_key,
            actor=caller,
            now=now,
            source=Source.API,
            items_description=body.items_description,
            notes=body.notes,
            flight_number=body.flight_number,
            flight_at=body.flight_at,
            text_answers=body.answers,
        )
    except Quote.DoesNotExist:
        raise problem(422, "unknown", "There is no such quote. Ask for a new one", field="quote") from None
    is_new = booking.created_at == now
    return Status(201 if is_new else 200, _placed(booking, caller, now))


@router.get(
    "bookings/{token}/",
    response={200: BookingOut, 404: Errors, 429: Errors},
    throttle=LOOKUP,
    summary="How a booking stands",
    operation_id="booking",
)
def booking(request: HttpRequest, token: str) -> dict[str, Any]:
    """State, timeline and payment of the booking behind this token."""
    now = utc_now()
    found = booking_by_token(token, now)
    if found is None:
        raise problem(404, "not_found", "There is no booking behind this token")
    return standing(found, now=now)


def _placed(booking: Booking, caller: Actor, now: datetime) -> dict[str, Any]:
    payment = None
    if booking.state == BookingState.PENDING:
        try:
            ready = ready_to_pay(booking_id=booking.pk, actor=caller, now=now)
            payment = {"client_secret": ready.client_secret, "publishable_key": ready.publishable_key}
        except PaymentUnavailable:
            pass  # the same key again makes it ready later, as the tracking page does
        except (NothingToPay, HoldOver):
            booking = Booking.objects.get(pk=booking.pk)  # paid or over in this moment
    return {
        "number": booking.reference,
        "state": booking.state,
        "total_cents": booking.total_cents,
        "tracking_url": tracking_url(booking),
        "payment": payment,
        "token": booking.token,
    }


def _address(given: AddressIn | None) -> Address | None:
    return Address(**given.model_dump()) if given else None
