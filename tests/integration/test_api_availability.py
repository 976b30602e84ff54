"""`GET /api/v1/availability/`: a month for any request, with the cheapest total of each date, in constant queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ClosedDate, PickupWindow
from tests.api_calls import API, Caller
from tests.booking_making import NOW, SATURDAY, placed, seed_business

MOVE = {
    "service": "mini_move",
    "month": "2026-06",
    "package": "standard",
    "pickup.zip": "10024",
    "dropoff.zip": "11962",
}


@pytest.fixture(autouse=True)
def business(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seed_business()
    monkeypatch.setattr("api.availability.utc_now", lambda: NOW)


def month(**changes: Any) -> dict[str, tuple[str, int | None]]:
    caller = Caller()
    query = {name.replace("__", "."): str(value) for name, value in {**MOVE, **changes}.items() if value is not None}
    shown = caller.get("availability/", query)
    assert caller.status == 200, shown
    assert shown["month"] == query["month"]
    return {day["date"]: (day["state"], day["from_cents"]) for day in shown["dates"]}


def test_each_date_of_the_month_has_state_and_price() -> None:
    ClosedDate.objects.create(date=date(2026, 6, 10), reason="Van inspection")
    for _ in range(4):
        placed()
    dates = month()
    assert len(dates) == 30
    assert dates["2026-06-01"] == ("closed", None)  # too soon
    assert dates["2026-06-02"] == ("open", 172500)
    assert dates["2026-06-10"] == ("closed", None)
    assert dates["2026-06-19"] == ("open", 192500)  # Juneteenth
    assert dates[SATURDAY.isoformat()] == ("few", 198375)
    placed(), placed()
    assert month()[SATURDAY.isoformat()] == ("full", 198375)


def test_the_request_is_read_from_dotted_parameters() -> None:
    dates = month(**{"specialty_items.surfboard": 2, "packing": "true", "coi_requested": "false"})
    assert dates["2026-06-02"] == ("open", 172500 + 70000 + 253500)
    assert month(**{"answers.pickup_floor": 3, "answers.fragile": "true"})["2026-06-02"] == ("open", 172500)
    assert month(estimated_hours="2.5", item_count=12)["2026-06-02"] == ("open", 172500)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({"service": "standard_delivery", "item_count": 4, "pickup.zip": "10024", "dropoff.zip": "11201"}, 38000),
        ({"service": "specialty_item", "specialty_items.crib": 1}, 35000),
        ({"service": "blade_luggage", "route": "jfk_manhattan", "bag_count": 2, "dropoff.zip": "10024"}, 15000),
        ({"service": "organizing_only", "package": "full", "unpacking": "true"}, 452500),
        ({"service": "mini_storage"}, 15000),
        ({"service": "b2b"}, 0),
        ({"service": "mini_move"}, 0),
    ],
)
def test_every_service_has_a_calendar_and_a_request_may_be_unfinished(query: dict[str, Any], first: int) -> None:
    empty = dict.fromkeys(("package", "pickup.zip", "dropoff.zip"))
    assert month(**{**empty, **query})["2026-06-02"] == ("open", first)


def test_what_has_no_date_costs_the_same_every_day() -> None:
    dates = month(service="b2b", package=None, **{"pickup.zip": None, "dropoff.zip": None})
    assert dates["2026-06-19"] == ("open", 0)  # Juneteenth: a b2b quote names no date, so no holiday is charged


def test_the_cheapest_window_counts_and_one_may_be_asked_for() -> None:
    assert month(window="hour_7")["2026-06-02"] == ("open", 172500)
    PickupWindow.objects.filter(code="hour_7").update(active=False)
    caller = Caller()
    answer = caller.get("availability/", {**MOVE, "window": "hour_7"})
    assert caller.refused(422, answer) == [("window", "inactive")]


def test_a_same_day_delivery_is_for_today_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    early = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)  # 6:30 in New York
    monkeypatch.setattr("api.availability.utc_now", lambda: early)
    query = {"service": "standard_delivery", "item_count": 2, "package": None, "same_day": "true"}
    dates = month(**query)
    assert dates["2026-06-01"] == ("open", 36000)
    assert {state for day, (state, _) in dates.items() if day != "2026-06-01"} == {"closed"}


def test_a_month_gone_by_and_one_beyond_the_horizon_are_closed() -> None:
    for name in ("2025-01", "2026-05", "2028-02", "2199-12"):
        assert set(month(month=name).values()) == {("closed", None)}
    assert len(month(month="2028-02")) == 29


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"service": None}, ("service", "required")),
    ({"service": "teleport"}, ("service", "choice")),
    ({"month": None}, ("month", "required")),
    ({"month": ""}, ("month", "required")),
    ({"month": "2026-13"}, ("month", "type")),
    ({"month": "2026-6"}, ("month", "type")),
    ({"month": "２０２６-06"}, ("month", "type")),
    ({"month": "0001-01"}, ("month", "range")),
    ({"month": "9999-12"}, ("month", "range")),
    ({"pickup_date": "2026-06-27"}, ("pickup_date", "combination")),
    ({"colour": "red"}, ("colour", "unknown")),
    ({"colour.of.sky": "red"}, ("colour.of.sky", "unknown")),
    ({"pickup.colour": "red"}, ("pickup.colour", "unknown")),
    ({"pickup.zip": "1002"}, ("pickup.zip", "unknown")),
    ({"pickup.zip": "02108"}, ("pickup.zip", "not_served")),
    ({"pickup": "10024", "pickup.zip": None}, ("pickup", "type")),
    ({"pickup": "10024"}, ("pickup", "type")),
    ({"item_count": "many"}, ("item_count", "type")),
    ({"item_count": "9" * 18}, ("item_count", "range")),
    ({"item_count": "9" * 5000}, ("item_count", "type")),
    ({"packing": "1"}, ("packing", "type")),
    ({"specialty_items.surfboard": "two"}, ("specialty_items.surfboard", "type")),
    ({"specialty_items.yacht": 1}, ("specialty_items.yacht", "choice")),
    ({"specialty_items.": 1}, ("specialty_items.", "choice")),
    ({"answers.nothing": "x"}, ("answers.nothing", "unknown")),
    ({"answers.fragile": "perhaps"}, ("answers.fragile", "type")),
    ({"estimated_hours": "NaN"}, ("estimated_hours", "type")),
    ({"window": "midnight"}, ("window", "choice")),
    ({"bag_count": 2}, ("bag_count", "combination")),
]


def test_each_wrong_parameter_is_told() -> None:
    caller = Caller()
    for changes, fault in WRONG:
        query = {name: str(value) for name, value in {**MOVE, **changes}.items() if value is not None}
        found = caller.refused(422, caller.get("availability/", query))
        assert fault in found, (changes, found)


def test_a_parameter_twice_is_refused() -> None:
    caller = Caller()
    response = caller.client.get(f"{API}availability/?service=mini_move&month=2026-06&item_count=1&item_count=2")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "item_count"


def test_the_queries_are_as_many_for_any_month_and_any_number_of_bookings() -> None:
    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            month(month=name)
        return len(found)

    month()
    empty = queries("2026-06")
    for day in range(3):
        placed(NOW, pickup_date=(SATURDAY + timedelta(days=day)).isoformat())
    assert queries("2026-06") == queries("2026-07") == queries("2028-02") == empty
    assert empty <= 9
