"""What `GET catalogue/` answers. Money is integer US cents, tax included; texts are the staff's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

PRICE = "In force today; null while it has none and cannot be sold."
ClockTime = Annotated[str, Field(pattern="^[0-2][0-9]:[0-5][0-9]$", examples=["08:00"])]


class Service(Schema):
    """One of the seven services."""

    code: str = Field(examples=["mini_move"], description="What a request names as `service`.")
    label: str
    summary: str


class Package(Schema):
    """A size of mini move; organizing is priced by the same sizes."""

    code: str = Field(examples=["standard"], description="What a request names as `package`.")
    label: str
    summary: str
    price_cents: int | None = Field(examples=[172500], description=PRICE)
    is_popular: bool = Field(description="The one to recommend.")
    max_items: int | None = Field(description="null: as many as fit.")
    item_weight_lb: int = Field(description="The most that one item may weigh, in pounds.")
    whole_van: bool = Field(description="Whether it has a van to itself.")
    coi_included: bool = Field(description="Whether a certificate of insurance is in the price.")
    extras: list[str] = Field(description="What else is in its price, in words.")


class AddOn(Schema):
    """Packing or unpacking of one size, a certificate of insurance, expedited pickup."""

    code: str = Field(examples=["packing.standard"], description="The code of its line in a quote.")
    kind: Literal["packing", "unpacking", "coi", "expedited"] = Field(description="What switches it on in a request.")
    package: str | None = Field(description="Its size, for packing and unpacking.")
    label: str
    summary: str
    price_cents: int | None = Field(description=PRICE)
    hours: int | None = Field(description="How long the organizers stay; null where none come.")
    organizers: int | None = Field(description="How many come; null where none do.")
    supplies_cents: int = Field(description="Packing supplies up to this value are in the price.")


class SpecialtyItem(Schema):
    """A thing that needs special care; limits are null where there are none."""

    code: str = Field(examples=["surfboard"], description="The key in `specialty_items` of a request.")
    label: str
    summary: str
    category: str = Field(description="Bicycle, luggage, exercise, surf, furniture or other.")
    price_cents: int | None = Field(description=PRICE)
    max_weight_lb: int | None = Field(description="In pounds.")
    max_length_in: int | None = Field(description="In inches.")
    max_width_in: int | None = Field(description="In inches.")
    max_height_in: int | None = Field(description="In inches.")
    handling_notes: str = Field(description="How it is carried, and what to prepare.")
    picture_url: str | None = Field(description="A WebP picture of at most 1,200 pixels a side; it never changes.")


class Route(Schema):
    """An airport route. A request names the end that is not the airport; it must lie in `city_zone`."""

    code: str = Field(examples=["manhattan_jfk"], description="What a request names as `route`.")
    label: str
    summary: str
    price_cents: int | None = Field(
        description="Covers `included_bags`; each further one costs the price of `blade.bags`."
    )
    included_bags: int = Field(description="So many bags are in its price.")
    airport_end: Literal["pickup", "dropoff"] = Field(description="The end that a request may leave out.")
    airport_zip: str = Field(description="Where that end is.")
    airport_zone: str = Field(description="The code of the airport's zone.")
    city_zone: str = Field(description="The code of the zone in which the other end must lie.")


class Window(Schema):
    """A pickup window in New York time; "no preference" has no hours."""

    code: str = Field(examples=["morning"], description="What a request names as `window`.")
    label: str
    starts: ClockTime | None = Field(description="New York time; null for no preference.")
    ends: ClockTime | None = Field(description="New York time; null for no preference.")
    is_default: bool = Field(description="What a request means that names none.")


class Zone(Schema):
    """A named area: a place is in it when its ZIP, the ZIP's first digits, its city or its state is listed."""

    code: str = Field(examples=["hamptons"], description="As routes name it.")
    label: str
    zips: list[str] = Field(description="Whole ZIP codes.")
    zip_prefixes: list[str] = Field(description="First digits of ZIP codes.")
    cities: list[str] = Field(description="Cities by name.")
    states: list[str] = Field(description="States, as two letters.")


class Choice(Schema):
    """One answer of a choice question: send `code`."""

    code: str = Field(description="The value to send.")
    label: str


class Question(Schema):
    """A question that staff put to customers; answer it under `answers` of a request."""

    code: str = Field(examples=["pickup_floor"], description="Its key in `answers`.")
    label: str
    help: str = Field(description="More about it, to be shown beside it.")
    kind: Literal["yes_no", "number", "choice", "text"] = Field(
        description="What its answer is in JSON: true or false; a number; the code of a choice; a text (sent when "
        "booking: a quote keeps none)."
    )
    services: list[str] = Field(description="The services it is asked for.")
    end: str = Field(description="`pickup`, `dropoff` or `booking`.")
    required: bool = Field(description="A request without its answer is refused.")
    choices: list[Choice] = Field(description="What a choice question lets one choose; empty for other kinds.")


class Price(Schema):
    """One sellable item with its price in force; codes are those of a quote's lines."""

    code: str = Field(examples=["standard_delivery.items"], description="The code of its line in a quote.")
    label: str
    unit: str = Field(description="What one of it is.", examples=["item"])
    price_cents: int = Field(description="Of one unit, in force today.")


class Terms(Schema):
    """The numbers that every request is held to."""

    lead_days: int = Field(description="The earliest pickup is so many days ahead (same-day delivery aside).")
    horizon_days: int = Field(description="The latest pickup is so many days ahead.")
    same_day_cutoff: ClockTime = Field(description="Same-day delivery has to be ordered before this New York time.")
    served_states: list[str] = Field(description="Places elsewhere are refused as `not_served`.")
    max_specialty_items: int = Field(description="The most specialty items in one request, quantities summed.")
    quote_hours: int = Field(description="How long a quote can be booked.")
    hold_minutes: int = Field(description="How long a booking keeps its place unpaid.")


class CatalogueOut(Schema):
    """Everything on sale now. Inactive things are left out; a request that names one is refused as `inactive`."""

    day: date = Field(description="The New York day whose prices these are.")
    price_list: int = Field(description="The number of the price list; every price change raises it.")
    currency: Literal["usd"] = "usd"
    services: list[Service]
    packages: list[Package]
    add_ons: list[AddOn]
    specialty_items: list[SpecialtyItem]
    routes: list[Route]
    windows: list[Window]
    zones: list[Zone]
    questions: list[Question]
    prices: list[Price]
    terms: Terms
