"""Payments, refunds and the ledger in the staff admin: to be looked at. Money moves by operations alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from bookings.payments.models import LedgerEntry, Payment, PaymentState, Refund, RefundState
from foundation.money import dollars, signed_dollars
from foundation.staffadmin.admin import StaffModelAdmin, StaffTabularInline

PAYMENT_LABELS = {
    PaymentState.SUCCEEDED.label: "success",
    PaymentState.PROCESSING.label: "info",
    PaymentState.PENDING.label: "warning",
    PaymentState.FAILED.label: "danger",
    PaymentState.DISPUTED.label: "danger",
}
REFUND_LABELS = {
    RefundState.SUCCEEDED.label: "success",
    RefundState.FAILED.label: "danger",
    RefundState.REQUESTED.label: "warning",
    RefundState.PROCESSING.label: "info",
}


class ReadOnlyInline(StaffTabularInline):
    """Rows to be read below a page that is only read."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LedgerInline(ReadOnlyInline):
    """A payment's movements."""

    model = LedgerEntry
    fields = readonly_fields = ["kind", "amount", "balance", "object_id", "at", "via"]

    @display(description="Amount")
    def amount(self, entry: LedgerEntry) -> str:
        return signed_dollars(entry.amount_cents)

    @display(description="Balance")
    def balance(self, entry: LedgerEntry) -> str:
        return dollars(entry.after_cents)


class ReturnedFilter(DropdownFilter):  # type: ignore[misc]
    """Money that came and confirmed nothing."""

    title = "money"
    parameter_name = "mismatched"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("yes", "Confirmed nothing")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        return queryset.exclude(returned_because="") if self.value() == "yes" else queryset


@admin.register(Payment)
class PaymentAdmin(StaffModelAdmin):
    """Read-only, with its ledger."""

    read_only = True
    list_display = ["amount", "booking", "state_shown", "card", "created_at", "succeeded_at"]
    list_select_related = ["booking"]
    list_filter = [("state", ChoicesDropdownFilter), ReturnedFilter, ("created_at", RangeDateTimeFilter)]
    list_filter_submit = True
    search_fields = ["intent_id", "charge_id", "booking__contact_email", "booking__contact_name"]
    search_help_text = "Stripe's id, name or e-mail"
    fields = [
        "booking",
        "amount",
        "state",
        "card",
        "intent_id",
        "charge_id",
        "failure_message",
        "returned_because",
        "created_at",
        "succeeded_at",
    ]
    inlines = [LedgerInline]

    @display(description="Amount", ordering="amount_cents")
    def amount(self, payment: Payment) -> str:
        return dollars(payment.amount_cents)

    @display(description="State", ordering="state", label=PAYMENT_LABELS)
    def state_shown(self, payment: Payment) -> str:
        return str(payment.get_state_display())

    @display(description="Card")
    def card(self, payment: Payment) -> str:
        return f"{payment.card_brand.capitalize()} {payment.card_last4}".strip() or "–"


@admin.register(Refund)
class RefundAdmin(StaffModelAdmin):
    """Read-only: requested and approved by operations."""

    read_only = True
    list_display = ["amount", "booking", "state_shown", "reason", "created_at", "settled_at"]
    list_select_related = ["payment__booking"]
    list_filter = [("state", ChoicesDropdownFilter), ("reason", ChoicesDropdownFilter)]
    list_filter_submit = True
    search_fields = ["refund_id", "payment__booking__contact_email", "payment__booking__contact_name"]
    search_help_text = "Stripe's id, name or e-mail"

    @display(description="Amount", ordering="amount_cents")
    def amount(self, refund: Refund) -> str:
        return dollars(refund.amount_cents)

    @display(description="Booking")
    def booking(self, refund: Refund) -> str:
        return str(refund.payment.booking)

    @display(description="State", ordering="state", label=REFUND_LABELS)
    def state_shown(self, refund: Refund) -> str:
        return str(refund.get_state_display())


@admin.register(LedgerEntry)
class LedgerAdmin(StaffModelAdmin):
    """Read-only for everybody, superusers included; the database refuses changes as well."""

    read_only = True
    list_display = ["at", "kind", "amount", "booking", "object_id", "via", "actor"]
    list_select_related = ["payment__booking", "actor"]
    list_filter = [("kind", ChoicesDropdownFilter), ("at", RangeDateTimeFilter)]
    list_filter_submit = True
    search_fields = ["object_id", "source_event", "payment__intent_id"]
    search_help_text = "Stripe's id of a charge, refund, fee or event"
    ordering = ["-at", "-id"]

    @display(description="Amount", ordering="amount_cents")
    def amount(self, entry: LedgerEntry) -> str:
        return signed_dollars(entry.amount_cents)

    @display(description="Booking")
    def booking(self, entry: LedgerEntry) -> str:
        return str(entry.payment.booking)
