"""The builder's form as it was posted. Only fields that the form has are read; whatever else is sent is left alone.

Each row sends its id in `row`, in the order of the page, the group it stands in as `<id>-in`, and its fields under its
id. A row whose group is unknown, or stands later than itself, falls to the outermost group: no cycle can be sent.
"""

from __future__ import annotations

import re
from typing import Protocol

from pricing_rules.builder.shapes import KINDS, ROOT, TEXTS, Ask, Does, Group, Part, RuleForm
from pricing_rules.engine.action_types import ACTIONS

MOST_ROWS, MOST_LEVELS = 1_000, 10
"""More than any rule may have; of a crafted form the rest is not read, and what lies deeper falls to the top."""

_ID = re.compile(r"r\d{1,6}", re.ASCII)
PARAMS = tuple(dict.fromkeys(param for kinds in ACTIONS.values() for param in kinds))


class Post(Protocol):
    """What is used of Django's QueryDict."""

    def get(self, key: str, default: str = "") -> str: ...

    def getlist(self, key: str) -> list[str]: ...


def form_from(post: Post) -> RuleForm:
    """The form with everything as typed."""
    rows: dict[str, list[str]] = {ROOT: []}
    levels = {ROOT: 1}
    asks: dict[str, Ask] = {}
    for name in _ids(post, "row"):
        if name in rows or name in asks:
            continue
        inside = post.get(f"{name}-in", "")
        parent = inside if levels.get(inside, MOST_LEVELS) < MOST_LEVELS else ROOT
        rows[parent].append(name)
        if post.get(f"{name}-kind"):
            rows[name], levels[name] = [], levels[parent] + 1
        else:
            asks[name] = Ask(
                id=name,
                fact=post.get(f"{name}-fact", ""),
                operator=post.get(f"{name}-op", ""),
                values=tuple(_newlines(value) for value in post.getlist(f"{name}-value")),
                drawn=post.get(f"{name}-drawn", ""),
            )

    def group(name: str) -> Group:
        kind = post.get(f"{name}-kind", "")
        parts: list[Part] = [group(one) if one in rows else asks[one] for one in rows[name]]
        return Group(name, kind if kind in KINDS else "all", tuple(parts))

    return RuleForm(
        root=group(ROOT),
        does=tuple(_does(post, name) for name in dict.fromkeys(_ids(post, "does")) if name not in asks),
        texts={name: _newlines(post.get(name, "")).strip() for name in TEXTS},
        active=post.get("active") == "on",
    )


def _ids(post: Post, key: str) -> list[str]:
    return [name for name in post.getlist(key)[:MOST_ROWS] if _ID.fullmatch(name)]


def _does(post: Post, name: str) -> Does:
    typed = {param: post.get(f"{name}-{param}", None) for param in PARAMS}  # type: ignore[arg-type]
    params = {param: _newlines(text) for param, text in typed.items() if text is not None}
    return Does(name, post.get(f"{name}-name", ""), params)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n")
