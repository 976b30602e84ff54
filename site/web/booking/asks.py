"""What each service asks, step by step, and how the steps speak of it.

Which keys a service has is told by `pricing_rules.quoting.keys` alone; here stand the words, and what follows from
the keys: the steps, the ends, whether pieces are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.snapshot import Catalogue
from pricing_rules.quoting import keys

# Storage and business are composed by staff: their request is an enquiry, not a booking (2-catalogue.md).
BOOKABLE = tuple(service for service in keys.KEYS if service not in keys.ALWAYS_APPROVED)
ENDS = ("pickup", "dropoff")
# A step is there where the service has one of these keys; the others always are.
_STEP_NEEDS: Mapping[str, tuple[str, ...]] = {"addresses": ENDS, "date": ("pickup_date",)}
STEPS = ("service", "details", "addresses", "date", "contact", "review")


@dataclass(frozen=True, slots=True)
class End:
    """How one end is called: above its fields, above its answers, and when its street is missing."""

    legend: str
    heading: str
    missing: str
    row: str


@dataclass(frozen=True, slots=True)
class Words:
    """How the flow speaks of one service.

    `booking` follows "Book", `job` follows "this" and "your", `comes` is what we do on the date, `held` what is kept
    while one pays, `road` the milestones of the tracking page; `steps` are headings and texts where the editor's own,
    which are written for every service, would not fit.
    """

    booking: str
    job: str
    comes: str = "collect"
    came: str = "Collected"
    reserved: str = "The van is reserved for you."
    started: str = "The crew has started"
    under_way: str = "On its way"
    road: tuple[str, str, str, str] = ("Booked", "Confirmed", "On the road", "Delivered")
    thanks: str = "Thank you for travelling light."
    date: str = "collection date"
    window: str = "collection window"
    held: str = "the van"
    count: str = "How many pieces?"
    moving: str = "What is moving"
    steps: Mapping[str, tuple[str, str]] = field(default_factory=dict)


COLLECT = End("Collect from", "Collection", "Enter the street address to collect from", "From")
DELIVER = End("Deliver to", "Delivery", "Enter the street address to deliver to", "To")
COME_TO = End("Where we come", "Address", "Enter the street address where we come", "At")

WORDS: Mapping[str, Words] = {
    keys.MINI_MOVE: Words("a mini move", "move"),
    keys.DELIVERY: Words(
        "a standard delivery",
        "delivery",
        count="How many items?",
        moving="What we deliver",
        steps={
            "details": ("What are we delivering?", "Count the items and tell us what they are. The price follows."),
            "date": ("When shall we collect?", "Prices are the full total for your delivery on that day."),
        },
    ),
    keys.SPECIALTY: Words(
        "specialty items",
        "delivery",
        moving="What we deliver",
        steps={
            "details": ("Which items?", "Each has its own place in the van, and a crew that knows how to handle it."),
            "date": ("When shall we collect?", "Prices are the full total for your items on that day."),
        },
    ),
    keys.ORGANIZING: Words(
        "organizing",
        "visit",
        comes="come",
        came="Visit",
        reserved="The date is reserved for you.",
        started="Our organizers have started",
        under_way="At work",
        road=("Booked", "Confirmed", "At work", "Done"),
        thanks="Thank you for having us.",
        date="date",
        window="window",
        held="your date",
        moving="What we organize",
        steps={
            "details": ("What shall we organize?", "Choose a size, then packing, unpacking, or both."),
            "addresses": ("Where shall we come?", "Our organizers work at one address: no move is part of this."),
            "date": ("When shall we come?", "Prices are the full total for your visit on that day."),
            "review": (
                "Check, then pay",
                "Nothing is charged yet. When you continue, your date is held while you pay.",
            ),
            "confirmation": (
                "",
                "We have written to you with everything below. Keep the link to this page: it follows your visit.",
            ),
        },
    ),
    keys.BLADE: Words(
        "BLADE luggage",
        "luggage",
        moving="Your luggage",
        steps={
            "details": ("Which flight, how many bags?", "We meet the flight, so that you travel with empty hands."),
            "addresses": ("Where shall we meet you?", "One address: the airport's end is fixed by the route."),
            "date": ("When shall we collect?", "Prices are the full total for your luggage on that day."),
        },
    ),
}
ANY = Words("", "booking")


def words(service: str) -> Words:
    """The words of a service; neutral ones before any is chosen, and for what staff compose."""
    return WORDS.get(service, ANY)


def end_words(service: str, end: str) -> End:
    """How an end is called: what has no second end is one address, neither from nor to."""
    if service and not keys.asks(service, "dropoff"):
        return COME_TO
    return COLLECT if end == "pickup" else DELIVER


def steps_of(service: str) -> tuple[str, ...]:
    """The steps of a service in order; all of them before one is chosen."""
    return tuple(
        step for step in STEPS if step not in _STEP_NEEDS or any(keys.asks(service, key) for key in _STEP_NEEDS[step])
    )


def has_one_end(service: str) -> bool:
    """Whether a single address is asked: there is no second end, or an airport route fixes it."""
    return bool(service) and (not keys.asks(service, "dropoff") or keys.asks(service, "route"))


def counts_items(service: str) -> bool:
    """Whether the price is made by the piece, so that count and description are required; a package asks neither."""
    return keys.asks(service, "item_count") and not keys.asks(service, "package")


def attests_weight(service: str) -> bool:
    """Whether anything is carried whose weight only the customer knows; specialty items have limits of their own."""
    return keys.asks(service, "item_count")


def ends_asked(request: Mapping[str, object], known: Catalogue) -> tuple[str, ...]:
    """The ends whose address the customer gives: those of the service, but for a route's airport."""
    service = str(request.get("service", ""))
    route = known.routes.get(str(request.get("route", ""))) if keys.asks(service, "route") else None
    airport = route.airport_end if route else None
    return tuple(end for end in ENDS if keys.asks(service, end) and end != airport)
