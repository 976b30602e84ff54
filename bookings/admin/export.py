"""The booking list as a spreadsheet: one row a booking, with its stops, its money and a column for each question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from bookings.models import Booking, BookingStop
from bookings.payments.models import LedgerEntry
from catalog.models import Question
from foundation.clock import new_york

CHUNK = 2000  # bookings read at a time, each with one query for their stops

_ABOUT = (
    "booking", "state", "source", "placed", "service", "package", "pickup_date", "window", "name", "email", "phone",
    "pieces", "specialty_items", "packing", "unpacking", "coi", "same_day", "route", "bags", "expedited",
    "flight", "flight_at", "what_moves", "customers_note", "cancel_reason",
)  # fmt: skip
_STOP = ("street", "unit", "city", "state", "zip", "ask_for", "phone", "instructions")
_MONEY = (
    "base",
    "add_ons",
    "surcharges",
    "discounts",
    "set_by_staff",
    "total",
    "paid",
    "refunded",
    "price_list",
    "rule_set",
)
_BY_KIND = {
    "base": "base", "minimum": "surcharges", "addon": "add_ons", "surcharge": "surcharges", "discount": "discounts",
    "override": "set_by_staff",
}  # fmt: skip


def export_rows(bookings: QuerySet[Booking]) -> Iterator[list[Any]]:
    """The names of the columns, then each booking. Access codes stay here. Three queries and one more for each 2,000
    bookings; money is in dollars, times are New York's."""
    questions = _questions(bookings)
    ends = [f"{end.value}_{name}" for end in BookingStop.Kind for name in _STOP]
    yield [*_ABOUT, *ends, *_MONEY, *questions.values()]
    refunds = LedgerEntry.objects.filter(payment__booking=OuterRef("pk"), kind=LedgerEntry.Kind.REFUND).order_by()
    given_back = refunds.values("payment__booking").annotate(cents=Sum("amount_cents")).values("cents")
    read = (
        bookings.select_related("quote__rule_set")
        .defer("quote__trace", "quote__panel", "quote__answer", "quote__inputs", "quote__rule_set__rules")
        .annotate(refunded_cents=Coalesce(Subquery(given_back), 0))
    )
    for booking in read.iterator(chunk_size=CHUNK):
        answers = {answer["code"]: answer.get("shown", answer["value"]) for answer in booking.answers}
        yield [*_about(booking), *_stops(booking), *_money(booking), *(answers.get(code, "") for code in questions)]


def _questions(bookings: QuerySet[Booking]) -> dict[str, str]:
    """The heading of each question's column by its code: those of today in their order, then those that only bookings
    know any more, under the words in which they were asked."""
    found = {code: f"{label} ({code})" for code, label in Question.objects.values_list("code", "label")}
    answered = bookings.order_by().exclude(answers=[]).values_list("answers", flat=True)
    for answers in answered.iterator(chunk_size=CHUNK):
        for answer in answers:
            found.setdefault(answer["code"], f"{answer['label']} ({answer['code']})")
    return found


def _about(booking: Booking) -> list[Any]:
    asked = booking.quote.request
    coi = booking.quote.facts.get("coi_requested") or booking.quote.facts.get("coi_included")
    specialty = ", ".join(f"{code} × {count}" for code, count in (asked.get("specialty_items") or {}).items())
    return [
        booking.reference,
        booking.get_state_display(),
        booking.get_source_display(),
        _moment(booking.created_at),
        booking.service_label,
        booking.package,
        booking.pickup_date.isoformat() if booking.pickup_date else "",
        booking.window_label,
        booking.contact_name,
        booking.contact_email,
        booking.contact_phone,
        _known(asked.get("item_count")),
        specialty,
        *(_yes(asked.get(name)) for name in ("packing", "unpacking")),
        _yes(coi),
        _yes(asked.get("same_day")),
        asked.get("route") or "",
        _known(asked.get("bag_count")),
        _yes(asked.get("expedited")),
        booking.flight_number,
        _moment(booking.flight_at),
        booking.items_description,
        booking.notes,
        booking.cancel_reason,
    ]


def _stops(booking: Booking) -> list[str]:
    """Both ends, empty where a booking has none."""
    stops = {stop.kind: stop for stop in booking.stops.all()}
    cells: list[str] = []
    for end in BookingStop.Kind:
        stop = stops.get(end.value)
        if stop is None:
            cells += [""] * len(_STOP)
            continue
        zip_code = f"{stop.zip}-{stop.zip4}" if stop.zip4 else stop.zip
        cells += [stop.line1, stop.line2, stop.city, stop.state, zip_code]
        cells += [stop.contact_name, stop.contact_phone, stop.instructions]
    return cells


def _money(booking: Any) -> list[Any]:
    """The stored lines added up by kind; nothing is computed anew."""
    sums: dict[str, int] = defaultdict(int)
    for line in booking.quote.lines:
        sums[_BY_KIND.get(line["kind"], "surcharges")] += int(line["amount_cents"])
    sums["total"], sums["paid"], sums["refunded"] = booking.total_cents, booking.kept_cents, -booking.refunded_cents
    versions: Sequence[int] = (booking.quote.price_list, booking.quote.rule_set.number)
    return [*(Decimal(sums[name]).scaleb(-2) for name in _MONEY[:8]), *versions]


def _moment(at: Any) -> str:
    return new_york(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _known(value: Any) -> Any:
    return "" if value is None else value
