"""Writing tables as CSV or as an Excel workbook, row by row, so that a long one needs little memory. PURE."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from foundation.spreadsheets.cells import safe_cell

LONGEST_CELL = 32_767  # characters that Excel keeps of a cell; it would cut off the rest without a word
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what a workbook cannot hold
BOM = "\ufeff"  # by which Excel knows UTF-8


class CellTooLong(ValueError):
    """A text does not fit into a cell of a workbook; the message says where and what to do."""


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The rows as CSV, line by line, in UTF-8 with its mark once encoded; formulas made harmless."""
    line = io.StringIO()
    writer = csv.writer(line)
    mark = BOM
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        yield mark + line.getvalue()
        line.seek(0)
        line.truncate()
        mark = ""


def xlsx_bytes(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as a workbook with one sheet, the first row bold and kept in sight; formulas made harmless. Raises
    CellTooLong."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    try:
        for number, row in enumerate(rows, start=1):
            cells = [_cell(cell, number) for cell in row]
            sheet.append([_bold(sheet, cell, bold) for cell in cells] if number == 1 else cells)
    except CellTooLong:
        sheet.close()
        raise
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _bold(sheet: Any, value: Any, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font = font
    return cell


def _cell(value: Any, number: int) -> Any:
    if not isinstance(value, str):
        return value
    text = str(safe_cell(_CONTROL.sub("", value)))
    if len(text) > LONGEST_CELL:
        raise CellTooLong(
            f"A cell of row {number} would hold {len(text):,} characters, more than Excel keeps ({LONGEST_CELL:,}). "
            "Choose CSV instead."
        )
    return text
