"""Forms for staff logins. They make and change staff only: a customer's login never passes through them."""

from __future__ import annotations

from typing import Any

from unfold.forms import UserChangeForm, UserCreationForm

from foundation.accounts.models import User


class StaffCreationForm(UserCreationForm):  # type: ignore[misc]
    """A new staff login: who, in which roles, and a password or none yet."""

    class Meta:
        model = User
        fields = ("email", "full_name", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind, self.instance.is_staff = User.Kind.STAFF, True


class StaffChangeForm(UserChangeForm):  # type: ignore[misc]
    """A staff login that exists."""

    class Meta:
        model = User
        fields = ("email", "full_name", "is_active", "groups")
