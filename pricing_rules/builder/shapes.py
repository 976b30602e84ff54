"""A rule as the builder's form holds it: texts as they are typed, rows by an id that lasts while the page is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType

ROOT = "root"
ALL, ANY, NONE = "all", "any", "none"
KINDS: Mapping[str, str] = MappingProxyType({ALL: "all of these are", ANY: "any of these is", NONE: "none of these is"})
"""The kinds of groups, each as it stands in “When … true”."""


@dataclass(frozen=True)
class Ask:
    """One condition: the fact, the operator, and the values as typed (one, a list, or the two ends of a range).

    `drawn` is the question the row was drawn for, `fact operator`: when the manager chose another since, its values
    belong to the old question.
    """

    id: str
    fact: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    drawn: str = ""


@dataclass(frozen=True)
class Group:
    """Conditions that hold together: all, any or none of them."""

    id: str
    kind: str = ALL
    parts: tuple[Part, ...] = ()


Part = Ask | Group


@dataclass(frozen=True)
class Does:
    """One action and its params as typed; params of other actions are kept while the page is open."""

    id: str
    name: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleForm:
    """The whole form. `texts` has the fields beside the rows: name, slug, group, from, to, priority, reason, note."""

    root: Group = field(default_factory=lambda: Group(ROOT))
    does: tuple[Does, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    active: bool = True


TEXTS = ("name", "slug", "priority", "group", "from", "to", "reason", "note")


def parts_of(group: Group) -> Iterator[Part]:
    """Every row below a group, in the order of the page."""
    for part in group.parts:
        yield part
        if isinstance(part, Group):
            yield from parts_of(part)


def new_ids(form: RuleForm) -> Iterator[str]:
    """Ids that no row of the form has."""
    taken = {part.id for part in parts_of(form.root)} | {does.id for does in form.does}
    return (name for number in count(1) if (name := f"r{number}") not in taken)
