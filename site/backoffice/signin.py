"""Signing in: the form, in words that help and give nothing away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from unfold.forms import AuthenticationForm


class StaffSignInForm(AuthenticationForm):  # type: ignore[misc]
    """E-mail and password of a staff login. Customers, unknown people and wrong passwords all get the same answer."""

    error_messages = {
        "invalid_login": "That e-mail and password do not belong to a staff login. Check both and try again. "
        "After five failed tries the login rests for 30 minutes.",
        "inactive": "This login is switched off. Ask an administrator.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        username = self.fields["username"]
        username.label = "E-mail"
        username.widget.input_type = "email"
        username.widget.attrs.update({"autocomplete": "username", "inputmode": "email"})
