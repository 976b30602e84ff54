"""How users are made: always as staff or as customer, with flags that agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from foundation.accounts.models import User


class UserManager(BaseUserManager["User"]):
    """E-mail addresses are kept in lower case, so one address is one login."""

    def create_staff(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A staff login without rights; its roles are groups. Without a password it cannot sign in yet."""
        return self._create(email, password, kind="staff", is_staff=True, **fields)

    def create_customer(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A customer's login."""
        return self._create(email, password, kind="customer", is_staff=False, is_superuser=False, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A staff login with every right, for `manage.py createsuperuser`."""
        return self.create_staff(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an address, however it is capitalised."""
        return self.get(email=(username or "").strip().lower())

    def _create(self, email: str, password: str | None, **fields: Any) -> User:
        if not email or not email.strip():
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user
