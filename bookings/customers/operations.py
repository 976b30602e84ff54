"""Finding or making the contact record of whoever books."""

from __future__ import annotations

from datetime import datetime

from bookings.customers.models import Customer


def customer_for(*, user_id: int | None, name: str, email: str, phone: str, now: datetime) -> Customer:
    """The record of an account holder, or the one guest record of an e-mail address; made where there is none.

    What a guest types never changes a record that exists, and is never tied to an account: the address is not
    verified. What was typed stands on the booking itself. `email` is in lower case. `user_id` is a customer's login.
    """
    given = {"name": name, "phone": phone, "created_at": now}
    if user_id is not None:
        return Customer.objects.get_or_create(user_id=user_id, defaults={**given, "email": email})[0]
    return Customer.objects.get_or_create(email=email, user__isnull=True, defaults=given)[0]
