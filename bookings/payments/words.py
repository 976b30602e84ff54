"""Why a card was refused, in words that say what to do. PURE. Codes: docs.stripe.com/declines/codes."""

from __future__ import annotations

from collections.abc import Mapping

from bookings.payments.snapshot import FailureSnapshot

_DECLINES: Mapping[str, str] = {
    "insufficient_funds": "The card has too little money on it. Try another card.",
    "lost_card": "Your card was declined. Try another card or call your bank.",
    "stolen_card": "Your card was declined. Try another card or call your bank.",
    "expired_card": "The card has expired. Try another card.",
    "incorrect_cvc": "The security code does not match the card. Check it and try again.",
    "incorrect_number": "The card number is not right. Check it and try again.",
    "card_velocity_exceeded": "The card has reached its limit. Try another card or call your bank.",
    "processing_error": "Your bank could not process the card just now. Try again in a minute.",
    "card_not_supported": "This card cannot be used for this payment. Try another card.",
}
_CODES: Mapping[str, str] = {
    "expired_card": _DECLINES["expired_card"],
    "incorrect_cvc": _DECLINES["incorrect_cvc"],
    "incorrect_number": _DECLINES["incorrect_number"],
    "processing_error": _DECLINES["processing_error"],
    "payment_intent_authentication_failure": "Your bank could not confirm it is you. Try again, or use another card.",
    "payment_intent_payment_attempt_failed": "The payment did not go through. Try again, or use another card.",
}
DECLINED = "Your card was declined. Try another card or call your bank."


def failure_words(failure: FailureSnapshot) -> str:
    """One or two sentences for the customer. A decline that may hint at fraud reads like any other."""
    return _DECLINES.get(failure.decline_code) or _CODES.get(failure.code) or DECLINED
