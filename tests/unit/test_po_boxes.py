"""PO boxes are recognised from the street text, and streets that only look alike are not taken for one."""

from __future__ import annotations

import pytest

from bookings.operations.contact import Address, is_po_box, read_phone, split_zip, street_key


@pytest.mark.parametrize(
    "line",
    [
        "PO Box 12", "P.O. Box 12", "p o box 12", "P.O.Box12", "POBox 12", "Post Office Box 9", "PO 481",
        "P.O. Drawer 3", "Box 481", "po bx 7", "Postal Box 3", "PO#12",
    ],
)  # fmt: skip
def test_a_po_box(line: str) -> None:
    assert is_po_box(line)
    assert is_po_box("12 Main Street", line)


@pytest.mark.parametrize(
    "line",
    [
        "12 Box Hill Road", "7 Po Street", "4 Boxwood Lane", "1 Post Office Road", "99 Polk Avenue", "3 Old Post Road",
        "Box Tree Farm, 12 Main Street", "200 Post Office Lane 4", "15 Apollo Drive",
    ],
)  # fmt: skip
def test_a_street(line: str) -> None:
    assert not is_po_box(line)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("214 West 83rd Street", "Apt 3R"), ("214 W. 83rd St", "#3r"), True),
        (("834 Fifth Avenue", ""), ("834 5th Ave", ""), True),
        (("214 West 83rd Street", "Apt 3R"), ("214 West 83rd Street", "Apt 4R"), False),
        (("27 Hedges Lane", ""), ("28 Hedges Lane", ""), False),
        (("27 Hedges Lane", ""), ("27 Hedges Road", ""), False),
    ],
)
def test_one_street_however_it_is_written(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    keys = [street_key(Address(line1=line1, line2=line2, zip="10024")) for line1, line2 in (one, other)]
    assert (keys[0] == keys[1]) is same


def test_the_same_street_in_another_zip_is_another_place() -> None:
    assert street_key(Address("1 Main Street", "11937")) != street_key(Address("1 Main Street", "11968"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("(212) 555-0142", "+12125550142"),
        ("917.555.0136", "+19175550136"),
        ("+44 20 7946 0958", "+442079460958"),
        ("1 212 555 0142", "+12125550142"),
        ("555-0142", None),
        ("020 7946 0958", None),
        ("phone", None),
    ],
)
def test_phones_are_american_unless_they_say_otherwise(text: str, kept: str | None) -> None:
    assert read_phone(text) == kept


@pytest.mark.parametrize(
    ("text", "parts"),
    [("11217", ("11217", "")), ("11217-1234", ("11217", "1234")), ("1121", None), ("١١٢١٧", None), ("11217-12", None)],
)
def test_zip_codes(text: str, parts: tuple[str, str] | None) -> None:
    assert split_zip(text) == parts
