"""Reads the two ends of the way: ZIP to place, state checks, served states, BLADE's airport end."""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalog import places
from catalog.places import Place
from catalog.snapshot import Catalogue
from pricing_rules.quoting import keys, reading
from pricing_rules.quoting.errors import Faults
from pricing_rules.quoting.request import End

_ADDRESS_KEYS = frozenset({"zip", "city", "state", "line1", "line2"})
_ZIP = re.compile(r"([0-9]{5})(-[0-9]{4})?")


def read_end(data: Mapping[str, object], name: str, service: str, catalogue: Catalogue, faults: Faults) -> End | None:
    """The end `name` ("pickup" or "dropoff") of a request; None when absent, unfinished, or at fault (noted)."""
    if service and not keys.asks(service, name):
        return None
    airport = catalogue.routes.get(str(data.get("route"))) if service == keys.BLADE else None
    is_airport_end = airport is not None and airport.airport_end == name
    if name not in data:
        if airport is not None and is_airport_end:
            return _end(places.find(airport.airport_zip), catalogue)
        # Which end an unknown route leaves out nobody knows: one is asked for only where both are missing.
        needs_either = service == keys.BLADE and airport is None
        if service and (not needs_either or (name == "pickup" and "dropoff" not in data)):
            faults.missing(name, _MISSING[name])
        return None
    place = _read_place(data[name], name, catalogue, faults)
    if place is None:
        return None
    end = _end(place, catalogue)
    if airport is not None and end is not None:
        zone = airport.airport_zone if is_airport_end else airport.city_zone
        if zone not in end.zones:
            faults.add(
                f"{name}.zip",
                "combination",
                f"{airport.label} {_VERB[name]} {_zone_label(zone, catalogue)}: {place.zip} is outside it",
            )
    return end


_MISSING = {"pickup": "Enter where we collect", "dropoff": "Enter where we deliver"}
_VERB = {"pickup": "collects in", "dropoff": "delivers to"}


def _read_place(value: object, name: str, catalogue: Catalogue, faults: Faults) -> Place | None:
    if not isinstance(value, Mapping):
        faults.add(name, "type", f"{name.capitalize()} must be an object with a ZIP code")
        return None
    for key in value:
        if key not in _ADDRESS_KEYS:
            faults.add(f"{name}.{key}", "unknown", f"{name.capitalize()} has no such key")
    for key in ("city", "line1", "line2"):
        if key in value:
            reading.text(value[key], f"{name}.{key}", faults)
    state = reading.text(value["state"], f"{name}.state", faults) if "state" in value else None
    field = f"{name}.zip"
    if "zip" not in value:
        faults.missing(field, "Enter the ZIP code")
        return None
    zip_code = reading.text(value["zip"], field, faults)
    if zip_code is None:
        return None
    parts = _ZIP.fullmatch(zip_code)
    if parts is None:
        faults.add(field, "unknown", "ZIP code must be 5 digits, like 11217")
        return None
    place = places.find(parts.group(1))
    if place is None:
        faults.add(field, "unknown", f"There is no ZIP code {parts.group(1)} in the United States postal list")
        return None
    if place.is_military:
        faults.add(
            field,
            "not_served",
            f"{place.zip} is a military ZIP code. We serve addresses in New York, Connecticut and New Jersey",
        )
        return None
    if state is not None and state.strip().upper() != place.state:
        faults.add(
            f"{name}.state", "combination", f"ZIP code {place.zip} is in {place.state}. Check the ZIP code or the state"
        )
    if place.state not in catalogue.policy.served_states:
        faults.add(
            field,
            "not_served",
            f"We do not serve {place.city}, {place.state} yet. Tell us about your move and we will see what we can do",
        )
        return None
    return place


def _end(place: Place | None, catalogue: Catalogue) -> End | None:
    if place is None:
        return None
    town = catalogue.town_of(place)
    return End(place=place, zones=catalogue.zones_of(place), town=town.code if town else None)


def _zone_label(code: str, catalogue: Catalogue) -> str:
    return catalogue.zones[code].label if code in catalogue.zones else code
