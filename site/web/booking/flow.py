"""What every step shares: the draft this browser may open, the words, the catalogue, the one moment of the request."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
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
from foundation.clock import new_york_day, utc_now
from pricing_rules.operations.quote import Basis, PricingFailed, basis
from pricing_rules.quoting.errors import FieldError
from web.booking import asks, steps
from web.booking.answers import Answers, with_step
from web.booking.cookies import drafts_of, remember
from web.booking.enquiring import by_hand_url
from web.booking.hurdles import faults_at, first_hurdle, step_of, told
from web.booking.keeping import as_asked_now
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

    @property
    def service(self) -> str:
        return steps.service_of(self.draft.answers)

    @property
    def words(self) -> asks.Words:
        return asks.words(self.service)

    @property
    def today(self) -> date:
        return new_york_day(self.now)

    @cached_property
    def kept_price(self) -> StepPrice:
        """The price of the answers as this request found them."""
        return self.price()

    @property
    def faults(self) -> list[FieldError]:
        """What this step must put right, though it was answered before: the catalogue has changed since."""
        if self.step not in self.draft.answers.get("done", []):
            return []
        return faults_at(self.step, self.kept_price.errors, self.service, self.catalogue)

    @property
    def must_answer_again(self) -> bool:
        """Whether this step was answered before and something in it is gone, or newly required."""
        return self._hurdle == self.step

    @property
    def _hurdle(self) -> str:
        price = self.kept_price
        left_out = price.priced.request.left_out if price.priced is not None else ()
        return first_hurdle(self.draft.answers, price.errors, left_out, self.catalogue)

    @property
    def step_before(self) -> str:
        """An earlier step that must be answered again before this one means anything; "" mostly."""
        line, hurdle = steps.order(self.draft.answers), self._hurdle
        return hurdle if hurdle and line.index(hurdle) < line.index(self.step) else ""

    def save(self, changes: Mapping[str, Any], *, step: str = "", ask_again: Collection[str] = ()) -> Answers:
        """Keep this step's answers. ask_again: later steps whose meaning it changed."""
        answers = with_step(self.draft.answers, step or self.step, changes, ask_again=ask_again)
        self.draft = drafts.save_draft(
            draft=self.draft.uuid, answers=answers, actor=actor_from_request(self.request), now=self.now
        )
        return answers

    def go(self, step: str) -> HttpResponse:
        return redirect(steps.address(self.draft.uuid, step))

    def onward(self) -> HttpResponse:
        """To the next step; a corrected answer goes straight back to "check your answers" when all is answered."""
        open_step = steps.first_open(self.draft.answers)
        return self.go("review" if open_step == "review" else steps.following(self.draft.answers, self.step))

    def price(self, instead: Mapping[str, Any] | None = None) -> StepPrice:
        return step_price(self.draft.answers, self.basis, now=self.now, instead=instead)

    def page(
        self, *, price: StepPrice | None = None, errors: list[tuple[str, str]] | None = None, **more: Any
    ) -> HttpResponse:
        """The step's page; with errors its title says so first (brief 2.1)."""
        shown = price or self.kept_price
        line = steps.steps(self.draft.answers, self.draft.uuid, self.step)
        editors = (getattr(self.texts, f"{self.step}_heading"), getattr(self.texts, f"{self.step}_text"))
        heading, intro = self.words.steps.get(self.step, editors)
        context = {
            "flow": self,
            "steps": line,
            "title": f"{'Error: ' if errors else ''}{line.title}",
            "errors": errors or [],
            "texts": self.texts,
            "heading": heading,
            "intro": intro,
            "words": self.words,
            "panel": shown.panel,
            "refusals": [] if shown.panel else self._refusals(shown),
            "complete": bool(shown.panel and shown.panel.complete),
            "save_url": reverse("web:book-save", args=[self.draft.uuid]),
            **more,
        }
        return render(self.request, f"web/booking/{self.step}.html", context)

    def _refusals(self, price: StepPrice) -> list[dict[str, str]]:
        """Why there is no price, in words, each with the step that puts it right."""
        found = []
        for fault in price.errors:
            step = step_of(fault.field, self.service, self.catalogue)
            elsewhere = step != self.step and steps.may_open(self.draft.answers, step)
            found.append({"text": told(fault), "url": steps.address(self.draft.uuid, step) if elsewhere else ""})
        return found


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
            try:
                using = basis(at=now, now=now)
                found.answers = as_asked_now(found.answers, using.catalogue, today=new_york_day(now))
                if not steps.may_open(found.answers, step):
                    return redirect(steps.address(draft, steps.first_open(found.answers)))
                flow = Flow(request, found, step, now, using, BookingPage.texts())
                # What is typed here is kept first; where it would mean nothing, the way leads back at once
                if (request.method != "POST" or step in ("date", "review")) and flow.step_before:
                    return flow.go(flow.step_before)
                response = view(flow)
            except PricingFailed as failure:
                refused = {"message": str(failure), "enquiry": by_hand_url(found.answers)}
                return render(request, "web/booking/no_price.html", refused, status=503)
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
