"""Rendering what staff wrote: a Django template that can reach its own text variables and nothing else.

The engine has no loaders, no libraries, a handful of tags and filters, and every value is plain text: no template can
include a file, follow an attribute, call anything, switch escaping off or build an enormous text
(4-booking.md, "Messages").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Variable, VariableNode
from django.template.defaultfilters import register as django_filters
from django.template.defaulttags import IfNode, TemplateLiteral
from django.template.defaulttags import register as django_tags
from django.template.library import Library

TAGS = ("if", "comment")
FILTERS = ("capfirst", "default", "linebreaksbr", "lower", "title", "upper")
CONSTANTS = frozenset({"True", "False", "None"})


class TemplateProblem(ValueError):
    """A wording that cannot be used; the message tells staff what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's three texts. `html` is the body, without the brand's frame."""

    subject: str
    text: str
    html: str


def check(source: str, variables: Iterable[str]) -> None:
    """Refuse a wording with broken syntax, a tag or filter that is not offered, or a name besides `variables`.

    Raises TemplateProblem.
    """
    allowed = frozenset(variables) | CONSTANTS
    for name in sorted(_names(_compile(source))):
        if name not in allowed:
            offered = ", ".join(sorted(allowed - CONSTANTS))
            raise TemplateProblem(f"{name} is not a variable of this message. It may use: {offered}")


def render(*, subject: str, text: str, html: str, context: Mapping[str, str]) -> Rendered:
    """The three texts with `context` filled in; only the HTML is escaped, and the subject is one line.

    Raises TemplateProblem for broken syntax and TypeError for a value that is not text.
    """
    for name, value in context.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be text, not {type(value).__name__}")
    return Rendered(
        subject=" ".join(_fill(subject, context, escape=False).split()),
        text=_fill(text, context, escape=False),
        html=_fill(html, context, escape=True),
    )


def _fill(source: str, context: Mapping[str, str], *, escape: bool) -> str:
    return str(_compile(source).render(Context(dict(context), autoescape=escape)))


def _compile(source: str) -> Template:
    try:
        return Template(source, engine=_engine)
    except TemplateSyntaxError as error:
        raise TemplateProblem(str(error).partition(". Did you forget")[0]) from error


def _sandbox() -> Engine:
    engine = Engine(loaders=[], libraries={})
    offered = Library()
    offered.tags = {name: django_tags.tags[name] for name in TAGS}
    offered.filters = {name: django_filters.filters[name] for name in FILTERS}
    engine.template_builtins = [offered]
    return engine


_engine = _sandbox()


def _names(template: Template) -> set[str]:
    found: set[str] = set()
    for expression in _expressions(template.nodelist):
        if expression.is_var:
            found.add(str(expression.var))
        for _, arguments in expression.filters:
            found.update(str(value) for is_variable, value in arguments if is_variable and isinstance(value, Variable))
    return found


def _expressions(nodes: Iterable[Node]) -> Iterator[FilterExpression]:
    for node in nodes:
        if isinstance(node, VariableNode):
            yield node.filter_expression
        elif isinstance(node, IfNode):
            for condition, branch in node.conditions_nodelists:
                yield from _operands(condition)
                yield from _expressions(branch)


def _operands(condition: object) -> Iterator[FilterExpression]:
    if isinstance(condition, TemplateLiteral):
        yield condition.value
    elif condition is not None:
        for side in ("first", "second"):
            yield from _operands(getattr(condition, side, None))
