"""A quote is priced from the database, stored whole, never changes, and can be proven again to the cent."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalog.operations import seed_catalogue
from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.audit.append_only import drop_triggers
from pricing_rules.models import Quote
from pricing_rules.operations.quote import price_days, price_now, store
from pricing_rules.operations.seed import seed_rules
from pricing_rules.quoting.panel import panel
from pricing_rules.quoting.parse import parse

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
GUEST = Actor(user_id=None, label="Guest", via="site")
STANDARD: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024", "line1": "1 Secret Street", "line2": "Apt 9"},
    "dropoff": {"zip": "11962", "city": "Sagaponack", "state": "NY"},
    "pickup_date": "2026-06-27",
}


@pytest.fixture
def seeded(db: None) -> None:
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def test_the_done_when_case_is_stored_with_lines_reasons_and_versions(seeded: None) -> None:
    quote = store(STANDARD, actor=GUEST, now=NOW)

    assert quote.total_cents == 198375
    assert quote.answer["lines"] == [
        {
            "kind": "base",
            "code": "mini_move.standard",
            "label": "Standard mini move",
            "reason": "Up to 30 items in a shared van",
            "quantity": 1,
            "unit_cents": 172500,
            "amount_cents": 172500,
        },
        {
            "kind": "surcharge",
            "code": "weekend-mini-move",
            "label": "Weekend",
            "reason": "Pickup is on a Saturday",
            "amount_cents": 25875,
        },
    ]
    assert quote.answer["versions"] == {"price_list": 25, "rule_set": 1}
    assert (quote.price_list, quote.rule_set.number) == (25, 1)
    assert quote.expires_at == NOW + timedelta(hours=24)
    assert {entry["outcome"] for entry in quote.trace} == {"matched", "failed", "off"}
    assert len(quote.trace) == 13


def test_a_stored_quote_holds_no_street_and_no_text_answer(seeded: None) -> None:
    quote = store(STANDARD, actor=GUEST, now=NOW)
    kept = json.dumps([quote.request, quote.facts, quote.answer, quote.panel, quote.trace])
    assert "Secret" not in kept
    assert "Apt 9" not in kept
    assert quote.request["pickup"] == {"zip": "10024", "city": "New York", "state": "NY"}


def test_the_stored_request_reads_back_to_the_same_price(seeded: None) -> None:
    quote = store({**STANDARD, "estimated_hours": 2.5, "answers": {"pickup_floor": 3}}, actor=GUEST, now=NOW)
    fresh = Quote.objects.get(pk=quote.pk)
    again = parse(fresh.request, read_catalogue(at=NOW), now=NOW, trusted=True)
    assert price_now(fresh.request, now=NOW, trusted=True).answer() == fresh.answer
    assert again.window == "morning"
    assert again.answers == {"pickup_floor": 3}


def test_the_panel_is_kept_as_it_was_shown(seeded: None) -> None:
    quote = store(STANDARD, actor=GUEST, now=NOW)
    shown = panel(price_now(STANDARD, now=NOW), read_catalogue(at=NOW))
    assert Quote.objects.get(pk=quote.pk).price_panel == shown
    assert shown.total == "$1,983.75"
    assert [line.amount for line in shown.lines] == ["$1,725.00", "+$258.75"]
    assert [line.is_extra for line in shown.lines] == [False, True]
    assert shown.route_lines == ("New York 10024 to Sagaponack 11962", "Saturday, June 27, 8–11 AM")
    assert shown.included == ("Priority scheduling", "Certificate of insurance", "Tax")


@pytest.mark.parametrize("field", ["total_cents", "lines", "expires_at"])
def test_a_stored_quote_never_changes(seeded: None, field: str) -> None:
    quote = store(STANDARD, actor=GUEST, now=NOW)
    value = {"total_cents": 1, "lines": [], "expires_at": NOW + timedelta(days=9)}[field]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(**{field: value})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        quote.delete()


def test_every_stored_quote_is_proven_to_the_cent(seeded: None, capsys: pytest.CaptureFixture[str]) -> None:
    requests = [
        STANDARD,
        {"service": "b2b"},
        {"service": "mini_storage", "pickup_date": "2026-06-30"},
        {
            "service": "standard_delivery",
            "item_count": 1,
            "pickup": {"zip": "11968"},
            "dropoff": {"zip": "11937"},
            "pickup_date": "2026-06-27",
            "estimated_hours": 3.25,
            "coi_requested": True,
        },
        {
            "service": "blade_luggage",
            "route": "jfk_manhattan",
            "bag_count": 4,
            "dropoff": {"zip": "10024"},
            "pickup_date": "2026-06-27",
            "window": "any",
        },
        {**STANDARD, "quoted_at": "2025-09-28T12:00:00-04:00", "package": "full", "pickup_date": "2025-10-11"},
    ]
    for request in requests:
        store(request, actor=GUEST, now=NOW, trusted=True)
    call_command("requote", "--check")
    assert "6 stored quotes come to the same cent" in capsys.readouterr().out


def test_a_quote_that_was_tampered_with_is_found(seeded: None, capsys: pytest.CaptureFixture[str]) -> None:
    quote = store(STANDARD, actor=GUEST, now=NOW)
    drop_triggers()
    Quote.objects.filter(pk=quote.pk).update(total_cents=100000)
    with pytest.raises(CommandError, match="1 of 1 stored quotes differ"):
        call_command("requote", "--check")
    assert "total_cents is 100000, again 198375" in capsys.readouterr().out


def test_a_calendar_prices_every_day_from_one_reading(seeded: None, django_assert_max_num_queries: Any) -> None:
    price_now(STANDARD, now=NOW)  # the process has read the catalogue once
    with django_assert_max_num_queries(4):
        found = price_days(
            STANDARD, [date(2026, 6, day) for day in range(1, 31)], ["morning", "hour_7", "any"], now=NOW
        )
    assert len(found) == 30
    assert found[date(2026, 6, 27)]["morning"].total_cents == 198375
    assert found[date(2026, 6, 30)]["hour_7"].total_cents == 172500
    assert not found[date(2026, 6, 1)]["any"].is_available


def test_pricing_stores_nothing(seeded: None) -> None:
    price_now(STANDARD, now=NOW)
    assert not Quote.objects.exists()
