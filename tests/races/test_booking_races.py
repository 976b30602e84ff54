"""No place is sold twice, no form books twice, no money moves twice, however many processes try at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import ROOT, Database


@pytest.fixture(scope="module")
def seen(house_database: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": house_database.copy(),
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    folder: Path = tmp_path_factory.mktemp("drill")
    command = [sys.executable, "-m", "tests.races.booking_drill", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "locked" not in done.stderr
    return dict(json.loads((folder / "seen.json").read_text()))


def test_twenty_buyers_for_the_last_four_places(seen: dict[str, Any]) -> None:
    race = seen["last_places"]
    assert race["ends"] == {"pending": 4, "sold_out": 16}
    assert race["bookings"] == race["numbers"] == 6
    assert race["oversold"] == []


def test_one_form_sent_eight_times_for_the_last_place_is_one_booking(seen: dict[str, Any]) -> None:
    assert seen["one_key"] == {"different": 1, "found": 1, "oversold": []}


def test_one_key_with_two_bodies_is_one_booking_and_conflicts(seen: dict[str, Any]) -> None:
    assert seen["one_key_two_bodies"] == {"refused": 4, "different": 1}


def test_a_start_and_a_cancellation_cannot_both_win(seen: dict[str, Any]) -> None:
    race = seen["start_or_cancel"]
    assert race["ends"] == {race["state"]: 1, "transition": 7}
    assert race["state"] in ("in_progress", "cancelled")


def test_one_success_told_by_many_is_one_charge_one_receipt_one_job(seen: dict[str, Any]) -> None:
    race = seen["told_by_many"]
    assert race == {"ends": {"succeeded": 8}, "ledger": ["charge", "fee"], "receipts": 1, "taken in": 1}


def test_four_late_payments_for_one_place_confirm_one_and_return_three(seen: dict[str, Any]) -> None:
    race = seen["late_money"]
    assert race["ends"] == {"confirmed": 1, "returned": 3}
    assert race["states"] == {"confirmed": 1, "expired": 3}
    assert race["refunds"] == 3
    assert race["oversold"] == []


def test_a_booking_that_is_being_taken_up_under_another_quote_is_found_by_whoever_waits_for_it(
    seen: dict[str, Any],
) -> None:
    race = seen["told_while_taken_up"]
    assert race == {"ends": {"taken up": 1, "canceled": 3}, "state": "pending"}


def test_refunds_together_stay_within_what_was_captured(seen: dict[str, Any]) -> None:
    assert seen["refunds_together"] == {"ends": {"owed": 2, "refund_too_large": 6}}


def test_numbers_are_different_and_rise(seen: dict[str, Any]) -> None:
    assert seen["numbers_rise"] == {"different": 60, "each rises": True}
