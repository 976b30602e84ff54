"""What the details step offers, priced: sizes, organizing, today, routes, specialty items, the certificate."""

from __future__ import annotations

from typing import Any

from catalog.snapshot import Catalogue
from foundation.money import dollars_short
from pricing_rules.quoting import keys
from pricing_rules.quoting.choices import for_sale
from web.booking import asks, same_day
from web.booking.details_form import DetailsForm
from web.booking.flow import Flow
from web.live_prices import PICTURES
from web.visit import short_name


def details_context(flow: Flow, form: DetailsForm) -> dict[str, Any]:
    """Everything the page shows around the form's own fields, as far as the service asks it."""
    known, service = flow.catalogue, flow.service
    return {
        "sizes": _sizes(known, form) if form.asks("package") else [],
        "organizing": _organizing(known, form) if form.asks("packing") else [],
        "organizing_error": (form.errors.get("packing") or [""])[0],
        "is_organizing": service == keys.ORGANIZING,
        "counts_items": asks.counts_items(service),
        "today": _today(flow, form),
        "routes": _routes(known, form) if form.asks("route") else [],
        "expedited": _expedited(known, form) if form.asks("expedited") else [],
        "specialty": [
            {
                "field": form[f"specialty-{item.code}"],
                "item": item,
                "amount": dollars_short(known.price(item.item_code)),
                "picture": PICTURES.get(item.code, item.code),
            }
            for item in form.specialty
        ],
        "specialty_alone": service == keys.SPECIALTY,
        "most_specialty": known.policy.max_specialty,
        **_certificate(known, form),
        "questions": [form[f"answer-{question.code}"] for question in form.questions],
        "weight": _heaviest(known, service),
        "attests": "weights_attested" in form.fields,
    }


def _sizes(known: Catalogue, form: DetailsForm) -> list[dict[str, Any]]:
    """The sizes as cards. For organizing a size is how much help comes, so its card tells hours, not the van."""
    chosen = str(form["package"].value() or "")
    cards = []
    for package in known.packages.values():
        card: dict[str, Any] = {
            "value": package.code,
            "label": short_name(package.label),
            "chosen": package.code == chosen,
        }
        if form.service == keys.ORGANIZING:
            offered = [
                add_on
                for kind in ("packing", "unpacking")
                if (add_on := known.add_ons.get(f"{kind}.{package.code}")) is not None and for_sale(add_on.code, known)
            ]
            if not offered:
                continue
            lowest = min(known.price(add_on.item_code) for add_on in offered)
            card |= {
                "amount": f"from {dollars_short(lowest)}",
                "lines": _crew(offered[0].organizers, offered[0].hours),
            }
        elif not package.active or package.item_code not in known.prices.cents:
            continue
        else:
            card |= {
                "amount": dollars_short(known.price(package.item_code)),
                "popular": package.is_popular,
                "lines": [
                    f"Up to {package.max_items} pieces" if package.max_items else "As many pieces as fill a van",
                    "Your own van" if package.takes_whole_van else "A shared van",
                ],
            }
        cards.append(card)
    return cards


def _crew(organizers: int | None, hours: int | None) -> list[str]:
    return [f"{count} {what}" for count, what in ((organizers, "organizers"), (hours, "hours")) if count]


def _organizing(known: Catalogue, form: DetailsForm) -> list[dict[str, Any]]:
    size = known.packages.get(str(form["package"].value() or ""))
    found = []
    for kind in ("packing", "unpacking"):
        add_on = known.add_ons.get(f"{kind}.{size.code if size else 'standard'}")
        if add_on is None or not for_sale(add_on.code, known):
            continue
        priced = f"{dollars_short(known.price(add_on.item_code))}. {add_on.summary}"
        found.append(
            {
                "value": kind,
                "label": add_on.label if size else kind.capitalize(),
                "text": priced if size else "Choose a size to see its price.",
                "chosen": bool(form[kind].value()),
            }
        )
    return found


def _today(flow: Flow, form: DetailsForm) -> dict[str, Any] | None:
    """The tick for today: on offer, or why not any more."""
    if not same_day.offered(flow.service, flow.catalogue):
        return None
    left = same_day.today(flow.catalogue, flow.now)
    ticked = bool(form["same_day"].value())
    return {
        "open": left.open,
        "why": left.why,
        "ticked": ticked,
        "gone": ticked and not left.open,
        "text": same_day.summary(flow.catalogue),
    }


def _routes(known: Catalogue, form: DetailsForm) -> list[dict[str, Any]]:
    chosen = str(form["route"].value() or "")
    return [
        {
            "value": route.code,
            "label": route.label,
            "text": f"{dollars_short(known.price(route.item_code))}, {route.included_bags} bags included",
            "chosen": route.code == chosen,
        }
        for route in known.routes.values()
        if route.active and route.item_code in known.prices.cents
    ]


def _expedited(known: Catalogue, form: DetailsForm) -> list[dict[str, Any]]:
    if not for_sale("expedited", known):
        return []
    add_on = known.add_ons["expedited"]
    return [
        {
            "value": "expedited",
            "label": f"{add_on.label}, {dollars_short(known.price('expedited'))}",
            "text": add_on.summary,
            "chosen": bool(form["expedited"].value()),
        }
    ]


def _certificate(known: Catalogue, form: DetailsForm) -> dict[str, Any]:
    size = known.packages.get(str(form["package"].value() or "")) if form.asks("package") else None
    sold = form.asks("coi_requested") and for_sale("coi", known)
    return {
        "coi_included": bool(size and size.coi_included and form.service == keys.MINI_MOVE),
        "coi_offered": sold,
        "coi_amount": dollars_short(known.price("coi")) if sold else "",
    }


def _heaviest(known: Catalogue, service: str) -> int:
    """Pounds that one person lifts: the packages' own limit, or the policy's for what is sold by the piece."""
    if asks.counts_items(service):
        return known.policy.item_weight_lb
    return max((package.item_weight_lb for package in known.packages.values()), default=known.policy.item_weight_lb)
