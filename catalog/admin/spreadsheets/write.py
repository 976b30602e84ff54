"""Writing a plan: all of it in one transaction, in few statements, with history and one entry in the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from catalog.admin.spreadsheets.below import Below
from catalog.admin.spreadsheets.plan import Change, Plan, make_plan
from catalog.admin.spreadsheets.sheet import Sheet
from catalog.errors import CatalogueRefused
from catalog.models import CatalogueVersion
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.spreadsheets.reading import Table

BATCH = 500


class PlanChanged(Exception):
    """What would change is no longer what was looked at: `plan` is what it would be now. Nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The catalogue changed in between.")
        self.plan = plan


def take_in(sheet: Sheet, table: Table, *, fingerprint: str, file_name: str, actor: Actor, now: datetime) -> Plan:
    """Writes what `make_plan` showed under this `fingerprint`, or nothing. Raises PlanChanged where it would be
    something else by now, or is refused; CatalogueRefused where the database had the last word; WrongFile."""
    try:
        with transaction.atomic():
            # Importers queue here, as those who enter prices do, so that the plan stays true until it is written
            CatalogueVersion.objects.select_for_update().first()
            plan = make_plan(sheet, table)
            if plan.problems or plan.fingerprint != fingerprint:
                raise PlanChanged(plan)
            _write(plan, actor, now, reason=f"Import of {file_name}"[:100])
            record(
                verb=f"{sheet.model._meta.model_name}.imported",
                actor=actor,
                target=(sheet.model._meta.label_lower, "*"),
                now=now,
                data={"rows": len(plan.changes), "new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged},
                personal={"file": file_name[:200]},
            )
    except IntegrityError as error:
        raise CatalogueRefused(
            "conflict", "The database refused this file, and nothing of it was taken in. Choose it again to see why."
        ) from error
    return plan


def _write(plan: Plan, actor: Actor, now: datetime, reason: str) -> None:
    sheet = plan.sheet
    new = [change for change in plan.changes if change.is_new]
    changed = [change for change in plan.changes if not change.is_new]
    if sheet.enter is not None:
        sheet.enter([(change.instance, change.values) for change in new], actor, now)
        return
    marks = {"default_user": _user(sheet, actor), "default_change_reason": reason, "default_date": now}
    in_one_table = not sheet.model._meta.parents
    if in_one_table:
        _add(sheet.model, [change.instance for change in new], marks)
        _update(sheet, changed, marks)
    else:
        for change in plan.changes:
            change.instance._history_user = marks["default_user"]
            change.instance._change_reason = reason
            change.instance.save()
    _write_after(plan, marks)


def _user(sheet: Sheet, actor: Actor) -> Any:
    people = sheet.model.history.model._meta.get_field("history_user").remote_field.model  # type: ignore[attr-defined]
    return people._default_manager.filter(pk=actor.user_id).first() if actor.user_id else None


def _add(model: type[Model], rows: Sequence[Any], marks: dict[str, Any]) -> None:
    if rows:
        bulk_create_with_history(rows, model, batch_size=BATCH, **marks)


def _update(sheet: Sheet, changed: Sequence[Change], marks: dict[str, Any]) -> None:
    """Rows that differ in the same columns together: one statement for many."""
    by_name = {column.name: column for column in sheet.columns}
    together: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for change in changed:
        fields = tuple(_field_name(by_name[name]) for name in change.differing if not by_name[name].after)
        together[fields].append(change.instance)
    for fields, rows in together.items():
        # Without fields only the history is written: what differs stands below the row, and its history says when
        bulk_update_with_history(rows, sheet.model, list(fields), batch_size=BATCH, **marks)


def _field_name(column: Any) -> str:
    return column.field if isinstance(column.field, str) else str(column.field.name)


def _write_after(plan: Plan, marks: dict[str, Any]) -> None:
    """Rows below, removals of all parents first: what moves from one to another must be free before it is taken."""
    gone: list[Any] = []
    kept: list[Any] = []
    made: dict[type[Model], list[Any]] = defaultdict(list)
    for change in plan.changes:
        for column in plan.sheet.columns:
            if not column.after or column.name not in change.differing:
                continue
            value, known = change.values[column.name], plan.known[column.name]
            if isinstance(column, Below):
                removed, altered, added = column.differences(change.instance, value, known, change.is_new)
                gone += removed
                kept += altered
                made[column.model] += added
            else:
                column.set(change.instance, value, known)
    for act, those in (("delete", gone), ("save", kept)):
        for row in those:
            row._history_user = marks["default_user"]
            row._change_reason = marks["default_change_reason"]
            getattr(row, act)()
    for model, rows in made.items():
        _add(model, rows, marks)
