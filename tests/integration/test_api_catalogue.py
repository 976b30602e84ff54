"""`GET /api/v1/catalogue/`: what is on sale, with the prices in force; a change shows at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import SellableItem, Zone
from catalog.operations.prices import enter_price
from tests.api_calls import Caller
from tests.booking_making import GUEST, NOW, seed_business


@pytest.fixture(autouse=True)
def business(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seed_business()
    monkeypatch.setattr("api.catalogue.utc_now", lambda: NOW)


def by_code(rows: list[dict[str, object]]) -> dict[object, dict[str, object]]:
    return {row["code"]: row for row in rows}


def test_everything_on_sale_has_its_price() -> None:
    caller = Caller()
    shown = caller.get("catalogue/")
    assert caller.status == 200
    assert (shown["day"], shown["price_list"], shown["currency"]) == ("2026-06-01", 25, "usd")
    assert list(by_code(shown["services"])) == [
        *("mini_move", "organizing_only", "standard_delivery", "specialty_item", "blade_luggage", "mini_storage"),
        "b2b",
    ]
    prices = {code: row["price_cents"] for code, row in by_code(shown["packages"]).items()}
    assert prices == {"petite": 99500, "standard": 172500, "full": 345000}
    assert by_code(shown["packages"])["full"]["max_items"] is None
    assert by_code(shown["add_ons"])["packing.full"]["price_cents"] == 507000
    assert by_code(shown["specialty_items"])["peloton"]["price_cents"] == 50000
    assert by_code(shown["routes"])["manhattan_jfk"]["airport_zip"] == "11430"
    assert by_code(shown["windows"])["morning"] == {
        "code": "morning",
        "label": "8–11 AM",
        "starts": "08:00",
        "ends": "11:00",
        "is_default": True,
    }
    assert by_code(shown["zones"])["near_area"]["zip_prefixes"][:2] == ["068", "069"]
    assert by_code(shown["prices"])["standard_delivery.minimum"]["price_cents"] == 28500
    assert by_code(shown["questions"])["pickup_floor"]["kind"] == "number"
    assert shown["terms"]["served_states"] == ["NY", "CT", "NJ"]


def test_what_staff_switch_off_is_gone_at_once() -> None:
    SellableItem.objects.filter(code="specialty.crib").update(active=False)
    Zone.objects.filter(code="brooklyn").update(active=False)
    shown = Caller().get("catalogue/")
    assert "crib" not in by_code(shown["specialty_items"])
    assert "specialty.crib" not in by_code(shown["prices"])
    assert "brooklyn" not in by_code(shown["zones"])


def test_a_price_of_next_week_is_not_shown_yet() -> None:
    day = date(2026, 6, 8)
    enter_price(item_code="mini_move.petite", amount_cents=105000, effective_from=day, actor=GUEST, now=NOW)
    shown = Caller().get("catalogue/")
    assert (shown["price_list"], by_code(shown["packages"])["petite"]["price_cents"]) == (26, 99500)


def test_an_unchanged_catalogue_costs_one_query() -> None:
    caller = Caller()
    caller.get("catalogue/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        caller.get("catalogue/")
    assert len(queries) == 1
