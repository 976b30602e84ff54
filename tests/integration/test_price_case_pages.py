"""Price cases in the admin: the list, one case with expected beside got, keeping, accepting, files, rights."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.models import PriceCase, Rule
from pricing_rules.operations.cases_keeping import Expected, keep_case
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
SATURDAY = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}
FORM = {
    "case-name": "Saturday out east",
    "case-note": "",
    "case-total": "",
    "case-compares": "both",
    "case-active": "on",
    "try-service": "mini_move",
    "try-package": "standard",
    "try-pickup": "10024",
    "try-dropoff": "11962",
    "try-pickup_date": "2026-06-27",
    "try-quoted_at": "2026-06-01T10:00",
}
LIST = "/admin/pricing_rules/pricecase/"


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


@pytest.fixture
def manager(seeded: None) -> Client:
    return client_of("Manager", now=NOW)


def kept(name: str = "Saturday") -> PriceCase:
    return keep_case(request=SATURDAY, name=name, actor=SYSTEM, now=NOW)


def no_weekends() -> None:
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)


def page_of(case: PriceCase) -> str:
    return f"{LIST}{case.pk}/change/"


def test_the_list_says_how_each_case_comes_out_against_the_draft(manager: Client) -> None:
    kept()
    off = kept("Off")
    PriceCase.objects.filter(pk=off.pk).update(active=False)
    assert "Passes" in manager.get(LIST).content.decode()
    no_weekends()
    text = manager.get(LIST).content.decode()
    for words in ("Fails", "“Weekend”: expected $258.75, but it is not there and 1 more", "Check all", "Off"):
        assert words in text
    failing = manager.get(LIST, {"state": "failing"}).context["cl"].result_list
    assert [case.name for case in failing] == ["Saturday"]
    assert not manager.get(LIST, {"state": "passing"}).context["cl"].result_list
    assert [case.name for case in manager.get(LIST, {"state": "off"}).context["cl"].result_list] == ["Off"]


def test_a_case_is_made_by_form_with_what_the_live_rules_give(manager: Client) -> None:
    assert "New price case" in manager.get(f"{LIST}add/").content.decode()
    answer = manager.post(f"{LIST}add/", FORM)
    case = PriceCase.objects.get()
    assert answer.url == page_of(case)
    assert (case.name, case.expected_total_cents, len(case.expected_lines)) == ("Saturday out east", 198_375, 2)
    assert case.request["quoted_at"] == NOW.isoformat()
    assert case.created_by.email == "manager@example.com"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"case-total": "a lot"}, "Enter an amount in dollars"),
        ({"try-pickup": "90210"}, "We do not serve"),
        ({"case-name": "Saturday"}, "There is a price case called “Saturday” already"),
    ],
)
def test_a_faulty_form_is_shown_again_with_what_was_typed(manager: Client, changes: dict[str, str], words: str) -> None:
    kept()
    text = manager.post(f"{LIST}add/", {**FORM, "case-note": "Typed", **changes}).content.decode()
    assert words in text
    assert ">Typed</textarea>" in text
    assert PriceCase.objects.count() == 1


def test_another_service_asks_other_fields_without_saving(manager: Client) -> None:
    page = manager.post(f"{LIST}add/", {**FORM, "try-service": "blade_luggage", "_refresh": "1"})
    assert "try-bag_count" in page.content.decode()
    assert not PriceCase.objects.exists()


def test_the_form_changes_what_is_compared_and_what_is_asked(manager: Client) -> None:
    case = kept()
    manager.post(page_of(case), {**FORM, "case-total": "$2,000", "case-compares": "total"})
    case.refresh_from_db()
    assert (case.name, case.expected_total_cents, case.expected_lines) == ("Saturday out east", 200_000, None)
    manager.post(page_of(case), {**FORM, "case-compares": "lines"})
    case.refresh_from_db()
    assert (case.expected_total_cents, len(case.expected_lines)) == (None, 2)
    manager.post(page_of(case), {**FORM, "try-pickup_date": "2026-06-30"})
    case.refresh_from_db()
    assert (case.expected_total_cents, len(case.expected_lines)) == (172_500, 1)
    assert AuditEntry.objects.filter(verb="price_case.changed").count() == 3
    assert manager.get(f"{LIST}{case.pk}/history/").status_code == 200


def test_saving_a_failing_case_unchanged_keeps_what_it_expects(manager: Client) -> None:
    case = keep_case(request=SATURDAY, name="Odd", expected=Expected(1, [{"code": "x", "cents": 1, "label": ""}]),
                     actor=SYSTEM, now=NOW)  # fmt: skip
    manager.post(page_of(case), {**FORM, "case-name": "Odd", "case-total": "$0.01"})
    case.refresh_from_db()
    assert (case.expected_total_cents, case.expected_lines) == (1, [{"code": "x", "cents": 1, "label": ""}])


def test_a_failing_case_shows_expected_beside_got_and_takes_the_new_price_with_a_reason(manager: Client) -> None:
    case = kept()
    no_weekends()
    text = manager.get(page_of(case)).content.decode()
    for words in ("The draft gives another price", "Not there", "$258.75 less", "Accept $1,725.00", "June 1, 2026"):
        assert words in text
    accept = reverse("admin:pricing_rules_pricecase_accept", args=[case.pk])
    assert manager.get(accept).status_code == 405
    stale = manager.post(accept, {"got": "1", "reason": "ok"}, follow=True).content.decode()
    assert "The draft changed meanwhile" in stale
    assert "Say why" in manager.post(accept, {"got": "172500", "reason": " "}, follow=True).content.decode()
    done = manager.post(accept, {"got": "172500", "reason": "No weekends"}, follow=True).content.decode()
    assert "expects $1,725.00 from now on" in done
    assert "No weekends" in done
    case.refresh_from_db()
    assert case.expected_total_cents == 172_500


def test_a_case_without_a_price_says_why_and_offers_nothing_to_accept(manager: Client) -> None:
    case = kept()
    Rule.objects.filter(slug="holiday").update(conditions={"all": [{"name": "mood", "operator": "is_true"}]})
    text = manager.get(page_of(case)).content.decode()
    assert "The rule holiday cannot be read" in text
    assert "Accept" not in text
    accept = reverse("admin:pricing_rules_pricecase_accept", args=[case.pk])
    assert "no price to accept" in manager.post(accept, {"got": "1"}, follow=True).content.decode()


def test_all_are_checked_on_one_page_failing_ones_first(manager: Client) -> None:
    check = reverse("admin:pricing_rules_pricecase_check")
    assert "No price case is on" in manager.get(check).content.decode()
    kept()
    keep_case(request={**SATURDAY, "pickup_date": "2026-06-30"}, name="A Tuesday", actor=SYSTEM, now=NOW)
    assert "All 2 price cases pass" in manager.get(check).content.decode()
    no_weekends()
    text = manager.get(check).content.decode()
    assert "1 of 2 price cases fails" in text
    assert text.index("Saturday") < text.index("A Tuesday")


def test_a_quote_is_kept_in_one_press_from_its_page(manager: Client) -> None:
    quote = store(SATURDAY, actor=SYSTEM, now=NOW)
    keep = reverse("admin:pricing_rules_pricecase_keep", args=[quote.pk])
    assert keep in manager.get(reverse("admin:pricing_rules_quote_change", args=[quote.pk])).content.decode()
    assert manager.get(keep).status_code == 405
    answer = manager.post(keep)
    case = PriceCase.objects.get()
    assert answer.url == page_of(case)
    assert case.quote == quote
    other = reverse("admin:pricing_rules_pricecase_keep", args=["00000000-0000-4000-8000-000000000000"])
    assert manager.post(other).status_code == 404


def test_files_come_in_with_every_refusal_and_go_out(manager: Client) -> None:
    address = reverse("admin:pricing_rules_pricecase_import")
    assert manager.get(address).status_code == 200

    def send(content: bytes) -> str:
        return manager.post(address, {"file": SimpleUploadedFile("c.jsonl", content)}, follow=True).content.decode()

    assert "Choose a file" in manager.post(address).content.decode()
    assert "holds no line" in send(b"\n\n")
    assert "larger than 2 MB" in send(b" " * 2_000_001)
    refused = send(b'{"service": "mini_move"}\n<script>alert(1)</script>\n')
    assert "Nothing was kept: 2 lines" in refused
    assert "<script>alert" not in refused
    kept()
    out = manager.get(reverse("admin:pricing_rules_pricecase_export"))
    assert "attachment" in out["Content-Disposition"]
    PriceCase.objects.all().delete()
    assert "1 price cases were kept" in send(out.content) or PriceCase.objects.count() == 1
    assert AuditEntry.objects.filter(verb="price_case.exported").count() == 1


def test_html_in_names_stays_text(manager: Client) -> None:
    case = kept("<img src=x onerror=alert(1)>")
    for address in (LIST, page_of(case), reverse("admin:pricing_rules_pricecase_check")):
        assert "<img src=x" not in manager.get(address).content.decode()


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer"])
def test_others_read_cases_and_change_nothing(seeded: None, role: str) -> None:
    client, case, quote = client_of(role, now=NOW), kept(), store(SATURDAY, actor=SYSTEM, now=NOW)
    no_weekends()
    before = PriceCase.objects.values().get()
    for address in (LIST, page_of(case), reverse("admin:pricing_rules_pricecase_check")):
        assert client.get(address).status_code == 200
    assert "Accept" not in client.get(page_of(case)).content.decode()
    assert client.get(f"{LIST}add/").status_code == 403
    for address, data in (
        (f"{LIST}add/", FORM),
        (page_of(case), FORM),
        (reverse("admin:pricing_rules_pricecase_accept", args=[case.pk]), {"got": "172500", "reason": "Mine"}),
        (reverse("admin:pricing_rules_pricecase_keep", args=[quote.pk]), {}),
        (reverse("admin:pricing_rules_pricecase_import"), {}),
        (f"{LIST}{case.pk}/delete/", {"post": "yes"}),
    ):
        assert client.post(address, data).status_code == 403, address
    assert PriceCase.objects.values().get() == before


def test_a_manager_deletes_a_case_and_its_history_stays(manager: Client) -> None:
    case = kept()
    assert manager.post(f"{LIST}{case.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not PriceCase.objects.exists()
    assert PriceCase.history.filter(id=case.pk, history_type="-").count() == 1
