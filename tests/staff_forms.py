"""Staff at work in the admin, for tests: who is signed in, what their browser would send, what the page says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.test import Client
from django.urls import reverse

from foundation.accounts.operations import create_staff
from foundation.audit.actor import Actor


def client_of(role: str, *, now: datetime) -> Client:
    """A browser in which a new member of staff in this role is signed in."""
    user = create_staff(
        email=f"{role.lower().replace(' ', '.')}@example.com",
        full_name=role,
        roles=[role],
        actor=Actor.system("command"),
        now=now,
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(row: Any) -> str:
    """The address of a row's form."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_data(response: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would send back from this page, with `changes`."""
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    data: dict[str, Any] = {}
    for part in (form, *(row for formset in formsets for row in (formset.management_form, *formset.forms))):
        for field in part:
            value = field.value()
            # A browser sends no file that it was not just given
            if value is not None and value is not False and not isinstance(value, File):
                data[field.html_name] = value
    return {**data, **changes}


def add_row(response: Any, prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    """What the browser sends when a row was added below the form."""
    data = form_data(response)
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    return {**data, **{f"{prefix}-{number}-{name}": value for name, value in values.items()}}


def errors_of(response: Any) -> str:
    """Every refusal on the page, in one text."""
    page = [str(response.context["adminform"].form.errors)]
    for inline in response.context["inline_admin_formsets"]:
        page += [str(inline.formset.errors), str(inline.formset.non_form_errors())]
    return " ".join(page)
