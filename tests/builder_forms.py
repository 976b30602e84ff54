"""What a browser sends for a form of the rule builder, for tests that need no browser."""

from __future__ import annotations

from collections.abc import Iterator

from pricing_rules.builder.shapes import Group, Part, RuleForm
from pricing_rules.engine.action_types import ACTIONS


class Sent:
    """Fields by name, several values each, as Django's QueryDict gives them."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields

    def getlist(self, key: str) -> list[str]:
        return [value for name, value in self.fields if name == key]

    def get(self, key: str, default: str = "") -> str:
        return next(reversed(self.getlist(key)), default)

    def as_dict(self) -> dict[str, list[str]]:
        """For Django's test client."""
        return {name: self.getlist(name) for name, _ in self.fields}


def sent(form: RuleForm) -> Sent:
    """The form as posted: of an action only the inputs that are drawn for it."""
    fields = [("root-kind", form.root.kind), *_parts(form.root)]
    for does in form.does:
        fields += [("does", does.id), (f"{does.id}-name", does.name)]
        fields += [(f"{does.id}-{param}", does.params.get(param, "")) for param in ACTIONS.get(does.name, {})]
    fields += list(form.texts.items())
    return Sent([*fields, *([("active", "on")] if form.active else [])])


def _parts(group: Group) -> Iterator[tuple[str, str]]:
    for part in group.parts:
        yield from _part(part, group.id)


def _part(part: Part, inside: str) -> Iterator[tuple[str, str]]:
    yield "row", part.id
    yield f"{part.id}-in", inside
    if isinstance(part, Group):
        yield f"{part.id}-kind", part.kind
        yield from _parts(part)
        return
    yield f"{part.id}-fact", part.fact
    yield f"{part.id}-op", part.operator
    yield f"{part.id}-drawn", part.drawn
    yield from ((f"{part.id}-value", value.replace("\n", "\r\n")) for value in part.values)
