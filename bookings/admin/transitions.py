"""The buttons of a booking's page: each opens a dialog that says what will happen, and makes one domain call.

The right is checked again on POST, here and in the operation; so is the state, under the booking's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from bookings.errors import BookingRefused, TransitionRefused
from bookings.models import Booking
from bookings.operations import transitions as operations
from bookings.queries import TransitionInfo, allowed_transitions
from foundation.audit.actor import Actor
from foundation.clock import utc_now
from foundation.money import dollars

DIALOG_TEMPLATE = "unfold/helpers/dialog.html"


class TransitionForm(BaseDialogForm):  # type: ignore[misc]
    """The dialog of one transition: asks nothing but the word to go ahead."""

    name = ""
    form_before_template = "backoffice/bookings/transition.html"

    def __init__(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        self.booking = get_object_or_404(Booking, pk=object_id)
        allowed = {info.name: info for info in allowed_transitions(self.booking, request.user)}
        self.info: TransitionInfo | None = allowed.get(self.name)

    @property
    def title(self) -> str:
        label = self.info.label if self.info else "Not possible now"
        return f"{label}: {self.booking.reference}"

    @property
    def gone(self) -> str:
        """Why there is nothing to press any more."""
        state = str(self.booking.get_state_display()).lower()
        return f"{self.booking.reference} is {state} now, so this cannot be done any more."

    @property
    def submit_text(self) -> str:
        return self.info.label if self.info else ""

    @property
    def is_dangerous(self) -> bool:
        return self.name == "cancel"

    def get_before_template_context(self, request: HttpRequest, object_id: Any = None) -> dict[str, Any]:
        return {"booking": self.booking, "info": self.info, "gone": self.gone}

    def act(self, *, actor: Actor, now: datetime) -> Booking:
        """The one domain call. Raises BookingRefused, NotPermitted."""
        run: Callable[..., Booking] = getattr(operations, self.name)
        return run(booking_id=self.booking.pk, actor=actor, now=now)


class CancelForm(TransitionForm):
    """Cancelling says why, and what goes back where something was paid."""

    name = "cancel"
    refund = forms.ChoiceField(
        label="What the customer gets back", widget=UnfoldAdminRadioSelectWidget, choices=(), initial="policy"
    )
    reason = forms.CharField(
        label="Why is it cancelled?",
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept with the booking; the customer may read it.",
        error_messages={"required": "Enter why it is cancelled, in a few words."},
    )

    def __init__(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        if self.booking.payments.filter(succeeded_at__isnull=False).exists():
            back = dollars(operations.refund_on_cancelling(self.booking, now=utc_now()))
            choices = [("policy", f"{back}, by the cancellation policy"), ("none", "Nothing")]
            self.fields["refund"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["refund"]

    def act(self, *, actor: Actor, now: datetime) -> Booking:
        return operations.cancel(
            booking_id=self.booking.pk,
            reason=self.cleaned_data["reason"],
            actor=actor,
            now=now,
            refund=self.cleaned_data.get("refund", "policy"),
        )


def _form(transition: str) -> type[TransitionForm]:
    return type(f"{transition.title()}Form", (TransitionForm,), {"name": transition})


FORMS: dict[str, type[TransitionForm]] = {
    "approve": _form("approve"),
    "start": _form("start"),
    "complete": _form("complete"),
    "cancel": CancelForm,
}


def _button(name: str) -> Any:
    dialog = {"title": name.title(), "description": "", "form_class": FORMS[name], "form_submit_text": ""}

    def run(page: Any, request: HttpRequest, form: TransitionForm, object_id: str) -> HttpResponse:
        try:
            if form.info is None:
                raise TransitionRefused(form.gone)
            moved = form.act(actor=page.actor(request), now=utc_now())
        except BookingRefused as refused:
            form.add_error(None, refused.message)
            return render(request, DIALOG_TEMPLATE, {"dialog": dialog, "form": form, "form_submit_text": ""})
        messages.success(request, f"{moved.reference} is now {str(moved.get_state_display()).lower()}.")
        return HttpResponse(headers={"HX-Redirect": reverse("admin:bookings_booking_change", args=[object_id])})

    run.__name__ = f"{name}_booking"
    return action(description=name.title(), url_path=name, permissions=[f"{name}_booking"], dialog=dialog)(run)


def _right(name: str) -> Any:
    def permitted(page: Any, request: HttpRequest, object_id: str | UUID | None = None) -> bool:
        return object_id is not None and bool(
            page.has_view_permission(request) and request.user.has_perm(f"bookings.{name}_booking")
        )

    return permitted


class TransitionButtons:
    """Adds to a booking's admin one dialog for each transition that staff may ask for."""

    actions_detail = tuple(f"{name}_booking" for name in FORMS)

    approve_booking, has_approve_booking_permission = _button("approve"), _right("approve")
    start_booking, has_start_booking_permission = _button("start"), _right("start")
    complete_booking, has_complete_booking_permission = _button("complete"), _right("complete")
    cancel_booking, has_cancel_booking_permission = _button("cancel"), _right("cancel")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """None in Unfold's header: the page shows, in its own heading, those that this person may make now."""
        return []
