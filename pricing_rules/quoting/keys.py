"""Which keys a request of each service may carry (contract-quote.md, the request table)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MINI_MOVE = "mini_move"
ORGANIZING = "organizing_only"
DELIVERY = "standard_delivery"
SPECIALTY = "specialty_item"
BLADE = "blade_luggage"
STORAGE = "mini_storage"
B2B = "b2b"

# Facts about the asking, not about the job: every service takes them.
COMMON = frozenset({"service", "answers", "estimated_hours", "customer", "quoted_at"})
TRUSTED = frozenset({"customer", "quoted_at"})
_MOVING = frozenset({"coi_requested", "pickup", "dropoff", "pickup_date", "window"})

KEYS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        MINI_MOVE: COMMON | _MOVING | {"package", "packing", "unpacking", "item_count", "specialty_items"},
        ORGANIZING: COMMON | {"package", "packing", "unpacking", "coi_requested", "pickup", "pickup_date"},
        DELIVERY: COMMON | _MOVING | {"item_count", "specialty_items", "same_day"},
        SPECIALTY: COMMON | _MOVING | {"specialty_items"},
        BLADE: COMMON | _MOVING | {"route", "bag_count", "expedited"},
        STORAGE: COMMON | {"pickup_date"},
        B2B: COMMON,
    }
)
ALL_KEYS: frozenset[str] = frozenset().union(*KEYS.values())

MOVING_SERVICES = frozenset(service for service, keys in KEYS.items() if "dropoff" in keys)
# Storage and b2b are composed by staff whatever the rules say (2-catalogue.md).
ALWAYS_APPROVED = frozenset({STORAGE, B2B})


def asks(service: str, key: str) -> bool:
    """Whether `service` has `key`; an unfinished request without a service has every key."""
    return key in KEYS.get(service, ALL_KEYS)
