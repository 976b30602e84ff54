"""The sheets of where and when: zones, towns, buildings, windows, seasons, days, vans, the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.addresses import address_key
from catalog.admin.spreadsheets.below import Below, VansBelow
from catalog.admin.spreadsheets.columns import Column, Computed, Lookups, Plain
from catalog.admin.spreadsheets.declared import plain
from catalog.admin.spreadsheets.entries import Named, VanThatDay
from catalog.admin.spreadsheets.kinds import Kind, Stretch, Whole, Words, Zip
from catalog.admin.spreadsheets.sheet import Check, Key, Sheet, Values
from catalog.checks import building_problems, member_problem, states_problem, window_problems, zip_problem
from catalog.models import (
    BookingPolicy,
    Building,
    CancellationTier,
    ClosedDate,
    FleetDay,
    HolidayOverride,
    PickupWindow,
    Season,
    SeasonDates,
    Town,
    TownZip,
    Van,
    VanOverride,
    Zone,
    ZoneMember,
)
from catalog.queries import catalogue
from foundation.clock import utc_now


class _Members(Below):
    """A zone's entries of one kind."""

    def __init__(self, name: str, of: str, item: Kind, help: str, mark: str = ",") -> None:
        super().__init__(
            name, ZoneMember, "members", item, ("value",), help=help, mark=mark, only={"kind": of},
            wrong=lambda value: member_problem(of, value),
        )  # fmt: skip


class _State(Words):
    """Two letters, large ones."""

    def read(self, cell: Any) -> str:
        return super().read(cell).upper()


ZONES = Sheet(
    model=Zone,
    key=("code",),
    columns=(
        *plain(Zone, "code", "label", fixed=("code",)),
        _Members("zips", "zip", Zip(), "Whole ZIP codes: 11930, 11954."),
        _Members("zip_prefixes", "prefix", Words(hint="first digits"), "First digits of ZIP codes: 100, 101, 102."),
        _Members("cities", "city", Words(), "Greenwich, or Greenwich, CT; with semicolons between.", mark=";"),
        _Members("states", "state", _State(), "Two letters each: CT, NJ."),
        *plain(Zone, "note", "position", "active"),
    ),
)


def _one_town_a_zip(towns: Mapping[Key, Values]) -> Iterator[tuple[Key, str, str]]:
    first: dict[str, Values] = {}
    for key, town in towns.items():
        for zip_code in town["zips"]:
            if zip_code in first:
                yield key, "zips", f"{zip_code} belongs to {first[zip_code]['label']} already: a ZIP has one town."
            first.setdefault(zip_code, town)


TOWNS = Sheet(
    model=Town,
    key=("code",),
    columns=(
        *plain(Town, "code", "label", "position", fixed=("code",)),
        Below("zips", TownZip, "zips", Zip(), ("zip",), help="Its ZIP codes.", wrong=zip_problem),
    ),
    across=_one_town_a_zip,
)


class _BuildingState(Plain):
    """Upper case, as forms make it."""

    def read(self, cell: Any, known: Lookups) -> str:
        return str(super().read(cell, known)).upper()


class _Street(Plain):
    """Sets the key by which bookings find the building, together with the ZIP."""

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        super().set(row, value, known)
        row.key = address_key(value, row.zip)


BUILDINGS = Sheet(
    model=Building,
    key=("line1", "zip"),
    key_of=lambda values: (address_key(values["line1"], values["zip"]),),
    columns=(
        Plain(Building, "zip"),
        _Street(Building, "line1"),
        Plain(Building, "city"),
        _BuildingState(Building, "state"),
        *plain(
            Building, "name", "coi_demanded", "coverage_minimum_cents", "certificate_holder", "elevator_hours", "notes"
        ),
    ),
    check=lambda: lambda values: building_problems(values["line1"], values["zip"], values["state"]),
)


def _window_check() -> Check:
    policy = catalogue(at=utc_now()).policy
    return lambda values: window_problems(
        values["starts"],
        values["ends"],
        active=bool(values["active"]),
        is_default=bool(values["is_default"]),
        policy=policy,
    )


WINDOWS = Sheet(
    model=PickupWindow,
    key=("code",),
    columns=(
        *plain(PickupWindow, "code", "label", "starts", "ends", fixed=("code",)),
        Plain(PickupWindow, "is_default", shown=True),
        *plain(PickupWindow, "daily_limit", "position", "active"),
    ),
    check=_window_check,
)

SEASONS = Sheet(
    model=Season,
    key=("code",),
    columns=(
        *plain(Season, "code", "label", "active", fixed=("code",)),
        Below(
            "dates",
            SeasonDates,
            "dates",
            Stretch(),
            ("first_day", "last_day"),
            help="First and last day, both included; further years with semicolons between.",
            mark=";",
        ),
    ),
)

HOLIDAYS = Sheet(
    model=HolidayOverride,
    key=("date",),
    columns=plain(HolidayOverride, "date", "name", "is_holiday"),
)

CLOSED_DATES = Sheet(model=ClosedDate, key=("date",), columns=plain(ClosedDate, "date", "reason"))

VANS = Sheet(
    model=Van,
    key=("name",),
    columns=plain(
        Van, "name", "item_capacity", "specialty_capacity", "in_service_from", "in_service_until", "note",
        fixed=("name",),
    ),
)  # fmt: skip


def _vans() -> Lookups:
    return dict(Van.objects.values_list("name", "pk"))


class _Vans(VansBelow):
    """Only vans that exist."""

    def read(self, cell: Any, known: Lookups) -> Any:
        entries = super().read(cell, known)
        for name, *_ in entries:
            if name not in known:
                raise ValueError(f"There is no van called “{name[:40]}”.")
        return entries


FLEET_DAYS = Sheet(
    model=FleetDay,
    key=("date",),
    columns=(
        *plain(FleetDay, "date", "specialty_closed", "note", fixed=("date",)),
        _Vans(
            "vans",
            VanOverride,
            "vans",
            VanThatDay({str(code): str(label) for code, label in VanOverride.Runs.choices}),
            ("van", "runs", "item_capacity", "specialty_capacity"),
            help="Vans that differ that day, one a line: usual, off or extra; room and specialty where they differ.",
            mark="\n",
            choices=_vans,
            load="vans__van",
        ),
    ),
)


def _policy_check(values: Values) -> Iterator[tuple[str, str]]:
    words = states_problem([state.strip() for state in values["served_states"].split(",")])
    if words:
        yield "served_states", words


class _PolicyName(Computed):
    """The one policy, so that a row has something to be called by."""

    shown = False
    fixed = True

    def __init__(self) -> None:
        super().__init__("policy", lambda row: "booking")

    def default(self) -> Any:
        return "booking"


def _policy_columns() -> tuple[Column, ...]:
    names = [field.name for field in BookingPolicy._meta.fields if field.name != "id"]
    return plain(BookingPolicy, *names)


POLICY = Sheet(
    model=BookingPolicy,
    key=("policy",),
    columns=(
        _PolicyName(),
        *_policy_columns(),
        Below(
            "cancellation",
            CancellationTier,
            "tiers",
            Named(Whole(), Whole(), "72: 100"),
            ("hours_before", "percent"),
            help="Hours before the pickup and percent returned, with semicolons between: 72: 100; 24: 50.",
            mark=";",
            wrong=lambda tier: "" if tier[1] <= 100 else "At most 100 percent can be returned.",
        ),
    ),
    no_new="There is one policy, called “booking”.",
    check=lambda: _policy_check,
)
