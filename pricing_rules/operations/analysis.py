"""What the analysis finds in rules, against the catalogue as it stands (3-pricing-rules.md, "Analysis"). Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalog import queries
from catalog.snapshot import Catalogue
from foundation.clock import new_york_day
from pricing_rules import loading
from pricing_rules.engine.analyse import Finding, analyse
from pricing_rules.engine.rules import Rule, RuleErrors, RuleSet, rule_from_json
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.quoting.possible.requests import Examples
from pricing_rules.quoting.possible.space import World, possible_requests
from pricing_rules.quoting.words import catalogue_vocabulary


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: str | None
    today: date
    world: World


_kept: _Kept | None = None
MOST_KEPT = 16
# Pages ask again and again about the same draft. A world is the same object as long as catalogue and day are.
_told: dict[tuple[World, str, str], list[Finding]] = {}


def findings(rules: Sequence[Mapping[str, Any]], *, now: datetime, about: str = "") -> list[Finding]:
    """What there is to tell about rules in exchange JSON, warnings first; about rules that are off nothing is told.

    now: UTC; what lies before it is over. about: the slug of one rule, which then counts as on, and the others matter
    only beside it. A rule that cannot be read is told as such and left out of the rest.
    """
    world = _world(now)
    key = (world, about, loading.digest(rules))
    found = _told.get(key)
    if found is None:
        found = _findings(rules, world, now=now, about=about)
        if len(_told) >= MOST_KEPT:
            _told.clear()
        _told[key] = found
    return list(found)


def _findings(rules: Sequence[Mapping[str, Any]], world: World, *, now: datetime, about: str) -> list[Finding]:
    vocabulary = catalogue_vocabulary(world.catalogue)
    read, unread = _read(rules, vocabulary, about)
    possible = possible_requests(world, read)
    rule_set = RuleSet(None, tuple(rule for rule in read if rule.active or rule.slug == about), vocabulary)
    found = analyse(
        read,
        vocabulary,
        space=possible.space,
        today=new_york_day(now),
        example=Examples(possible, rule_set, now),
        about=about,
    )
    return [*unread, *found]


def _read(rules: Sequence[Mapping[str, Any]], vocabulary: Vocabulary, about: str) -> tuple[list[Rule], list[Finding]]:
    read: list[Rule] = []
    unread: list[Finding] = []
    for data in rules:
        try:
            read.append(rule_from_json(dict(data), vocabulary, check_choices=False))
        except RuleErrors as problem:
            slug, name = str(data.get("slug") or ""), str(data.get("name") or "")
            if about in ("", slug) and (data.get("active") is not False or about):
                unread.append(Finding("stale", slug, name or slug, f"It cannot be used: {problem}."))
    return read, unread


def _world(now: datetime) -> World:
    """What is possible with the catalogue of today, kept until either changes: a second's work once a process, then a
    tenth."""
    global _kept
    today, stamp = new_york_day(now), queries.stamp()
    kept = _kept
    if kept is not None and stamp is not None and (kept.stamp, kept.today) == (stamp, today):
        return kept.world
    catalogue: Catalogue = queries.catalogue(at=now)
    world = World(catalogue, today)
    if queries.stamp() == stamp:
        _kept = _Kept(stamp, today, world)
    return world
