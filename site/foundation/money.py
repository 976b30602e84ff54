"""Money as whole US cents (1-product.md, "Money, time, identity"): rounding, percentages, and how amounts are written.

Pure: no framework, no floats. Every function takes and gives integer cents unless it says otherwise.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"

_AMOUNT = re.compile(
    rf"(?P<sign>[-+{MINUS}]?)\$?(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(?P<cents>\d{{1,2}}))?", re.ASCII
)


def half_up(amount: Decimal) -> int:
    """The nearest whole number; a half goes away from zero, so `-0.5` becomes `-1`."""
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))


def percent_of(cents: int, percent: Decimal) -> int:
    """`percent` of `cents`, rounded half-up once, away from zero (3-pricing-rules.md, "Order of evaluation")."""
    return half_up(Decimal(cents) * percent / 100)


def dollars(cents: int) -> str:
    """`198375` as `$1,983.75`; below zero with a minus sign in front: `−$50.00`."""
    sign = MINUS if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}${whole:,}.{rest:02d}"


def dollars_short(cents: int) -> str:
    """`172500` as `$1,725`: the cents are written only where there are any."""
    return dollars(cents).removesuffix(".00")


def signed_dollars(cents: int) -> str:
    """A difference with its sign always shown: `+$258.75`, `−$50.00`; nothing is `$0.00`."""
    return f"+{dollars(cents)}" if cents > 0 else dollars(cents)


def parse_dollars(text: str) -> int:
    """Cents from what a person typed: `$1,983.75`, `1983.75`, `50`, `-$50`.

    Raises ValueError, in words for that person, on anything else; nothing is guessed and no cent is rounded away.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError("Enter an amount in dollars, like 1,725 or 49.50")
    cents = int(match["whole"].replace(",", "")) * 100 + int((match["cents"] or "").ljust(2, "0"))
    return -cents if match["sign"] in ("-", MINUS) else cents
