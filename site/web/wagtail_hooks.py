"""What editors may not do: take the booking page away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from web.models import BookingPage, HomePage

KEPT = "The booking page gives the booking flow its words. It can be edited, but not removed or unpublished."


def _keep(request: HttpRequest, page: Page) -> HttpResponse | None:
    holds_flow = isinstance(page.specific, BookingPage) or (
        isinstance(page.specific, HomePage) and BookingPage.objects.descendant_of(page).exists()
    )
    if not holds_flow:
        return None
    messages.error(request, KEPT)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def keep_from_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _keep(request, page)


@hooks.register("before_unpublish_page")
def keep_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _keep(request, page)


@hooks.register("before_move_page")
def keep_in_place(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    return _keep(request, page) if isinstance(page.specific, BookingPage) else None


@hooks.register("before_bulk_action")
def keep_from_bulk_actions(
    request: HttpRequest, action_type: str, pages: list[Page], action: object
) -> HttpResponse | None:
    if action_type in {"delete", "unpublish"}:
        for page in pages:
            kept = _keep(request, page)
            if kept is not None:
                return kept
    return None
