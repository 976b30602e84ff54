"""What every step shares: the draft this browser may open, the words, the catalogue, the one moment of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings import queries
from bookings.models import BookingDraft, BookingState
from bookings.operations import drafts
from catalog.snapshot import Catalogue
from foundation.audit.actor import actor_from_request
from foundation.clock import utc_now
from pricing_rules.operations.quote import Basis, PricingFailed, basis
from web.booking import steps
from web.booking.answers import Answers, with_step
from web.booking.cookies import drafts_of, remember
from web.booking.prices import StepPrice, step_price
from web.limits import QUOTE, limited
from web.models import BookingPage


@dataclass
class Flow:
    """One request of one step."""

    request: HttpRequest
    draft: BookingDraft
    step: str
    now: datetime
    basis: Basis
    texts: BookingPage

    @property
    def catalogue(self) -> Catalogue:
        return self.basis.catalogue

    @property
    def answers(self) -> Answers:
        return dict(self.draft.answers)

    def save(self, changes: Mapping[str, Any], *, step: str = "") -> Answers:
        """Keep this step's answers."""
        answers = with_step(self.draft.answers, step or self.step, changes)
        self.draft = drafts.save_draft(
            draft=self.draft.uuid, answers=answers, actor=actor_from_request(self.request), now=self.now
        )
        return answers

    def go(self, step: str) -> HttpResponse:
        return redirect(steps.address(self.draft.uuid, step))

    def onward(self) -> HttpResponse:
        """To the next step; a corrected answer goes straight back to "check your answers" when all is answered."""
        open_step = steps.first_open(self.draft.answers)
        return self.go("review" if open_step == "review" else steps.following(self.step))

    def price(self, instead: Mapping[str, Any] | None = None) -> StepPrice:
        return step_price(self.draft.answers, self.basis, now=self.now, instead=instead)

    def page(
        self, *, price: StepPrice | None = None, errors: list[tuple[str, str]] | None = None, **more: Any
    ) -> HttpResponse:
        """The step's page; with errors its title says so first (brief 2.1)."""
        shown = price or self.price()
        line = steps.steps(self.draft.answers, self.draft.uuid, self.step)
        context = {
            "flow": self,
            "steps": line,
            "title": f"{'Error: ' if errors else ''}{line.title}",
            "errors": errors or [],
            "texts": self.texts,
            "heading": getattr(self.texts, f"{self.step}_heading"),
            "intro": getattr(self.texts, f"{self.step}_text"),
            "panel": shown.panel,
            "complete": bool(shown.panel and shown.panel.complete),
            "save_url": reverse("web:book-save", args=[self.draft.uuid]),
            **more,
        }
        return render(self.request, f"web/booking/{self.step}.html", context)


StepView = Callable[[Flow], HttpResponse]


def found_draft(request: HttpRequest, draft: UUID, now: datetime) -> BookingDraft | None:
    """The draft, when this browser's cookie names it and it is not too old."""
    if draft not in drafts_of(request):
        return None
    return queries.draft(draft, now=now)


def step_view(step: str) -> Callable[[StepView], Callable[..., HttpResponse]]:
    """A view of one step: opens the draft, sends on whoever is too early or has booked already."""

    def decorate(view: StepView) -> Callable[..., HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @limited(QUOTE)
        @wraps(view)
        def opened(request: HttpRequest, draft: UUID) -> HttpResponse:
            now = utc_now()
            found = found_draft(request, draft, now)
            if found is None:
                return render(request, "web/booking/no_draft.html", status=404)
            if found.booking_id is not None:
                return already_placed(request, found)
            if not steps.may_open(found.answers, step):
                return redirect(steps.address(draft, steps.first_open(found.answers)))
            try:
                response = view(Flow(request, found, step, now, basis(at=now, now=now), BookingPage.texts()))
            except PricingFailed as failure:
                return render(request, "web/booking/no_price.html", {"message": str(failure)}, status=503)
            if found.answers.get("done"):
                remember(request, response, draft)
            return response

        return opened

    return decorate


def already_placed(request: HttpRequest, draft: BookingDraft) -> HttpResponse:
    """Back after booking: to the card while it is unpaid, else to the page that says so."""
    booking = draft.booking
    if booking is None:
        raise ValueError("The draft has no booking")
    if booking.state == BookingState.PENDING:
        return redirect("web:pay", token=booking.token)
    if booking.state == BookingState.EXPIRED:
        return render(request, "web/booking/ran_out.html", {"booking": booking})
    return render(request, "web/booking/already_paid.html", {"booking": booking})
