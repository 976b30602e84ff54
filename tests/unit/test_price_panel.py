"""The one price panel: what it says of finished and unfinished requests, what it is kept as, what would be cheaper."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.seeds import seed_snapshot
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.quoting.panel import PanelSaving, panel, panel_from_json, panel_to_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.price import PERSONAL_PRICE_NOTICE, PricedQuote, price, with_room
from pricing_rules.quoting.savings import nearby_days, savings
from pricing_rules.quoting.words import catalogue_vocabulary

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SEEDED = seed_snapshot(NOW.date())
RULES_FILE = Path(__file__).parents[2] / "pricing_rules" / "seed" / "rules.yaml"
OPENING: list[dict[str, Any]] = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
SATURDAY: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}


def rules(**switched_on: bool) -> RuleSet:
    wanted = {slug.replace("_", "-") for slug in switched_on}
    rows = [{**row, "active": row["slug"] in wanted or row.get("active", True)} for row in OPENING]
    return rule_set_from_json(rows, catalogue_vocabulary(SEEDED), number=1)


def priced(data: dict[str, Any], rule_set: RuleSet | None = None, **options: Any) -> PricedQuote:
    return price(parse(data, SEEDED, now=NOW, **options), SEEDED, rule_set or rules())


def test_a_finished_request_on_the_panel() -> None:
    shown = panel(priced(SATURDAY), SEEDED)
    assert shown.heading == "Standard mini move"
    assert shown.route_lines == ("New York 10024 to Sagaponack 11962", "Saturday, June 27, 8–11 AM")
    assert [(line.label, line.amount, line.is_extra) for line in shown.lines] == [
        ("Standard mini move", "$1,725.00", False),
        ("Weekend", "+$258.75", True),
    ]
    assert (shown.total, shown.total_cents, shown.complete) == ("$1,983.75", 198375, True)
    assert shown.included == ("Priority scheduling", "Certificate of insurance", "Tax")
    assert shown.savings == ()


@pytest.mark.parametrize(
    ("data", "heading", "total"),
    [
        ({}, "Your price", "$0.00"),
        ({"service": "mini_move"}, "Mini move", "$0.00"),
        ({"service": "mini_move", "package": "petite"}, "Petite mini move", "$995.00"),
        ({"service": "mini_move", "package": "petite", "pickup": {"zip": "06830"}}, "Petite mini move", "$1,215.00"),
        ({"service": "standard_delivery"}, "Standard delivery", "$0.00"),
        ({"service": "blade_luggage", "route": "jfk_manhattan"}, "JFK to Manhattan", "$150.00"),
    ],
)
def test_an_unfinished_request_has_the_price_of_what_is_known(data: dict[str, Any], heading: str, total: str) -> None:
    shown = panel(priced(data, partial=True), SEEDED)
    assert (shown.heading, shown.total, shown.complete) == (heading, total, False)
    assert shown.approval_reasons == ()


def test_what_packing_brings_is_included() -> None:
    shown = panel(priced({**SATURDAY, "packing": True}), SEEDED)
    assert "Packing supplies to $250" in shown.included
    [packing] = [line for line in shown.lines if line.code == "packing.standard"]
    assert (packing.reason, packing.amount, packing.is_extra) == ("2 organizers for 8 hours", "$2,535.00", False)


def test_a_kept_panel_is_the_panel_that_was_shown() -> None:
    saving = PanelSaving("Friday", "$1", "$2", "Why", date(2026, 6, 26), "morning")
    shown = panel(priced({**SATURDAY, "dropoff": {"zip": "12207"}}), SEEDED, savings=[saving])
    kept = panel_from_json(json.loads(json.dumps(panel_to_json(shown))))
    assert kept.savings == ()
    assert kept == panel(priced({**SATURDAY, "dropoff": {"zip": "12207"}}), SEEDED)
    assert kept.approval_reasons


def test_a_discount_is_shown_with_its_sign_and_the_notice_with_it() -> None:
    quote = priced({**SATURDAY, "customer": {"is_vip": True}}, rules(vip_thanks=True), trusted=True)
    # 5 % of 172500 + 25875 = 198375, rounded half-up: 9918.75 → 9919
    assert [line.amount for line in panel(quote, SEEDED).lines] == ["$1,725.00", "+$258.75", "−$99.19"]
    assert panel(quote, SEEDED).notice == PERSONAL_PRICE_NOTICE
    assert quote.answer()["notes"] == [PERSONAL_PRICE_NOTICE]
    assert panel(priced(SATURDAY), SEEDED).notice == ""


def test_a_demanded_certificate_adds_no_line() -> None:
    quote = priced({**SATURDAY, "packing": True}, rules(coi_high_value=True))
    answer: Any = quote.answer()
    assert answer["coi"]["required"]
    assert "certificate" in answer["coi"]["reasons"][0]
    assert not [line for line in answer["lines"] if line["code"] == "coi"]


def test_a_total_under_a_dollar_needs_approval() -> None:
    free = [{
        "slug": "free", "name": "Free",
        "actions": [{"name": "discount_percent", "params": {"percent": 100, "label": "Free"}}],
        "conditions": {"all": [{"name": "service", "operator": "is_set"}]}, "reason": "On the house",
    }]  # fmt: skip
    quote = priced(SATURDAY, rule_set_from_json(free, catalogue_vocabulary(SEEDED)))
    assert quote.total_cents == 0
    assert quote.approval_reasons == ("A total under $1 is confirmed by our team",)
    assert quote.rule_set is None


def test_room_is_added_to_an_answer_and_changes_no_price() -> None:
    quote = priced(SATURDAY)
    full = with_room(quote, ("Our vans are full",))
    assert (full.total_cents, full.is_available, full.unavailable_messages) == (198375, False, ("Our vans are full",))
    assert quote.is_available
    assert with_room(quote, ()) is quote


def test_a_rule_on_a_fact_of_another_type_fails_with_its_name() -> None:
    quote = parse(SATURDAY, SEEDED, now=NOW)
    row = {
        "slug": "stairs", "name": "Stairs", "reason": "Stairs",
        "conditions": {"all": [{"name": "answer_pickup_floor", "operator": "greater_than", "value": 1}]},
        "actions": [{"name": "add_amount", "params": {"amount_cents": 100, "label": "Stairs"}}],
    }  # fmt: skip
    broken = rule_set_from_json([row], catalogue_vocabulary(SEEDED))
    object.__setattr__(quote, "answers", {"pickup_floor": "third"})
    with pytest.raises(RuleFailure, match="stairs"):
        price(quote, SEEDED, broken)


# Savings -------------------------------------------------------------------------------------------------------------


def month(data: dict[str, Any], rule_set: RuleSet | None = None) -> dict[date, dict[str, PricedQuote]]:
    return {
        date(2026, 6, day): {
            window: priced({**data, "pickup_date": f"2026-06-{day:02d}", "window": window}, rule_set)
            for window in ("morning", "hour_7", "any")
        }
        for day in range(1, 31)
    }


def test_the_nearest_cheaper_dates_are_offered_with_what_falls_away() -> None:
    found = savings(priced(SATURDAY), month(SATURDAY), SEEDED)
    assert found == (
        PanelSaving(
            label="Friday, June 26",
            total="$1,725.00",
            saves="$258.75",
            reason="Without “Weekend”",
            pickup_date=date(2026, 6, 26),
            window="morning",
        ),
        PanelSaving(
            label="Thursday, June 25",
            total="$1,725.00",
            saves="$258.75",
            reason="Without “Weekend”",
            pickup_date=date(2026, 6, 25),
            window="morning",
        ),
    )


def test_only_what_can_be_had_is_offered() -> None:
    busy = {date(2026, 6, 26), date(2026, 6, 25), date(2026, 6, 29)}
    found = savings(priced(SATURDAY), month(SATURDAY), SEEDED, can_be_had=lambda day, window: day not in busy)
    assert [saving.pickup_date.day for saving in found] == [24, 30]


def test_another_window_of_the_same_day_is_a_saving_too() -> None:
    early = {**SATURDAY, "pickup_date": "2026-06-30", "window": "hour_7"}
    with_early_bird = rules(early_bird=True)
    found = savings(priced(early, with_early_bird), month(early, with_early_bird), SEEDED)
    assert (found[0].label, found[0].saves, found[0].window) == ("Tuesday, June 30, 8–11 AM", "$75", "morning")


def test_a_cheap_date_has_no_savings_and_days_that_cannot_be_sold_are_none() -> None:
    tuesday = {**SATURDAY, "pickup_date": "2026-06-30"}
    assert savings(priced(tuesday), month(tuesday), SEEDED) == ()
    only_today = {date(2026, 6, 1): {"morning": priced({**SATURDAY, "pickup_date": "2026-06-01"})}}
    assert savings(priced(SATURDAY), only_today, SEEDED) == ()


def test_nearby_days_come_nearest_first() -> None:
    assert nearby_days(date(2026, 6, 27), days=2) == [
        date(2026, 6, 27), date(2026, 6, 26), date(2026, 6, 28), date(2026, 6, 25), date(2026, 6, 29),
    ]  # fmt: skip
    assert nearby_days(date.max, days=1) == [date.max, date(9999, 12, 30)]


def test_a_saving_of_less_than_25_dollars_is_not_worth_a_change_of_plans() -> None:
    def with_fee(cents: int) -> RuleSet:
        row = {
            "slug": "friday", "name": "Friday", "reason": "Pickup is on a {weekday}",
            "conditions": {"all": [{"name": "weekday", "operator": "equal_to", "value": "friday"}]},
            "actions": [{"name": "add_amount", "params": {"amount_cents": cents, "label": "Friday"}}],
        }  # fmt: skip
        return rule_set_from_json([row], catalogue_vocabulary(SEEDED))

    friday = {**SATURDAY, "pickup_date": "2026-06-26"}
    assert savings(priced(friday, with_fee(2499)), month(friday, with_fee(2499)), SEEDED) == ()
    assert savings(priced(friday, with_fee(2500)), month(friday, with_fee(2500)), SEEDED)[0].saves == "$25"


def test_what_is_bought_comes_before_what_goes_with_it() -> None:
    blade = {"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 3, "pickup": {"zip": "10024"}}
    shown = panel(priced(blade, partial=True), SEEDED)
    assert [line.label for line in shown.lines] == ["Manhattan to JFK", "Further bags"]
    delivery = {"service": "standard_delivery", "item_count": 4, "specialty_items": {"peloton": 1}}
    shown = panel(priced(delivery, partial=True), SEEDED)
    assert [line.label for line in shown.lines] == ["Standard delivery", "Peloton"]


def test_an_airport_is_called_by_its_name() -> None:
    blade = {"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 1, "pickup": {"zip": "10024"}}
    assert panel(priced(blade, partial=True), SEEDED).route_lines == ("New York 10024 to JFK airport",)


def test_a_service_without_windows_has_cheaper_days_too() -> None:
    visit = {"service": "organizing_only", "package": "petite", "packing": True, "pickup": {"zip": "10024"}}
    holiday, day_after = date(2026, 7, 3), date(2026, 7, 6)
    chosen = priced({**visit, "pickup_date": holiday.isoformat()})
    other = priced({**visit, "pickup_date": day_after.isoformat()})
    (found,) = savings(chosen, {holiday: {"": chosen}, day_after: {"": other}}, SEEDED)
    assert (found.label, found.saves, found.window) == ("Monday, July 6", "$200", "")
