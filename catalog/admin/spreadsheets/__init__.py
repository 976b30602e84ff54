"""The catalogue's tables as spreadsheets: declared once each, taken in and given out by one piece of code."""

from catalog.admin.spreadsheets.sheet import Sheet

__all__ = ["Sheet"]
