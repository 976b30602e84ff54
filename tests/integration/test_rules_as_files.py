"""Rules as files: what goes out comes in unchanged, a look comes first, and nothing is ever half taken in."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.operations import seed_catalogue
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.spreadsheets.reading import read_table
from foundation.spreadsheets.writing import csv_lines, xlsx_bytes
from pricing_rules.models import Rule, RuleSet
from pricing_rules.operations.drafting import save_rule
from pricing_rules.operations.exchange import (
    MOST_BYTES,
    FileRefused,
    RulesRefused,
    give_out,
    plan,
    read_rules,
    take_in,
)
from pricing_rules.operations.refusals import LookAgain
from pricing_rules.operations.seed import seed_rules
from pricing_rules.operations.simple_rules import COLUMNS, as_rows, from_table
from pricing_rules.queries import draft_digest, draft_rules, vocabulary_at
from tests.staff_forms import client_of

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
JULY_FOURTH: dict[str, Any] = {
    "slug": "july-fourth",
    "name": "July 4th weekend",
    "conditions": {"all": [{"name": "dropoff_town", "operator": "is_east_of", "value": "southampton"}]},
    "actions": [{"name": "add_amount", "params": {"amount_cents": 15000, "label": "July 4th"}}],
}
IMPORT = "admin:pricing_rules_rule_import"
EXPORT = "admin:pricing_rules_rule_export"


@pytest.fixture
def manager(db: None) -> Actor:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)
    user = create_staff(email="nina@example.com", full_name="Nina", roles=["Manager"], actor=SYSTEM, now=NOW)
    return Actor(user.pk, "Nina", "admin")


def as_file(*rules: Any) -> bytes:
    return json.dumps(list(rules)).encode()


def changed(**changes: Any) -> dict[str, Any]:
    return {**JULY_FOURTH, **changes}


# JSON ------------------------------------------------------------------------------------------------------


def test_what_goes_out_and_comes_in_again_changes_nothing(manager: Actor) -> None:
    draft = draft_rules()
    text = give_out(None, actor=manager, now=NOW)
    assert AuditEntry.objects.get(verb="draft.exported").data == {"rules": 13, "form": "json"}
    for replace in (False, True):
        planned = plan(read_rules(text.encode()), replace=replace, now=NOW)
        assert (planned.found, planned.rules, planned.same) == ((), 13, 13)
    take_in(read_rules(text.encode()), replace=True, source="x", actor=manager, now=NOW, seen=None)
    assert draft_rules() == draft
    assert set(Rule.objects.values_list("version", flat=True)) == {1}
    published = give_out(RuleSet.objects.get(), actor=manager, now=NOW)
    assert read_rules(published.encode()) == RuleSet.objects.get().rules


def test_merging_adds_and_changes_and_leaves_the_others(manager: Actor) -> None:
    holiday = {**Rule.objects.get(slug="holiday").as_json(), "name": "Feasts"}
    rules = read_rules(as_file(JULY_FOURTH, holiday))
    planned = plan(rules, replace=False, now=NOW)
    assert [(one.slug, one.kind) for one in planned.found] == [("holiday", "changed"), ("july-fourth", "added")]
    assert Rule.objects.count() == 13  # a look writes nothing
    take_in(rules, replace=False, source="rules.json", actor=manager, now=NOW, seen=draft_digest())
    assert Rule.objects.count() == 14
    assert Rule.objects.get(slug="holiday").version == 2
    data = AuditEntry.objects.get(verb="draft.imported").data
    assert (data["source"], data["before"]["holiday"]["name"], data["after"]["holiday"]["name"]) == (
        "rules.json", "Holiday", "Feasts",
    )  # fmt: skip


def test_replacing_leaves_the_rules_of_the_file_alone(manager: Actor) -> None:
    take_in(read_rules(as_file(JULY_FOURTH)), replace=True, source="x", actor=manager, now=NOW, seen=None)
    assert [rule.slug for rule in Rule.objects.all()] == ["july-fourth"]
    assert Rule.history.filter(history_type="-").count() == 13
    assert RuleSet.objects.count() == 1  # customers notice nothing


def test_a_draft_that_changed_since_the_look_is_not_written_over(manager: Actor) -> None:
    seen = draft_digest()
    Rule.objects.filter(slug="holiday").update(name="Somebody else's")
    with pytest.raises(LookAgain):
        take_in(read_rules(as_file(JULY_FOURTH)), replace=True, source="x", actor=manager, now=NOW, seen=seen)
    assert Rule.objects.count() == 13


def test_who_may_not_change_rules_takes_nothing_in(manager: Actor) -> None:
    user = create_staff(email="vi@example.com", full_name="Vi", roles=["Viewer"], actor=SYSTEM, now=NOW)
    with pytest.raises(PermissionDenied):
        take_in(
            read_rules(as_file(JULY_FOURTH)), replace=False, source="x", actor=Actor(user.pk, "Vi", "admin"), now=NOW,
            seen=None,
        )  # fmt: skip
    assert Rule.objects.count() == 13


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[" + b" " * MOST_BYTES + b"]", "5.0 MB; at most 5 MB"),
        (b"", "is empty"),
        (b"  <!doctype html><html>", "a web page"),
        (b"PK\x03\x04workbook", "is a workbook"),
        (b"\xff\xfe[\x00", "not UTF-8"),
        (b'[{"slug": "a",]', "is not JSON: .* in line 1, column"),
        (b"[" * 100_000, "nested without end"),
        (b'[{"priority": NaN}]', "NaN is no number"),
        (b'[{"slug": "a", "slug": "b"}]', "“slug” stands twice"),
        (b'{"rules": []}', "must hold a list"),
        (b"[]", "there is nothing to take in"),
        (b"[" + b"1," * 5_000 + b"1]", "5,001 rules; at most 5,000"),
    ],
)
def test_a_file_that_holds_no_rules_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        read_rules(data)


def nested(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = {"name": "is_weekend", "operator": "is_true"}
    for _ in range(levels):
        node = {"any": [node]}
    return node


@pytest.mark.parametrize(
    ("rules", "path", "where", "words"),
    [
        ([7], "rules[0]", "", "as an object"),
        ([changed(colour="red")], "rules[0].colour", "July 4th", "no “colour”"),
        ([JULY_FOURTH, changed(slug="b", conditions={"all": [{"name": "mood", "operator": "is_true"}]})],
         "rules[1].conditions.all[0].name", "(b)", "No fact is called “mood”"),
        ([changed(conditions={"all": [{"name": "__class__", "operator": "is_set"}]})],
         "rules[0].conditions.all[0].name", "July", "No fact is called"),
        ([changed(conditions={"all": [{"name": "is_weekend", "operator": "_secret"}]})],
         "rules[0].conditions.all[0].operator", "July", "cannot be asked"),
        ([changed(conditions={"all": [{"name": "dropoff_zones", "operator": "contains", "value": "atlantis"}]})],
         "rules[0].conditions.all[0].value", "July", "no choice “atlantis”"),
        ([changed(conditions=nested(7))], "rules[0].conditions.any[0].any[0].any[0].any[0].any[0].any", "July",
         "at most 5 levels"),
        ([changed(actions=[{"name": "add_percent", "params": {"percent": 1000, "label": "x"}}])],
         "rules[0].actions[0].params.percent", "July", "0 to 100"),
        ([changed(actions=[{"name": "add_amount", "params": {"amount_cents": -1, "label": "x"}}])],
         "rules[0].actions[0].params.amount_cents", "July", "use a discount"),
        ([changed(slug="Not A Slug")], "rules[0].slug", "July", "letters, digits and hyphens"),
        ([JULY_FOURTH, JULY_FOURTH], "rules[1].slug", "July", "Two rules have the slug"),
        ([changed(name="A\u0000B")], "rules[0]", "", "no text has"),
        ([changed(name="\ud800")], "rules[0]", "", "no text has"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_rule_and_place_and_nothing_is_taken_in(
    manager: Actor, rules: list[Any], path: str, where: str, words: str
) -> None:
    before = draft_rules()
    with pytest.raises(RulesRefused, match="Nothing was taken in") as refused:
        take_in(read_rules(json.dumps(rules).encode()), replace=False, source="x", actor=manager, now=NOW, seen=None)
    found = [one for one in refused.value.refusals if one.path == path]
    assert found, refused.value.refusals
    assert where in found[0].where
    assert words in found[0].message
    assert draft_rules() == before


def test_a_group_that_would_act_in_two_phases_with_the_draft_is_refused(manager: Actor) -> None:
    save_rule(rule_json=changed(group="dates"), slug=None, version=None, actor=manager, now=NOW)
    check = changed(slug="b", group="dates", actions=[{"name": "require_approval", "params": {"reason": "See"}}])
    with pytest.raises(RulesRefused) as refused:
        plan(read_rules(as_file(check)), replace=False, now=NOW)
    assert refused.value.refusals[0].path == "rules[0].group"
    assert plan(read_rules(as_file(check)), replace=True, now=NOW).rules == 1


# Tables ----------------------------------------------------------------------------------------------------


def test_simple_rules_go_through_a_table_and_back_unchanged(manager: Actor) -> None:
    vocabulary = vocabulary_at(NOW)
    sorted_rules = as_rows(draft_rules(), vocabulary)
    names = {row[COLUMNS.index("code")] for row in sorted_rules.rows}
    assert names >= {"weekend-delivery", "weekend-mini-move", "holiday", "summer-friday", "early-bird"}
    assert dict(sorted_rules.left_out)["Hamptons to Hamptons"] == "it does something else than make one line"
    table = (COLUMNS, *sorted_rules.rows)
    for data in ("".join(csv_lines(table)).encode(), xlsx_bytes("Rules", table)):
        rules = from_table(read_table(data, most_rows=100), draft_rules(), vocabulary)
        assert len(rules) == len(sorted_rules.rows)
        assert plan(rules, replace=False, now=NOW).found == ()


def table_of(*rows: dict[str, Any]) -> bytes:
    return "".join(csv_lines([COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)])).encode()


ROW: dict[str, Any] = {
    "code": "late", "name": "Late pickup", "fact_1": "window_start", "operator_1": "is after", "value_1": "8:00",
    "fact_2": "service", "operator_2": "is one of", "value_2": "mini_move; standard_delivery",
    "action": "Add an amount", "amount": "$75", "label": "Late",
}  # fmt: skip


def test_a_row_is_a_rule_in_dollars_and_words(manager: Actor) -> None:
    (rule,) = from_table(read_table(table_of(ROW), most_rows=10), [], vocabulary_at(NOW))
    assert rule["conditions"] == {
        "all": [
            {"name": "window_start", "operator": "after", "value": "08:00"},
            {"name": "service", "operator": "is_one_of", "value": ["mini_move", "standard_delivery"]},
        ]
    }
    assert rule["actions"] == [{"name": "add_amount", "params": {"amount_cents": 7500, "label": "Late"}}]
    assert rule["active"] is True


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"value_1": "noon"}, "value_1", "like 08:00"),
        ({"fact_2": "mood"}, "fact_2", "No fact is called “mood”"),
        ({"operator_2": "smells like"}, "operator_2", "cannot be asked"),
        ({"amount": "lots"}, "amount", "whole cents"),
        ({"on": "perhaps"}, "on", "true or false"),
        ({"action": "Dance"}, "action", ""),
        ({"name": ""}, "name", ""),
        ({"from": "July"}, "from", "like 2027-06-26"),
    ],
)
def test_a_row_that_is_wrong_is_named_with_its_column(
    manager: Actor, change: dict[str, Any], column: str, words: str
) -> None:
    with pytest.raises(RulesRefused) as refused:
        from_table(read_table(table_of(ROW, {**ROW, "code": "b", **change}), most_rows=10), [], vocabulary_at(NOW))
    assert [(one.where, one.path) for one in refused.value.refusals] == [("Row 3", column)]
    assert words in refused.value.refusals[0].message


def test_a_row_does_not_flatten_a_rule_that_is_not_simple(manager: Actor) -> None:
    with pytest.raises(RulesRefused) as refused:
        from_table(read_table(table_of({**ROW, "code": "ct-nj"}), most_rows=10), draft_rules(), vocabulary_at(NOW))
    assert "not simple (its conditions are grouped)" in refused.value.refusals[0].message


def test_unknown_and_missing_columns_are_named(manager: Actor) -> None:
    for head, words in ((b"code,colour\nx,red\n", "“colour”"), (b"code,name\nx,y\n", "“fact_1” is missing")):
        with pytest.raises(FileRefused, match=words):
            from_table(read_table(head, most_rows=10), [], vocabulary_at(NOW))


# The pages -------------------------------------------------------------------------------------------------


def upload(client: Client, data: bytes, name: str = "rules.json", mode: str = "merge") -> Any:
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, data), "mode": mode})


def test_a_file_is_looked_at_and_then_taken_in(manager: Actor) -> None:
    client = client_of("Manager", now=NOW)
    look = upload(client, as_file(JULY_FOURTH), mode="replace")
    text = look.content.decode()
    assert "14 rules of the draft would change" in text
    assert "Replace the draft" in text
    assert Rule.objects.count() == 13
    done = client.post(reverse(IMPORT), {"kept": look.context["kept"]})
    assert done.url == reverse("admin:pricing_rules_rule_changelist")
    assert [rule.slug for rule in Rule.objects.all()] == ["july-fourth"]
    again = client.post(reverse(IMPORT), {"kept": look.context["kept"]})
    assert "changed since you opened this page" in again.content.decode()


def test_what_was_looked_at_cannot_be_forged_or_taken_over(manager: Actor) -> None:
    look = upload(client_of("Manager", now=NOW), as_file(JULY_FOURTH))
    administrator = client_of("Administrator", now=NOW)
    assert administrator.post(reverse(IMPORT), {"kept": look.context["kept"]}).status_code == 403
    forged = administrator.post(reverse(IMPORT), {"kept": look.context["kept"][:-3] + "abc"})
    assert "Choose the file again" in forged.content.decode()
    assert Rule.objects.count() == 13


def test_bad_files_are_told_on_the_page(manager: Actor) -> None:
    client = client_of("Manager", now=NOW)
    for data, name, words in (
        (b" " * (50 * 1024 * 1024), "rules.json", "50.0 MB; at most 5 MB"),
        (b"<html>", "rules.json", "a web page"),
        (b"<html>", "rules.csv", "a web page"),
        (b"PK\x03\x04", "rules.xlsx", "damaged"),
        (as_file(changed(colour="red")), "rules.json", "rules[0].colour"),
        (rb'[{"slug": "half", "name": "half \ud800 of one"}]', "rules.json", "“half ? of one” (half)"),
        (rb'[{"\ud800": 1, "\ud800": 2}]', "rules.json", "the key “?” stands twice"),
        (table_of({**ROW, "amount": "lots"}), "rules.csv", "Row 2"),
    ):
        page = upload(client, data, name)
        assert page.status_code == 200
        assert "Nothing was taken in" in page.content.decode()
        assert words in page.content.decode()
    assert Rule.objects.count() == 13


def test_names_are_text_on_the_page_and_in_the_table(manager: Actor) -> None:
    client = client_of("Manager", now=NOW)
    evil = changed(name="=HYPERLINK(1)", note="<script>alert(1)</script>")
    save_rule(rule_json=evil, slug=None, version=None, actor=manager, now=NOW)
    assert "<script>alert" not in upload(client, as_file({**evil, "priority": 3})).content.decode()
    workbook = client.get(reverse(EXPORT), {"form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.content)).active
    cells = {str(cell.value): cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells["'=HYPERLINK(1)"] == "s"
    csv = b"".join(client.get(reverse(EXPORT), {"form": "csv"})).decode()
    assert ",'=HYPERLINK(1)," in csv


def test_downloads_are_named_and_say_what_the_table_leaves_out(manager: Actor) -> None:
    client = client_of("Viewer", now=NOW)
    page = client.get(reverse(EXPORT)).content.decode()
    assert "The JSON file has them" in page
    answer = client.get(reverse(EXPORT), {"set": "1", "form": "json"})
    assert answer["Content-Disposition"] == 'attachment; filename="totetaxi-rule-set-1.json"'
    assert json.loads(answer.content) == RuleSet.objects.get().rules
    assert client.get(reverse(EXPORT), {"set": "99"}).status_code == 404
    assert client.get(reverse(EXPORT), {"set": "x"}).status_code == 404
    assert client.get(reverse(IMPORT)).status_code == 403
    assert client_of("Marketing", now=NOW).get(reverse(EXPORT)).status_code == 403
