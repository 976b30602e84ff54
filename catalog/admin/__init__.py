"""The catalogue's pages in the staff admin."""

from catalog.admin import buildings, calendar, fleet, policy, prices, questions, selling, territory

__all__ = ["buildings", "calendar", "fleet", "policy", "prices", "questions", "selling", "territory"]
