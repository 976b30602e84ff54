"""Files that people send: tables are read whatever wrote them, everything else is refused in words they understand."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from catalog.admin.spreadsheets.entries import VanThatDay
from catalog.admin.spreadsheets.kinds import Clock, Day, Dollars, Kind, ListOf, OneOf, Stretch, Whole, Words, YesNo, Zip
from foundation.spreadsheets.cells import meant, safe_cell
from foundation.spreadsheets.reading import MOST_BYTES, WrongFile, read_table
from foundation.spreadsheets.writing import CellTooLong, csv_lines, xlsx_bytes


def workbook(*rows: list[Any], more: bool = False) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Prices"
    for row in rows:
        book.active.append(row)
    if more:
        book.create_sheet("Notes")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def packed(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return kept.getvalue()


WRONG: tuple[tuple[str, bytes, str], ...] = (
    ("nothing", b"", "This file is empty"),
    ("blanks", b" \n\n ", "This file is empty"),
    ("a picture renamed .xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is a picture, whatever its name says"),
    ("a photograph", b"\xff\xd8\xff\xe0" + b"\0" * 50, "is a picture"),
    ("a PDF", b"%PDF-1.7 ...", "is a PDF"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "old Excel workbook"),
    ("a web page", b"<!DOCTYPE html><table><tr><td>code</td></tr></table>", "is a web page (HTML)"),
    ("a web page called .xls", b"\n  <html><body>", "is a web page (HTML)"),
    ("UTF-16", "code,label\na,b\n".encode("utf-16"), "looks like UTF-16"),
    ("UTF-16 without a mark", "code,label\na,b\n".encode("utf-16-le"), "looks like UTF-16"),
    ("Windows-1252", "code,label\na,Café\n".encode("cp1252"), "line 2 has an odd character"),
    ("semicolons", b"code;label\na;b\n", "separated by semicolons"),
    ("tabs", b"code\tlabel\na\tb\n", "separated by tabs"),
    ("an open quotation mark", b'code,label\na,"b\n', "A quotation mark is probably left open"),
    ("only names", b"code,label\n", "no rows below the names of its columns"),
    ("only blank rows", b"code,label\n,\n , \n", "no rows below the names of its columns"),
    ("no names", b",,\na,b\n", "The first row is empty"),
    ("a column without a name", b"code,,label\na,b,c\n", "Column 2 has no name"),
    ("a name twice", b"code,label,Code\na,b,c\n", "Two columns are called “code”"),
    ("more cells than names", b"code,label\na,b,c\n", "Row 2 has more cells than the first row has names"),
    ("too many rows", b"code\n" + b"a\n" * 11, "more than 10 rows. Split it"),
    ("a thousand columns", b",".join(b"c%d" % n for n in range(1000)) + b"\na\n", "has 1,000 cells"),
    ("too large", b"x" * (50 * 1024 * 1024), "has 50 MB; at most 10 MB"),
    ("a broken archive", b"PK\x03\x04 and nothing more", "is damaged"),
    ("a text document", packed(word__document_xml=b"<w/>"), "is no Excel workbook"),
    ("a workbook with nothing right in it", packed(xl__workbook_xml=b"<w/>"), "is damaged"),
    ("a bomb", packed(xl__a_xml=b"\0" * (201 * 1024 * 1024)), "far larger inside than it looks"),
)


@pytest.mark.parametrize(("data", "words"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_wrong_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(WrongFile) as refused:
        read_table(data, most_rows=10)
    assert words in str(refused.value)


def test_a_table_is_read_with_the_rows_numbers_that_people_see() -> None:
    table = read_table(b'\xef\xbb\xbfCode, Max Items \r\n\r\na,"1\n2"\r\n,\r\nb\r\n', most_rows=10)
    assert table.headers == ("code", "max_items")
    assert table.rows == ((3, ("a", "1\n2")), (5, ("b", None)))


def test_a_workbook_is_read_by_its_first_sheet() -> None:
    table = read_table(workbook(["Code", "Price", None], ["a", 1.5, None], [None], ["b", 2], more=True), most_rows=10)
    assert (table.headers, table.sheet) == (("code", "price"), "Prices")
    assert table.rows == ((2, ("a", 1.5)), (4, ("b", 2)))


def test_as_many_rows_as_allowed_are_taken() -> None:
    assert len(read_table(b"code\n" + b"a\n" * 10, most_rows=10).rows) == 10
    assert MOST_BYTES == 10 * 1024 * 1024


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "'=1", "''@x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_leaves_as_one(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    (line,) = csv_lines([[text]])
    assert next(csv.reader(io.StringIO(line.removeprefix("\ufeff"), newline="")))[0] == f"'{text}"
    sheet = load_workbook(io.BytesIO(xlsx_bytes("x", [["a"], [text]]))).active
    assert sheet is not None and sheet["A2"].data_type == "s"
    for harmless in ("Crib", "'Twas", "’=", "2+2", 5, -5, None, Decimal("-1.50")):
        assert safe_cell(harmless) == harmless


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert meant(safe_cell(text)) == (text.strip() or None)


def test_a_workbook_refuses_what_excel_would_cut_off() -> None:
    with pytest.raises(CellTooLong, match="A cell of row 2 would hold 40,000 characters"):
        xlsx_bytes("zones", [["zips"], ["x" * 40_000]])
    assert xlsx_bytes("a/b:c*?[x]" * 9, [["a"], ["bell\x07"]])


UNDERSTOOD: tuple[tuple[Kind, Any, Any], ...] = (
    (Words(), 7.0, "7"),
    (Words(lines=True), "a\r\nb", "a\nb"),
    (Whole(), "1,200", 1200),
    (Whole(), 15.0, 15),
    (YesNo(), "Yes", True),
    (YesNo(), 0, False),
    (YesNo(), True, True),
    (Day(), "2028-2-29", date(2028, 2, 29)),
    (Day(), "9/29/2026", date(2026, 9, 29)),
    (Day(), "2026-09-29 00:00:00", date(2026, 9, 29)),
    (Day(), datetime(2026, 9, 29), date(2026, 9, 29)),  # noqa: DTZ001 - as a workbook gives it
    (Clock(), "8:30 pm", time(20, 30)),
    (Clock(), "12:00 am", time(0, 0)),
    (Clock(), "08:30:00", time(8, 30)),
    (Clock(), time(8, 30), time(8, 30)),
    (Dollars(), 1725, 172500),
    (Dollars(), 0.1 + 0.2, 30),
    (Dollars(), "$1,725.50", 172550),
    (OneOf({"surf": "Surf board"}), "SURF BOARD", "surf"),
    (Zip(), 7114, "07114"),
    (Zip(), 11930.0, "11930"),
    (ListOf(Zip()), "11932 11930;11937", ("11930", "11932", "11937")),
    (ListOf(Words(), ";"), "Greenwich, CT; Rye", ("Greenwich, CT", "Rye")),
    (Stretch(), "5/31/2027 to 9/6/2027", (date(2027, 5, 31), date(2027, 9, 6))),
    (VanThatDay({"off": "Off"}), "Van: 1: off, room 40", ("Van: 1", "off", 40, None)),
)


def test_what_people_and_spreadsheets_write_is_understood() -> None:
    for kind, cell, value in UNDERSTOOD:
        assert kind.read(cell) == value, (kind, cell)
        shown = kind.show(value)
        assert kind.read(shown) == value, (kind, shown)


NOT_UNDERSTOOD: tuple[tuple[Kind, Any, str], ...] = (
    (Words(), "a\nb", "in one line"),
    (Whole(), "1.5", "no whole number"),
    (Whole(), "-1", "no whole number"),
    (Whole(), "1e9", "no whole number"),
    (Whole(), "٣", "no whole number"),
    (Whole(), "9" * 5000, "at most 2,147,483,647"),
    (YesNo(), "maybe", "neither yes nor no"),
    (Day(), "29.9.2026", "no day: enter it as"),
    (Day(), "2026-02-29", "The calendar has no 2026-02-29"),
    (Day(), 46000, "no day"),
    (Clock(), "13:00 pm", "no time of day"),
    (Clock(), "24:00", "no time of day"),
    (Dollars(), 10.123, "an amount in dollars"),
    (Dollars(), float("nan"), "an amount in dollars"),
    (Dollars(), "-5", "at least $0"),
    (Zip(), "7114", "Spreadsheets drop zeros"),
    (Zip(), "1193O", "no ZIP code"),
    (ListOf(Zip()), "11930, 11930", "stands twice"),
    (Stretch(), "2026-06-02 to 2026-06-01", "ends before it begins"),
    (OneOf({"surf": "Surf"}), "sail", "is not known here: enter surf"),
)


def test_what_cannot_be_read_is_told_in_words() -> None:
    for kind, cell, words in NOT_UNDERSTOOD:
        with pytest.raises(ValueError) as told:
            kind.read(cell)
        assert words in str(told.value), (kind, cell)
