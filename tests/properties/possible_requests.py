"""Generated requests that can be sold, with the facts rules see, and conditions made of values that such facts have."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from catalog.seeds import seed_snapshot
from pricing_rules.engine.fact_types import LIST, NO_VALUE, RANGE
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.vocabulary import OPERATORS, Operator
from pricing_rules.quoting import keys
from pricing_rules.quoting.base_lines import base_lines
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.facts import facts
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.possible.space import World
from pricing_rules.quoting.sellable import unsellable_messages
from pricing_rules.quoting.words import catalogue_vocabulary

NOW = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)  # 6:30 in New York
TODAY = date(2026, 6, 1)
SEEDED = seed_snapshot(TODAY)
WORLD = World(SEEDED, TODAY)
VOCABULARY = catalogue_vocabulary(SEEDED)

_ZIPS = st.sampled_from(["10024", "11962", "11930", "11954", "11201", "06830", "06103", "07302", "12207", "11430"])
_END = st.fixed_dictionaries({"zip": _ZIPS})
_NUMBER = st.integers(0, 8) | st.sampled_from([0.5, 2.5, 14.25])
_KEYS: dict[str, st.SearchStrategy[Any]] = {
    "package": st.sampled_from(sorted(SEEDED.packages)),
    "packing": st.booleans(),
    "unpacking": st.booleans(),
    "item_count": st.integers(1, 40),
    "specialty_items": st.dictionaries(st.sampled_from(sorted(SEEDED.specialty_items)), st.integers(1, 2), max_size=2),
    "route": st.sampled_from(sorted(SEEDED.routes)),
    "bag_count": st.integers(1, 9),
    "expedited": st.booleans(),
    "coi_requested": st.booleans(),
    "pickup": _END,
    "dropoff": _END,
    "window": st.sampled_from(sorted(SEEDED.windows)),
    "answers": st.fixed_dictionaries({}, optional={"pickup_floor": _NUMBER, "fragile": st.booleans()}),
    "estimated_hours": _NUMBER,
    "customer": st.fixed_dictionaries(
        {}, optional={"is_vip": st.booleans(), "is_guest": st.booleans(), "completed_bookings": st.integers(0, 9)}
    ),
}


@st.composite
def sellable_facts(draw: st.DrawFn) -> dict[str, object]:
    """The facts of a request that is accepted and can be sold, asked for today or on a later day."""
    service = draw(st.sampled_from(sorted(keys.KEYS)))
    data: dict[str, Any] = {"service": service}
    for key in sorted(keys.KEYS[service] & _KEYS.keys()):
        if key in ("package", "route", "bag_count", "pickup", "dropoff") or draw(st.booleans()):
            data[key] = draw(_KEYS[key])
    asked = TODAY + timedelta(days=draw(st.integers(0, 500)))
    data["quoted_at"] = datetime.combine(asked, time(11), tzinfo=UTC).isoformat()
    if service == keys.DELIVERY:
        data.setdefault("item_count", 2)
        data["same_day"] = draw(st.booleans())
    if service == keys.BLADE:
        route = SEEDED.routes[data["route"]]
        data.pop(route.airport_end)
        data[route.city_end] = {"zip": "10024"}
    if keys.asks(service, "pickup_date"):
        ahead = 0 if data.get("same_day") else draw(st.integers(1, 365))
        data["pickup_date"] = (asked + timedelta(days=ahead)).isoformat()
    try:
        request = parse(data, SEEDED, now=NOW, trusted=True)
    except RequestErrors:
        return draw(sellable_facts())
    if unsellable_messages(request, SEEDED):
        return draw(sellable_facts())
    base = sum(line.amount_cents for line in base_lines(request, SEEDED))
    return facts(request, SEEDED, base_cents=base)


def _pool(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.type:
        case "number":
            return st.sampled_from(
                [number for number in (0, 1, 2, 5, 12, 15, 30, 90, 0.5, 2.5) if fact.low <= number <= fact.high]
            )
        case "money":
            return st.sampled_from([0, 1, 28_500, 99_500, 172_500])
        case "text":
            return st.sampled_from(["10024", "11962", "New York", "Montauk", "Labor Day", "Laborday", ""])
        case "date":
            return st.integers(0, 900).map(lambda ahead: (TODAY + timedelta(days=ahead)).isoformat())
        case "time":
            return st.sampled_from(["07:00", "08:00", "08:30", "11:00"])
        case _:
            return st.sampled_from(sorted(VOCABULARY.codes(fact)))


def _plain(value: object) -> Any:
    match value:
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case _:
            return value


def _value(draw: st.DrawFn, fact: Fact, operator: Operator, known: object) -> Any:
    pool = _pool(fact)
    if isinstance(known, frozenset) and known:
        pool |= st.sampled_from(sorted(known))
    elif known is not None and not isinstance(known, bool | frozenset):
        pool |= st.just(_plain(known))
    if operator.shape == NO_VALUE:
        return None
    if operator.shape == LIST:
        return draw(st.lists(pool, min_size=1, max_size=3, unique=True))
    if operator.shape == RANGE:
        return sorted([draw(pool), draw(pool)])
    return draw(st.sampled_from(["100", "119", "New", "Mont"])) if operator.name == "starts_with" else draw(pool)


@st.composite
def conditions_near(draw: st.DrawFn, known: dict[str, object], depth: int = 3) -> dict[str, Any]:
    """A tree of conditions whose values are often those of the facts; none that only checks may ask."""
    if depth == 3 or (depth > 0 and draw(st.booleans())):
        parts = draw(st.lists(conditions_near(known, depth - 1), min_size=1, max_size=3))
        return {draw(st.sampled_from(["all", "all", "any", "none"])): parts}
    fact = draw(st.sampled_from([fact for fact in VOCABULARY.facts.values() if not fact.check_only]))
    operator = draw(st.sampled_from(sorted(OPERATORS[fact.type].values(), key=lambda one: one.name)))
    value = _value(draw, fact, operator, known.get(fact.name))
    return {"name": fact.name, "operator": operator.name, "value": value}


@st.composite
def rule_near(draw: st.DrawFn, known: dict[str, object], slug: str = "a") -> dict[str, Any]:
    """A rule of one group, with conditions near the facts."""
    return {
        "slug": slug,
        "name": f"Rule {slug}",
        "group": "all",
        "priority": draw(st.integers(0, 1)),
        "conditions": draw(conditions_near(known)),
        "actions": [{"name": "add_amount", "params": {"amount_cents": draw(st.integers(1, 3)), "label": "More"}}],
    }
