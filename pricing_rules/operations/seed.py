"""Seeding the rules: set 1, in force from 2025-01-01, and the draft (2-catalogue.md, "Seeded rules")."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from foundation.audit.actor import Actor
from foundation.clock import local_to_utc
from foundation.seeding.operations import load_rows, seed_rows
from pricing_rules.models import Rule, RuleSet
from pricing_rules.operations.publish import write_set
from pricing_rules.quoting.reading import FIRST_DAY

RULES_FILE = Path(__file__).resolve().parent.parent / "seed" / "rules.yaml"


@transaction.atomic
def seed_rules(*, now: datetime) -> int:
    """Create set 1 and the draft's rules once; gives how many rows. What staff changed or deleted since stays so."""
    rules = [_rule(row) for row in load_rows(RULES_FILE)]
    drafted = seed_rows("pricing_rules.rule", rules, key=lambda rule: rule.slug, create=Rule.save, at=now)
    published = seed_rows("pricing_rules.rule_set", ["1"], key=str, create=lambda _: _publish_first(rules, now), at=now)
    return drafted + published


def _publish_first(rules: list[Rule], now: datetime) -> RuleSet | None:
    if RuleSet.objects.exists():
        return None
    return write_set(
        rules=[rule.as_json() for rule in sorted(rules, key=lambda rule: (rule.priority, rule.slug))],
        publish_at=local_to_utc(FIRST_DAY, time(0)),
        actor=Actor.system(via="command"),
        now=now,
        note="The opening rules",
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        slug=row["slug"],
        name=row["name"],
        active=row.get("active", True),
        priority=row.get("priority", 0),
        group=row.get("group") or "",
        conditions=row["conditions"],
        actions=row["actions"],
        reason=row.get("reason", ""),
        note=row.get("note", ""),
    )
