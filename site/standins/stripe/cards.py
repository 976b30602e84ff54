"""Stripe's documented test cards (docs.stripe.com/testing) and what each of them does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standins.stripe.errors import Refusal

DECLINED = "Your card was declined."
MESSAGES = {
    "card_declined": DECLINED,
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "test_mode_live_card": (
        "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid "
        "test cards, visit: https://stripe.com/docs/testing."
    ),
}


@dataclass(frozen=True)
class Card:
    """A card number and its behaviour. `code` and `decline_code` are what a charge fails with; empty when it works."""

    number: str
    does: str
    tokens: tuple[str, ...] = ()
    brand: str = "visa"
    code: str = ""
    decline_code: str = ""
    authenticate: Literal["", "always", "unless_setup"] = ""
    attaches: bool = True
    refund: Literal["", "pending", "fails"] = ""
    dispute: str = ""

    @property
    def last4(self) -> str:
        """The digits that may be shown."""
        return self.number[-4:]

    @property
    def message(self) -> str:
        """What the customer is told when a charge fails."""
        return MESSAGES.get(self.decline_code) or MESSAGES.get(self.code, DECLINED)

    @property
    def pretty(self) -> str:
        """The number in groups, as printed on a card."""
        if self.brand == "amex":
            return f"{self.number[:4]} {self.number[4:10]} {self.number[10:]}"
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


def _declines(number: str, does: str, token: str, code: str, decline_code: str = "", attaches: bool = False) -> Card:
    tokens = (f"pm_card_{token}", f"pm_card_visa_{token}")
    return Card(number, does, tokens, code=code, decline_code=decline_code, attaches=attaches)


CARDS = (
    Card("4242424242424242", "Succeeds (Visa)", ("pm_card_visa", "pm_card_us")),
    Card("4000056655665556", "Succeeds (Visa debit)", ("pm_card_visa_debit",)),
    Card("5555555555554444", "Succeeds (Mastercard)", ("pm_card_mastercard",), brand="mastercard"),
    Card("378282246310005", "Succeeds (American Express, 4-digit CVC)", ("pm_card_amex",), brand="amex"),
    Card("6011111111111117", "Succeeds (Discover)", ("pm_card_discover",), brand="discover"),
    Card("4000000000000077", "Succeeds, funds available at once", ("pm_card_bypassPending",)),
    _declines("4000000000000002", "Declined: generic", "chargeDeclined", "card_declined", "generic_decline"),
    _declines(
        "4000000000009995",
        "Declined: insufficient funds",
        "chargeDeclinedInsufficientFunds",
        "card_declined",
        "insufficient_funds",
    ),
    _declines("4000000000009987", "Declined: lost card", "chargeDeclinedLostCard", "card_declined", "lost_card"),
    _declines("4000000000009979", "Declined: stolen card", "chargeDeclinedStolenCard", "card_declined", "stolen_card"),
    _declines("4000000000000069", "Declined: expired card", "chargeDeclinedExpiredCard", "expired_card"),
    _declines("4000000000000127", "Declined: incorrect CVC", "chargeDeclinedIncorrectCvc", "incorrect_cvc"),
    _declines("4000000000000119", "Declined: processing error", "chargeDeclinedProcessingError", "processing_error"),
    _declines(
        "4000000000006975",
        "Declined: used too often",
        "chargeDeclinedVelocityLimitExceeded",
        "card_declined",
        "card_velocity_exceeded",
    ),
    _declines("4100000000000019", "Declined: blocked as fraudulent", "radarBlock", "card_declined", "fraudulent"),
    _declines(
        "4000000000000341",
        "Attaches to a customer, charges fail",
        "chargeCustomerFail",
        "card_declined",
        "generic_decline",
        attaches=True,
    ),
    Card(
        "4000000000003220",
        "3-D Secure demanded, then succeeds",
        ("pm_card_threeDSecure2Required", "pm_card_threeDSecureRequired"),
        authenticate="always",
    ),
    Card(
        "4000002500003155",
        "3-D Secure; once saved, not while you are away",
        ("pm_card_authenticationRequiredOnSetup",),
        authenticate="unless_setup",
    ),
    Card(
        "4000003800000446",
        "3-D Secure, but set up for payments while you are away",
        ("pm_card_authenticationRequiredSetupForOffSession",),
        authenticate="unless_setup",
    ),
    Card(
        "4000002760003184",
        "3-D Secure on every payment",
        ("pm_card_authenticationRequired",),
        authenticate="always",
    ),
    Card(
        "4000008260003178",
        "3-D Secure, then insufficient funds",
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",),
        code="card_declined",
        decline_code="insufficient_funds",
        authenticate="always",
    ),
    Card(
        "4000008400001629",
        "3-D Secure, then declined",
        ("pm_card_threeDSecureRequiredChargeDeclined",),
        code="card_declined",
        decline_code="generic_decline",
        authenticate="always",
    ),
    Card(
        "4000000000007726",
        "Succeeds; a refund is pending at first",
        ("pm_card_pendingRefund",),
        refund="pending",
    ),
    Card("4000000000005126", "Succeeds; a refund fails later", ("pm_card_refundFail",), refund="fails"),
    Card("4000000000000259", "Succeeds, then disputed", ("pm_card_createDispute",), dispute="fraudulent"),
)

# Any other well-formed number: never kept, and declined when charged, as in Stripe's test mode.
LIVE = Card("", "A real card number", code="card_declined", decline_code="test_mode_live_card", attaches=False)

_BY_NUMBER = {card.number: card for card in CARDS}
_BY_TOKEN = {token: card for card in CARDS for token in card.tokens}


def by_number(number: str) -> Card:
    """The card behind a number; `LIVE` for any other."""
    return _BY_NUMBER.get(number, LIVE)


def by_token(token: str) -> Card | None:
    """The card behind one of Stripe's ready-made payment methods, such as `pm_card_visa`."""
    return _BY_TOKEN.get(token)


def brand_of(number: str) -> str:
    """The network by the first digits."""
    if number.startswith(("34", "37")):
        return "amex"
    if number.startswith(("6011", "65")):
        return "discover"
    return "mastercard" if number[:1] in "25" else "visa" if number[:1] == "4" else "unknown"


def checked(number: str, month: int, year: int, cvc: str | None, *, this_month: tuple[int, int]) -> None:
    """Refuses what Stripe refuses before any charge: a bad check digit, a past date, a short security code."""

    def wrong(message: str, code: str, param: str) -> Refusal:
        return Refusal(message, status=402, kind="card_error", code=code, param=f"card[{param}]")

    if not number.isdigit() or not 12 <= len(number) <= 19 or not luhn(number):
        raise wrong("Your card number is incorrect.", "incorrect_number", "number")
    if not 1 <= month <= 12:
        raise wrong("Your card's expiration month is invalid.", "invalid_expiry_month", "exp_month")
    if not this_month[0] <= year <= this_month[0] + 50 or (year, month) < this_month:
        raise wrong("Your card's expiration year is invalid.", "invalid_expiry_year", "exp_year")
    if cvc is not None and not (cvc.isdigit() and len(cvc) == (4 if brand_of(number) == "amex" else 3)):
        raise wrong("Your card's security code is invalid.", "invalid_cvc", "cvc")


def luhn(number: str) -> bool:
    """The check digit (ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
