"""The stand-in's webhooks: signed as Stripe signs, retried, and disturbed on demand."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
import stripe

from standins.stripe.webhooks import signature
from tests.stripe_standin import SECRET, Site, stripe_site

PAYING = ["charge.succeeded", "charge.updated", "payment_intent.created", "payment_intent.succeeded"]


@pytest.fixture
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


def test_the_signature_is_stripes() -> None:
    payload = '{"id": "evt_1", "name": "é"}'
    header = signature(payload.encode(), SECRET, 1_700_000_000)
    assert stripe.WebhookSignature.verify_header(payload, header, SECRET, tolerance=None)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(payload + " ", header, SECRET, tolerance=None)


def test_a_payment_sends_its_events_with_snapshots(site: Site) -> None:
    intent = site.paid(metadata={"booking": "7"})
    site.receiver.wait(lambda: len(site.receiver.events) == 4)
    assert sorted(site.receiver.types) == PAYING
    by_type = {event.type: event for event in site.receiver.events}
    created = by_type["payment_intent.created"].data.object
    assert (created["id"], created["status"]) == (intent.id, "requires_confirmation")
    assert by_type["charge.succeeded"].data.object["balance_transaction"] is None  # comes with charge.updated
    assert by_type["charge.updated"].data.object["balance_transaction"].startswith("txn_")
    assert by_type["payment_intent.succeeded"].data.object["metadata"]["booking"] == "7"
    assert site.control("idle") == {"idle": True}
    listed = site.client.v1.events.list({"types": ["payment_intent.succeeded"], "delivery_success": True}).data
    assert [event.data.object["id"] for event in listed] == [intent.id]
    assert listed[0].request and listed[0].request.id
    assert site.client.v1.events.retrieve(listed[0].id).type == "payment_intent.succeeded"


def test_failures_are_retried_until_taken(site: Site) -> None:
    site.receiver.answers = [500]
    site.intent()
    site.receiver.wait(lambda: site.receiver.types == ["payment_intent.created"])
    deadline = time.monotonic() + 2
    while len(attempts := site.control("deliveries")["data"]) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [(item["status"], item["attempt"]) for item in attempts] == [(500, 1), (200, 2)]


def test_twice(site: Site) -> None:
    site.control("webhooks", {"mode": "twice", "types": ["payment_intent.succeeded"]})
    site.paid()
    site.receiver.wait(lambda: len(site.receiver.events) == 5)
    twins = [event.id for event in site.receiver.events if event.type == "payment_intent.succeeded"]
    assert len(twins) == 2 and len(set(twins)) == 1


def test_out_of_order(site: Site) -> None:
    site.control("webhooks", {"mode": "reverse", "delay_ms": 200})
    site.paid()
    site.receiver.wait(lambda: len(site.receiver.events) == 4)
    assert site.receiver.types == [event.type for event in site.client.v1.events.list().data]


def test_late(site: Site) -> None:
    site.control("webhooks", {"mode": "late", "delay_ms": 300})
    site.intent()
    time.sleep(0.1)
    assert site.receiver.events == []
    site.receiver.wait(lambda: len(site.receiver.events) == 1)


def test_never_and_a_replay(site: Site) -> None:
    site.control("webhooks", {"mode": "never"})
    site.paid()
    assert site.control("idle") == {"idle": True}
    assert site.receiver.events == []
    event = site.client.v1.events.list({"type": "payment_intent.succeeded"}).data[0]
    site.control(f"events/{event.id}/replay", {"times": 3})
    site.receiver.wait(lambda: site.receiver.types == ["payment_intent.succeeded"] * 3)


@pytest.mark.parametrize("reverse", [False, True])
def test_held_back_until_released(site: Site, reverse: bool) -> None:
    site.control("webhooks", {"mode": "hold"})
    site.paid()
    site.control("idle")
    assert site.receiver.events == []
    released = site.control("webhooks/release", {"reverse": reverse})["released"]
    site.receiver.wait(lambda: len(site.receiver.events) == 4)
    assert [event.id for event in site.receiver.events] == released
    assert (site.receiver.types[0] == "payment_intent.succeeded") is reverse


@pytest.mark.parametrize(
    ("forged", "words"),
    [
        ({"at": 1_700_000_000}, "Timestamp outside the tolerance zone"),
        ({"secret": "whsec_other"}, "No signatures found matching"),
        ({"signed": False}, "Stripe-Signature|header|signature"),
    ],
)
def test_stale_wrong_and_missing_signatures(site: Site, forged: dict[str, object], words: str) -> None:
    site.control("webhooks", {"mode": "never"})
    site.intent()
    event = site.client.v1.events.list().data[0]
    site.control(f"events/{event.id}/replay", forged)
    site.receiver.wait(lambda: len(site.receiver.problems) == 1)
    assert site.receiver.events == []
    assert re.search(words, site.receiver.problems[0])


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("webhooks", {"mode": "sideways"}, "mode must be one of"),
        ("webhooks", {"made": "late"}, "Unknown: made"),
        ("faults", {"fault": "gremlins"}, "fault must be one of"),
        ("faults", {"fault": "slow", "seconds": 3}, "Unknown: seconds"),
        ("events/evt_none/replay", {}, "No event evt_none"),
        ("nonsense", {}, "No such control"),
    ],
)
def test_controls_say_what_is_wrong(site: Site, path: str, body: dict[str, object], words: str) -> None:
    assert words in site.control(path, body)["error"]


def test_reset_forgets_everything(site: Site) -> None:
    site.paid()
    site.control("webhooks", {"mode": "never"})
    site.control("faults", {"fault": "error_500"})
    assert site.control("reset", {}) == {"reset": True}
    assert site.client.v1.payment_intents.list().data == []
    assert site.control("faults") == {"faults": []}
    site.intent()
    site.receiver.wait(lambda: "payment_intent.created" in site.receiver.types)
