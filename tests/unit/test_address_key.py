"""One address written two ways is one building."""

from __future__ import annotations

import pytest

from catalog.addresses import address_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("834 Fifth Avenue", "10065"), ("834 5th Ave", "10065-7001")),
        (("15 West 72nd Street", "10023"), ("15 W. 72 St., Apt 4B", "10023")),
        (("15 West 72nd Street", "10023"), ("15  w 72nd st #9", " 10023 ")),
        (("1 East End Ave", "10075"), ("1 east end avenue, floor 3", "10075")),
    ],
)
def test_the_same_address(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert address_key(*one) == address_key(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("834 5th Ave", "10065"), ("835 5th Ave", "10065")),
        (("834 5th Ave", "10065"), ("834 5th St", "10065")),
        (("15 W 72 St", "10023"), ("15 E 72 St", "10023")),
        (("15 W 72 St", "10023"), ("15 W 72 St", "10024")),
    ],
)
def test_different_addresses(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert address_key(*one) != address_key(*other)
