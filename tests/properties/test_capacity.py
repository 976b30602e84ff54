"""Whatever is asked in whatever order, no van is ever given more than it holds, and "left" is what really fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookings.capacity.fitting import NOTHING_TAKEN, Need, Taken, VanRoom, fitting_van, is_within, left

needs = st.one_of(
    st.sampled_from([Need(15), Need(30), Need(whole_van=True), Need(5, 1), Need(0, 2, whole_van=True), Need(12)]),
    st.builds(Need, items=st.integers(1, 70), specialty=st.integers(0, 6)),
)
fleets = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 6)), max_size=4).map(
    lambda rooms: [VanRoom(number, f"Van {number}", *room) for number, room in enumerate(rooms)]
)
days = st.tuples(fleets, st.lists(st.tuples(needs, st.booleans()), max_size=30))


def give(taken: dict[int, Taken], van: VanRoom, need: Need) -> None:
    held = taken.get(van.van_id, NOTHING_TAKEN)
    taken[van.van_id] = Taken(
        held.claims + 1, held.items + need.items, held.specialty + need.specialty, held.whole_van or need.whole_van
    )


def take_back(taken: dict[int, Taken], van: VanRoom, need: Need) -> None:
    held = taken[van.van_id]
    whole = held.whole_van and not need.whole_van
    taken[van.van_id] = Taken(held.claims - 1, held.items - need.items, held.specialty - need.specialty, whole)


@given(days)
def test_no_van_is_oversold_by_any_sequence_of_bookings_and_releases(
    day: tuple[list[VanRoom], list[tuple[Need, bool]]],
) -> None:
    fleet, asked = day
    taken: dict[int, Taken] = {}
    held: list[tuple[VanRoom, Need]] = []
    for need, then_release in asked:
        van = fitting_van(need, fleet, taken)
        if van is not None:
            give(taken, van, need)
            held.append((van, need))
        if then_release and held:
            take_back(taken, *held.pop(0))
        for one in fleet:
            assert is_within(one, taken.get(one.van_id, NOTHING_TAKEN))


@given(days, needs)
def test_left_is_exactly_how_many_more_can_be_placed(
    day: tuple[list[VanRoom], list[tuple[Need, bool]]], need: Need
) -> None:
    fleet, asked = day
    taken: dict[int, Taken] = {}
    for other, _ in asked:
        van = fitting_van(other, fleet, taken)
        if van is not None:
            give(taken, van, other)
    told = left(need, fleet, taken)
    count = 0
    while (van := fitting_van(need, fleet, taken)) is not None:
        give(taken, van, need)
        count += 1
    assert told == count


@given(days, needs)
def test_the_chosen_van_is_one_with_least_room_among_those_that_fit(
    day: tuple[list[VanRoom], list[tuple[Need, bool]]], need: Need
) -> None:
    fleet, asked = day
    taken: dict[int, Taken] = {}
    for other, _ in asked:
        van = fitting_van(other, fleet, taken)
        if van is not None:
            give(taken, van, other)
    chosen = fitting_van(need, fleet, taken)
    assert chosen == fitting_van(need, list(reversed(fleet)), taken)  # the order of rows never matters
