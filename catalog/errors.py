"""Why the catalogue refused a change, in words for the person who asked."""

from __future__ import annotations


class CatalogueRefused(Exception):
    """`code` is for programs, `message` for people, `field` the form's field it belongs to."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class PriceRefused(CatalogueRefused):
    """A price that cannot be entered, changed or withdrawn."""
