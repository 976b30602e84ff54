"""Putting a whole list of rules in place of the draft, or into it: to mend an old set, or after an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules import loading
from pricing_rules.differences import Difference, differences
from pricing_rules.models import Rule, RuleSet
from pricing_rules.operations.drafting import ADD_RIGHT, CHANGE_RIGHT, DELETE_RIGHT, fill, stamp
from pricing_rules.operations.refusals import LookAgain, PublishRefused
from pricing_rules.operations.rights import require_right

COLUMNS = (
    "name", "active", "priority", "group", "first_day", "last_day", "conditions", "actions", "reason", "note",
    "version",
)  # fmt: skip
BATCH = 200


def restore_as_draft(*, number: int, actor: Actor, now: datetime, seen: str | None = None) -> tuple[Difference, ...]:
    """Replace the draft by the rules of a published set; gives what that changed. Nothing is checked but that they can
    be stored: a set that no longer evaluates is brought back to be mended. What stood in the draft stays in its
    history. Raises PublishRefused, and LookAgain where the draft is not the one that was `seen` (a digest)."""
    stored = RuleSet.objects.filter(number=number).first()
    if stored is None:
        raise PublishRefused(f"There is no rule set {number}")
    verb, data = "draft.restored", {"number": number}
    return put_in_draft(stored.rules, replace=True, verb=verb, data=data, actor=actor, now=now, seen=seen)


def put_in_draft(
    rules: Sequence[Mapping[str, Any]],
    *,
    replace: bool,
    verb: str,
    data: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    seen: str | None,
) -> tuple[Difference, ...]:
    """Write these rules into the draft; with `replace` all others go. Rules that stay the same are left alone.

    Needs the rights to add, change and delete rules. Audited once, with what stood there before and after.
    """
    for right in (ADD_RIGHT, CHANGE_RIGHT, DELETE_RIGHT):
        require_right(actor, right)
    with transaction.atomic():
        rows = {row.slug: row for row in Rule.objects.select_for_update()}
        before = [row.as_json() for row in rows.values()]
        if seen is not None and seen != loading.digest(before):
            raise LookAgain
        after = list(rules) if replace else [*(rule for rule in before if rule["slug"] not in _slugs(rules)), *rules]
        found = differences(before, after)
        _write(found, rows, actor=actor, now=now)
        record(
            verb=verb,
            actor=actor,
            target=("pricing_rules.draft", "draft"),
            now=now,
            data={
                **data,
                "before": {one.slug: one.old for one in found if one.old is not None},
                "after": {one.slug: one.new for one in found if one.new is not None},
            },
        )
    return found


def _write(found: Sequence[Difference], rows: Mapping[str, Rule], *, actor: Actor, now: datetime) -> None:
    user = get_user_model().objects.filter(pk=actor.user_id).first()
    created, changed = [], []
    for one in found:
        if one.new is None:
            stamp(rows[one.slug], actor, now)
            rows[one.slug].delete()
            continue
        row = rows.get(one.slug) or Rule()
        fill(row, one.new)
        if one.old is None:
            created.append(row)
        else:
            row.version += 1
            changed.append(row)
    bulk_create_with_history(created, Rule, batch_size=BATCH, default_user=user, default_date=now)
    bulk_update_with_history(changed, Rule, COLUMNS, batch_size=BATCH, default_user=user, default_date=now)


def _slugs(rules: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(rule["slug"]) for rule in rules}
