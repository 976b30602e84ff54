"""What the analysis says about rules, and what it must not say (3-pricing-rules.md, "Analysis")."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.seeds import seed_snapshot
from catalog.snapshot import Catalogue
from catalog.territory import SeasonInfo
from pricing_rules.engine.analyse import Finding, analyse
from pricing_rules.engine.analyse.checks import Checker, matches
from pricing_rules.engine.rules import Rule, RuleSet, rule_from_json
from pricing_rules.quoting.possible.requests import Examples
from pricing_rules.quoting.possible.space import World, possible_requests
from pricing_rules.quoting.words import catalogue_vocabulary

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
SEEDED = seed_snapshot(TODAY)
WORLD = World(SEEDED, TODAY)
RULES_FILE = Path(__file__).parents[2] / "pricing_rules" / "seed" / "rules.yaml"

Json = dict[str, Any]


def read(rules: list[Json], catalogue: Catalogue = SEEDED) -> list[Rule]:
    vocabulary = catalogue_vocabulary(catalogue)
    return [rule_from_json(rule, vocabulary, check_choices=False) for rule in rules]


def found(*rules: Json, world: World = WORLD, about: str = "") -> tuple[Finding, ...]:
    made = read(list(rules), world.catalogue)
    vocabulary = catalogue_vocabulary(world.catalogue)
    possible = possible_requests(world, made)
    example = Examples(possible, RuleSet(None, tuple(made), vocabulary), NOW)
    return analyse(made, vocabulary, space=possible.space, today=TODAY, example=example, about=about)


def kinds(*rules: Json, world: World = WORLD) -> list[tuple[str, str]]:
    return [(finding.kind, finding.slug) for finding in found(*rules, world=world)]


def leaf(name: str, operator: str, value: object = None) -> Json:
    return {"name": name, "operator": operator, "value": value}


def rule(*parts: Json, slug: str = "one", group: str = "", priority: int = 0, **more: Any) -> Json:
    return {
        "slug": slug,
        "name": f"Rule {slug}",
        "group": group,
        "priority": priority,
        "conditions": {"all": list(parts)},
        "actions": [{"name": "add_amount", "params": {"amount_cents": 1000, "label": "More"}}],
        **more,
    }


SERVICE = leaf("service", "is_set")
MINI = leaf("service", "equal_to", "mini_move")
DELIVERY = leaf("service", "equal_to", "standard_delivery")
HAMPTONS = leaf("pickup_zones", "contains", "hamptons")

NEVER: dict[str, list[Json]] = {
    "two services": [MINI, DELIVERY],
    "a weekend on a Monday": [leaf("is_weekend", "is_true"), leaf("weekday", "equal_to", "monday")],
    "a day that is another weekday": [
        leaf("pickup_date", "equal_to", "2027-07-04"), leaf("weekday", "is_none_of", ["sunday"])],
    "a month outside the date": [
        leaf("pickup_date", "between", ["2027-05-01", "2027-06-30"]), leaf("month", "greater_than", 6)],
    "Labor Day on a Friday": [leaf("holiday", "equal_to", "Labor Day"), leaf("weekday", "equal_to", "friday")],
    "a holiday that is none": [leaf("is_holiday", "is_false"), leaf("holiday", "equal_to", "Labor Day")],
    "a holiday without a name": [leaf("is_holiday", "is_true"), leaf("holiday", "equal_to", "")],
    "same day, a week ahead": [leaf("same_day", "is_true"), leaf("days_ahead", "greater_than_or_equal_to", 1)],
    "same day for a mini move": [leaf("same_day", "is_true"), MINI],
    "today for a mini move": [MINI, leaf("days_ahead", "less_than", 1)],
    "further ahead than can be booked": [leaf("days_ahead", "greater_than", 365)],
    "a month ahead for a day next week": [
        leaf("pickup_date", "equal_to", "2026-06-08"), leaf("days_ahead", "greater_than", 30)],
    "a ZIP in another state": [leaf("pickup_zip", "equal_to", "11962"), leaf("pickup_state", "equal_to", "CT")],
    "a ZIP outside the zone": [leaf("pickup_zip", "starts_with", "112"), HAMPTONS],
    "a zone in another state": [leaf("dropoff_zones", "contains", "hamptons"), leaf("dropoff_state", "equal_to", "NJ")],
    "a zone inside another, without it": [HAMPTONS, leaf("pickup_zones", "does_not_contain", "near_area")],
    "a town outside the zone": [leaf("pickup_town", "equal_to", "montauk"), {"none": [HAMPTONS]}],
    "two places far apart in one zone": [
        HAMPTONS, leaf("dropoff_state", "equal_to", "NJ"), leaf("same_zone", "is_true"),
        leaf("dropoff_zones", "does_not_contain", "near_area")],
    "in one zone, in no common one": [
        HAMPTONS, leaf("dropoff_zones", "contains", "hamptons"), leaf("same_zone", "is_false")],
    "further than the earth is round": [leaf("distance_miles", "greater_than", 20_000)],
    "a package of a delivery": [DELIVERY, leaf("package", "is_set")],
    "a route of a mini move": [MINI, leaf("route", "is_set")],
    "bags of a delivery": [DELIVERY, leaf("bag_count", "greater_than", 0)],
    "a drop-off of storage": [leaf("service", "equal_to", "mini_storage"), leaf("dropoff_zip", "is_set")],
    "a drop-off of organizing": [leaf("service", "equal_to", "organizing_only"), leaf("dropoff_zones", "is_set")],
    "a window of organizing": [leaf("service", "equal_to", "organizing_only"), leaf("window_start", "is_set")],
    "organizing without organizers": [
        leaf("service", "equal_to", "organizing_only"), leaf("packing", "is_false"), leaf("unpacking", "is_false")],
    "expedited mini move": [MINI, leaf("expedited", "is_true")],
    "more items than a Petite takes": [leaf("package", "equal_to", "petite"), leaf("item_count", "greater_than", 15)],
    "items, and none": [leaf("specialty_items", "contains", "crib"), leaf("specialty_count", "less_than", 1)],
    "three kinds, two pieces": [
        leaf("specialty_items", "contains_all", ["crib", "peloton", "surfboard"]),
        leaf("specialty_count", "equal_to", 2)],
    "six specialty items": [leaf("specialty_count", "greater_than", 5)],
    "specialty items with luggage": [
        leaf("service", "equal_to", "blade_luggage"), leaf("specialty_items", "contains", "crib")],
    "a COI that is included in Petite": [leaf("package", "equal_to", "petite"), leaf("coi_included", "is_true")],
    "a COI in a delivery": [DELIVERY, leaf("coi_included", "is_true")],
    "luggage from Brooklyn": [leaf("service", "equal_to", "blade_luggage"), leaf("pickup_zip", "starts_with", "112")],
    "a route from the wrong end": [leaf("route", "equal_to", "jfk_manhattan"), leaf("pickup_zip", "equal_to", "10024")],
    "a window that is early and long": [leaf("window_start", "before", "08:00"), leaf("window_hours", "equal_to", 3)],
    "a window at night": [leaf("window_start", "after", "20:00")],
    "half an item": [leaf("item_count", "between", [2.25, 2.75])],
    "organizing with a base": [leaf("service", "equal_to", "organizing_only"), leaf("base_cents", "greater_than", 0)],
    "a question that another service is asked": [
        leaf("service", "equal_to", "b2b"), leaf("answer_pickup_floor", "greater_than", 0)],
    "none of what always is": [{"none": [SERVICE]}],
    "a nested contradiction": [
        {"any": [MINI, DELIVERY]},
        {"any": [leaf("route", "is_set"), {"all": [leaf("same_day", "is_true"), leaf("package", "is_set")]}]}],
    "Summer in January": [leaf("seasons", "contains", "summer"), leaf("month", "equal_to", 1)],
}  # fmt: skip

FINE: dict[str, list[Json]] = {
    "a holiday on a weekend": [leaf("is_holiday", "is_true"), leaf("is_weekend", "is_true")],
    "Christmas on a Sunday, years ahead": [
        leaf("holiday", "equal_to", "Christmas Day"), leaf("weekday", "equal_to", "sunday")],
    "Independence Day where observed": [
        leaf("month", "equal_to", 7), leaf("is_holiday", "is_true"), leaf("weekday", "equal_to", "friday")],
    "same day is today": [leaf("same_day", "is_true"), leaf("days_ahead", "less_than", 1)],
    "a date years ahead": [leaf("pickup_date", "equal_to", "2031-07-04"), leaf("days_ahead", "greater_than", 300)],
    "a date beyond every calendar": [leaf("pickup_date", "after", "2099-01-01"), leaf("weekday", "equal_to", "friday")],
    "an item count that need not be given": [MINI, {"none": [leaf("item_count", "is_set")]}],
    "many items of a Full move": [leaf("package", "equal_to", "full"), leaf("item_count", "greater_than", 500)],
    "a COI that Standard includes": [leaf("package", "equal_to", "standard"), leaf("coi_included", "is_true")],
    "an end in no zone": [leaf("pickup_zones", "shares_no_elements_with", [
        "manhattan", "brooklyn", "hamptons", "east_end_far", "connecticut", "new_jersey", "jfk", "ewr", "near_area"])],
    "one zone for both ends": [HAMPTONS, leaf("dropoff_town", "equal_to", "montauk"), leaf("same_zone", "is_true")],
    "east of Southampton": [leaf("dropoff_town", "is_east_of", "southampton"), MINI],
    "no window preference": [MINI, {"none": [leaf("window_start", "is_set")]}],
    "luggage from JFK": [leaf("route", "equal_to", "jfk_manhattan"), leaf("pickup_zip", "equal_to", "11430")],
    "five of one specialty item": [
        leaf("specialty_items", "contains", "crib"), leaf("specialty_count", "equal_to", 5)],
    "two kinds with others": [
        leaf("specialty_items", "contains_all", ["crib", "peloton"]), leaf("specialty_count", "greater_than", 3)],
    "expedited is no for all others": [MINI, leaf("expedited", "is_false")],
    "half an hour": [leaf("estimated_hours", "between", [2.25, 2.75])],
    "a guest with bookings": [leaf("is_guest", "is_true"), leaf("completed_bookings", "greater_than", 3)],
    "a cheap mini move, which prices may make": [MINI, leaf("base_cents", "less_than", 10_000)],
    "a move that is far": [leaf("distance_miles", "greater_than", 90), MINI],
    "a ride of no miles": [leaf("distance_miles", "less_than", 1), leaf("same_zone", "is_true")],
}  # fmt: skip


@pytest.mark.parametrize("parts", NEVER.values(), ids=NEVER)
def test_a_rule_that_can_never_match_is_told(parts: list[Json]) -> None:
    finding = found(rule(*parts))[0]
    assert finding.kind == "never"
    assert finding.message.startswith("It never matches")


@pytest.mark.parametrize("parts", FINE.values(), ids=FINE)
def test_a_rule_that_can_match_is_left_in_peace(parts: list[Json]) -> None:
    assert [kind for kind, _ in kinds(rule(*parts)) if kind != "personal"] == []


def test_the_seeded_rules_are_all_in_order() -> None:
    seeded = [{**row, "active": True} for row in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))]
    assert kinds(*seeded) == [("personal", "no-weekend-guests"), ("personal", "vip-thanks")]


def test_it_says_which_conditions_cannot_hold_together() -> None:
    told = found(rule(MINI, leaf("month", "equal_to", 7), leaf("is_weekend", "is_true"), leaf("route", "is_set")))
    assert told[0].message.startswith("It never matches: “the service is Mini move” and “")
    assert told[0].message.endswith("cannot both hold for a request that can be booked.")


def test_dates_of_the_rule_count_too() -> None:
    told = found(rule(leaf("is_holiday", "is_true"), **{"from": "2027-03-01", "to": "2027-03-31"}))
    assert told[0].kind == "never"
    assert "March 31, 2027" in told[0].message


@pytest.mark.parametrize(
    ("parts", "kind", "words"),
    [
        ([leaf("pickup_zones", "contains", "gone")], "never", "names the zone “gone”, which no longer exists"),
        ([leaf("dropoff_zones", "does_not_contain", "gone")], "stale", "names the zone “gone”, which no longer exists"),
        ([leaf("pickup_zones", "shares_at_least_one_element_with", ["gone", "hamptons"])], "stale", "zone “gone”"),
        ([leaf("package", "equal_to", "huge")], "never", "names the package “huge”, which no longer exists"),
        ([leaf("specialty_items", "contains", "harp")], "never", "names the specialty item “harp”"),
        ([leaf("pickup_town", "equal_to", "atlantis")], "never", "names the town “atlantis”"),
        ([leaf("pickup_town", "is_east_of", "atlantis")], "stale", "would be refused"),
        ([leaf("pickup_zip", "equal_to", "90210")], "never", "ZIP code 90210, which is not one that we serve"),
        ([leaf("pickup_city", "is_one_of", ["Montauk", "Montuk"])], "stale", "the city “Montuk”"),
        ([leaf("holiday", "equal_to", "Labour Day")], "never", "the holiday “Labour Day”, but no day to come"),
        ([leaf("seasons", "contains", "mud")], "never", "names the season “mud”, which no longer exists"),
        ([leaf("pickup_date", "equal_to", "2026-05-31")], "never", "May 31, 2026, which is over"),
        ([leaf("pickup_date", "is_one_of", ["2026-05-30", "2027-05-30"])], "past", "May 30, 2026, which is over"),
        ([leaf("pickup_date", "before", "2026-06-01")], "never", "up to June 1, 2026, which is over"),
    ],
)
def test_what_is_gone_is_named(parts: list[Json], kind: str, words: str) -> None:
    told = found(rule(*parts))
    assert [finding.kind for finding in told] == [kind]
    assert words in told[0].message


def test_a_date_range_that_is_over_is_told_and_nothing_else() -> None:
    told = found(rule(MINI, leaf("route", "is_set"), to="2026-05-31"))
    assert [(finding.kind, finding.message) for finding in told] == [
        ("past", "Its dates are over: the last pickup it acted on was May 31, 2026.")
    ]


def test_today_is_not_over() -> None:
    assert kinds(rule(leaf("same_day", "is_true"), to="2026-06-01")) == []


def test_a_zone_that_is_switched_off_holds_no_address() -> None:
    off = {**SEEDED.zones, "hamptons": replace(SEEDED.zones["hamptons"], active=False)}
    told = found(rule(HAMPTONS), world=World(replace(SEEDED, zones=off), TODAY))
    assert told[0].message == (
        "It never matches. It names the zone “The Hamptons”, which is switched off or has no address that we serve."
    )


def test_a_season_without_dates_to_come_is_told() -> None:
    over = SeasonInfo("summer", "Summer", True, ((date(2025, 5, 26), date(2025, 9, 1)),))
    world = World(replace(SEEDED, seasons={"summer": over}), TODAY)
    told = found(rule(leaf("seasons", "contains", "summer")), world=world)
    assert "the season “Summer”, which has no dates to come" in told[0].message


def test_a_question_that_is_no_longer_asked_is_told() -> None:
    off = {code: replace(row, active=False) for code, row in SEEDED.questions.items()}
    world = World(replace(SEEDED, questions=off), TODAY)
    assert kinds(rule(leaf("answer_fragile", "is_true")), world=world) == [("never", "one")]


def test_a_shadowed_rule_is_told_with_its_winner() -> None:
    wide = rule(leaf("is_weekend", "is_true"), slug="wide", group="days", priority=1)
    narrow = rule(leaf("weekday", "equal_to", "sunday"), MINI, slug="narrow", group="days", priority=2)
    told = found(wide, narrow)
    assert [(finding.kind, finding.slug, finding.other) for finding in told] == [("shadowed", "narrow", "wide")]
    assert "(1 before 2)" in told[0].message


def test_links_between_facts_make_a_shadow() -> None:
    wide = rule(HAMPTONS, slug="a", group="places")
    narrow = rule(leaf("pickup_town", "equal_to", "montauk"), slug="b", group="places")
    assert kinds(wide, narrow) == [("shadowed", "b")]


def test_several_rules_together_can_shadow_one() -> None:
    weekend = rule(leaf("is_weekend", "is_true"), slug="a", group="days")
    weekday = rule(leaf("is_weekend", "is_false"), slug="b", group="days")
    mini = rule(MINI, slug="c", group="days")
    told = [finding for finding in found(weekend, weekday, mini) if finding.is_warning]
    assert [(finding.kind, finding.slug) for finding in told] == [("shadowed", "c")]
    assert "“Rule a” or “Rule b”" in told[0].message


def test_a_narrow_rule_that_goes_first_is_how_groups_are_meant() -> None:
    narrow = rule(leaf("weekday", "equal_to", "sunday"), slug="narrow", group="days", priority=1)
    wide = rule(leaf("is_weekend", "is_true"), slug="wide", group="days", priority=2)
    told = found(narrow, wide)
    assert [(finding.kind, finding.slug, finding.other) for finding in told] == [("overlap", "wide", "narrow")]


def test_an_overlap_comes_with_a_request_that_both_match() -> None:
    first = rule(HAMPTONS, leaf("is_holiday", "is_true"), slug="a", group="g")
    second = rule(leaf("service", "equal_to", "standard_delivery"), leaf("base_cents", "between", [100_000, 110_000]),
                  slug="b", group="g")  # fmt: skip
    (told,) = found(first, second)
    assert told.kind == "overlap" and told.facts is not None and told.request is not None
    assert all(matches(one, told.facts) for one in read([first, second]))
    assert told.request["service"] == "standard_delivery"
    assert 100_000 <= told.facts["base_cents"] <= 110_000  # type: ignore[operator]
    assert "The service is Standard delivery" in told.words
    assert any("is a holiday" in words for words in told.words)


def test_check_rules_overlap_only_with_a_total_that_a_request_has() -> None:
    approve = {"name": "require_approval", "params": {"reason": "Look"}}
    large = rule(leaf("total_cents", "greater_than", 500_000), slug="a", group="checks", actions=[approve])
    far = rule(leaf("package", "equal_to", "petite"), slug="b", group="checks", actions=[approve])
    (told,) = found(large, far)
    assert told.facts is not None and told.facts["total_cents"] > 500_000  # type: ignore[operator]


def test_rules_of_a_group_that_never_meet_are_not_told() -> None:
    saturday = rule(leaf("weekday", "equal_to", "saturday"), slug="a", group="g")
    monday = rule(leaf("weekday", "equal_to", "monday"), slug="b", group="g")
    assert kinds(saturday, monday) == []


def test_rules_that_are_off_are_left_out_until_asked_about() -> None:
    off = rule(MINI, DELIVERY, active=False)
    assert found(off) == ()
    assert [finding.kind for finding in found(off, about="one")] == ["never"]


def test_asked_about_one_rule_it_tells_of_that_alone() -> None:
    broken = rule(MINI, DELIVERY, slug="broken")
    winner = rule(leaf("is_weekend", "is_true"), slug="a", group="g")
    loser = rule(leaf("weekday", "equal_to", "sunday"), slug="b", group="g")
    assert [finding.slug for finding in found(broken, winner, loser, about="b")] == ["b"]
    assert [(finding.slug, finding.other) for finding in found(broken, winner, loser, about="a")] == [("b", "a")]


def test_the_same_rule_twice_is_told_once() -> None:
    one = rule(leaf("is_weekend", "is_true"), slug="a")
    other = rule(leaf("weekday", "is_one_of", ["saturday", "sunday"]), slug="b")
    assert [(finding.kind, finding.slug, finding.other) for finding in found(one, other)] == [("twice", "b", "a")]
    assert kinds(one, rule(leaf("weekday", "equal_to", "sunday"), slug="b")) == []


def test_a_rule_for_every_request_says_so() -> None:
    assert kinds(rule(SERVICE)) == [("always", "one")]
    assert kinds(rule({"any": [leaf("is_guest", "is_true"), leaf("is_guest", "is_false")]})) == [
        ("always", "one"),
        ("personal", "one"),
    ]


def test_an_amount_for_each_unit_that_is_never_there_is_told() -> None:
    per_bag = {"name": "add_per_unit", "params": {"unit": "bag", "amount_cents": 100, "above": 0, "label": "Bags"}}
    per_item = {"name": "add_per_unit", "params": {"unit": "item", "amount_cents": 100, "above": 15, "label": "Items"}}
    petite = leaf("package", "equal_to", "petite")
    assert kinds(rule(MINI, actions=[per_bag])) == [("no_effect", "one")]
    assert kinds(rule(petite, actions=[per_item])) == [("no_effect", "one")]
    assert kinds(rule(MINI, actions=[per_item])) == []


def test_a_minimum_below_one_that_always_holds_with_it_is_told() -> None:
    def minimum(cents: int) -> list[Json]:
        return [{"name": "raise_base_to", "params": {"amount_cents": cents, "label": "Minimum"}}]

    low = rule(HAMPTONS, MINI, slug="low", actions=minimum(50_000))
    high = rule(HAMPTONS, slug="high", actions=minimum(70_000))
    assert kinds(low, high) == [("no_effect", "low")]
    assert kinds(rule(HAMPTONS, slug="low", actions=minimum(50_000)), {**high, "group": "g"}) == []


def test_nothing_is_said_where_the_search_is_given_up() -> None:
    many = [
        {"any": [leaf("answer_pickup_floor", "equal_to", number), leaf("distance_miles", "equal_to", number)]}
        for number in range(1, 30)
    ]
    assert {finding.kind for finding in found(rule(*many))} <= {"unsure", "never"}


def test_many_entangled_rules_are_given_up_in_time_and_said_so() -> None:
    entangled = [
        {"any": [leaf("answer_pickup_floor", "equal_to", number), leaf("estimated_hours", "equal_to", number + place)]}
        for place in (1, 2)
        for number in range(1, 14)
    ]
    rules = [rule(*entangled[place:], slug=f"r{place}") for place in range(3)]
    checker = Checker(possible_requests(WORLD, read(rules)).space, catalogue_vocabulary(SEEDED), steps_left=50)
    assert [checker.can(checker.yes(one)) for one in read(rules)] == [None, None, None]
    assert checker.steps_left < 50
