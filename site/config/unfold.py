"""Unfold's settings: the product's name and colours. The sidebar and the dashboard come from `backoffice`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def _static(path: str) -> Any:
    def address(request: HttpRequest) -> str:
        return static(path)

    return address


def _ramp(*steps: tuple[int, str, str]) -> dict[str, str]:
    """One hue (165, privet) in OKLCH: weight, lightness in percent, chroma (design brief, section 3)."""
    return {str(weight): f"oklch({lightness}% {chroma} 165)" for weight, lightness, chroma in steps}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "ToteTaxi",
    "SITE_HEADER": "ToteTaxi",
    "SITE_SUBHEADER": "Operations",
    "SITE_SYMBOL": "local_shipping",
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("backoffice/icon.svg")}],
    "BORDER_RADIUS": "6px",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "STYLES": [_static("backoffice/crm.css"), _static("backoffice/booking.css")],
    "SCRIPTS": [_static("backoffice/crm.js")],
    "DASHBOARD_CALLBACK": "backoffice.dashboard.dashboard",
    "COMMAND": {"search_models": False, "search_callback": "backoffice.search.search", "show_history": False},
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
        "navigation": "backoffice.sidebar.navigation",
    },
    "COLORS": {
        "base": _ramp(
            (50, "98.5", ".002"),
            (100, "96.7", ".003"),
            (200, "92.8", ".006"),
            (300, "87.2", ".009"),
            (400, "70.7", ".016"),
            (500, "52", ".02"),
            (600, "44.6", ".022"),
            (700, "37.3", ".024"),
            (800, "27.8", ".024"),
            (900, "21", ".024"),
            (950, "14", ".02"),
        ),
        "primary": _ramp(
            (50, "97.6", ".012"),
            (100, "94.6", ".026"),
            (200, "89", ".045"),
            (300, "80", ".07"),
            (400, "66", ".085"),
            (500, "52", ".085"),
            (600, "42", ".075"),
            (700, "36", ".062"),
            (800, "31", ".05"),
            (900, "26", ".04"),
            (950, "20", ".03"),
        ),
    },
}
