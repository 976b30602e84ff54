"""Rows that staff edit: what we sell, where, when, and under which policy (2-catalogue.md)."""

from catalog.models.buildings import Building
from catalog.models.calendar import ClosedDate, HolidayOverride, PickupWindow, Season, SeasonDates
from catalog.models.fleet import FleetDay, Van, VanOverride
from catalog.models.policy import BookingPolicy, CancellationTier
from catalog.models.prices import ItemPrice
from catalog.models.questions import Question, QuestionChoice
from catalog.models.selling import AddOn, Package, Route, SellableItem, Service, SpecialtyItem
from catalog.models.territory import Town, TownZip, Zone, ZoneMember
from catalog.models.version import CatalogueVersion

__all__ = [
    "AddOn",
    "BookingPolicy",
    "Building",
    "CancellationTier",
    "CatalogueVersion",
    "ClosedDate",
    "FleetDay",
    "HolidayOverride",
    "ItemPrice",
    "Package",
    "PickupWindow",
    "Question",
    "QuestionChoice",
    "Route",
    "Season",
    "SeasonDates",
    "SellableItem",
    "Service",
    "SpecialtyItem",
    "Town",
    "TownZip",
    "Van",
    "VanOverride",
    "Zone",
    "ZoneMember",
]
