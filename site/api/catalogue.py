"""`GET catalogue/`: what is on sale now, with prices in force."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from api.limits import CATALOGUE
from api.schemas.catalogue import CatalogueOut
from api.schemas.errors import Errors
from catalog.queries import catalogue as read_catalogue
from catalog.snapshot import Catalogue
from foundation.clock import utc_now

router = Router(tags=["Catalogue"])


@router.get(
    "catalogue/",
    response={200: CatalogueOut, 429: Errors},
    throttle=CATALOGUE,
    summary="What is on sale",
    operation_id="catalogue",
)
def catalogue(request: HttpRequest) -> dict[str, Any]:
    """Services, packages, add-ons, specialty items, routes, windows, zones and questions, with the prices in force.

    Its codes are what requests name. Staff change it at any time, and a change shows here at once.
    """
    return shown(read_catalogue(at=utc_now()))


def shown(known: Catalogue) -> dict[str, Any]:
    """The catalogue in the shape of CatalogueOut: active things only, in the staff's order."""
    cents = known.prices.cents
    return {
        "day": known.day,
        "price_list": known.prices.number,
        "services": [_of(info, "code label summary") for info in known.services.values() if info.active],
        "packages": [
            _of(info, "code label summary is_popular max_items item_weight_lb coi_included extras")
            | {"price_cents": cents.get(info.item_code), "whole_van": info.takes_whole_van}
            for info in known.packages.values()
            if info.active
        ],
        "add_ons": [
            _of(info, "code kind package label summary hours organizers supplies_cents")
            | {"price_cents": cents.get(info.item_code)}
            for info in known.add_ons.values()
            if info.active
        ],
        "specialty_items": [
            _of(info, "code label summary category max_weight_lb max_length_in max_width_in max_height_in")
            | {"price_cents": cents.get(info.item_code), "handling_notes": info.handling_notes}
            | {"picture_url": _picture(info.picture)}
            for info in known.specialty_items.values()
            if info.active
        ],
        "routes": [
            _of(info, "code label summary included_bags airport_end airport_zip airport_zone city_zone")
            | {"price_cents": cents.get(info.item_code)}
            for info in known.routes.values()
            if info.active
        ],
        "windows": [
            _of(info, "code label is_default") | {"starts": _clock(info.starts), "ends": _clock(info.ends)}
            for info in known.windows.values()
            if info.active
        ],
        "zones": [
            _of(info, "code label")
            | {
                "zips": sorted(info.zips),
                "zip_prefixes": list(info.prefixes),
                "cities": sorted(info.cities),
                "states": sorted(info.states),
            }
            for info in known.zones.values()
            if info.active
        ],
        "questions": [
            _of(info, "code label help kind end required")
            | {
                "services": sorted(info.services),
                "choices": [{"code": code, "label": label} for code, label in info.choices],
            }
            for info in known.questions.values()
            if info.active
        ],
        "prices": [
            {"code": code, "label": item.label, "unit": item.unit, "price_cents": cents[code]}
            for code, item in known.items.items()
            if item.active and code in cents
        ],
        "terms": _of(known.policy, "lead_days horizon_days served_states quote_hours hold_minutes")
        | {
            "max_specialty_items": known.policy.max_specialty,
            "same_day_cutoff": _clock(known.policy.same_day_cutoff),
        },
    }


def _picture(name: str) -> str | None:
    return settings.SITE_URL + reverse("web:picture", args=[name]) if name else None


def _of(info: Any, names: str) -> dict[str, Any]:
    return {name: getattr(info, name) for name in names.split()}


def _clock(at: time | None) -> str | None:
    """New York's clock without an offset: JSON Schema's own `time` demands one."""
    return f"{at:%H:%M}" if at else None
