"""What people and links call a booking: its number, which opens nothing, and its token (1-product.md). Pure."""

from __future__ import annotations

import re
import secrets

TOKEN_BYTES = 24


def booking_number(n: int, prefix: str = "TT") -> str:
    """`123` as `TT-000123`. Raises ValueError below 1."""
    if n < 1:
        raise ValueError(f"Booking numbers begin at 1, not {n}")
    return f"{prefix}-{n:06d}"


def read_booking_number(text: str, prefix: str = "TT") -> int | None:
    """The number a person typed: `TT-000123`, `tt 123`, `TT123` or `123`; None where it is none."""
    match = re.fullmatch(rf"(?:{re.escape(prefix)}[\s-]*)?0*([1-9]\d{{0,17}})", text.strip(), re.IGNORECASE | re.ASCII)
    return int(match[1]) if match else None


def new_token() -> str:
    """An unguessable, URL-safe name for a link: 192 random bits in 32 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)
