"""Which van takes a booking, and how many more fit (2-catalogue.md, "Van capacity")."""

from __future__ import annotations

from datetime import date

import pytest

from bookings.capacity.fitting import Need, Taken, VanRoom, fitting_van, how_many_fit, is_within, items_left, left
from bookings.capacity.need import NeedUnknown, need_of
from bookings.queries import state_of
from catalog.seeds import seed_snapshot

A, B, C = (VanRoom(number, f"Van {number}", 60, 5) for number in (1, 2, 3))
PETITE, STANDARD, FULL = Need(15), Need(30), Need(whole_van=True)
SNAPSHOT = seed_snapshot(on=date(2026, 6, 1))


def taken(items: int, specialty: int = 0, claims: int = 1, whole_van: bool = False) -> Taken:
    return Taken(claims, items, specialty, whole_van)


@pytest.mark.parametrize(
    ("need", "held", "van"),
    [
        (STANDARD, {}, "Van 1"),  # all empty: by name
        (STANDARD, {2: taken(30)}, "Van 2"),  # the one with least room left that fits
        (STANDARD, {1: taken(45), 2: taken(15)}, "Van 2"),  # Van 1 has least room but does not fit
        (PETITE, {1: taken(45), 2: taken(45)}, "Van 1"),  # a tie: by name
        (FULL, {1: taken(15)}, "Van 2"),  # a van to itself
        (FULL, {1: taken(1), 2: taken(1), 3: taken(1)}, None),
        (STANDARD, {1: taken(0, whole_van=True), 2: taken(45), 3: taken(31)}, None),
        (Need(5, 1), {1: taken(5, 5)}, "Van 2"),  # its specialty places are taken
        (Need(25, 6), {}, None),  # more specialty items than any van has places
        (Need(61), {}, None),  # it must fit in one van
        (Need(0, 3, whole_van=True), {}, "Van 1"),
        (Need(0, 6, whole_van=True), {}, None),
    ],
)
def test_the_fitting_van_with_least_room_left(need: Need, held: dict[int, Taken], van: str | None) -> None:
    found = fitting_van(need, (C, B, A), held)
    assert (found.name if found else None) == van


@pytest.mark.parametrize(
    ("need", "held", "count"),
    [
        (STANDARD, {}, 6),
        (PETITE, {}, 12),
        (FULL, {}, 3),
        (STANDARD, {1: taken(31)}, 4),
        (FULL, {1: taken(0, whole_van=True)}, 2),
        (Need(5, 1), {1: taken(10, 2)}, 13),
        (Need(60), {1: taken(1)}, 2),
        (Need(), {}, None),
    ],
)
def test_how_many_more_fit(need: Need, held: dict[int, Taken], count: int | None) -> None:
    assert left(need, (A, B, C), held) == count


def test_a_van_shrunk_below_what_it_has_taken_has_no_room_and_no_debt() -> None:
    small = VanRoom(1, "Van 1", 20, 0)
    assert items_left(small, taken(30)) == 0
    assert how_many_fit(Need(5, 1), small, taken(30, 2)) == 0
    assert not is_within(small, taken(30))


def test_a_van_without_room_is_no_van_to_itself() -> None:
    assert how_many_fit(FULL, VanRoom(1, "Van 1", 0, 5), Taken()) == 0


@pytest.mark.parametrize(
    ("request_", "need"),
    [
        ({"service": "mini_move", "package": "petite"}, Need(15)),
        ({"service": "mini_move", "package": "standard"}, Need(30)),
        ({"service": "mini_move", "package": "full"}, Need(whole_van=True)),
        ({"service": "mini_move", "package": "full", "specialty_items": {"peloton": 2}}, Need(0, 2, True)),
        ({"service": "mini_move", "package": "standard", "specialty_items": {"surfboard": 2}}, Need(40, 2)),
        ({"service": "mini_move"}, Need()),
        ({"service": "standard_delivery", "item_count": 7}, Need(7)),
        ({"service": "standard_delivery", "item_count": 7, "specialty_items": {"crib": 1}}, Need(12, 1)),
        ({"service": "specialty_item", "specialty_items": {"peloton": 1, "crib": 2}}, Need(15, 3)),
        ({"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 4}, Need(12)),
        ({"service": "organizing_only", "package": "full", "packing": True}, Need()),
        ({"service": "mini_storage"}, Need()),
        ({"service": "b2b"}, Need()),
    ],
)
def test_what_each_service_needs(request_: dict[str, object], need: Need) -> None:
    assert need_of(request_, SNAPSHOT) == need


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"service": "mini_move", "package": "giant"}, "no package giant"),
        ({"service": "specialty_item", "specialty_items": {"piano": 1}}, "no specialty item piano"),
        ({"service": "blade_luggage", "route": "to_the_moon", "bag_count": 1}, "no route to_the_moon"),
    ],
)
def test_what_the_catalogue_no_longer_has_has_no_need(request_: dict[str, object], words: str) -> None:
    with pytest.raises(NeedUnknown, match=words):
        need_of(request_, SNAPSHOT)


@pytest.mark.parametrize(("count", "word"), [(None, "open"), (3, "open"), (2, "few"), (1, "few"), (0, "full")])
def test_the_word_for_so_many_left(count: int | None, word: str) -> None:
    assert state_of(count, 2) == word
