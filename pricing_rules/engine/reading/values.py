"""Values of conditions and params, from JSON to native ones; each refusal says what could stand there instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from pricing_rules.engine.conditions import Scalar, Value
from pricing_rules.engine.fact_types import LIST, NO_VALUE, ONE
from pricing_rules.engine.facts import LARGEST_CENTS, Fact
from pricing_rules.engine.reading.errors import Refused, instead_of, shown
from pricing_rules.engine.vocabulary import FIXED_CHOICES, Operator, Vocabulary

LONGEST_TEXT = 200
LONGEST_LIST = 1_000
DECIMAL_PLACES = 6
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True)
class ValueReader:
    """Reads values with a vocabulary. Without `check_choices` codes that the catalogue does not know are let through:
    a published set must stay readable after a zone it names was deleted."""

    vocabulary: Vocabulary
    check_choices: bool = True

    def value(self, raw: object, operator: Operator, fact: Fact) -> Value:
        """The value of a condition. Raises Refused."""
        if operator.shape == NO_VALUE:
            _refuse_a_value(raw, operator)
            return None
        if operator.shape == ONE:
            scalar = self.scalar(raw, fact)
            if operator.name == "starts_with" and scalar == "":
                raise Refused("Every text starts with nothing: give at least one character")
            return scalar
        if not isinstance(raw, list):
            wanted = "a list of values" if operator.shape == LIST else "two values, [low, high]"
            raise Refused(f"“{operator.label}” takes {wanted}, not {shown(raw)}")
        return self._list(raw, fact) if operator.shape == LIST else self._range(raw, fact)

    def scalar(self, raw: object, fact: Fact) -> Scalar:
        """One value to compare a fact with. Raises Refused."""
        match fact.type:
            case "number":
                return number(raw, fact.low, fact.high)
            case "money":
                return cents(raw)
            case "date":
                return day(raw)
            case "time":
                return time_of_day(raw)
            case "text":
                return text(raw, LONGEST_TEXT, empty=True)
            case _:
                return self._code(raw, fact)

    def _list(self, raw: list[object], fact: Fact) -> Value:
        if not raw:
            raise Refused("The list is empty: name at least one value")
        if len(raw) > LONGEST_LIST:
            raise Refused(f"The list is longer than {LONGEST_LIST} values: make a zone of them")
        values = tuple(self.scalar(one, fact) for one in raw)
        twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
        if twice is not None:
            raise Refused(f"{shown(twice)} is named twice: leave one out")
        return values

    def _range(self, raw: list[object], fact: Fact) -> Value:
        if len(raw) != 2:
            raise Refused("A range has two values, [low, high]")
        low, high = (self.scalar(one, fact) for one in raw)
        if low > high:  # type: ignore[operator]
            raise Refused("The range ends before it begins: write the lower value first")
        return low, high

    def _code(self, raw: object, fact: Fact) -> str:
        code = text(raw, LONGEST_TEXT)
        known = self.vocabulary.choices.get(fact.choices)
        checked = self.check_choices or fact.choices in FIXED_CHOICES
        if known is not None and checked and code not in known:
            raise Refused(f"{fact.label} has no choice {shown(code)}. {instead_of(code, known)}")
        return code


def number(raw: object, low: int, high: int) -> int | Decimal:
    """A number between the two, with at most six decimal places; whole ones come as int. Raises Refused."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise Refused(f"Give a number, not {shown(raw)}")
    if (isinstance(raw, Decimal) and raw.is_nan()) or not low <= raw <= high:  # a float that is none compares as false
        raise Refused(f"Give a number from {low} to {high}, not {shown(raw)}")
    exact = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if exact != round(exact, DECIMAL_PLACES):
        raise Refused(f"Give at most {DECIMAL_PLACES} decimal places, not {shown(raw)}")
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


def percent(raw: object) -> int | Decimal:
    """A percentage from 0 to 100. Raises Refused."""
    try:
        return number(raw, 0, 100)
    except Refused:
        raise Refused(f"Give a percentage from 0 to 100, like 15 or 7.5, not {shown(raw)}") from None


def cents(raw: object) -> int:
    """Whole cents, never below zero: what takes off is a discount. Raises Refused."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Refused(f"Give whole cents, like 5000 for $50, not {shown(raw)}")
    if not 0 <= raw <= LARGEST_CENTS:
        raise Refused(f"Give cents from 0 to {LARGEST_CENTS}, not {shown(raw)}; use a discount to take off")
    return raw


def day(raw: object) -> date:
    """A date in ISO form. Raises Refused."""
    try:
        found = date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused(f"Give a date like 2027-06-26, not {shown(raw)}")
    return found


def time_of_day(raw: object) -> time:
    """A time as HH:MM. Raises Refused."""
    try:
        found = time.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 5 else None
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"Give a time like 08:00, not {shown(raw)}")
    return found


def text(raw: object, longest: int, *, empty: bool = False) -> str:
    """Some words. Raises Refused."""
    if not isinstance(raw, str):
        raise Refused(f"Give a text, not {shown(raw)}")
    if not empty and not raw.strip():
        raise Refused("Give a text that is not empty")
    if len(raw) > longest:
        raise Refused(f"Shorten the text to {longest} characters")
    return raw


def _refuse_a_value(raw: object, operator: Operator) -> None:
    """Operators without a value: JSON may leave it out, or say `true` as the package's own examples do."""
    if raw is None or raw is True or raw == "" or (raw is False and operator.name == "is_false"):
        return
    raise Refused(f"“{operator.label}” takes no value: leave it out")
