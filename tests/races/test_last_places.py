"""Many buyers want the last places of a day in the same second, through the whole web journey."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta

import pytest

from tests.buying import Buyer
from tests.house import House

BUYERS, PROCESSES, LEFT = 24, 8, 4


def buy(site: str, stripe: str, day: date, number: int) -> str:
    """One buyer in a process of its own: the whole journey to the paid booking. Gives how it ended."""
    buyer = Buyer(site, stripe, name=f"Buyer {number}", email=f"buyer.{number}@example.com")
    if not buyer.walk_to_review(day):
        return buyer.outcome
    if buyer.place() == "held":
        buyer.pay()
    return buyer.outcome


def rush(house: House, day: date, buyers: int, processes: int) -> Counter[str]:
    with ProcessPoolExecutor(processes) as pool:
        ends = [pool.submit(buy, house.url, house.stripe, day, number) for number in range(buyers)]
        return Counter(end.result() for end in ends)


@pytest.fixture(scope="module")
def day() -> date:
    return date.today() + timedelta(days=100)


def test_the_last_places_are_sold_once_each(house: House, day: date) -> None:
    # Three vans take six Standard moves a day: two are gone before the rush
    for number in range(2):
        early = Buyer(house.url, house.stripe, name="Early", email=f"early.{number}@example.com")
        assert early.walk_to_review(day)
        assert early.place() == "held"
    ends = rush(house, day, BUYERS, PROCESSES)
    assert ends == {"paid": LEFT, "refused": BUYERS - LEFT}
    count = (
        "from bookings.models import CapacityClaim as C; from django.utils import timezone;"
        f"from datetime import date; print(C.objects.filter(day=date({day.year},{day.month},{day.day}))"
        ".live(timezone.now()).count())"
    )
    assert house.manage("shell", "--no-imports", "-v0", "-c", count).strip() == str(LEFT + 2)
