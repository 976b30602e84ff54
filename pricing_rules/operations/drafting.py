"""Writing the draft: every change of a draft rule goes through here, so none is lost and each is on record.

Every operation needs the right it names (raises PermissionDenied), is atomic, raises the rule's version, and leaves
an audit entry with what stood there before and after. Rules have the exchange form (3-pricing-rules.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.engine.rules import RuleError, RuleErrors, rule_from_json, set_errors
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Rule
from pricing_rules.operations.rights import require_right
from pricing_rules.queries import is_published
from pricing_rules.quoting.words import catalogue_vocabulary

ADD_RIGHT, CHANGE_RIGHT, DELETE_RIGHT = (f"pricing_rules.{act}_rule" for act in ("add", "change", "delete"))
DEFAULTS: Mapping[str, Any] = {
    "active": True, "priority": 0, "group": None, "from": None, "to": None, "reason": "", "note": "",
}  # fmt: skip
_TEXT_FIELDS = ("slug", "name", "group", "reason")
_SLUG_TAKEN = "Another rule has this code. Give this one a code of its own"


class DraftChanged(Exception):
    """Somebody changed or deleted the rule since the version that was edited; `theirs` is it now, None if deleted."""

    def __init__(self, theirs: Rule | None) -> None:
        self.theirs = theirs
        act = "deleted" if theirs is None else "changed"
        super().__init__(f"Somebody {act} this rule since you opened it. Nothing of yours was saved over it")


def save_rule(
    *, rule_json: Mapping[str, Any], slug: str | None, version: int | None, actor: Actor, now: datetime
) -> Rule:
    """Add a rule (`slug` None), or change the one called `slug`, whose `version` is the one that was edited.

    Raises RuleErrors with everything that is wrong, DraftChanged, PermissionDenied.
    """
    require_right(actor, CHANGE_RIGHT if slug is not None else ADD_RIGHT)
    vocabulary = catalogue_vocabulary(read_catalogue(at=now))
    try:
        with transaction.atomic():
            row = _locked(slug, version) if slug is not None else None
            wanted = {**DEFAULTS, **rule_json}
            errors = rule_errors(wanted, vocabulary) or _errors_beside(wanted, row, vocabulary)
            if errors:
                raise RuleErrors(errors)
            return write(row, wanted, actor=actor, now=now)
    except IntegrityError as clash:  # two new rules with one slug in the same moment
        raise RuleErrors([RuleError("slug", _SLUG_TAKEN)]) from clash


def delete_rule(*, slug: str, version: int | None, actor: Actor, now: datetime) -> None:
    """Take a rule out of the draft. `version` None deletes whatever stands there. Raises DraftChanged."""
    require_right(actor, DELETE_RIGHT)
    with transaction.atomic():
        remove(_locked(slug, version), actor=actor, now=now)


def copy_rule(*, slug: str, actor: Actor, now: datetime) -> Rule:
    """A new draft rule with the same content, switched off, under a name and a slug of its own. Raises DraftChanged."""
    require_right(actor, ADD_RIGHT)
    with transaction.atomic():
        original = _locked(slug, None)
        copied = {
            **original.as_json(),
            "slug": _free_slug(original.slug),
            "name": f"{original.name[:190]} (copy)",
            "active": False,
        }
        return write(None, copied, actor=actor, now=now)


def switch_rule(*, slug: str, active: bool, actor: Actor, now: datetime) -> Rule:
    """Switch a draft rule on or off, whatever else somebody changes of it meanwhile. Raises DraftChanged if gone."""
    return _change_one(slug, {"active": active}, actor=actor, now=now)


def set_priority(*, slug: str, priority: int, actor: Actor, now: datetime) -> Rule:
    """Give a draft rule another place in the order. Raises RuleErrors, DraftChanged if gone."""
    return _change_one(slug, {"priority": priority}, actor=actor, now=now)


def _change_one(slug: str, change: Mapping[str, Any], *, actor: Actor, now: datetime) -> Rule:
    """A change of one thing needs no version: it does not touch what others type. Nor need the rule be faultless,
    since switching off is the first thing to do with one that is not."""
    require_right(actor, CHANGE_RIGHT)
    with transaction.atomic():
        row = _locked(slug, None)
        wanted = {**row.as_json(), **change}
        if "priority" in change:
            vocabulary = catalogue_vocabulary(read_catalogue(at=now))
            problems = [error for error in rule_errors(wanted, vocabulary) if error.path == "priority"]
            if problems:
                raise RuleErrors(problems)
        return write(row, wanted, actor=actor, now=now)


def write(row: Rule | None, wanted: Mapping[str, Any], *, actor: Actor, now: datetime) -> Rule:
    """Store a rule that was checked, in the caller's transaction; a rule that stays word for word is left alone."""
    before = row.as_json() if row is not None else None
    if row is not None and before == dict(wanted):
        return row
    saved = row if row is not None else Rule()
    fill(saved, wanted)
    saved.version = saved.version + 1 if row is not None else 1
    stamp(saved, actor, now)
    saved.save()
    after = saved.as_json()
    record(
        verb="rule.changed" if before is not None else "rule.added",
        actor=actor,
        target=saved,
        now=now,
        data={
            "slug": saved.slug,
            "before": {key: value for key, value in before.items() if after[key] != value} if before else None,
            "after": {key: value for key, value in after.items() if before is None or before[key] != value},
        },
    )
    return saved


def remove(row: Rule, *, actor: Actor, now: datetime) -> None:
    """Delete a rule that is locked, in the caller's transaction; its history and the audit keep what it said."""
    stamp(row, actor, now)
    record(verb="rule.deleted", actor=actor, target=row, now=now, data={"slug": row.slug, "before": row.as_json()})
    row.delete()


def fill(row: Rule, wanted: Mapping[str, Any]) -> None:
    """Put a rule of the exchange form into a row."""
    row.slug, row.name, row.active = wanted["slug"], wanted["name"], wanted["active"]
    row.priority, row.group = wanted["priority"], wanted["group"] or ""
    row.first_day, row.last_day = _day(wanted["from"]), _day(wanted["to"])
    row.conditions, row.actions = wanted["conditions"], wanted["actions"]
    row.reason, row.note = wanted["reason"] or "", wanted["note"] or ""


def rule_errors(wanted: Mapping[str, Any], vocabulary: Vocabulary) -> list[RuleError]:
    """What is wrong with a rule alone: what the engine refuses, then what the draft's table asks for besides."""
    if _holds_no_text(wanted):
        return [RuleError("", "It holds a character that no text has (NUL, or half of one): type the text anew")]
    try:
        rule_from_json(dict(wanted), vocabulary)
    except RuleErrors as found:
        return list(found.errors)
    errors = []
    for name in _TEXT_FIELDS:
        try:
            Rule._meta.get_field(name).clean(wanted.get(name) or "", None)
        except ValidationError as refused:
            errors.append(RuleError(name, " ".join(refused.messages)))
    return errors


def _holds_no_text(wanted: Mapping[str, Any]) -> bool:
    """Whether a database would refuse to store it: PostgreSQL takes no NUL, and nothing takes half a character."""
    try:
        text = json.dumps(dict(wanted), ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return True
    return "\\u0000" in text


def _errors_beside(wanted: Mapping[str, Any], row: Rule | None, vocabulary: Vocabulary) -> list[RuleError]:
    """What is wrong with it beside the rest of the draft: its slug, or a group that would act in two phases."""
    others = Rule.objects.exclude(pk=row.pk if row else None)
    errors = []
    if others.filter(slug=wanted["slug"]).exists():
        errors.append(RuleError("slug", _SLUG_TAKEN))
    if row is not None and wanted["slug"] != row.slug and is_published(row.slug):
        errors.append(RuleError("slug", f"Quotes name this rule's lines by “{row.slug}”: the code stays as it is"))
    if wanted["group"]:
        group = [rule_from_json(dict(wanted), vocabulary)]
        for other in others.filter(group=wanted["group"]):
            try:
                group.insert(0, rule_from_json(other.as_json(), vocabulary, check_choices=False))
            except RuleErrors:
                continue
        errors += [RuleError("group", one.message) for one in set_errors(group) if one.path.endswith(".group")][:1]
    return errors


def _locked(slug: str, version: int | None) -> Rule:
    row = Rule.objects.select_for_update().filter(slug=slug).first()
    if row is None or (version is not None and row.version != version):
        raise DraftChanged(row)
    return row


def _free_slug(slug: str) -> str:
    stem = f"{slug[:50].rstrip('-')}-copy"
    taken = set(Rule.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, found = 1, stem
    while found in taken or is_published(found):
        number += 1
        found = f"{stem}-{number}"
    return found


def stamp(row: Rule, actor: Actor, now: datetime) -> None:
    """Who and when, for the history row that is written with the save."""
    row._history_date = now  # type: ignore[attr-defined]
    if actor.user_id is not None:
        row._history_user = get_user_model()(pk=actor.user_id)  # type: ignore[attr-defined]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
