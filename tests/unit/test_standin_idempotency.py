"""Idempotency keys behave as Stripe's, through faults and restarts too."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
import stripe

from tests.stripe_standin import Site, client_for, stripe_site

ROOT = Path(__file__).resolve().parents[2]
FORM = urlencode({"amount": 5000, "currency": "usd"})
AUTH = "Bearer sk_test_standin"


@pytest.fixture
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


def _create(site: Site, key: str, body: str = FORM) -> tuple[int, dict[str, str], dict]:  # type: ignore[type-arg]
    return site.raw("POST", "/v1/payment_intents", body, Authorization=AUTH, Idempotency_Key=key)


def test_the_same_call_again_gets_the_same_answer(site: Site) -> None:
    status, headers, first = _create(site, "one")
    assert status == 200 and "idempotent-replayed" not in headers and headers["idempotency-key"] == "one"
    status, headers, again = _create(site, "one")
    assert (status, again, headers["idempotent-replayed"]) == (200, first, "true")
    assert headers["original-request"].startswith("req_") and headers["original-request"] != headers["request-id"]
    assert len(site.client.v1.payment_intents.list().data) == 1


def test_other_parameters_or_another_endpoint_clash(site: Site) -> None:
    _create(site, "one")
    status, _, body = _create(site, "one", urlencode({"amount": 6000, "currency": "usd"}))
    assert (status, body["error"]["type"]) == (400, "idempotency_error")
    assert "same parameters they were first used with" in body["error"]["message"]
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        site.client.v1.customers.create({}, {"idempotency_key": "one"})


def test_a_call_still_in_flight_clashes(site: Site) -> None:
    site.control("faults", {"fault": "slow", "ms": 400, "path": "/v1/payment_intents"})
    slow = threading.Thread(target=_create, args=(site, "one"))
    slow.start()
    time.sleep(0.15)
    status, _, body = _create(site, "one")
    assert (status, body["error"]["code"]) == (409, "idempotency_key_in_use")
    slow.join()
    status, headers, _ = _create(site, "one")
    assert (status, headers["idempotent-replayed"]) == (200, "true")
    assert len(site.client.v1.payment_intents.list().data) == 1


def test_a_decline_is_kept_and_refused_parameters_are_not(site: Site) -> None:
    body = {"payment_method": "pm_card_chargeDeclined"}
    intent = site.intent()
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            site.client.v1.payment_intents.confirm(intent.id, body, {"idempotency_key": "pay"})  # type: ignore[arg-type]
    assert len(site.client.v1.charges.list({"payment_intent": intent.id}).data) == 1
    status, _, _ = _create(site, "two", "amount=ten&currency=usd")
    assert status == 400
    assert _create(site, "two")[0] == 200


def test_a_timeout_after_the_effect_is_safe_to_repeat(site: Site) -> None:
    site.control("faults", {"fault": "timeout_after", "ms": 700, "path": "/v1/payment_intents"})
    hasty = client_for(site.standin.url, timeout=0.3)
    with pytest.raises(stripe.APIConnectionError):
        hasty.v1.payment_intents.create({"amount": 5000, "currency": "usd"}, {"idempotency_key": "k"})
    made = hasty.v1.payment_intents.create({"amount": 5000, "currency": "usd"}, {"idempotency_key": "k"})
    assert [item.id for item in site.client.v1.payment_intents.list().data] == [made.id]


def test_a_timeout_before_has_no_effect(site: Site) -> None:
    site.control("faults", {"fault": "timeout_before", "ms": 0, "path": "/v1/payment_intents"})
    with pytest.raises(stripe.APIConnectionError):
        site.intent()
    assert site.client.v1.payment_intents.list().data == []


@pytest.mark.parametrize(("fault", "left"), [("error_500", 0), ("error_500_after", 1)])
def test_failures_before_and_after_the_effect(site: Site, fault: str, left: int) -> None:
    site.control("faults", {"fault": fault, "method": "POST"})
    with pytest.raises(stripe.APIError) as failed:
        site.intent()
    assert failed.value.http_status == 500
    assert len(site.client.v1.payment_intents.list().data) == left


def test_the_sdk_retries_by_itself(site: Site) -> None:
    site.control("faults", {"fault": "error_500_after", "method": "POST", "times": 1})
    patient = client_for(site.standin.url, retries=2)
    patient.v1.payment_intents.create({"amount": 5000, "currency": "usd"})
    assert len(site.client.v1.payment_intents.list().data) == 1
    calls = [call for call in site.control("calls")["data"] if call["method"] == "POST"]
    assert [call["replayed"] for call in calls] == [False, True]


def test_too_many_requests(site: Site) -> None:
    site.control("faults", {"fault": "error_429"})
    with pytest.raises(stripe.RateLimitError):
        site.client.v1.balance.retrieve()
    site.client.v1.balance.retrieve()


def test_everything_outlives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "stripe.sqlite3"
    with stripe_site(state=state, settle_seconds=0.8) as site:
        site.control("webhooks", {"mode": "never"})
        first = _create(site, "one")[2]
        paid = site.paid(card="pm_card_pendingRefund")
        refund = site.client.v1.refunds.create({"payment_intent": paid.id})
    with stripe_site(state=state) as site:
        assert _create(site, "one")[2] == first
        assert site.client.v1.payment_intents.retrieve(paid.id).status == "succeeded"
        # What was not delivered before the restart comes now, and the refund arrives when it is due.
        site.receiver.wait(lambda: {"refund.created", "refund.updated"} <= set(site.receiver.types))
        assert site.client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_one_key_from_many_threads_makes_one_intent(site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _create(site, "same")[0], range(24)))
    assert set(answers) <= {200, 409} and 200 in answers
    assert len(site.client.v1.payment_intents.list().data) == 1


def test_nothing_answered_is_lost_when_it_is_killed(tmp_path: Path) -> None:
    """A paid intent was answered: after kill -9 it is still paid, and its event still arrives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    state = tmp_path / "stripe.sqlite3"
    command = [sys.executable, "-m", "standins.stripe", "--port", str(port), "--state", str(state)]
    process = subprocess.Popen(
        [*command, "--webhook-url", "http://127.0.0.1:9/"],  # nobody listens there
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "site", "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
    )
    assert process.stdout and b"Stripe stand-in on" in process.stdout.readline()
    client = client_for(f"http://127.0.0.1:{port}")
    intent = client.v1.payment_intents.create(
        {
            "amount": 5000,
            "currency": "usd",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "return_url": "http://a.test/",
        }
    )
    process.kill()
    process.wait()
    process.stdout.close()
    with stripe_site(state=state) as site:
        assert site.client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
        site.receiver.wait(lambda: "payment_intent.succeeded" in site.receiver.types)
