"""Whatever JSON comes in: a price whose lines add up, or errors of the contract; the parser gives nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.seeds import seed_snapshot
from pricing_rules.engine.evaluate import evaluate
from pricing_rules.engine.lines import KINDS
from pricing_rules.engine.rules import rule_set_from_json
from pricing_rules.quoting import keys
from pricing_rules.quoting.canonical import line_from_json, line_to_json, request_json
from pricing_rules.quoting.errors import CODES, RequestErrors
from pricing_rules.quoting.freeze import facts_from_json, facts_to_json
from pricing_rules.quoting.panel import panel, panel_from_json, panel_to_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.price import price
from pricing_rules.quoting.words import catalogue_vocabulary

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SEEDED = seed_snapshot(NOW.date())
VOCABULARY = catalogue_vocabulary(SEEDED)
RULES_FILE = Path(__file__).parents[2] / "pricing_rules" / "seed" / "rules.yaml"
RULES = rule_set_from_json(
    [{**row, "active": True} for row in yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))], VOCABULARY, number=1
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
)
zips = st.sampled_from(["10024", "11962", "11930", "11954", "11201", "06830", "06103", "07302", "12207", "11430"])
ends = st.fixed_dictionaries({"zip": zips}, optional={"line1": st.text(max_size=20), "city": st.text(max_size=20)})
days = st.integers(-5, 400).map(lambda ahead: (NOW.date() + timedelta(days=ahead)).isoformat())
hours = st.integers(0, 40) | st.floats(0, 40, allow_nan=False).map(lambda value: round(value, 2))
sensible: dict[str, st.SearchStrategy[Any]] = {
    "service": st.sampled_from(sorted(keys.KEYS)),
    "package": st.sampled_from(sorted(SEEDED.packages)),
    "packing": st.booleans(),
    "unpacking": st.booleans(),
    "item_count": st.integers(1, 40),
    "specialty_items": st.dictionaries(st.sampled_from(sorted(SEEDED.specialty_items)), st.integers(1, 2), max_size=2),
    "same_day": st.just(False),
    "route": st.sampled_from(sorted(SEEDED.routes)),
    "bag_count": st.integers(1, 9),
    "expedited": st.booleans(),
    "coi_requested": st.booleans(),
    "pickup": ends,
    "dropoff": ends,
    "pickup_date": days,
    "window": st.sampled_from(sorted(SEEDED.windows)),
    "answers": st.fixed_dictionaries({}, optional={"pickup_floor": hours, "fragile": st.booleans()}),
    "estimated_hours": hours,
    "customer": st.fixed_dictionaries({}, optional={"is_vip": st.booleans(), "is_guest": st.booleans()}),
}


@st.composite
def right(draw: st.DrawFn) -> dict[str, Any]:
    """A request with the keys of its service, nearly always right."""
    service = draw(sensible["service"])
    wanted = sorted(keys.KEYS[service] - {"service", "quoted_at"})
    return {"service": service, **{key: draw(sensible[key]) for key in wanted}}


@given(anything)
def test_any_json_is_read_or_refused(data: Any) -> None:
    try:
        parse(data, SEEDED, now=NOW, trusted=True)
    except RequestErrors as refused:
        assert refused.errors
        assert {error.code for error in refused.errors} <= CODES


@given(right(), st.sampled_from([*sorted(keys.ALL_KEYS), "surprise"]), anything)
def test_a_right_request_with_one_value_of_any_kind_is_read_or_refused(data: Any, key: str, value: Any) -> None:
    for partial in (False, True):
        try:
            request = parse({**data, key: value}, SEEDED, now=NOW, trusted=True, partial=partial)
        except RequestErrors as refused:
            json.dumps(refused.as_json())
        else:
            panel(price(request, SEEDED, RULES), SEEDED)


@given(right())
def test_lines_add_up_in_order_and_everything_stored_reads_back(data: Any) -> None:
    try:
        request = parse(data, SEEDED, now=NOW, trusted=True)
    except RequestErrors:
        return
    priced = price(request, SEEDED, RULES)
    answer: Any = json.loads(json.dumps(priced.answer()))
    assert answer["total_cents"] == sum(line["amount_cents"] for line in answer["lines"])
    assert answer["base_cents"] == sum(line["amount_cents"] for line in answer["lines"] if line["kind"] == "base")
    kinds = [KINDS.index(line["kind"]) for line in answer["lines"]]
    assert kinds == sorted(kinds)
    assert all(line["amount_cents"] for line in answer["lines"])

    stored = json.loads(json.dumps(request_json(request)))
    assert parse(stored, SEEDED, now=NOW, trusted=True) == request
    inputs = [line_from_json(line) for line in json.loads(json.dumps([line_to_json(line) for line in priced.inputs]))]
    again = evaluate(
        RULES,
        facts_from_json(json.loads(json.dumps(facts_to_json(priced.facts))), VOCABULARY),
        base_lines=[line for line in inputs if line.kind == "base"],
        add_on_lines=[line for line in inputs if line.kind == "addon"],
    )
    assert again.lines == priced.lines
    shown = panel(priced, SEEDED)
    assert panel_from_json(json.loads(json.dumps(panel_to_json(shown)))) == shown
