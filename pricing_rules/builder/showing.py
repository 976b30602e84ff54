"""How the builder's form is drawn: each row with its selects, its picker, its number and its problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pricing_rules.builder.pickers import Picker, operator_of, picker_of
from pricing_rules.builder.problems import Problem
from pricing_rules.builder.shapes import ALL, KINDS, Ask, Does, Group, RuleForm
from pricing_rules.engine.action_types import ACTION_LABELS, ACTIONS, ParamKind
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.reading.conditions import DEEPEST
from pricing_rules.engine.vocabulary import OPERATORS, Operator, Vocabulary

ICONS: Mapping[str, str] = {
    "What": "sell", "When": "calendar_month", "Where": "location_on", "Who": "person", "Price": "payments",
    "Questions": "quiz",
}  # fmt: skip
ORDER = (
    "equal_to", "not_equal_to", "is_one_of", "is_none_of", "is_true", "is_false", "contains", "does_not_contain",
    "shares_at_least_one_element_with", "contains_all", "shares_no_elements_with", "is_east_of", "is_west_of",
    "greater_than_or_equal_to", "greater_than", "less_than_or_equal_to", "less_than", "on_or_after", "after",
    "on_or_before", "before", "between", "starts_with",
)  # fmt: skip
"""How operators stand in a list; those it does not name follow, so a new one is offered as well."""

PARAM_LABELS: Mapping[str, str] = {
    "amount_cents": "Amount in dollars",
    "percent": "Percentage",
    "unit": "What is counted",
    "above": "Free, only above",
    "label": "Label for customers",
    "reason": "Reason",
    "message": "Message for customers",
    "text": "Text for customers",
}


@dataclass(frozen=True)
class Option:
    """One choice of a select or a row of boxes. A code that no list knows any more is shown too, so that it can go."""

    code: str
    label: str
    chosen: bool
    unknown: bool = False


@dataclass(frozen=True)
class Shown:
    """A row, ready to draw. `depth` is the level of the group it stands in; `number` is how it is called: `2.1`."""

    id: str
    parent: str
    number: str
    joined: str
    problems: Mapping[str, str]
    ask: Ask | None = None
    group: Group | None = None
    fact: Fact | None = None
    operators: tuple[Option, ...] = ()
    picker: Picker | None = None
    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ()
    ends: tuple[tuple[Option, ...], ...] = ()
    rows: tuple[Shown, ...] = ()
    depth: int = 1
    unknown: str = ""

    @property
    def kinds(self) -> list[Option]:
        """The kinds a group can be of."""
        chosen = self.group.kind if self.group else ALL
        return [Option(kind, words, kind == chosen) for kind, words in KINDS.items()]

    @property
    def may_hold_groups(self) -> bool:
        """Whether a group may stand in this one."""
        return self.depth < DEEPEST

    @property
    def icon(self) -> str:
        """The picture of the fact's topic."""
        return ICONS.get(self.fact.topic, "help") if self.fact else "help"


@dataclass(frozen=True)
class ShownParam:
    """One input of an action."""

    name: str
    label: str
    kind: ParamKind
    value: str
    problem: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class ShownAction:
    """An action with its inputs."""

    id: str
    number: int
    names: tuple[Option, ...]
    params: tuple[ShownParam, ...]
    problems: Mapping[str, str]
    unknown: str = ""


def topics(vocabulary: Vocabulary) -> list[tuple[str, list[Fact]]]:
    """Every fact under its topic, in the vocabulary's order."""
    found: dict[str, list[Fact]] = {}
    for fact in vocabulary.facts.values():
        found.setdefault(fact.topic, []).append(fact)
    return list(found.items())


def shown_conditions(form: RuleForm, vocabulary: Vocabulary, problems: Sequence[Problem]) -> Shown:
    """The outermost group with everything in it."""
    return _group(form.root, "", "", "", 1, vocabulary, _by_row(problems))


def shown_actions(form: RuleForm, vocabulary: Vocabulary, problems: Sequence[Problem]) -> list[ShownAction]:
    """Every action, numbered from 1."""
    by_row = _by_row(problems)
    return [_action(does, number, vocabulary, by_row) for number, does in enumerate(form.does, start=1)]


_ByRow = Mapping[str, Mapping[str, str]]


def _by_row(problems: Iterable[Problem]) -> _ByRow:
    found: dict[str, dict[str, str]] = {}
    for problem in problems:
        found.setdefault(problem.row, {}).setdefault(problem.field.rpartition("-")[2], problem.message)
    return found


def _group(
    group: Group, parent: str, number: str, joined: str, depth: int, vocabulary: Vocabulary, problems: _ByRow
) -> Shown:
    word = "and" if group.kind == ALL else "or"
    rows = []
    for place, part in enumerate(group.parts):
        name = f"{number}.{place + 1}" if number else str(place + 1)
        join = word if place else ""
        if isinstance(part, Group):
            rows.append(_group(part, group.id, name, join, depth + 1, vocabulary, problems))
        else:
            rows.append(_ask(part, group.id, name, join, depth, vocabulary, problems.get(part.id, {})))
    return Shown(
        id=group.id, parent=parent, number=number, joined=joined, problems=problems.get(group.id, {}), group=group,
        rows=tuple(rows), depth=depth,
    )  # fmt: skip


def _ask(
    ask: Ask, parent: str, number: str, joined: str, depth: int, vocabulary: Vocabulary, problems: Mapping[str, str]
) -> Shown:
    fact = vocabulary.facts.get(ask.fact)
    operator = operator_of(fact, ask.operator)
    picker = picker_of(fact, operator, vocabulary)
    return Shown(
        id=ask.id,
        parent=parent,
        number=number,
        joined=joined,
        problems=problems,
        ask=ask,
        fact=fact,
        operators=tuple(Option(one.name, one.label, one.name == ask.operator) for one in operators_of(fact)),
        picker=picker,
        options=tuple(_options(picker.choices, ask.values)) if picker.choices is not None else (),
        values=(*ask.values, "", "")[: 2 if picker.look in ("range", "ends") else 1],
        ends=tuple(tuple(_options(picker.choices or {}, [end])) for end in (*ask.values, "", "")[:2])
        if picker.look == "ends"
        else (),
        depth=depth,
        unknown=ask.fact if ask.fact and fact is None else "",
    )


def operators_of(fact: Fact | None) -> list[Operator]:
    """What a fact can be asked, the usual first."""
    if fact is None:
        return []
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(OPERATORS[fact.type].values(), key=lambda one: places.get(one.name, len(places)))


def _options(choices: Mapping[str, str], chosen: Iterable[str]) -> Iterator[Option]:
    picked = [code for code in chosen if code]
    yield from (Option(code, label, code in picked) for code, label in choices.items())
    yield from (Option(code, code.replace("_", " "), True, unknown=True) for code in picked if code not in choices)


def _action(does: Does, number: int, vocabulary: Vocabulary, problems: _ByRow) -> ShownAction:
    wrong = problems.get(does.id, {})
    params = []
    for param, kind in ACTIONS.get(does.name, {}).items():
        value = does.params.get(param, "")
        options: tuple[Option, ...] = ()
        if kind == "unit":
            units = {unit: unit_label(unit, vocabulary) for unit in vocabulary.units}
            options = tuple(_options(units, [value]))
        label = PARAM_LABELS.get(param, param.replace("_", " ").capitalize())
        params.append(ShownParam(param, label, kind, value, wrong.get(param, ""), options))
    known = does.name in ACTIONS
    return ShownAction(
        does.id,
        number,
        tuple(Option(name, label, name == does.name) for name, label in ACTION_LABELS.items()),
        tuple(params),
        wrong,
        unknown="" if known else does.name,
    )


def unit_label(unit: str, vocabulary: Vocabulary) -> str:
    """A unit as it stands in a list: our own by their name, questions by their label."""
    fact = vocabulary.facts.get(unit)
    return fact.label if fact else unit.replace("_", " ")
