"""Reading a table that somebody sent as CSV or as an Excel workbook (.xlsx). PURE.

What a file is, its content says, never its name. Whatever is no such table is refused in words that tell the remedy.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024  # of a workbook, whose cells are packed
MOST_COLUMNS = 100
MOST_CHARACTERS = 1_000_000  # in one cell of a CSV file
csv.field_size_limit(MOST_CHARACTERS)

SAVE_AS = "Save it as “CSV UTF-8 (comma delimited)” or as an Excel workbook (.xlsx), and choose that file."
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class WrongFile(ValueError):
    """The file cannot be read as a table; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first row as `headers` (small letters, underscores), and the filled rows below it as (row, cells). `row` is
    the number that a spreadsheet shows beside the row; cells stand in the order of the headers. `sheet` names the
    sheet that was read where the workbook has several."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    sheet: str = ""


def read_table(data: bytes, *, most_rows: int) -> Table:
    """The table in `data`. Raises WrongFile: too large, empty, no table, more than `most_rows` rows below the first,
    columns without a name or with one name twice."""
    if len(data) > MOST_BYTES:
        raise WrongFile(too_large(len(data)))
    if not data.strip():
        raise WrongFile("This file is empty. Choose a file with the names of the columns in its first row.")
    if data.startswith(b"PK"):
        sheet, lines = _workbook(data, most_rows)
    else:
        sheet, lines = "", _lines(_text(data))
    return _table(sheet, lines, most_rows)


def too_large(size: int) -> str:
    """Why a file of so many bytes is refused."""
    return (
        f"This file has {size / 1024 / 1024:,.0f} MB; at most {MOST_BYTES // 1024 // 1024} MB can be taken in at once. "
        "Split it into several files, each with the names of the columns in its first row."
    )


def _text(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if data.startswith(_PICTURES):
        raise WrongFile(f"This file is a picture, whatever its name says. {SAVE_AS}")
    if data.startswith(b"%PDF"):
        raise WrongFile(f"This file is a PDF. Open the table it was made from. {SAVE_AS}")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise WrongFile(f"This is an old Excel workbook (.xls), or one with a password. {SAVE_AS}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4096]:
        raise WrongFile(f"This text is not in UTF-8 (it looks like UTF-16, “Unicode text”). {SAVE_AS}")
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<")):
        raise WrongFile(f"This file is a web page (HTML) or XML, not a table. Open it in a spreadsheet. {SAVE_AS}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise WrongFile(f"This text is not in UTF-8: line {line} has an odd character. {SAVE_AS}") from None
    first = text.split("\n", 1)[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if mark in first and "," not in first:
            raise WrongFile(f"The columns of this file are separated by {name}, not by commas. {SAVE_AS}")
    return text


def _lines(text: str) -> Iterator[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise WrongFile(
                f"Line {reader.line_num} of this file cannot be read ({error}). A quotation mark is probably left "
                f"open. {SAVE_AS}"
            ) from None


def _workbook(data: bytes, most_rows: int) -> tuple[str, Iterator[list[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if not any(name.startswith("xl/") for name in names):
            raise WrongFile(f"This file is no Excel workbook (.xlsx), though it is packed like one. {SAVE_AS}")
        if unpacked > MOST_UNPACKED:
            raise WrongFile("This workbook is far larger inside than it looks. Split it into several files.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that no table needs
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
    except WrongFile:
        raise
    except Exception as error:  # a broken workbook fails in a hundred ways
        raise WrongFile(f"This workbook is damaged and cannot be read. {SAVE_AS}") from error
    return (sheet.title if len(book.worksheets) > 1 else ""), _cells(sheet)


def _cells(sheet: Any) -> Iterator[list[Any]]:
    rows = sheet.iter_rows(values_only=True)
    while True:
        try:
            yield list(next(rows))
        except StopIteration:
            return
        except Exception as error:
            raise WrongFile(f"This workbook is damaged and cannot be read. {SAVE_AS}") from error


def _table(sheet: str, lines: Iterable[list[Any]], most_rows: int) -> Table:
    numbered = enumerate(lines, start=1)
    _, first = next(numbered, (1, []))
    headers = _headers(first)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    for number, cells in numbered:
        if not any(_filled(cell) for cell in cells):
            continue
        if any(_filled(cell) for cell in cells[len(headers) :]):
            raise WrongFile(
                f"Row {number} has more cells than the first row has names. A text with a comma must stand between "
                "quotation marks; a column needs its name in the first row."
            )
        if len(rows) == most_rows:
            raise WrongFile(
                f"This file has more than {most_rows:,} rows. Split it into files of at most {most_rows:,} rows, each "
                "with the names of the columns in its first row."
            )
        rows.append((number, tuple(cells[: len(headers)]) + (None,) * (len(headers) - len(cells))))
    if not rows:
        raise WrongFile("This file has no rows below the names of its columns: nothing would be taken in.")
    return Table(headers=headers, rows=tuple(rows), sheet=sheet)


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _headers(cells: list[Any]) -> tuple[str, ...]:
    while cells and not _filled(cells[-1]):
        cells = cells[:-1]
    if not cells:
        raise WrongFile("The first row is empty: the names of the columns must stand in it.")
    if len(cells) > MOST_COLUMNS:
        raise WrongFile(f"The first row has {len(cells):,} cells; a table of ours has a few columns. {SAVE_AS}")
    names = tuple(re.sub(r"[\s\-]+", "_", str(cell or "").strip().lower()) for cell in cells)
    for place, name in enumerate(names, start=1):
        if not name:
            raise WrongFile(f"Column {place} has no name in the first row. Name it or remove it.")
        if name in names[: place - 1]:
            raise WrongFile(f"Two columns are called “{name}”. Remove one of them.")
    return names
