"""Logins and staff records (7-staff.md, "People and rights")."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from foundation.accounts.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """One login of one person: staff or customer, for good. The e-mail address is the name they sign in with."""

    class Kind(models.TextChoices):
        STAFF = "staff", "Staff"
        CUSTOMER = "customer", "Customer"

    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "This e-mail address has a login already."}
    )
    full_name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind.choices, editable=False)
    is_staff = models.BooleanField("staff", default=False, editable=False)
    is_active = models.BooleanField(
        "active", default=True, help_text="Switch off instead of deleting; the person can no longer sign in."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"], m2m_fields=["groups", "user_permissions"])

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "email"]
        permissions = [("unlock_user", "Can unlock a login after failed sign-ins")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["staff", "customer"]), name="user_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="staff", is_staff=True) | Q(kind="customer", is_staff=False),
                name="user_staff_flag_follows_kind",
            ),
            models.CheckConstraint(condition=Q(is_superuser=False) | Q(kind="staff"), name="user_superuser_is_staff"),
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """The name as the person gave it; one field, since names have no fixed parts."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.full_name.split(" ")[0]

    def clean(self) -> None:
        """Bring the address into its one form, so that a form's uniqueness check sees what will be stored."""
        super().clean()
        self.email = self.email.strip().lower()


class StaffRecord(models.Model):
    """What the business keeps about one of its staff."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="staff_record")
    employee_number = models.CharField(max_length=20, unique=True)
    department = models.CharField(max_length=100, blank=True)
    hire_date = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["employee_number"]

    def __str__(self) -> str:
        return f"{self.employee_number} {self.user}"

    def clean(self) -> None:
        """A customer has no staff record."""
        if self.user_id and self.user.kind != User.Kind.STAFF:
            raise ValidationError({"user": "Only a staff login has a staff record."})
