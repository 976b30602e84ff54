"""The catalogue's tables out as spreadsheets and in again: what went out changes nothing, what is wrong is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.contrib import admin

from catalog import models
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.admin.spreadsheets.plan import Plan, make_plan
from catalog.admin.spreadsheets.sheet import Sheet
from catalog.admin.spreadsheets.write import PlanChanged, take_in
from catalog.operations import seed_catalogue
from catalog.queries import catalogue
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.clock import utc_now
from foundation.spreadsheets.reading import Table, WrongFile, read_table
from foundation.spreadsheets.writing import csv_lines, xlsx_bytes

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
STAFF = Actor(user_id=None, label="Mona Manager", via="admin")
SHEETS: dict[str, Sheet] = {
    model._meta.model_name or "": model_admin.sheet
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, SheetAdmin)
}
EVIL = '=HYPERLINK("http://evil.example","<script>alert(1)</script>")'


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_catalogue(now=NOW)


def planned(name: str, *rows: tuple[Any, ...], headers: tuple[str, ...]) -> Plan:
    table = Table(headers=headers, rows=tuple((number, row) for number, row in enumerate(rows, start=2)))
    return make_plan(SHEETS[name], table)


def written(name: str, *rows: tuple[Any, ...], headers: tuple[str, ...]) -> Plan:
    table = Table(headers=headers, rows=tuple((number, row) for number, row in enumerate(rows, start=2)))
    plan = make_plan(SHEETS[name], table)
    assert not plan.problems, plan.problems
    return take_in(SHEETS[name], table, fingerprint=plan.fingerprint, file_name="a.csv", actor=STAFF, now=NOW)


def fill_every_table() -> None:
    """At least one row with everything in it, texts as wicked as people can type them."""
    models.HolidayOverride.objects.create(date=date(2028, 2, 29), name=EVIL)
    models.ClosedDate.objects.create(date=date(2028, 2, 29), reason="@SUM(A1), with “quotes”, 'more' and, commas")
    day = models.FleetDay.objects.create(date=date(2027, 7, 4), note="-1+1\t")
    for van, runs, items in zip(models.Van.objects.all(), ("off", "extra", "usual"), (None, 40, 0), strict=True):
        models.VanOverride.objects.create(day=day, van=van, runs=runs, item_capacity=items)
    models.Van.objects.create(name="Van: 4, the +new; one", in_service_from=date(2027, 1, 1), note="'=1+1")
    models.Building.objects.create(
        line1="834 Fifth Avenue", city="New York", state="NY", zip="10065", key="834 5 ave|10065",
        coverage_minimum_cents=200_000_050, certificate_holder="=1\r\n+2", notes="’s morgens\n\n@9",
    )  # fmt: skip
    zone = models.Zone.objects.create(code="odd", label="+Odd", note="''=x")
    for kind, value in (("zip", "07114"), ("prefix", "068"), ("city", "Greenwich, CT"), ("city", "O'Fallon")):
        models.ZoneMember.objects.create(zone=zone, kind=kind, value=value)
    models.ZoneMember.objects.create(zone=zone, kind="state", value="CT")
    question = models.Question.objects.create(code="parking", label="=Where?", kind="choice", end="pickup")
    question.services.set(models.Service.objects.all())
    for code, label in (("street", "-On: the street"), ("garage", "In a garage; or, below")):
        models.QuestionChoice.objects.create(question=question, code=code, label=label)
    models.Season.objects.create(code="bare", label="=")
    models.SpecialtyItem.objects.create(
        code="specialty.piano", label="\t=Piano", summary="<b>Heavy</b>", max_weight_lb=900, handling_notes="=a\n=b"
    )


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_went_out_comes_in_again_and_changes_nothing(format: str) -> None:
    fill_every_table()
    for name, sheet in SHEETS.items():
        rows = list(sheet.export(sheet.model._default_manager.all()))
        assert len(rows) > 1, f"{name} exports nothing"
        data = xlsx_bytes(name, rows) if format == "xlsx" else "".join(csv_lines(rows)).encode()
        plan = make_plan(sheet, read_table(data, most_rows=1000))
        assert (plan.problems, [change.fields for change in plan.changes]) == ([], []), name
        assert plan.unchanged == len(rows) - 1, name


def test_every_table_of_the_catalogue_has_a_sheet() -> None:
    below = {"seasondates", "zonemember", "townzip", "vanoverride", "questionchoice", "cancellationtier"}
    every = {model._meta.model_name for model in vars(models).values() if hasattr(model, "_meta")}
    assert every - below - {"catalogueversion"} == set(SHEETS)


def test_an_emptied_catalogue_comes_back_from_its_files() -> None:
    """Every table whose rows may be added, taken out to a file, is filled by that file as it was."""
    fill_every_table()
    for name in ("zone", "town", "season", "holidayoverride", "closeddate", "building", "question", "fleetday"):
        sheet = SHEETS[name]
        rows = list(sheet.export(sheet.model._default_manager.all()))
        gone = sheet.model._default_manager.all()
        if name == "zone":
            gone = gone.exclude(code__in=["manhattan", "jfk", "ewr"])  # routes need them
        gone.delete()
        table = read_table("".join(csv_lines(rows)).encode(), most_rows=1000)
        plan = make_plan(sheet, table)
        assert plan.problems == [], name
        take_in(sheet, table, fingerprint=plan.fingerprint, file_name=f"{name}.csv", actor=STAFF, now=NOW)
        again = list(sheet.export(sheet.model._default_manager.all()))
        assert sorted(map(str, again[1:])) == sorted(map(str, rows[1:])), name


# What is wrong, told by row and column -----------------------------------------------------------------------------

WINDOW = ("code", "label", "starts", "ends")
ZONE = ("code", "label", "zips", "zip_prefixes", "cities", "states")
QUESTION = ("code", "label", "kind", "services", "choices")
BUILDING = ("line1", "city", "state", "zip")
BROKEN: tuple[tuple[str, tuple[str, ...], tuple[Any, ...], str, str], ...] = (
    ("itemprice", ("item", "price", "effective_from"), ("specialty.x", "1", "2199-01-01"), "item", "no thing on sale"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "sixty", "2199-01-01"), "price", "an amount in dollars"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "1.005", "2199-01-01"), "price", "an amount in dollars"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "-5", "2199-01-01"), "price", "at least $0"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "0", "2199-01-01"), "price", "above $0"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "2000000", "2199-01-01"), "price", "at most $1,000,000"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "60", "July"), "effective_from", "is no day"),
    (
        "itemprice",
        ("item", "price", "effective_from"),
        ("coi", "60", "2027-02-29"),
        "effective_from",
        "calendar has no",
    ),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "60", "2026-01-31"), "effective_from", "in the past"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "60", ""), "effective_from", "must not be empty"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "60", "2025-01-01"), "price", "cannot be altered"),
    ("itemprice", ("item", "price", "effective_from"), ("coi", "#REF!", "2199-01-01"), "price", "mend its formula"),
    ("service", ("code", "label"), ("moonlight", "Moonlight"), "code", "moonlight"),
    ("package", ("code", "label"), ("Petite!", "Petite"), "code", "small letters"),
    ("package", ("code", "max_items"), ("petite", "many"), "max_items", "no whole number"),
    ("package", ("code", "max_items"), ("petite", "0"), "max_items", "greater than or equal to 1"),
    ("package", ("code", "max_items"), ("petite", "9" * 400), "max_items", "at most 2,147,483,647"),
    ("package", ("code", "label"), ("petite", ""), "label", "must not be empty"),
    ("package", ("code", "label"), ("petite", "x" * 81), "label", "at most 80 characters"),
    ("package", ("code", "coi_included"), ("petite", "perhaps"), "coi_included", "neither yes nor no"),
    ("addon", ("kind", "size", "label"), ("packing", "giant", "P"), "size", "no package with the code “giant”"),
    ("addon", ("kind", "size", "label"), ("packing", "", "P"), "size", "Packing and unpacking have a size"),
    ("addon", ("kind", "size", "label"), ("coi", "petite", "P"), "size", "Only packing and unpacking"),
    ("addon", ("kind", "size", "label"), ("polishing", "petite", "P"), "kind", "is not known here: enter packing"),
    ("specialtyitem", ("code", "category"), ("crib", "toy"), "category", "is not known here: enter bicycle"),
    ("specialtyitem", ("code", "specialty_places"), ("crib", "0"), "specialty_places", "greater than or equal to 1"),
    ("route", ("code", "airport_zip"), ("manhattan_jfk", "10024"), "airport_zip", "does not lie in JFK airport"),
    ("route", ("code", "city_zone"), ("manhattan_jfk", "mars"), "city_zone", "no zone with the code “mars”"),
    ("sellableitem", ("code", "label"), ("by_the_hour", "Hour"), "code", "without our programmers"),
    ("zone", ZONE, ("z", "Z", "1193", "", "", ""), "zips", "Spreadsheets drop zeros in front"),
    ("zone", ZONE, ("z", "Z", "00000", "", "", ""), "zips", "not a ZIP code that the post office knows"),
    ("zone", ZONE, ("z", "Z", "1193O", "", "", ""), "zips", "no ZIP code: enter five digits"),
    ("zone", ZONE, ("z", "Z", "11930, 11930", "", "", ""), "zips", "stands twice in this cell"),
    ("zone", ZONE, ("z", "Z", "", "11930", "", ""), "zip_prefixes", "first one to four digits"),
    ("zone", ZONE, ("z", "Z", "", "", "", "ZZ"), "states", "ZZ is not a state"),
    ("zone", ZONE, ("z", "Z", "", "", "x" * 81, ""), "cities", "at most 80 characters"),
    ("zone", ZONE, ("1zone", "Z", "11930", "", "", ""), "code", "small letters"),
    ("town", ("code", "label", "position", "zips"), ("t", "T", "5", "11968"), "zips", "belongs to"),
    ("town", ("code", "label", "position", "zips"), ("t", "T", "", ""), "position", "must not be empty"),
    ("building", BUILDING, ("1 Main St", "Camden", "NJ", "00000"), "zip", "not a ZIP code"),
    ("building", BUILDING, ("1 Main St", "Camden", "NJ", "10024"), "state", "lies in NY"),
    ("building", BUILDING, ("Apt 9", "Camden", "NJ", ""), "zip", "must not be empty"),
    ("pickupwindow", WINDOW, ("w", "W", "06:00", "08:00"), "starts", "Pickups are between 7 AM and 12 PM"),
    ("pickupwindow", WINDOW, ("w", "W", "10:00", "09:00"), "", "the end after the start"),
    ("pickupwindow", WINDOW, ("w", "W", "10:00", ""), "", "Give both hours"),
    ("pickupwindow", WINDOW, ("w", "W", "25:00", "11:00"), "starts", "no time of day"),
    ("pickupwindow", ("code", "active"), ("morning", "no"), "active", "must stay active"),
    ("season", ("code", "dates"), ("summer", "2027-09-06 to 2027-05-31"), "dates", "ends before it begins"),
    ("season", ("code", "dates"), ("summer", "2027-02-29 to 2027-03-01"), "dates", "calendar has no 2027-02-29"),
    ("season", ("code", "dates"), ("summer", "next summer"), "dates", "no stretch of days"),
    ("holidayoverride", ("date", "name"), ("2027-12-24", ""), "name", "must not be empty"),
    ("holidayoverride", ("date", "name"), ("", "X"), "date", "must not be empty"),
    ("closeddate", ("date", "reason"), ("31/31/2027", ""), "date", "calendar has no"),
    (
        "van",
        ("name", "in_service_from", "in_service_until"),
        ("V", "2027-02-01", "2027-01-01"),
        "",
        "must not come before",
    ),
    ("fleetday", ("date", "vans"), ("2027-07-04", "Van 9: off"), "vans", "no van called “Van 9”"),
    ("fleetday", ("date", "vans"), ("2027-07-04", "Van 1: asleep"), "vans", "cannot be read: enter"),
    ("question", QUESTION, ("q", "Q", "yes_no", "moving", ""), "services", "no service with the code “moving”"),
    ("question", QUESTION, ("q", "Q", "yes_no", "", ""), "services", "must not be empty"),
    ("question", QUESTION, ("q", "Q", "choice", "mini_move", "a: A"), "choices", "at least two answers"),
    ("question", QUESTION, ("q", "Q", "number", "mini_move", "a: A"), "choices", "Only a question of the kind"),
    ("question", QUESTION, ("q", "Q", "choice", "mini_move", "a: A\nB"), "choices", "cannot be read: enter street"),
    ("question", QUESTION, ("q", "Q", "choice", "mini_move", "a: A\na: B"), "choices", "“a” stands twice"),
    ("question", QUESTION, ("q", "Q", "choice", "mini_move", "A 1: A\nb: B"), "choices", "small letters"),
    ("question", ("code", "kind"), ("pickup_floor", "text"), "kind", "cannot be changed later: make a new question"),
    ("bookingpolicy", ("policy", "served_states"), ("booking", "NY, XX"), "served_states", "XX: not a state"),
    ("bookingpolicy", ("policy", "horizon_days"), ("booking", "0"), "", "must not be shorter"),
    ("bookingpolicy", ("policy", "cancellation"), ("booking", "24: 200"), "cancellation", "At most 100 percent"),
    ("bookingpolicy", ("policy", "lead_days"), ("other", "1"), "policy", "There is one policy"),
)


def test_each_wrong_cell_is_told_with_its_row_its_column_and_what_to_do() -> None:
    for name, headers, row, column, words in BROKEN:
        plan = planned(name, row, headers=headers)
        told = [(problem.row, problem.column) for problem in plan.problems if words in problem.words]
        assert told == [(2, column)], (name, row, plan.problems, [change.fields for change in plan.changes])


def test_every_wrong_row_is_told_and_none_is_taken_in() -> None:
    rows = (("coi", "60", "2199-01-01"), ("x", "60", "2199-01-01"), ("coi", "no", "never"), ("coi", "60", "2199-01-01"))
    plan = planned("itemprice", *rows, headers=("item", "price", "effective_from"))
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (3, "item"), (4, "price"), (4, "effective_from"), (5, "item"),
    ]  # fmt: skip
    assert "Row 2 is about the same price" in plan.problems[-1].words
    table = Table(headers=("item", "price", "effective_from"), rows=tuple(enumerate(rows, start=2)))
    with pytest.raises(PlanChanged):
        take_in(SHEETS["itemprice"], table, fingerprint=plan.fingerprint, file_name="x", actor=STAFF, now=NOW)
    assert models.ItemPrice.objects.count() == 25


def test_columns_that_are_not_ours_are_named() -> None:
    with pytest.raises(WrongFile, match=r"“prise” is not known here\. Did you mean “price”"):
        planned("itemprice", ("coi", "1", "2199-01-01"), headers=("item", "prise", "effective_from"))
    with pytest.raises(WrongFile, match="“effective_from” is missing"):
        planned("itemprice", ("coi", "1"), headers=("item", "price"))


# What is right -----------------------------------------------------------------------------------------------------


def test_a_plan_shows_field_by_field_what_would_change_and_writes_nothing() -> None:
    plan = planned("zone", ("hamptons", "The East", "11930, 11932"), ("soho", "SoHo", "10012"), headers=ZONE[:3])
    first, second = plan.changes
    assert first.fields[0] == ("label", "The Hamptons", "The East")
    assert first.fields[1][0] == "zips" and first.fields[1][2] == "11930, 11932"
    assert (second.is_new, second.fields[0]) == (True, ("label", "", "SoHo"))
    assert (plan.new, plan.changed) == (1, 1)
    assert not models.Zone.objects.filter(code="soho").exists()
    assert models.ZoneMember.objects.filter(zone__code="hamptons").count() == 17


def test_a_file_changes_only_the_columns_and_rows_that_it_has() -> None:
    before = catalogue(at=utc_now())
    written("zone", ("hamptons", "The East"), headers=("code", "label"))
    after = catalogue(at=utc_now())
    assert after.zones["hamptons"].label == "The East"
    assert after.zones["hamptons"].zips == before.zones["hamptons"].zips
    assert len(after.zones) == len(before.zones)


def test_prices_come_in_through_the_operation_and_count_from_their_day() -> None:
    plan = written(
        "itemprice", ("coi", 60.5, date(2199, 7, 1)), ("coi", "$50.00", "2025-01-01"), ("blade.bags", "80", "7/1/2199"),
        headers=("item", "price", "effective_from"),
    )  # fmt: skip
    assert (plan.new, plan.unchanged) == (2, 1)
    prices = catalogue(at=datetime(2199, 7, 2, tzinfo=UTC)).prices
    assert (prices.price("coi"), prices.price("blade.bags"), prices.number) == (6050, 8000, 27)
    entry = AuditEntry.objects.get(verb="itemprice.imported")
    assert entry.data == {"rows": 2, "new": 2, "changed": 0, "unchanged": 1}


def test_what_is_taken_in_has_its_history_and_its_rows_below() -> None:
    zips = models.TownZip.objects.filter(town__code="montauk")
    kept = zips.first()
    assert kept is not None
    written("town", ("montauk", f"{kept.zip}, 11955"), headers=("code", "zips"))
    assert sorted(zips.values_list("zip", flat=True)) == sorted([kept.zip, "11955"])
    assert zips.get(zip=kept.zip).pk == kept.pk
    assert models.TownZip.history.filter(zip="11955", history_change_reason="Import of a.csv").count() == 1
    written("question", ("lift", "A lift?", "yes_no", "mini_move, b2b"), headers=QUESTION[:4])
    assert catalogue(at=utc_now()).questions["lift"].services == {"mini_move", "b2b"}
    written("van", ("Van 1", "80"), headers=("name", "item_capacity"))
    assert models.Van.history.filter(name="Van 1", item_capacity=80).count() == 1


def test_a_zip_may_move_from_one_town_to_another_in_one_file() -> None:
    first, second = models.Town.objects.exclude(zips=None).distinct()[:2]
    theirs, ours = (sorted(town.zips.values_list("zip", flat=True)) for town in (first, second))
    written("town", (first.code, ", ".join(ours)), (second.code, ", ".join(theirs)), headers=("code", "zips"))
    assert sorted(first.zips.values_list("zip", flat=True)) == ours


def test_numbers_of_a_workbook_are_understood() -> None:
    """Excel drops zeros and adds decimals where a cell is a number."""
    written("zone", ("ewr", 7114), headers=("code", "zips"))
    assert catalogue(at=utc_now()).zones["ewr"].zips == {"07114"}
    written("package", ("petite", 16.0, 1), headers=("code", "max_items", "active"))
    assert catalogue(at=utc_now()).packages["petite"].max_items == 16
    written("pickupwindow", ("early", "Early", time(7, 0), "8:30 AM"), headers=WINDOW)
    assert catalogue(at=utc_now()).windows["early"].ends == time(8, 30)
    written("closeddate", (datetime(2028, 2, 29), "Leap"), headers=("date", "reason"))  # noqa: DTZ001 - as openpyxl gives it
    assert catalogue(at=utc_now()).closed_dates[date(2028, 2, 29)] == "Leap"


def test_what_changed_in_between_is_looked_at_again() -> None:
    table = Table(headers=("code", "label"), rows=((2, ("hamptons", "The East")),))
    plan = make_plan(SHEETS["zone"], table)
    models.Zone.objects.filter(code="hamptons").update(label="Another's name")
    with pytest.raises(PlanChanged) as told:
        take_in(SHEETS["zone"], table, fingerprint=plan.fingerprint, file_name="x", actor=STAFF, now=NOW)
    assert told.value.plan.changes[0].fields == [("label", "Another's name", "The East")]
    assert models.Zone.objects.get(code="hamptons").label == "Another's name"


def test_a_long_file_costs_as_many_queries_as_a_short_one(django_assert_max_num_queries: Any) -> None:
    rows = tuple((f"{number} Main Street", "New York", "NY", "10024") for number in range(1, 400))
    table = Table(headers=BUILDING, rows=tuple(enumerate(rows, start=2)))
    sheet = SHEETS["building"]
    with django_assert_max_num_queries(2):
        plan = make_plan(sheet, table)
    with django_assert_max_num_queries(25):
        take_in(sheet, table, fingerprint=plan.fingerprint, file_name="x", actor=STAFF, now=NOW)
    assert models.Building.objects.count() == 399 and models.Building.history.count() == 399
    with django_assert_max_num_queries(30):
        for name, each in SHEETS.items():
            list(each.export(each.model._default_manager.all())), name
