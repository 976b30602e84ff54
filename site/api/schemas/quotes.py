"""A quote request and its answer, as contract-quote.md has them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Zip = Annotated[str, Field(pattern=r"^[0-9]{5}(-[0-9]{4})?$", examples=["10024"])]


class Place(BaseModel):
    """One end of the way. City and state follow from the ZIP; a state that disagrees is refused."""

    model_config = ConfigDict(extra="forbid")
    zip: Zip = Field(description="5 digits, or ZIP+4; it says which zones the end is in.")
    city: str = Field("", max_length=500, description="May be left out: it follows from the ZIP.")
    state: str = Field("", max_length=500, examples=["NY"], description="May be left out: it follows from the ZIP.")
    line1: str = Field("", max_length=500, description="Sets no price; streets are asked for when booking.")
    line2: str = Field("", max_length=500, description="Sets no price either.")


class QuoteRequest(BaseModel):
    """What is to be moved, from where to where, when. Which keys a service has is said at each key.

    A key of another service is refused (`combination`), an unknown key too (`unknown`). Nothing is guessed or
    converted: `"3"` is no number.
    """

    model_config = ConfigDict(extra="forbid")
    service: Literal[
        "mini_move",
        "organizing_only",
        "standard_delivery",
        "specialty_item",
        "blade_luggage",
        "mini_storage",
        "b2b",
    ] = Field(
        description="Storage and b2b are composed by our staff: their quotes always need approval.",
        examples=["mini_move"],
    )
    package: str | None = Field(
        None, description="mini_move, organizing_only: a size, from the catalogue's `packages`.", examples=["standard"]
    )
    packing: bool = Field(False, description="mini_move (same size), organizing_only (at least one of the two).")
    unpacking: bool = Field(False, description="mini_move (same size), organizing_only (at least one of the two).")
    item_count: int | None = Field(
        None, ge=1, le=10_000, description="standard_delivery; mini_move (optional, checked against the package)."
    )
    specialty_items: dict[str, Annotated[int, Field(ge=1)]] = Field(
        {},
        description="specialty_item (at least one), mini_move, standard_delivery: {code: quantity}, codes from the "
        "catalogue's `specialty_items`.",
        examples=[{"surfboard": 2}],
    )
    same_day: bool = Field(False, description="standard_delivery, with today's New York date as `pickup_date`.")
    route: str | None = Field(None, description="blade_luggage: a code of the catalogue's `routes`.")
    bag_count: int | None = Field(None, ge=1, le=10_000, description="blade_luggage.")
    expedited: bool = Field(False, description="blade_luggage.")
    coi_requested: bool = Field(
        False, description="All but storage and b2b: add a certificate of insurance where it is not included."
    )
    pickup: Place | None = Field(
        None,
        description="All that move something, and organizing_only; blade_luggage may leave out the airport's end.",
    )
    dropoff: Place | None = Field(
        None, description="All that move something; blade_luggage may leave out the airport's end."
    )
    pickup_date: date | None = Field(None, description="All but b2b: `YYYY-MM-DD`, New York's calendar.")
    window: str | None = Field(
        None,
        description="All that move something: a code of the catalogue's `windows`; the default one when left out.",
        examples=["morning"],
    )
    answers: dict[str, bool | int | float | str] = Field(
        {}, description="{code: value} for the catalogue's `questions` of this service.", examples=[{"pickup_floor": 4}]
    )
    estimated_hours: float = Field(2, ge=0, le=1000, description="How long the job is thought to take.")
    customer: Any = Field(None, description="Read from our staff only; ignored from anyone else.")
    quoted_at: Any = Field(None, description="Read from our staff only; ignored from anyone else.")


class QuoteBody(RootModel[Any]):
    """Documented as QuoteRequest, and handed on unread: the product's one parser of requests does the checking."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return _without_null(handler(QuoteRequest.__pydantic_core_schema__), handler)


def _without_null(shown: JsonSchemaValue, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """A key is there with a value, or left out; null is refused. `None` above only means "may be left out"."""
    for detail in handler.resolve_ref_schema(shown)["properties"].values():
        options = [option for option in detail.pop("anyOf", []) if option != {"type": "null"}]
        if len(options) == 1:
            detail.update({**options[0], **detail})
        elif options:
            detail["anyOf"] = options
        if detail.get("default") is None:
            detail.pop("default", None)
    return shown


class Line(Schema):
    """One line of a price."""

    kind: Literal["base", "minimum", "surcharge", "addon", "discount", "override"] = Field(
        description="Lines come in this order; `minimum` is what a rule lifts the base by."
    )
    code: str = Field(description="A catalogue code, or the stable slug of the rule.", examples=["mini_move.standard"])
    label: str = Field(examples=["Standard mini move"])
    reason: str = Field(description="Why it is there, for the customer.")
    quantity: int | None = Field(None, description="On base lines.")
    unit_cents: int | None = Field(None, description="On base lines.")
    amount_cents: int = Field(description="Signed US cents; the total is the sum of all lines.", examples=[172500])


class Approval(Schema):
    """Whether our staff must look at it before anything is paid."""

    required: bool = Field(description="Whether a booking of it begins as `awaiting_approval`.")
    reasons: list[str] = Field(description="Why, in words for the customer.")


class Coi(Schema):
    """The certificate of insurance: demanded, included, and why."""

    required: bool = Field(description="If so and not included, the booking needs `coi_requested`.")
    included: bool = Field(description="Whether it is in the price of the package.")
    reasons: list[str] = Field(description="Why it is demanded, in words for the customer.")


class Unavailable(Schema):
    """Whether it cannot be sold although it has a price, and why, in words for the customer."""

    is_: bool = Field(alias="is", description="If so, booking it answers 409 `unavailable` or `sold_out`.")
    messages: list[str] = Field(description="Why, and what to change.")


class Versions(Schema):
    """By which prices and rules the quote was made."""

    price_list: int = Field(description="As in the catalogue; every price change raises it.")
    rule_set: int = Field(description="The number of the published rules.")


class QuoteOut(Schema):
    """An explained price, kept until `expires_at`: until then a booking costs exactly this, whatever is edited."""

    id: UUID = Field(description="Name it as `quote` when booking.")
    total_cents: int = Field(examples=[198375], description="What a booking of it costs, tax included.")
    base_cents: int = Field(examples=[172500], description="What percentages of the base are reckoned from.")
    lines: list[Line] = Field(description="All that the total is made of; lines of zero are left out.")
    approval: Approval
    coi: Coi
    unavailable: Unavailable
    notes: list[str] = Field(description="To be shown to the customer with the price.")
    versions: Versions
    expires_at: datetime = Field(description="From then on booking it answers 409 `quote_expired`.")
