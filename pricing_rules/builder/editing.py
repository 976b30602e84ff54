"""What the buttons of the builder do: rows are added, removed and moved; what is typed in the others stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pricing_rules.builder.shapes import ALL, ANY, Ask, Does, Group, Part, RuleForm, new_ids, parts_of
from pricing_rules.engine.reading.conditions import DEEPEST

Parts = tuple[Part, ...]


@dataclass(frozen=True)
class Edited:
    """The form afterwards, the row to go on at (empty: none), and what a screen reader is told."""

    form: RuleForm
    focus: str = ""
    said: str = ""


def edited(form: RuleForm, command: str) -> Edited:
    """Do `command`, like `add-ask:r3`. What names nothing that is on the form does nothing."""
    verb, _, name = command.partition(":")
    acts = _ACTS.get(verb)
    return acts(form, name) if acts is not None else Edited(form)


def _add(form: RuleForm, name: str, made: Callable[[Group], Part], said: str) -> Edited:
    groups = {one.id: one for one in (form.root, *parts_of(form.root)) if isinstance(one, Group)}
    if name not in groups:
        return Edited(form)
    new = made(groups[name])
    first = new.parts[0].id if isinstance(new, Group) else new.id
    return Edited(_with_parts(form, name, (*groups[name].parts, new)), first, said)


def _add_ask(form: RuleForm, name: str) -> Edited:
    return _add(form, name, lambda _: Ask(next(new_ids(form))), "Condition added")


def _add_group(form: RuleForm, name: str) -> Edited:
    ids = new_ids(form)

    def made(parent: Group) -> Group:
        return Group(next(ids), ANY if parent.kind == ALL else ALL, (Ask(next(ids)),))

    return _add(form, name, made, "Group added")


def _remove(form: RuleForm, name: str) -> Edited:
    found = _place(form.root, name)
    if found is None:
        return Edited(form)
    parent, place = found
    gone = parent.parts[place]
    left = parent.parts[:place] + parent.parts[place + 1 :]
    focus = left[min(place, len(left) - 1)].id if left else parent.id
    said = "Group removed" if isinstance(gone, Group) else "Condition removed"
    return Edited(_with_parts(form, parent.id, left), focus, said)


def _move(form: RuleForm, name: str, step: int) -> Edited:
    """One place up (-1) or down (1): past a condition, into a group, or out of the group it stands in."""
    found = _place(form.root, name)
    if found is None:
        return Edited(form)
    parent, place = found
    row, beside = parent.parts[place], place + step
    left = parent.parts[:place] + parent.parts[place + 1 :]
    if 0 <= beside < len(parent.parts):
        other = parent.parts[beside]
        if isinstance(other, Group) and _level(form.root, other.id) + _height(row) <= DEEPEST:
            inside = (*other.parts, row) if step < 0 else (row, *other.parts)
            moved = _with_parts(_with_parts(form, parent.id, left), other.id, inside)
            return Edited(moved, name, "Moved into the group")
        swapped = (*left[:beside], row, *left[beside:])
        return Edited(_with_parts(form, parent.id, swapped), name, f"Moved to place {beside + 1} of {len(swapped)}")
    outer = _place(form.root, parent.id)
    if outer is None:
        return Edited(form, name, "It stands there already")
    grandparent, group_place = outer
    target = group_place if step < 0 else group_place + 1
    renewed = tuple(replace(parent, parts=left) if part.id == parent.id else part for part in grandparent.parts)
    moved = _with_parts(form, grandparent.id, (*renewed[:target], row, *renewed[target:]))
    return Edited(moved, name, "Moved out of the group")


def _place(group: Group, name: str) -> tuple[Group, int] | None:
    """The group a row stands in, and its place there."""
    for place, part in enumerate(group.parts):
        if part.id == name:
            return group, place
        if isinstance(part, Group) and (found := _place(part, name)):
            return found
    return None


def _level(group: Group, name: str) -> int:
    """How deep a group lies; the outermost is 1."""
    found = _place(group, name)
    return 1 if found is None else 1 + _level(group, found[0].id)


def _height(part: Part) -> int:
    """How many levels of groups a row brings."""
    return 1 + max((_height(one) for one in part.parts), default=0) if isinstance(part, Group) else 0


def _with_parts(form: RuleForm, name: str, parts: Parts) -> RuleForm:
    def renewed(group: Group) -> Group:
        if group.id == name:
            return replace(group, parts=parts)
        return replace(group, parts=tuple(renewed(one) if isinstance(one, Group) else one for one in group.parts))

    return replace(form, root=renewed(form.root))


def _add_does(form: RuleForm, _: str) -> Edited:
    new = Does(next(new_ids(form)), "add_amount")
    return Edited(replace(form, does=(*form.does, new)), new.id, "Action added")


def _remove_does(form: RuleForm, name: str) -> Edited:
    left = tuple(one for one in form.does if one.id != name)
    return Edited(replace(form, does=left), left[-1].id if left else "", "Action removed")


def _move_does(form: RuleForm, name: str, step: int) -> Edited:
    place = next((place for place, one in enumerate(form.does) if one.id == name), None)
    if place is None or not 0 <= place + step < len(form.does):
        return Edited(form, name, "It stands there already")
    order = list(form.does)
    order.insert(place + step, order.pop(place))
    return Edited(replace(form, does=tuple(order)), name, f"Moved to place {place + step + 1} of {len(order)}")


_ACTS: dict[str, Callable[[RuleForm, str], Edited]] = {
    "add-ask": _add_ask,
    "add-group": _add_group,
    "remove": _remove,
    "up": lambda form, name: _move(form, name, -1),
    "down": lambda form, name: _move(form, name, 1),
    "add-does": _add_does,
    "remove-does": _remove_does,
    "up-does": lambda form, name: _move_does(form, name, -1),
    "down-does": lambda form, name: _move_does(form, name, 1),
}
