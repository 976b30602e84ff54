"""Frozen facts about the things on sale: services, packages, add-ons, specialty items, routes, questions. PURE.

Codes are short (`petite`); `item_code` is the sellable item's (`mini_move.petite`), under which the price list has
its price and under which a quote shows its line (contract-quote.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ItemInfo:
    """Anything with a price. `unit` names what one of it is ("move", "item", "bag", "month")."""

    code: str
    label: str
    unit: str
    active: bool


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """One of the seven kinds of 2-catalogue.md; the kinds are code, their texts, order and active flag are staff's."""

    code: str
    label: str
    summary: str
    active: bool


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """A size of mini move. `max_items` None: unlimited; `van_items` None: it takes a whole van; weight in pounds."""

    code: str
    item_code: str
    label: str
    summary: str
    active: bool
    is_popular: bool
    max_items: int | None
    item_weight_lb: int
    van_items: int | None
    coi_included: bool
    extras: tuple[str, ...]

    @property
    def takes_whole_van(self) -> bool:
        return self.van_items is None


@dataclass(frozen=True, slots=True)
class AddOnInfo:
    """Packing or unpacking of one size, the COI, expedited pickup. `kind` is `packing`, `unpacking`, `coi` or
    `expedited`; `package` its size where it has one; supplies up to `supplies_cents` are in the price."""

    code: str
    label: str
    summary: str
    kind: str
    package: str | None
    active: bool
    hours: int | None = None
    organizers: int | None = None
    supplies_cents: int = 0

    @property
    def item_code(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class SpecialtyItemInfo:
    """A thing that needs special care. Limits are None where staff set none (inches, pounds). One takes
    `specialty_places` of a van's specialty places and `van_items` items' room. `picture` is the name of its file,
    shown at `/pictures/<name>`; empty where it has none."""

    code: str
    item_code: str
    label: str
    summary: str
    active: bool
    category: str
    max_weight_lb: int | None = None
    max_length_in: int | None = None
    max_width_in: int | None = None
    max_height_in: int | None = None
    handling_notes: str = ""
    van_items: int = 5
    specialty_places: int = 1
    picture: str = ""

    @property
    def limits(self) -> tuple[str, ...]:
        """The limits in words, in the order people ask: `("up to 900 lb", "up to 60 in long")`."""
        sides = ((self.max_length_in, "long"), (self.max_width_in, "wide"), (self.max_height_in, "high"))
        weight = [] if self.max_weight_lb is None else [f"up to {self.max_weight_lb:,} lb"]
        return (*weight, *(f"up to {inches:,} in {word}" for inches, word in sides if inches is not None))


@dataclass(frozen=True, slots=True)
class RouteInfo:
    """An airport route. `airport_end` is `pickup` or `dropoff`, its ZIP fixed; the other end must lie in `city_zone`.
    The price covers `included_bags`; further ones cost `blade.bags` each; a bag takes `van_items_per_bag` items'
    room."""

    code: str
    item_code: str
    label: str
    summary: str
    active: bool
    city_zone: str
    airport_zone: str
    airport_end: str
    airport_zip: str
    included_bags: int
    van_items_per_bag: int = 3

    @property
    def city_end(self) -> str:
        return "dropoff" if self.airport_end == "pickup" else "pickup"


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A staff-defined question. `kind` is `yes_no`, `number`, `choice` or `text`; `end` is `pickup`, `dropoff` or
    `booking`; `choices` are (code, label) pairs in order. `fact` is its name in rules, None for a text, which is no
    fact."""

    code: str
    label: str
    help: str
    kind: str
    services: frozenset[str]
    end: str
    required: bool
    shown_to_driver: bool
    active: bool
    choices: tuple[tuple[str, str], ...] = field(default=())

    @property
    def fact(self) -> str | None:
        return None if self.kind == "text" else f"answer_{self.code}"
