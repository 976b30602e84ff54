"""The types of facts as `business-rules` types, with the operators each can be asked (3-pricing-rules.md, "Operators").

The package's own types fail on None and it knows no dates, times or `none` groups, so every type here is ours. They are
put into `business_rules.operators`, where `export_rule_data` finds them. Operators carry the package's names where it
has them. On a fact that is not set every operator is false.

Each operator has a hidden complement (`unless_equal_to` …), true where the operator is false, so on unset facts too.
With these `reference.py` writes `none of` as the package can run it. They are not exported: no rule can name them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from business_rules import operators
from business_rules.fields import FIELD_NO_INPUT
from business_rules.operators import BaseType, export_type, type_operator

NO_VALUE: str = FIELD_NO_INPUT
ONE, LIST, RANGE = "one", "list", "range"
COMPLEMENT = "unless_"

_Test = Callable[[Any, Any], bool]
_Type = TypeVar("_Type", bound=type)


def asks(label: str, test: _Test, shape: str = ONE) -> Any:
    """An operator: its words, its test of a set fact, and whether it takes no value, one, a list or a range."""

    def asked(self: FactValue, value: object = None) -> bool:
        return self.value is not None and bool(test(self.value, self.operand(value, shape)))

    return type_operator(shape, label=label, assert_type_for_arguments=False)(asked)


def fact_type(cls: _Type) -> _Type:
    """Make a type known to `business-rules` and give each of its operators the hidden complement."""
    for offered in cls.get_all_operators():  # type: ignore[attr-defined]
        setattr(cls, COMPLEMENT + offered["name"], _complement(offered["name"]))
    setattr(operators, cls.__name__, export_type(cls))
    return cls


def _complement(name: str) -> Callable[..., bool]:
    def unless(self: FactValue, value: object = None) -> bool:
        return not getattr(self, name)(value)

    return unless


class FactValue(BaseType):  # type: ignore[misc]
    """A fact, set or not. Values come native or as rules write them in JSON; others fail as the package's types do."""

    name: str
    value: Any

    is_set = asks("is set", lambda fact, _: True, NO_VALUE)

    def _assert_valid_value_and_cast(self, value: object) -> object:
        return None if value is None else self.fact(value)

    def fact(self, value: object) -> object:
        """The fact itself, native. Raises AssertionError."""
        return self.scalar(value)

    def scalar(self, value: object) -> object:
        """One value to compare the fact with, native. Raises AssertionError."""
        if not isinstance(value, str):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return value

    def operand(self, value: object, shape: str) -> object:
        """What an operator compares the fact with: nothing, one value, or a list of them."""
        if shape == NO_VALUE:
            return None
        if shape == ONE:
            return self.scalar(value)
        if not isinstance(value, list | tuple):
            raise AssertionError(f"{value!r} is not a list of {self.name} values")
        return [self.scalar(one) for one in value]


class Comparable(FactValue):
    """What one value can be compared with."""

    equal_to = asks("is", lambda fact, other: fact == other)
    not_equal_to = asks("is not", lambda fact, other: fact != other)
    is_one_of = asks("is one of", lambda fact, others: fact in others, LIST)
    is_none_of = asks("is none of", lambda fact, others: fact not in others, LIST)


@fact_type
class Number(Comparable):
    """A count, a measure. Exact: no tolerance, unlike the package's numeric type."""

    name = "number"

    greater_than = asks("is more than", lambda fact, other: fact > other)
    greater_than_or_equal_to = asks("is at least", lambda fact, other: fact >= other)
    less_than = asks("is less than", lambda fact, other: fact < other)
    less_than_or_equal_to = asks("is at most", lambda fact, other: fact <= other)
    between = asks("is between", lambda fact, ends: ends[0] <= fact <= ends[1], RANGE)

    def scalar(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


@fact_type
class Money(Number):
    """Whole cents."""

    name = "money"


@fact_type
class YesNo(FactValue):
    """Yes or no."""

    name = "yes_no"

    is_true = asks("is yes", lambda fact, _: fact, NO_VALUE)
    is_false = asks("is no", lambda fact, _: not fact, NO_VALUE)

    def fact(self, value: object) -> object:
        if not isinstance(value, bool):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return value


@fact_type
class Choice(Comparable):
    """One code of a list."""

    name = "choice"


@fact_type
class Choices(FactValue):
    """A set of codes; the empty set is set."""

    name = "choices"

    is_set = asks("are set", lambda fact, _: True, NO_VALUE)
    contains = asks("contain", lambda fact, other: other in fact)
    does_not_contain = asks("do not contain", lambda fact, other: other not in fact)
    contains_all = asks("contain all of", lambda fact, others: all(other in fact for other in others), LIST)
    shares_at_least_one_element_with = asks(
        "contain any of", lambda fact, others: any(other in fact for other in others), LIST
    )
    shares_no_elements_with = asks(
        "contain none of", lambda fact, others: not any(other in fact for other in others), LIST
    )

    def fact(self, value: object) -> object:
        if not isinstance(value, Set | list | tuple):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return frozenset(value)


@fact_type
class Text(Comparable):
    """Free words, compared exactly."""

    name = "text"

    starts_with = asks("starts with", lambda fact, other: fact.startswith(other))


class Moment(Comparable):
    """What has a before and an after."""

    before = asks("is before", lambda fact, other: fact < other)
    on_or_before = asks("is on or before", lambda fact, other: fact <= other)
    after = asks("is after", lambda fact, other: fact > other)
    on_or_after = asks("is on or after", lambda fact, other: fact >= other)
    between = asks("is between", lambda fact, ends: ends[0] <= fact <= ends[1], RANGE)


@fact_type
class Date(Moment):
    """A day in New York, in JSON as `2027-06-26`."""

    name = "date"

    def scalar(self, value: object) -> object:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(day, date) or isinstance(day, datetime):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return day


@fact_type
class Time(Moment):
    """A time of day in New York, in JSON as `08:00`."""

    name = "time"

    before = asks("is before", lambda fact, other: fact < other)
    on_or_before = asks("is at or before", lambda fact, other: fact <= other)
    after = asks("is after", lambda fact, other: fact > other)
    on_or_after = asks("is at or after", lambda fact, other: fact >= other)

    def scalar(self, value: object) -> object:
        at = time.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(at, time):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return at


@dataclass(frozen=True)
class RoadTown:
    """A town among all towns in their order along the road east."""

    code: str
    order: tuple[str, ...]

    def place(self, code: str) -> int:
        """How far along the road a town lies. Raises ValueError for a town that is not on it."""
        return self.order.index(code)


@fact_type
class Town(FactValue):
    """A town on the road east; the fact comes as a RoadTown."""

    name = "town"

    equal_to = asks("is", lambda fact, other: fact.code == other)
    not_equal_to = asks("is not", lambda fact, other: fact.code != other)
    is_one_of = asks("is one of", lambda fact, others: fact.code in others, LIST)
    is_none_of = asks("is none of", lambda fact, others: fact.code not in others, LIST)
    is_east_of = asks("is east of", lambda fact, other: fact.place(fact.code) > fact.place(other))
    is_west_of = asks("is west of", lambda fact, other: fact.place(fact.code) < fact.place(other))

    def fact(self, value: object) -> object:
        if not isinstance(value, RoadTown):
            raise AssertionError(f"{value!r} is not a valid {self.name}")
        return value


FACT_TYPES: Mapping[str, type[FactValue]] = {
    cls.name: cls for cls in (Number, Money, YesNo, Choice, Choices, Text, Date, Time, Town)
}
