"""A booking as it is asked for, as it was placed, and how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "This must be text")
    return value


QuoteId = Annotated[UUID, Field(strict=False), BeforeValidator(_text)]
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_text)]


class Contact(BaseModel):
    """Who books: confirmation, receipt and news go there."""

    model_config = ConfigDict(strict=True, extra="forbid")
    first_name: str = Field(examples=["Claire"], description="First and last name together: at most 120 characters.")
    last_name: str = Field(examples=["Whitcomb"], description="First and last name together: at most 120 characters.")
    email: str = Field(examples=["claire@example.com"], description="Where confirmation and receipt are sent.")
    phone: str = Field(examples=["(212) 555-0142"], description="A US number, or any with + and its country code.")


class Address(BaseModel):
    """One end. Its ZIP must be the one the quote was made for; city and state follow from it."""

    model_config = ConfigDict(strict=True, extra="forbid")
    line1: str = Field(examples=["214 West 83rd Street"], description="Street address; no PO box.")
    line2: str = Field("", examples=["Apt 3R"], description="Apartment or floor.")
    city: str = Field("", description="May be left out: it follows from the ZIP.")
    state: str = Field("", description="A state that disagrees with the ZIP is refused.")
    zip: str = Field(examples=["10024"], description="5 digits, or ZIP+4.")
    instructions: str = Field("", description="How to get in, for the crew.")
    access_code: str = Field("", description="Of a gate or door; only the crew see it.")
    contact_name: str = Field("", description="Whom to ask for there.")
    contact_phone: str = Field("", description="How to reach them; a US number, or any with + and its country code.")


class BookingBody(BaseModel):
    """A quote to be booked. An end that the quote has (an airport aside) needs its street."""

    model_config = ConfigDict(strict=True, extra="forbid")
    quote: QuoteId = Field(description="The `id` of a quote not older than 24 hours.")
    contact: Contact
    pickup: Address | None = Field(None, description="Required where the quote has one that is no airport.")
    dropoff: Address | None = Field(None, description="Required where the quote has one that is no airport.")
    items_description: str = Field("", description="What is carried, in words; at most 2,000 characters.")
    flight_number: str = Field("", description="blade_luggage, and required there.", examples=["B6 623"])
    flight_at: Moment | None = Field(None, description="blade_luggage, and required there: when it leaves or lands.")
    notes: str = Field("", description="The customer's own words; at most 2,000 characters.")
    answers: dict[str, str] = Field({}, description="Answers to `text` questions, which no quote keeps.")


class ReadyPayment(Schema):
    """What Stripe's Payment Element needs."""

    client_secret: str = Field(description="For `elements(…)`; belongs to this payment alone.")
    publishable_key: str = Field(description="For `Stripe(…)`.")


class Placed(Schema):
    """A booking. Keep `token`: with it the booking is looked up, and whoever has it sees the booking."""

    number: str = Field(examples=["TT-000123"], description="What people call it.")
    state: str = Field(examples=["pending"], description="`pending`: waits for payment; `awaiting_approval`: for us.")
    total_cents: int = Field(examples=[198375], description="What it costs: the total of its quote.")
    tracking_url: str = Field(description="The customer's own page: state, what to do next, paying.")
    payment: ReadyPayment | None = Field(
        description="null while it needs approval, once nothing is to be paid, and while Stripe does not answer: then "
        "send the same call with the same key again."
    )
    token: str = Field(description="Looks the booking up: `GET /api/v1/bookings/{token}/`.")


class Event(Schema):
    """Something that happened to a booking."""

    at: datetime = Field(description="When it happened.")
    kind: Literal["state", "payment"] = Field(description="What changed.")
    name: str = Field(examples=["confirmed"], description="The state reached; or `paid`, `failed`, `returned`.")
    label: str = Field(description="The same in words.")


class PaymentStanding(Schema):
    """The payment as far as we know it."""

    state: Literal[
        "pending", "processing", "succeeded", "failed", "canceled", "partially_refunded", "refunded", "disputed"
    ] = Field(description="`succeeded` is paid; `processing` is with the bank.")
    amount_cents: int = Field(description="What was asked for.")
    paid_at: datetime | None = Field(description="null while it is not paid.")


class BookingOut(Schema):
    """How a booking stands."""

    number: str = Field(description="What people call it.")
    state: Literal[
        "draft",
        "awaiting_approval",
        "pending",
        "confirmed",
        "in_progress",
        "delivery_failed",
        "completed",
        "cancelled",
        "expired",
    ] = Field(description="`expired`: its place was not paid for in time.")
    state_label: str = Field(examples=["Awaiting payment"], description="The state in words.")
    service: str = Field(description="As in its quote.")
    pickup_date: str | None = Field(examples=["2026-06-27"], description="null where the service has none.")
    window: str | None = Field(examples=["morning"], description="null where the service has none.")
    total_cents: int = Field(description="What it costs.")
    held_until: datetime | None = Field(description="Until when its place is kept unpaid; null where nothing is held.")
    payment: PaymentStanding | None = Field(description="null before a payment was begun.")
    timeline: list[Event] = Field(description="Oldest first.")
    tracking_url: str = Field(description="The customer's own page: state, what to do next, paying.")
