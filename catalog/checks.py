"""What must hold of a row, said once for the forms and for the spreadsheets: fields by name, what is wrong in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from catalog.addresses import address_key
from catalog.models import Question, ZoneMember
from catalog.places import find, states
from catalog.policy import PolicyInfo
from catalog.territory import ZoneInfo
from foundation.clock import time_label

Wrong = Iterator[tuple[str, str]]  # a field, and what is wrong in it
FEWEST_CHOICES = 2


def zip_problem(zip_code: str) -> str:
    """What is wrong with a ZIP code; empty where nothing is."""
    return "" if find(zip_code) else f"{zip_code} is not a ZIP code that the post office knows."


def member_problem(kind: str, value: str) -> str:
    """What is wrong with an entry of a zone; empty where nothing is."""
    digits = value.isascii() and value.isdigit()
    if kind == ZoneMember.Kind.ZIP:
        return zip_problem(value)
    if kind == ZoneMember.Kind.PREFIX and (not digits or not 1 <= len(value) <= 4):
        return "Enter the first one to four digits of ZIP codes: 119."
    if kind == ZoneMember.Kind.STATE and value not in states():
        return f"{value} is not a state: enter its two letters, CT."
    return ""


def building_problems(line1: str, zip_code: str, state: str) -> Wrong:
    """The ZIP must exist and lie in the state, the street must be one."""
    place = find(zip_code)
    if place is None:
        yield "zip", zip_problem(zip_code)
    elif place.state != state:
        yield "state", f"ZIP code {zip_code} lies in {place.state}."
    if address_key(line1, zip_code).startswith("|"):
        yield "line1", "Enter the street and its number: 834 Fifth Avenue."


def window_problems(
    starts: time | None, ends: time | None, *, active: bool, is_default: bool, policy: PolicyInfo | None
) -> Wrong:
    """Windows lie in the hours of the policy; the default one stays on."""
    if starts and ends and policy and (starts < policy.first_pickup or ends > policy.last_pickup):
        first, last = time_label(policy.first_pickup), time_label(policy.last_pickup)
        yield "starts", f"Pickups are between {first} and {last}: the booking policy says so."
    if is_default and not active:
        yield "active", "The default window must stay active: make another one the default first."


def airport_problems(zip_code: str, zone: ZoneInfo | None) -> Wrong:
    """A route's fixed end lies in its airport's zone."""
    place = find(zip_code)
    if place is None:
        yield "airport_zip", zip_problem(zip_code)
    elif zone is not None and not zone.matches(place):
        yield "airport_zip", f"{zip_code} does not lie in {zone.label}."


def choices_problem(kind: str, count: int) -> str:
    """A choice has something to choose from; the other kinds have not."""
    if kind == Question.Kind.CHOICE and count < FEWEST_CHOICES:
        return "A choice needs at least two answers to choose from."
    if kind != Question.Kind.CHOICE and count:
        return "Only a question of the kind “Choice” has answers to choose from: remove these."
    return ""


def states_problem(codes: list[str]) -> str:
    """Which of the two-letter codes are no states."""
    unknown = [code for code in codes if code not in states()]
    return f"{', '.join(unknown)}: not a state. Enter two letters each, with commas: NY, CT, NJ." if unknown else ""
