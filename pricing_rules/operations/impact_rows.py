"""Past quotes read from the database in pieces and made into columns; single ones read again for the row engine."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from pricing_rules.engine.columns import Past, PastBuilder, facts_needed
from pricing_rules.engine.evaluate import Evaluation, evaluate
from pricing_rules.engine.facts import TOWN_ORDER
from pricing_rules.engine.rules import RuleSet
from pricing_rules.models import Quote
from pricing_rules.operations.impact_moving import Move
from pricing_rules.quoting.canonical import line_from_json
from pricing_rules.quoting.freeze import facts_from_json

PIECE = 5_000
SAID_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class PastQuotes:
    """The rows in the order in which they were read. `days` are ordinals, as moved; `services` places in
    `service_codes`."""

    past: Past
    keys: Sequence[UUID]
    days: array[int]
    services: array[int]
    service_codes: Sequence[str]


def read(
    quotes: QuerySet[Quote], rule_sets: Sequence[RuleSet], move: Move, *, said: Callable[[int], None]
) -> PastQuotes:
    """Every quote, moved, with what these sets ask about. said: told now and then how many are read."""
    needed = facts_needed(rule_sets)
    vocabulary = rule_sets[-1].vocabulary
    kept = frozenset((*needed, TOWN_ORDER))
    builder = PastBuilder(needed)
    keys: list[UUID] = []
    days, services, codes = array("l"), array("h"), dict[str, int]()
    for key, day, service, facts, inputs in _in_pieces(quotes):
        native = facts_from_json({name: facts[name] for name in kept if name in facts}, vocabulary) | move.facts(day)
        builder.add(native, base_cents=_cents(inputs, "base"), add_on_cents=_cents(inputs, "addon"))
        keys.append(key)
        days.append(move.day(day).toordinal())
        services.append(codes.setdefault(service, len(codes)))
        if len(keys) % SAID_EVERY == 0:
            said(len(keys))
    return PastQuotes(builder.past(), keys, days, services, list(codes))


def _in_pieces(quotes: QuerySet[Quote]) -> Iterator[tuple[UUID, date, str, dict[str, Any], list[dict[str, Any]]]]:
    """All of them, in the order of their keys. No cursor stays open between pieces: on SQLite nobody could write, not
    even the progress of this run."""
    rows = quotes.order_by("pk").values_list("pk", "pickup_date", "service", "facts", "inputs")
    piece = list(rows[:PIECE])
    while piece:
        yield from piece
        piece = list(rows.filter(pk__gt=piece[-1][0])[:PIECE]) if len(piece) == PIECE else []


@dataclass(frozen=True, slots=True)
class Single:
    """One quote as the row engine takes it. `moved` are the facts of the day it is moved to, `day`."""

    key: UUID
    day: date
    service: str
    facts: Mapping[str, object]
    inputs: Sequence[Mapping[str, Any]]
    moved: Mapping[str, object]

    def priced(self, rule_set: RuleSet) -> Evaluation:
        """Its price under a set. Raises RuleFailure."""
        lines = [line_from_json(line) for line in self.inputs]
        return evaluate(
            rule_set,
            facts_from_json(self.facts, rule_set.vocabulary) | dict(self.moved),
            base_lines=[line for line in lines if line.kind == "base"],
            add_on_lines=[line for line in lines if line.kind == "addon"],
        )


def singles(keys: Iterable[UUID], move: Move) -> Iterator[Single]:
    """Some quotes again, moved alike, in pieces, in the order asked for."""
    wanted = list(keys)
    for first in range(0, len(wanted), PIECE):
        piece = wanted[first : first + PIECE]
        fields = ("pk", "pickup_date", "service", "facts", "inputs")
        rows = Quote.objects.filter(pk__in=piece).values_list(*fields)
        found = {key: Single(key, move.day(day), *others, move.facts(day)) for key, day, *others in rows}
        yield from (found[key] for key in piece)


def _cents(inputs: Iterable[Mapping[str, Any]], kind: str) -> int:
    return sum([line["amount_cents"] for line in inputs if line["kind"] == kind])
