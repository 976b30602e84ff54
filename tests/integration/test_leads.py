"""Requests: taken once, told to both sides, read and moved on by those who may, never deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from backoffice.search import search
from bookings.errors import IdempotencyConflict, InvalidBooking
from bookings.leads import operations
from bookings.leads.models import Lead, LeadState
from bookings.leads.operations import Asked, LeadContact, archive_lead, restore_lead, take_lead
from bookings.leads.queries import due, new_count
from foundation.accounts.models import User
from foundation.accounts.operations import seed_roles
from foundation.audit.models import AuditEntry
from foundation.audit.queries import timeline
from foundation.clock import new_york_day, utc_now
from foundation.notifications.models import Message
from tests.booking_making import GUEST, NOW
from tests.staff_forms import client_of, form_data, page_of

pytestmark = pytest.mark.django_db

CLAIRE = LeadContact(email=" Claire@Example.com ", name="Claire  Whitcomb", phone="(212) 555-0142")
ASKED = (Asked("months", "How long?", 3, "3 months"), Asked("zip", "Collect from", "11968", "Southampton, NY 11968"))
LIST = "admin:leads_lead_changelist"


def take(key: str = "a", **changes: Any) -> Lead:
    given: dict[str, Any] = {
        "kind": "storage",
        "contact": CLAIRE,
        "asked": ASKED,
        "words": "Two bikes and a kayak.",
        "source": "site",
        "idempotency_key": key,
        "actor": GUEST,
        "now": NOW,
    }
    return take_lead(**{**given, **changes})


def test_a_request_is_kept_as_it_was_sent() -> None:
    lead = Lead.objects.get(pk=take().pk)
    assert (lead.state, lead.kind, lead.source, lead.created_at) == ("new", "storage", "site", NOW)
    assert (lead.contact_email, lead.contact_name, lead.contact_phone) == (
        "claire@example.com",
        "Claire Whitcomb",
        "+12125550142",
    )
    assert [(one["label"], one["value"], one["shown"]) for one in lead.asked] == [
        ("How long?", 3, "3 months"),
        ("Collect from", "11968", "Southampton, NY 11968"),
    ]
    assert [entry.sentence for entry in timeline([lead])] == ["Took the request"]
    assert lead.history.count() == 1


def test_both_sides_hear_of_it_once_and_the_senders_mail_repeats_nothing_that_was_typed() -> None:
    lead = take()
    take()
    mails = {message.template: message for message in Message.objects.all()}
    assert sorted(mails) == ["lead_received", "staff_new_lead"] and Message.objects.count() == 2
    sent = mails["lead_received"]
    assert sent.recipient == "claire@example.com" and "mini storage" in sent.text
    for typed in ("kayak", "Claire", "3 months"):
        assert typed not in sent.text + sent.html + sent.subject
    told = mails["staff_new_lead"]
    assert "Claire Whitcomb" in told.subject and "kayak" in told.text and str(lead.pk) in told.text


def test_the_same_key_gives_the_same_lead_and_another_content_is_a_conflict() -> None:
    assert take().pk == take().pk
    with pytest.raises(IdempotencyConflict):
        take(words="Something else")
    assert take(key="b").pk != take().pk and Lead.objects.count() == 2


def test_a_double_submit_that_arrives_in_the_same_moment_makes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    first = take()
    look, looked = operations._taken_before, []

    def too_early(key: str, body: str) -> Lead | None:
        looked.append(key)
        return look(key, body) if len(looked) > 1 else None  # the other process has not committed yet

    monkeypatch.setattr(operations, "_taken_before", too_early)
    assert take().pk == first.pk and Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"contact": LeadContact(email=" ")}, "contact.email", "Enter your email address"),
        ({"contact": LeadContact(email="claire")}, "contact.email", "must include an @ sign"),
        ({"contact": LeadContact(email="a b@c")}, "contact.email", "in the form name@example.com"),
        ({"contact": LeadContact(email="a@b.co", phone="12")}, "contact.phone", "must have 10 digits"),
        ({"contact": LeadContact(email="a@b.co", name="x" * 121)}, "contact.name", "Shorten the name to 120"),
        ({"contact": LeadContact(email="a@b.co", company="x" * 121)}, "contact.company", "Shorten the company to 120"),
        ({"words": "x" * 2001}, "words", "Shorten this to 2,000"),
        ({"asked": [Asked("q", "Access?", "x" * 2001, "x" * 2001)]}, "asked.q", "Shorten the answer to “Access?”"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InvalidBooking) as refused:
        take(**changes)
    (problem,) = refused.value.errors
    assert problem.field == field and words in problem.message
    assert not Lead.objects.exists() and not Message.objects.exists()


def test_the_state_is_the_machines_and_the_database_knows_them_all() -> None:
    lead = take()
    with pytest.raises(AttributeError):
        lead.state = LeadState.WON
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.bulk_create([Lead(kind="storage", state="sold", contact_email="a@b.co", created_at=NOW)])


def test_archiving_hides_and_loses_nothing() -> None:
    lead = take()
    assert new_count() == 1
    for _ in range(2):
        archive_lead(lead=lead.pk, actor=GUEST, now=NOW)
    assert new_count() == 0 and Lead.objects.count() == 1
    restore_lead(lead=lead.pk, actor=GUEST, now=NOW)
    assert new_count() == 1
    told = [entry.sentence for entry in timeline([lead])]
    assert told == ["Took the request out of the archive", "Archived the request", "Took the request"]


def test_due_are_the_open_ones_whose_day_has_come() -> None:
    today = new_york_day(NOW)
    days = {key: take(key=key) for key in ("yesterday", "today", "tomorrow", "never")}
    for key, offset in (("yesterday", -1), ("today", 0), ("tomorrow", 1)):
        days[key].next_date = today + timedelta(days=offset)
        days[key].save(update_fields=["next_date"])
    assert {lead.pk for lead in due(today)} == {days["yesterday"].pk, days["today"].pk}


# In the admin --------------------------------------------------------------------------------------------------------


@pytest.fixture
def roles(db: None) -> None:
    seed_roles(now=NOW)


def listed(client: Client, **query: str) -> list[str]:
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return [str(lead) for lead in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        ("Administrator", True, True),
        ("Manager", True, True),
        ("Operations", True, True),
        ("Customer service", True, True),
        ("Finance", True, False),
        ("Viewer", True, False),
        ("Driver", False, False),
    ],
)
def test_who_may_see_and_move_a_request(roles: None, role: str, sees: bool, changes: bool) -> None:
    lead, client = take(), client_of(role, now=NOW)
    assert (client.get(reverse(LIST)).status_code == 200) == sees
    page = client.get(page_of(lead))
    assert (page.status_code == 200) == sees
    client.post(page_of(lead), {"owner": "", "next_date_0": "", "next_step": "Call", "note": "", "next_date": ""})
    archived = client.post(reverse("admin:leads_lead_archive", args=[lead.pk]))
    kept = Lead.objects.get()
    assert (kept.next_step == "Call") == changes
    assert (archived.status_code == 302 and kept.archived_at is not None) == changes
    assert client.get(reverse("admin:leads_lead_archive", args=[lead.pk])).status_code in {302, 403, 405}
    assert client.post(reverse("admin:leads_lead_delete", args=[lead.pk])).status_code in {302, 403}
    assert Lead.objects.count() == 1


def test_the_page_shows_what_was_asked_and_notes_the_visit(roles: None) -> None:
    lead, client = take(), client_of("Customer service", now=NOW)
    html = client.get(page_of(lead)).content.decode()
    for words in (
        "Claire Whitcomb",
        "3 months",
        "Southampton, NY 11968",
        "Two bikes and a kayak.",
        "We have your request",
    ):
        assert words in html
    assert AuditEntry.objects.filter(verb="lead.viewed").count() == 1


def test_owner_step_date_and_note_are_staffs_and_nothing_else_can_be_posted(roles: None) -> None:
    lead, client = take(), client_of("Operations", now=NOW)
    owner = User.objects.get(email="operations@example.com")
    page = client.get(page_of(lead))
    data = form_data(page, owner=owner.pk, next_step="Call about access", next_date="2026-06-03", note="Nice person")
    answer = client.post(page_of(lead), {**data, "state": "won", "contact_email": "x@y.co", "words": "changed"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    kept = Lead.objects.get()
    assert (kept.owner, kept.next_step, str(kept.next_date), kept.note) == (
        owner,
        "Call about access",
        "2026-06-03",
        "Nice person",
    )
    assert (kept.state, kept.contact_email, kept.words) == ("new", "claire@example.com", "Two bikes and a kayak.")
    assert AuditEntry.objects.filter(verb="lead.changed", target_id=str(lead.pk)).exists()
    assert kept.history.count() == 2


def test_lists_by_work_and_search(roles: None) -> None:
    take(contact=LeadContact(email="a@b.co", name="Ann"))
    take(key="b", contact=LeadContact(email="c@d.co", company="Sandbar Swim"), kind="b2b", words="A pop-up in July")
    gone = take(key="c", contact=LeadContact(email="e@f.co", name="Gone"))
    archive_lead(lead=gone.pk, actor=GUEST, now=NOW)
    client = client_of("Operations", now=NOW)
    assert sorted(listed(client)) == sorted(listed(client, list="new")) == ["Ann", "Sandbar Swim"]
    assert listed(client, list="archive") == ["Gone"]
    assert listed(client, list="mine") == listed(client, list="due") == []
    assert listed(client, q="pop-up") == listed(client, kind__exact="b2b") == ["Sandbar Swim"]


def test_new_ones_stand_in_the_sidebar_and_on_the_dashboard(roles: None) -> None:
    take()
    page = client_of("Viewer", now=utc_now()).get("/admin/")
    (entry,) = [
        item for group in page.context["sidebar_navigation"] for item in group["items"] if item["title"] == "Requests"
    ]
    assert entry["badge"] == "1"
    (figure,) = [figure for figure in page.context["waiting"] if figure.label == "New requests"]
    assert figure.count == 1


def test_the_command_palette_finds_them_for_those_who_may_see_them(roles: None, rf: RequestFactory) -> None:
    lead = take(contact=LeadContact(email="a@b.co", name="Ines Moreau", company="Sandbar Swim"))
    request = rf.get("/admin/")
    for role, found in (("Viewer", [page_of(lead)]), ("Driver", [])):
        client_of(role, now=NOW)
        request.user = User.objects.get(email=f"{role.lower()}@example.com")
        assert [result.link for result in search(request, "sandbar")] == found, role
