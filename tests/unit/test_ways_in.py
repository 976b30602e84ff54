"""Each service has one way in: what the flow does not book has a request form, and the pages name every service."""

from __future__ import annotations

from pricing_rules.quoting import keys
from web.booking import asks
from web.ways_in import BUTTONS, FORMS, SERVICES


def test_what_staff_compose_has_a_form_and_nothing_else_has() -> None:
    assert set(FORMS) == keys.ALWAYS_APPROVED
    assert set(FORMS).isdisjoint(asks.BOOKABLE)


def test_the_pages_name_every_service_with_its_button() -> None:
    assert {code for code, _ in SERVICES} == set(keys.KEYS) == set(BUTTONS)
