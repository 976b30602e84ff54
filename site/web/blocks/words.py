"""Words an editor types, with the one thing they may not hold: a price."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, RichTextBlock, TextBlock

TYPED_PRICE = re.compile(r"\$\s?\d")
REFUSAL = "Prices come from the catalogue. Insert a price card instead."
FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul"]


def refuse_typed_price(value: Any) -> None:
    """Raises ValidationError for a dollar amount in plain or rich text (8-website.md, "Blocks")."""
    if TYPED_PRICE.search(str(getattr(value, "source", value))):
        raise ValidationError(REFUSAL)


class Words(CharBlock):  # type: ignore[misc]
    """One line without a typed price."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=(refuse_typed_price,), **options)


class Paragraph(TextBlock):  # type: ignore[misc]
    """A paragraph without a typed price."""

    def __init__(self, **options: Any) -> None:
        super().__init__(rows=3, validators=(refuse_typed_price,), **options)


class Prose(RichTextBlock):  # type: ignore[misc]
    """Headings, lists and links; no colours, no pictures, no typed price."""

    def __init__(self, **options: Any) -> None:
        super().__init__(features=FEATURES, validators=(refuse_typed_price,), **options)
