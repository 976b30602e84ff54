"""Unfold's settings: the product's name, colours and sidebar. Pages and badges come from `backoffice`."""

from __future__ import annotations

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "ToteTaxi",
    "SITE_HEADER": "ToteTaxi",
    "SITE_SUBHEADER": "Operations",
}
