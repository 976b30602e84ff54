"""The booking: a customer's commitment, and the one machine that moves it from state to state."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition
from simple_history.models import HistoricalRecords

from bookings.customers.models import Customer
from bookings.models.states import BookingState, Source
from foundation.references import booking_number, new_token


class BookingNumber(models.Model):
    """Hands out booking numbers: the key of a row added is the next number. Unique and increasing, gaps allowed."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class Booking(ConcurrentTransitionMixin, models.Model):
    """What was promised, to whom, for when. Changed by `bookings.operations` alone.

    Never refresh one: read it again under `select_for_update` (0-architecture.md, "State machine"). The transitions
    below only say what may follow what and who may ask; money, capacity, audit and effects stand in the operations.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField(unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    state = FSMField(max_length=20, default=BookingState.DRAFT, choices=BookingState.choices, protected=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.SITE)

    quote = models.ForeignKey("pricing_rules.Quote", on_delete=models.PROTECT, related_name="bookings")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="bookings")
    # Copied from the quote, so that lists need not open it; the quote never changes
    service = models.CharField(max_length=40)
    package = models.CharField(max_length=40, blank=True)
    service_label = models.CharField(max_length=120)
    total_cents = models.PositiveBigIntegerField()
    pickup_date = models.DateField(null=True, blank=True, help_text="In New York.")
    # As the window was called when it was promised; `any` has no hours
    window = models.CharField(max_length=40, blank=True)
    window_label = models.CharField(max_length=80, blank=True)
    window_starts = models.TimeField(null=True, blank=True)
    window_ends = models.TimeField(null=True, blank=True)

    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField(max_length=254)
    contact_phone = models.CharField(max_length=32)
    items_description = models.TextField(blank=True, max_length=2000)
    notes = models.TextField(blank=True, max_length=2000, help_text="The customer's own words.")
    flight_number = models.CharField(max_length=20, blank=True)
    flight_at = models.DateTimeField(null=True, blank=True, help_text="When the flight leaves or lands.")
    answers = models.JSONField(default=list, blank=True, help_text="The questions as they were asked.")

    needs_approval = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    idempotency_key = models.CharField(max_length=200, null=True, blank=True, editable=False)
    idempotency_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    history = HistoricalRecords(excluded_fields=["token", "idempotency_key", "idempotency_hash"])

    class Meta:
        ordering = ["-number"]
        verbose_name = "booking"
        permissions = [
            ("start_booking", "Can start a booking"),
            ("complete_booking", "Can complete a booking"),
            ("cancel_booking", "Can cancel a booking"),
            ("approve_booking", "Can approve a booking"),
            ("export_booking", "Can export bookings with their money"),
            ("override_price", "Can override a booking's price"),
        ]
        indexes = [
            models.Index(fields=["state", "-number"], name="booking_by_state"),
            models.Index(fields=["pickup_date", "state"], name="booking_by_day"),
            models.Index(fields=["contact_email"], name="booking_by_email"),
            models.Index(fields=["contact_phone"], name="booking_by_phone"),
            models.Index(fields=["created_at"], name="booking_by_creation"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BookingState.values), name="booking_state_known"),
            models.CheckConstraint(condition=models.Q(source__in=Source.values), name="booking_source_known"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="booking_number_from_one"),
            models.UniqueConstraint(fields=["idempotency_key"], name="booking_idempotency_key_once"),
            models.CheckConstraint(
                condition=models.Q(idempotency_key__isnull=True) | ~models.Q(idempotency_hash=""),
                name="booking_idempotency_key_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people call it: `TT-000123`."""
        return booking_number(self.number, settings.BOOKING_NUMBER_PREFIX)

    # --- Transitions. `custom["label"]` is the button's word; one without a permission belongs to the system alone ---

    @transition(state, source=BookingState.DRAFT, target=BookingState.AWAITING_APPROVAL)
    def ask_approval(self) -> None:
        """Staff must look at it first; holds no capacity and asks no payment."""

    @transition(state, source=[BookingState.DRAFT, BookingState.EXPIRED], target=BookingState.PENDING)
    def hold(self) -> None:
        """Capacity is held and payment awaited; also the first half of a late payment's confirmation."""

    @transition(
        state,
        source=BookingState.AWAITING_APPROVAL,
        target=BookingState.PENDING,
        permission="bookings.approve_booking",
        custom={"label": "Approve"},
    )
    def approve(self) -> None:
        """Takes a 24-hour hold."""

    @transition(state, source=BookingState.PENDING, target=BookingState.CONFIRMED)
    def confirm(self) -> None:
        """Paid, or nothing to pay; capacity reserved."""

    @transition(
        state,
        source=BookingState.CONFIRMED,
        target=BookingState.IN_PROGRESS,
        permission="bookings.start_booking",
        custom={"label": "Start job"},
    )
    def start(self) -> None:
        """A driver has started."""

    @transition(
        state,
        source=BookingState.IN_PROGRESS,
        target=BookingState.COMPLETED,
        permission="bookings.complete_booking",
        custom={"label": "Complete"},
    )
    def complete(self) -> None:
        """Delivered."""

    @transition(state, source=BookingState.IN_PROGRESS, target=BookingState.DELIVERY_FAILED)
    def fail_delivery(self) -> None:
        """A stop failed; a new date is to be picked."""

    @transition(state, source=BookingState.DELIVERY_FAILED, target=BookingState.CONFIRMED)
    def deliver_again(self) -> None:
        """Rescheduled after a failed delivery."""

    @transition(
        state,
        source=[
            BookingState.AWAITING_APPROVAL,
            BookingState.PENDING,
            BookingState.CONFIRMED,
            BookingState.DELIVERY_FAILED,
        ],
        target=BookingState.CANCELLED,
        permission="bookings.cancel_booking",
        custom={"label": "Cancel booking"},
    )
    def cancel(self) -> None:
        """By customer or staff, with a reason."""

    @transition(state, source=[BookingState.DRAFT, BookingState.PENDING], target=BookingState.EXPIRED)
    def expire(self) -> None:
        """The hold ran out unpaid, or a third payment failed."""
