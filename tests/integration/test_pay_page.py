"""The pay page: card, hold, more time, Stripe away, content policy of this page alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bookings.models import Booking, BookingState, CapacityClaim
from bookings.payments import gateway
from foundation.clock import utc_now
from foundation.notifications.operations import seed_templates
from tests.booking_making import placed, seed_business
from tests.stripe_standin import SECRET, Site, stripe_site
from tests.web_walking import free_day, text_of
from web.seed import seed_site


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with stripe_site() as site:
        yield site


@pytest.fixture
def booking(running: Site, settings: Any, db: None) -> Booking:
    running.control("reset", {})
    settings.STRIPE_API_BASE = running.standin.url
    settings.STRIPE_WEBHOOK_SECRET = [SECRET]
    gateway._client.cache_clear()
    seed_business()
    seed_templates(now=utc_now())
    seed_site(now=utc_now())
    return placed(utc_now(), pickup_date=free_day(5).isoformat())


def test_it_shows_the_card_the_hold_and_the_amount(booking: Booking) -> None:
    answer = Client().get(f"/book/pay/{booking.token}/")
    html = text_of(answer)
    assert answer.status_code == 200 and "Pay $1,983.75" in html and "is held for you until" in html
    assert 'data-secret="pi_' in html and "<noscript>" in html and booking.reference in html
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-src" in policy


def test_fifteen_more_minutes_ten_times(booking: Booking) -> None:
    client = Client()
    before = CapacityClaim.objects.get().expires_at
    for _ in range(10):
        assert client.post(f"/book/pay/{booking.token}/more-time/")["Location"] == f"/book/pay/{booking.token}/"
    after = CapacityClaim.objects.get().expires_at
    assert before is not None and after is not None and after - before == timedelta(minutes=150)
    refused = client.post(f"/book/pay/{booking.token}/more-time/")
    assert refused.status_code == 409 and "cannot be held any longer" in text_of(refused)
    assert client.get(f"/book/pay/{booking.token}/more-time/").status_code == 405


def test_little_time_left_is_said(booking: Booking) -> None:
    CapacityClaim.objects.update(expires_at=utc_now() + timedelta(minutes=4))
    assert "Less than five minutes are left." in text_of(Client().get(f"/book/pay/{booking.token}/"))


def test_with_stripe_away_the_booking_is_kept(booking: Booking, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    answer = Client().get(f"/book/pay/{booking.token}/")
    assert answer.status_code == 503 and "Your booking is kept" in text_of(answer)
    assert "Nothing was charged" in text_of(answer) and Booking.objects.get().state == BookingState.PENDING


def test_back_from_the_bank_settles_it_before_any_webhook(booking: Booking, running: Site) -> None:
    client = Client()
    client.get(f"/book/pay/{booking.token}/")
    intent = booking.payments.get().intent_id
    running.client.v1.payment_intents.confirm(
        intent, {"payment_method": "pm_card_visa", "return_url": "http://testserver/"}
    )
    back = client.get(f"/book/pay/{booking.token}/return/", {"payment_intent": intent, "redirect_status": "succeeded"})
    assert back["Location"] == f"/track/{booking.token}/"
    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert client.get(f"/book/pay/{booking.token}/")["Location"] == f"/track/{booking.token}/"  # never charged twice


def test_a_claim_of_success_that_stripe_does_not_share_confirms_nothing(booking: Booking) -> None:
    client = Client()
    client.get(f"/book/pay/{booking.token}/")
    client.get(f"/book/pay/{booking.token}/return/", {"redirect_status": "succeeded"})
    assert Booking.objects.get().state == BookingState.PENDING


def test_a_failed_authentication_leads_back_to_the_card(booking: Booking) -> None:
    client = Client()
    client.get(f"/book/pay/{booking.token}/")
    back = client.get(f"/book/pay/{booking.token}/return/", {"redirect_status": "failed"})
    assert back["Location"] == f"/book/pay/{booking.token}/"
