"""Price cases: kept from a try, a quote or a file; checked against any rules; told line by line; the command."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import SpecialtyItem, Zone
from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.models import PriceCase, Rule, RuleSet
from pricing_rules.operations.cases import run_cases
from pricing_rules.operations.cases_exchange import export_cases, import_cases
from pricing_rules.operations.cases_keeping import CaseRefused, Expected, accept_price, keep_case, keep_quote
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules
from pricing_rules.queries import draft_rules
from pricing_rules.quoting.errors import RequestErrors

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
SATURDAY: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def keep(**changes: Any) -> PriceCase:
    return keep_case(**{"request": SATURDAY, "actor": SYSTEM, "now": NOW, **changes})


def checked() -> dict[str, tuple[str, ...]]:
    """What differs of each case, by its name, against the draft; a passing case differs in nothing."""
    return {result.case.name: result.differences for result in run_cases(draft_rules(), now=NOW)}


def test_a_case_is_kept_with_the_live_price_and_the_moment_pinned(seeded: None) -> None:
    case = keep()
    assert case.name == "Standard mini move, New York 10024 to Sagaponack 11962, Saturday, June 27, 8–11 AM"
    assert case.request["quoted_at"] == NOW.isoformat()
    assert case.expected_total_cents == 198_375
    assert [(line["code"], line["cents"]) for line in case.expected_lines or ()] == [
        ("mini_move.standard", 172_500),
        ("weekend-mini-move", 25_875),
    ]
    assert checked() == {case.name: ()}
    assert keep().name == f"{case.name} (2)"
    assert AuditEntry.objects.filter(verb="price_case.kept").count() == 2


def test_the_live_price_is_proposed_and_not_the_drafts(seeded: None) -> None:
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    case = keep(name="Saturday")
    assert case.expected_total_cents == 198_375
    assert checked() == {
        "Saturday": (
            "“Weekend”: expected $258.75, but it is not there",
            "Total: expected $1,983.75, got $1,725.00, $258.75 less",
        )
    }


def test_what_differs_is_told_line_by_line(seeded: None) -> None:
    keep(name="Saturday")
    Rule.objects.filter(slug="weekend-mini-move").update(
        actions=[{"name": "add_percent", "params": {"percent": 20, "label": "Weekend"}}]
    )
    Rule.objects.filter(slug="summer-friday").update(
        active=True, conditions={"all": [{"name": "seasons", "operator": "contains", "value": "summer"}]}
    )
    assert checked()["Saturday"] == (
        "“Weekend”: expected $258.75, got $345.00",
        "“Summer Friday”: not expected, but there with $172.50",
        "Total: expected $1,983.75, got $2,242.50, $258.75 more",
    )


def test_a_case_may_expect_the_total_alone_or_lines_alone(seeded: None) -> None:
    keep(name="total", expected=Expected(198_375))
    keep(name="lines", expected=Expected(None, [{"code": "mini_move.standard", "cents": 1, "label": ""}]))
    assert checked() == {
        "total": (),
        "lines": (
            "“Standard mini move”: expected $0.01, got $1,725.00",
            "“Weekend”: not expected, but there with $258.75",
        ),
    }
    with pytest.raises(CaseRefused, match="give at least one"):
        keep(expected=Expected(None))
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceCase.objects.create(name="nothing", request={}, created_at=NOW, changed_at=NOW)


def test_a_case_that_is_off_is_not_checked(seeded: None) -> None:
    keep(name="off", active=False)
    assert checked() == {}


def test_a_new_price_list_moves_no_case(seeded: None) -> None:
    keep(name="Saturday")
    later = NOW + timedelta(days=400)
    (result,) = run_cases(draft_rules(), now=later)
    assert result.passed


def test_a_case_whose_item_is_off_the_list_or_whose_zone_is_gone_fails_in_words(seeded: None) -> None:
    keep(name="surf", request={**SATURDAY, "specialty_items": {"surfboard": 1}})
    keep(name="montauk", request={**SATURDAY, "dropoff": {"zip": "11954"}})
    SpecialtyItem.objects.filter(code="specialty.surfboard").update(active=False)
    SpecialtyItem.objects.get(code="specialty.surfboard").save()
    Zone.objects.filter(code="east_end_far").delete()
    found = checked()
    assert "no longer be booked" in found["surf"][0]
    assert "specialty_items.surfboard" in found["surf"][0]
    assert "“Amagansett & Montauk”: expected $120.00, but it is not there" in found["montauk"]


def test_rules_that_cannot_be_read_or_evaluated_fail_every_case_in_words(seeded: None) -> None:
    keep(name="Saturday")
    Rule.objects.filter(slug="holiday").update(conditions={"all": [{"name": "mood", "operator": "is_true"}]})
    (words,) = checked()["Saturday"]
    assert words.startswith("The rule holiday cannot be read")
    (result,) = run_cases(draft_rules(), now=NOW)
    assert (result.passed, result.got) == (False, None)


def test_a_stored_quote_is_kept_in_one_act(seeded: None) -> None:
    quote = store(SATURDAY, actor=SYSTEM, now=NOW)
    case = keep_quote(quote, actor=SYSTEM, now=NOW + timedelta(hours=3))
    assert case.quote == quote
    assert case.request["quoted_at"] == NOW.isoformat()
    assert checked() == {case.name: ()}


def test_names_are_unique_and_faulty_requests_refused(seeded: None) -> None:
    keep(name="Saturday")
    with pytest.raises(CaseRefused, match="called “Saturday” already"):
        keep(name=" Saturday ")
    with pytest.raises(CaseRefused, match="a name of 1 to 200"):
        keep(name="x" * 201)
    with pytest.raises(RequestErrors):
        keep(request={**SATURDAY, "package": "giant"})
    assert PriceCase.objects.count() == 1


def test_a_new_price_is_accepted_with_a_reason_that_stays(seeded: None) -> None:
    case = keep(name="Saturday")
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    (result,) = run_cases(draft_rules(), now=NOW)
    got = Expected(result.got, result.got_lines)
    with pytest.raises(CaseRefused, match="Say why"):
        accept_price(case, expected=got, reason=" ", actor=SYSTEM, now=NOW)
    accepted = accept_price(case, expected=got, reason="No weekends this June", actor=SYSTEM, now=NOW)
    assert (accepted.expected_total_cents, len(accepted.expected_lines or ())) == (172_500, 1)
    assert checked() == {"Saturday": ()}
    assert accepted.history.first().history_change_reason == "No weekends this June"
    assert AuditEntry.objects.get(verb="price_case.accepted").data == {
        "before": 198_375,
        "after": 172_500,
        "reason": "No weekends this June",
    }


def test_only_what_a_case_compares_is_taken_over(seeded: None) -> None:
    case = keep(name="total", expected=Expected(1))
    accepted = accept_price(case, expected=Expected(198_375, []), reason="So it is", actor=SYSTEM, now=NOW)
    assert (accepted.expected_total_cents, accepted.expected_lines) == (198_375, None)


def file_of(*lines: object) -> io.BytesIO:
    return io.BytesIO("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode())


def test_cases_come_in_as_json_lines_and_go_out_the_same(seeded: None) -> None:
    case = {
        "name": "Saturday",
        "note": "The commonest",
        "request": SATURDAY,
        "expected_total_cents": 198_375,
        "expected_lines": [{"code": "mini_move.standard", "cents": 172_500}, {"code": "x", "cents": 1}],
    }
    done = import_cases(file_of(SATURDAY, "", case), actor=SYSTEM, now=NOW)
    assert (len(done.cases), done.problems) == (2, ())
    assert checked()["Saturday"] == ("x: expected $0.01, but it is not there",
                                     "“Weekend”: not expected, but there with $258.75")  # fmt: skip
    out = "".join(export_cases(PriceCase.objects.all(), actor=SYSTEM, now=NOW))
    before = list(PriceCase.objects.values_list("name", "request", "expected_total_cents", "expected_lines"))
    PriceCase.objects.all().delete()
    again = import_cases(io.BytesIO(out.encode()), actor=SYSTEM, now=NOW + timedelta(days=1))
    assert again.problems == ()
    assert list(PriceCase.objects.values_list("name", "request", "expected_total_cents", "expected_lines")) == before


FAULTY = (
    ("nonsense", "The line is not JSON"),
    ("[1]", "must be a JSON object"),
    ('{"service": "mini_move"}', "package: Choose a size"),
    ({"request": SATURDAY, "total": 5}, "A price case has no “total”"),
    ({"request": []}, "request: give a quote request"),
    ({"request": SATURDAY, "name": 5}, "name: give a text"),
    ({"request": SATURDAY, "active": "yes"}, "active: give true or false"),
    ({"request": SATURDAY, "expected_total_cents": 19.5}, "expected_total_cents: give whole cents"),
    ({"request": SATURDAY, "expected_total_cents": 10**13}, "expected_total_cents: give whole cents"),
    ({"request": SATURDAY, "expected_lines": {}}, "expected_lines: give a list"),
    ({"request": SATURDAY, "expected_lines": [{"code": "a"}]}, r"expected_lines[0]: give both"),
    ({"request": SATURDAY, "expected_lines": [{"sum": 1}]}, r"expected_lines[0]: give an object"),
    ({"request": SATURDAY, "expected_lines": [{"code": "a", "cents": 1}] * 2}, "a is there twice"),
    ({"request": SATURDAY, "name": "taken"}, "called “taken” already"),
)


def test_faulty_lines_keep_the_whole_file_out_and_each_says_why(seeded: None) -> None:
    keep(name="taken")
    done = import_cases(file_of(SATURDAY, *(line for line, _ in FAULTY)), actor=SYSTEM, now=NOW)
    assert done.cases == ()
    assert [problem.line for problem in done.problems] == list(range(2, len(FAULTY) + 2))
    for (_, words), problem in zip(FAULTY, done.problems, strict=True):
        assert words in problem.message
    assert PriceCase.objects.count() == 1


def test_two_hundred_cases_share_one_reading_of_rules_and_catalogue(seeded: None) -> None:
    case = keep(name="Saturday")
    cases = [PriceCase(name=str(n), request=case.request, expected_total_cents=198_375) for n in range(200)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        results = run_cases(draft_rules(), now=NOW, cases=cases)
    assert len(results) == 200
    assert all(result.passed for result in results)
    assert len(queries) <= 4


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("check_prices", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_fails_and_ends_with_an_error(seeded: None) -> None:
    assert "no price case" in run()
    keep(name="Saturday")
    keep(name="Tuesday", request={**SATURDAY, "pickup_date": "2026-06-30"})
    assert "2 of 2 pass." in run()
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 price case fails") as ended:
        call_command("check_prices", stdout=out)
    assert ended.value.returncode == 1
    told = out.getvalue()
    assert "Price cases against the draft" in told
    assert "FAIL  Saturday: $1,725.00\n      “Weekend”: expected $258.75, but it is not there" in told
    assert "pass  Tuesday: $1,725.00" in told
    assert "Price cases against rule set 1" in run("--rule-set", "1")
    assert "2 of 2 pass." in run("--rule-set", "live")
    for unknown in ("7", "x", "-1", "9999999999"):
        with pytest.raises(CommandError, match="There is no rule set"):
            run("--rule-set", unknown)
    assert RuleSet.objects.count() == 1
