"""The kinds of message there are. Higher rooms declare theirs in `ready()`; `seed` makes each a row that staff edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.notifications.rendering import check


@dataclass(frozen=True, slots=True)
class TemplateDefault:
    """One kind of message as first worded. `variables` maps each name it may use to a sample value for previews."""

    key: str
    subject: str
    text: str
    html: str
    variables: Mapping[str, str]


_defaults: dict[str, TemplateDefault] = {}


def register(key: str, subject: str, text: str, html: str, variables: Mapping[str, str]) -> None:
    """Declare a kind of message. `html` is the body only: the brand's frame is put around it when it is sent.

    `variables` are the only names the wording may use, each with a sample. Raises TemplateProblem where it uses others.
    """
    for source in (subject, text, html):
        check(source, tuple(variables))
    _defaults[key] = TemplateDefault(key, subject, text, html, dict(variables))


def default(key: str) -> TemplateDefault:
    """The first wording of a kind. Raises LookupError for a kind that nobody declared."""
    try:
        return _defaults[key]
    except KeyError:
        raise LookupError(f"No kind of message is called {key}") from None


def variables_of(key: str) -> tuple[str, ...]:
    """The names a kind may use; none for a kind that is no longer declared."""
    return tuple(_defaults[key].variables) if key in _defaults else ()


def defaults() -> list[TemplateDefault]:
    """All kinds, by key."""
    return [_defaults[key] for key in sorted(_defaults)]
