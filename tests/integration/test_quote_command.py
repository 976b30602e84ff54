"""`manage.py quote`: JSON lines in and out, other rule sets, and everything a pipe can be fed with."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ClosedDate, Van
from catalog.operations import seed_catalogue
from pricing_rules.models import Quote, Rule
from pricing_rules.operations.seed import seed_rules
from pricing_rules.quoting.json_lines import LONGEST_LINE

AT = "2026-06-01T10:00:00-04:00"
NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
STANDARD: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
    "quoted_at": AT,
}


@pytest.fixture
def ask(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)

    def run(*requests: Any, options: tuple[str, ...] = ()) -> list[Any]:
        fed = b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in requests)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(fed)))
        call_command("quote", *options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def messages(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer["errors"]]


def test_the_answer_is_the_contracts(ask: Any) -> None:
    [answer] = ask(STANDARD)
    assert list(answer) == [
        "total_cents", "base_cents", "lines", "approval", "coi", "unavailable", "notes", "versions", "expires_at",
    ]  # fmt: skip
    assert answer["total_cents"] == 198375
    assert answer["coi"] == {"required": False, "included": True, "reasons": []}
    assert answer["unavailable"] == {"is": False, "messages": []}
    assert answer["versions"] == {"price_list": 25, "rule_set": 1}
    assert answer["expires_at"] == "2026-06-02T14:00:00+00:00"
    assert not Quote.objects.exists()


def test_one_answer_a_line_in_order_blank_lines_left_out(ask: Any) -> None:
    answers = ask(STANDARD, b"", {"service": "b2b"}, b"   ", {"service": "piano"}, {**STANDARD, "package": "petite"})
    assert [answer.get("total_cents") for answer in answers] == [198375, 0, None, 114425]
    assert messages(answers[2]) == [("service", "choice")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "not JSON"),
        (b"hello", "not JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"service": "b2b", "estimated_hours": NaN}', "NaN is no JSON number"),
        (b'{"service": "b2b", "estimated_hours": -Infinity}', "no JSON number"),
        (b'{"service": "b2b", "service": "mini_move"}', "twice"),
        (b'{"service": "' + b"x" * 5_000_000 + b'"}', f"at most {LONGEST_LINE:,} bytes"),
        (b"x" * (2 * LONGEST_LINE), "at most"),
    ],
    ids=["half", "text", "bytes", "deep list", "deep object", "NaN", "infinity", "twice", "5 MB", "2 MB"],
)
def test_a_bad_line_is_answered_and_the_next_one_priced(ask: Any, line: bytes, words: str) -> None:
    bad, good = ask(line, STANDARD)
    assert messages(bad) == [("", "type")]
    assert words in bad["errors"][0]["message"]
    assert good["total_cents"] == 198375


@pytest.mark.parametrize("value", [0, "text", None, True, [], 1e400, [[]]])
def test_json_that_is_no_request_is_answered(ask: Any, value: Any) -> None:
    line = b"1e400" if value == 1e400 else json.dumps(value).encode()
    [answer] = ask(line)
    assert messages(answer) == [("", "type")]


def test_strange_texts_come_back_as_errors(ask: Any) -> None:
    [answer] = ask({**STANDARD, "package": "p\x00\ud800🚚", "pickup": {"zip": "\x00"}})
    assert messages(answer) == [("package", "choice"), ("pickup.zip", "unknown")]


def test_facts_are_added_on_request(ask: Any) -> None:
    [answer] = ask({**STANDARD, "estimated_hours": 2.5}, options=("--facts",))
    facts = answer["facts"]
    assert (facts["weekday"], facts["pickup_date"], facts["window_start"]) == ("saturday", "2026-06-27", "08:00")
    assert facts["pickup_zones"] == ["manhattan", "near_area"]
    assert facts["estimated_hours"] == 2.5


def test_the_draft_and_any_number_can_be_asked(ask: Any) -> None:
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    [draft] = ask(STANDARD, options=("--rule-set", "draft"))
    [first] = ask(STANDARD, options=("--rule-set", "1"))
    assert (draft["total_cents"], draft["versions"]["rule_set"]) == (172500, None)
    assert (first["total_cents"], first["versions"]["rule_set"]) == (198375, 1)


def test_rules_of_a_file_can_be_asked(ask: Any, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps([
        {
            "slug": "stairs", "name": "Stairs",
            "conditions": {"all": [{"name": "answer_pickup_floor", "operator": "greater_than", "value": 1}]},
            "actions": [{"name": "add_per_unit", "params": {"unit": "answer_pickup_floor", "amount_cents": 2500,
                                                            "above": 1, "label": "Stairs"}}],
            "reason": "The pickup is upstairs",
        },
        {
            "slug": "vip", "name": "VIP",
            "conditions": {"all": [{"name": "is_vip", "operator": "is_true"}]},
            "actions": [{"name": "discount_percent", "params": {"percent": 5, "label": "VIP"}}],
            "reason": "Thanks",
        },
    ]))  # fmt: skip
    request = {**STANDARD, "answers": {"pickup_floor": 4}, "customer": {"is_vip": True}}
    [answer] = ask(request, options=("--rules", str(rules)))
    # 172500 + 3 × 2500 = 180000; 5 % of that is 9000
    assert [(line["code"], line["amount_cents"]) for line in answer["lines"]] == [
        ("mini_move.standard", 172500),
        ("stairs", 7500),
        ("vip", -9000),
    ]
    assert answer["total_cents"] == 171000
    assert "PERSONAL DATA" in answer["notes"][-1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ("{}", "Give a list of rules"),
        ('[{"slug": "x"}]', "A rule needs name"),
        (None, "cannot be read"),
    ],
)
def test_a_file_of_rules_that_cannot_be_used_ends_in_a_sentence(
    ask: Any, tmp_path: Path, content: str | None, words: str
) -> None:
    rules = tmp_path / "rules.json"
    if content is not None:
        rules.write_text(content)
    with pytest.raises(CommandError, match=words):
        ask(STANDARD, options=("--rules", str(rules)))


@pytest.mark.parametrize("number", ["7", "x", "-1"])
def test_a_rule_set_that_is_not_there_ends_in_a_sentence(ask: Any, number: str) -> None:
    with pytest.raises(CommandError, match="no rule set"):
        ask(STANDARD, options=(f"--rule-set={number}",))


def test_a_closed_date_and_a_day_without_vans_have_a_price_and_cannot_be_sold(ask: Any) -> None:
    ClosedDate.objects.create(date="2026-06-27", reason="Staff day.")
    [closed] = ask(STANDARD)
    assert closed["total_cents"] == 198375
    assert closed["unavailable"]["is"]
    assert "We are closed on Saturday, June 27: Staff day. Choose" in closed["unavailable"]["messages"][0]
    Van.objects.all().delete()
    [full] = ask({**STANDARD, "pickup_date": "2026-06-30"})
    assert (full["total_cents"], full["unavailable"]["is"]) == (172500, True)
    assert "None of our vans drives" in full["unavailable"]["messages"][0]


def test_whoever_stops_reading_hears_no_complaint(ask: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

        def fileno(self) -> int:
            return thrown_away.fileno()

    with (tmp_path / "out").open("w") as thrown_away:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}\n{}\n")))
        monkeypatch.setattr("sys.stdout", Gone())
        call_command("quote")
