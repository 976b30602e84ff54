"""What a file would change, row by row and field by field, with everything that is wrong with it; nothing is written.

Either all of a file is taken in or nothing: half a price list is worse than the old one. Rows that the file leaves out
stay as they are, columns that it leaves out too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint, CheckConstraint

from catalog.admin.spreadsheets.columns import Column, Lookups
from catalog.admin.spreadsheets.sheet import Check, Key, Sheet
from foundation.spreadsheets.cells import ERROR_VALUES, meant
from foundation.spreadsheets.reading import Table, WrongFile


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the row's number as a spreadsheet shows it, the column, and what to do."""

    row: int
    column: str
    words: str


@dataclass(slots=True)
class Change:
    """A row that is new or would differ: `values` as it would stand, `fields` what differs as (column, before, after)
    in words. `instance` is the unsaved row."""

    row: int
    title: str
    is_new: bool
    instance: Any
    values: dict[str, Any]
    differing: tuple[str, ...]
    fields: list[tuple[str, str, str]]


@dataclass(slots=True)
class Plan:
    """A whole file: nothing of it may be written while `problems` has anything in it."""

    sheet: Sheet
    known: dict[str, Lookups]
    check: Check
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    sheet_read: str = ""

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        return len(self.changes) - self.new

    @property
    def fingerprint(self) -> str:
        """The same as long as the same would change: so that only what somebody looked at is written."""
        said = repr([(change.row, change.title, change.fields) for change in self.changes])
        return hashlib.sha256(said.encode()).hexdigest()


def make_plan(sheet: Sheet, table: Table) -> Plan:
    """Compares the file with what stands. A constant number of queries, however long the file. Raises WrongFile where
    its columns are not those of the sheet."""
    columns = _columns(sheet, table)
    known = {column.name: column.lookups() for column in sheet.columns}
    plan = Plan(sheet, known, sheet.check(), sheet_read=table.sheet)
    standing = {sheet.key_from(values): (row, values) for row, values in _rows(sheet)}
    after = {key: values for key, (_, values) in standing.items()}
    seen: dict[Key, int] = {}
    for number, cells in table.rows:
        given, problems = _given(columns, cells, number, known)
        if any(name not in given for name in sheet.key):
            plan.problems += problems
            continue
        key = sheet.key_from(given)
        if key in seen:
            words = f"Row {seen[key]} is about the same {sheet.thing}: leave one of the two."
            problems.append(Problem(number, sheet.key[0], words))
        seen.setdefault(key, number)
        found = standing.get(key)
        change = _change(sheet, number, given, found)
        after[key] = change.values
        if not change.differing and not problems:
            plan.unchanged += 1
            continue
        unread = {problem.column for problem in problems}
        problems += [each for each in _refused(plan, change) if each.column not in unread]
        plan.problems += problems
        if not problems:
            plan.changes.append(change)
    if not plan.problems:
        told = sheet.across(after)
        plan.problems += [Problem(seen.get(key, 0), name, words) for key, name, words in told]
    return plan


def _rows(sheet: Sheet) -> Iterable[tuple[Any, dict[str, Any]]]:
    return ((row, sheet.values(row)) for row in sheet.loaded())


def _columns(sheet: Sheet, table: Table) -> list[Column]:
    by_name = {column.name: column for column in sheet.columns}
    unknown = [name for name in table.headers if name not in by_name]
    if unknown:
        near = get_close_matches(unknown[0], by_name, 1)
        hint = f"Did you mean “{near[0]}”? " if near else ""
        raise WrongFile(
            f"The column “{unknown[0][:60]}” is not known here. {hint}The columns are: {', '.join(by_name)}."
        )
    for name in sheet.key:
        if name not in table.headers:
            raise WrongFile(
                f"The column “{name}” is missing: by it each row finds its {sheet.thing}. "
                f"The columns are: {', '.join(by_name)}."
            )
    return [by_name[name] for name in table.headers]


def _given(
    columns: list[Column], cells: tuple[Any, ...], number: int, known: dict[str, Lookups]
) -> tuple[dict[str, Any], list[Problem]]:
    """The row's cells as values; a cell that cannot be read is left out and told."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, cell in zip(columns, cells, strict=True):
        if column.shown:
            continue
        value = meant(cell)
        if value is None:
            given[column.name] = column.empty
            continue
        try:
            if isinstance(value, str) and value in ERROR_VALUES:
                raise ValueError(f"The cell holds the spreadsheet's error {value}: mend its formula.")
            given[column.name] = column.read(value, known[column.name])
        except ValueError as error:
            problems.append(Problem(number, column.name, str(error)))
    return given, problems


def _change(sheet: Sheet, number: int, given: dict[str, Any], found: tuple[Any, dict[str, Any]] | None) -> Change:
    instance, before = found or (sheet.model(), {})
    is_new = found is None
    values = dict(before)
    for column in sheet.columns:
        value = given.get(column.name, column.empty)
        if is_new:
            values[column.name] = column.default() if value == column.empty and not column.shown else value
        elif column.name in given:
            values[column.name] = value
    differing = tuple(
        column.name
        for column in sheet.columns
        if not column.shown and (is_new or values[column.name] != before[column.name])
    )
    if not is_new and set(differing) <= set(sheet.key):  # another way of writing the same key
        differing = ()
    by_name = {column.name: column for column in sheet.columns}
    fields = [
        (name, "" if is_new else _words(by_name[name], before[name]), _words(by_name[name], values[name]))
        for name in differing
        if not (is_new and name in sheet.key)  # the title says it
    ]
    return Change(
        row=number,
        title=", ".join(_words(by_name[name], values[name]) for name in sheet.key),
        is_new=is_new,
        instance=instance,
        values=values,
        differing=differing,
        fields=[each for each in fields if each[1] != each[2]],
    )


def _words(column: Column, value: Any) -> str:
    return str(column.show(value))


def _refused(plan: Plan, change: Change) -> Iterable[Problem]:
    """What is wrong with a new or differing row, as far as its cells could be read."""
    sheet = plan.sheet
    if change.is_new and sheet.no_new:
        return [Problem(change.row, sheet.key[0], sheet.no_new)]
    if not change.is_new and sheet.no_change:
        return [Problem(change.row, change.differing[0] if change.differing else sheet.key[0], sheet.no_change)]
    told: list[Problem] = []
    for column in sheet.columns:
        if column.name not in change.differing:
            continue
        if column.fixed and not change.is_new:
            words = f"This cannot be changed later: make a new {sheet.thing} instead."
        else:
            words = column.wrong(change.values[column.name])
        if words:
            told.append(Problem(change.row, column.name, words))
        elif not column.after:
            column.set(change.instance, change.values[column.name], plan.known[column.name])
    if not told:
        told = [Problem(change.row, name, words) for name, words in plan.check(change.values)]
    return told or _broken(plan, change)


def _broken(plan: Plan, change: Change) -> list[Problem]:
    """The database's own conditions, in their own words, before the database would say them without any."""
    return [
        Problem(change.row, "", words)
        for constraint in plan.sheet.model._meta.constraints
        if isinstance(constraint, CheckConstraint) and constraint.violation_error_message != _UNSAID
        if (words := _violated(constraint, change.instance))
    ]


_UNSAID = BaseConstraint.default_violation_error_message


def _violated(constraint: CheckConstraint, instance: Any) -> str:
    try:
        constraint.validate(type(instance), instance)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
