"""What `GET catalogue/` answers. Money is integer US cents, tax included; texts are the staff's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

ClockTime = Annotated[str, Field(pattern="^[0-2][0-9]:[0-5][0-9]$", examples=["08:00"])]


class Service(Schema):
    """One of the seven services."""

    code: str = Field(examples=["mini_move"])
    label: str
    summary: str


class Package(Schema):
    """A size of mini move; organizing is priced by the same sizes."""

    code: str = Field(examples=["standard"])
    label: str
    summary: str
    price_cents: int | None = Field(examples=[172500])
    is_popular: bool
    max_items: int | None = Field(description="null: as many as fit.")
    item_weight_lb: int = Field(description="The most that one item may weigh, in pounds.")
    whole_van: bool = Field(description="Whether it has a van to itself.")
    coi_included: bool = Field(description="Whether a certificate of insurance is in the price.")
    extras: list[str]


class AddOn(Schema):
    """Packing or unpacking of one size, a certificate of insurance, expedited pickup."""

    code: str = Field(examples=["packing.standard"], description="The code of its line in a quote.")
    kind: Literal["packing", "unpacking", "coi", "expedited"] = Field(description="What switches it on in a request.")
    package: str | None = Field(description="Its size, for packing and unpacking.")
    label: str
    summary: str
    price_cents: int | None
    hours: int | None
    organizers: int | None
    supplies_cents: int = Field(description="Packing supplies up to this value are in the price.")


class SpecialtyItem(Schema):
    """A thing that needs special care; limits are null where there are none."""

    code: str = Field(examples=["surfboard"], description="The key in `specialty_items` of a request.")
    label: str
    summary: str
    category: str
    price_cents: int | None
    max_weight_lb: int | None
    max_length_in: int | None
    max_width_in: int | None
    max_height_in: int | None
    handling_notes: str = Field(description="How it is carried, and what to prepare.")
    picture_url: str | None = Field(description="A WebP picture of at most 1,200 pixels a side; it never changes.")


class Route(Schema):
    """An airport route. A request names the end that is not the airport; it must lie in `city_zone`."""

    code: str = Field(examples=["manhattan_jfk"])
    label: str
    summary: str
    price_cents: int | None = Field(
        description="Covers `included_bags`; each further one costs the price of `blade.bags`."
    )
    included_bags: int
    airport_end: Literal["pickup", "dropoff"]
    airport_zip: str
    airport_zone: str
    city_zone: str


class Window(Schema):
    """A pickup window in New York time; "no preference" has no hours."""

    code: str = Field(examples=["morning"])
    label: str
    starts: ClockTime | None
    ends: ClockTime | None
    is_default: bool = Field(description="What a request means that names none.")


class Zone(Schema):
    """A named area: a place is in it when its ZIP, the ZIP's first digits, its city or its state is listed."""

    code: str = Field(examples=["hamptons"])
    label: str
    zips: list[str]
    zip_prefixes: list[str]
    cities: list[str]
    states: list[str]


class Choice(Schema):
    """One answer of a choice question: send `code`."""

    code: str
    label: str


class Question(Schema):
    """A question that staff put to customers; answer it under `answers` of a request."""

    code: str = Field(examples=["pickup_floor"])
    label: str
    help: str
    kind: Literal["yes_no", "number", "choice", "text"]
    services: list[str] = Field(description="The services it is asked for.")
    end: str = Field(description="`pickup`, `dropoff` or `booking`.")
    required: bool = Field(description="A request without its answer is refused.")
    choices: list[Choice]


class Price(Schema):
    """One sellable item with its price in force; codes are those of a quote's lines."""

    code: str = Field(examples=["standard_delivery.items"])
    label: str
    unit: str = Field(description="What one of it is.", examples=["item"])
    price_cents: int


class Terms(Schema):
    """The numbers that every request is held to."""

    lead_days: int = Field(description="The earliest pickup is so many days ahead (same-day delivery aside).")
    horizon_days: int = Field(description="The latest pickup is so many days ahead.")
    same_day_cutoff: ClockTime = Field(description="Same-day delivery has to be ordered before this New York time.")
    served_states: list[str]
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
