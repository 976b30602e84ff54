"""Stripe's limits on amounts, metadata and addresses."""

from __future__ import annotations

import re
from typing import Any

from standins.stripe.errors import Refusal
from standins.stripe.store import Object

CURRENCIES = frozenset({"usd", "eur", "gbp", "cad"})  # with cents; the product sells in dollars only


def check_amount(amount: int, currency: str) -> None:
    """Stripe's limits: 50 cents to 999,999.99."""
    if currency not in CURRENCIES:
        known = ", ".join(sorted(CURRENCIES))
        raise Refusal(f"Invalid currency: {currency}. Stripe currently supports these currencies: {known}",
                      param="currency")  # fmt: skip
    if amount < 1:
        raise Refusal("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount < 50:
        raise Refusal(f"Amount must be at least $0.50 {currency}", code="amount_too_small", param="amount")
    if amount > 99_999_999:
        raise Refusal(f"Amount must be no more than $999,999.99 {currency}", code="amount_too_large", param="amount")


def check_email(given: Object, name: str) -> None:
    """Refuses what cannot be an e-mail address."""
    address = given.get(name)
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address):
        raise Refusal(f"Invalid email address: {address}", code="email_invalid", param=name)


def merged(metadata: Object, change: Any) -> Object:
    """Metadata after an update: an empty value takes a key out, an empty string takes all out."""
    if change is None:
        return metadata
    if change == "":
        return {}
    result = {**metadata, **change}
    return limited({key: value for key, value in result.items() if value != ""})


def limited(metadata: Object) -> Object:
    """Stripe's limits: 50 keys, 40 characters a key, 500 a value."""
    if len(metadata) > 50:
        raise Refusal("Metadata can contain at most 50 keys.", param="metadata")
    for key, value in metadata.items():
        if len(key) > 40 or len(str(value)) > 500:
            raise Refusal(
                f"Metadata keys can have up to 40 characters and values up to 500; '{key[:60]}' is too long.",
                param=f"metadata[{key[:60]}]",
            )
    return metadata
