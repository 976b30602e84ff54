"""The one door to Stripe: a few calls of its SDK, frozen figures out. Never inside a transaction.

The base address, key and timeout are settings; development and tests point them at the stand-in, the code is the same.
No key, secret or body is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings
from django.db import transaction
from stripe import StripeClient

from bookings.errors import PaymentUnavailable, WebhookRefused
from bookings.payments.snapshot import (
    ChargeSnapshot,
    FailureSnapshot,
    IntentSnapshot,
    RefundSnapshot,
)

log = logging.getLogger(__name__)

TOLERANCE_SECONDS = 300  # 5-payments.md: stale after five minutes
_INTENT_PARTS = ["latest_charge.balance_transaction"]
_REASONS = {"duplicate": "duplicate", "fraudulent": "fraudulent", "customer_request": "requested_by_customer"}


class GatewayRefused(Exception):
    """Stripe understood and said no. `code` is Stripe's, such as `payment_intent_unexpected_state`."""

    def __init__(self, message: str, code: str = "") -> None:
        self.code = code
        super().__init__(message)


def client() -> StripeClient:
    """The client for the key, address and timeout that are set now."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT_SECONDS)


@lru_cache(maxsize=8)
def _client(key: str, base: str, timeout: float) -> StripeClient:
    http = stripe.RequestsClient(timeout=timeout)
    return StripeClient(key, base_addresses={"api": base}, http_client=http, max_network_retries=1)


def create_intent(
    *,
    amount_cents: int,
    currency: str,
    description: str,
    receipt_email: str,
    metadata: Mapping[str, str],
    idempotency_key: str,
) -> IntentSnapshot:
    """Make the PaymentIntent of a payment, or give back the one made with the same key before."""
    return _intent(
        _call(
            lambda: client().v1.payment_intents.create(
                params={
                    "amount": amount_cents,
                    "currency": currency,
                    "description": description,
                    "receipt_email": receipt_email,
                    "metadata": dict(metadata),
                    "automatic_payment_methods": {"enabled": True},
                    "expand": _INTENT_PARTS,
                },
                options={"idempotency_key": idempotency_key},
            )
        )
    )


def read_intent(intent_id: str, *, with_refunds: bool = False) -> IntentSnapshot:
    """The intent as it stands at Stripe now, with its charge and fee, and its refunds where there are or may be any."""
    found = _call(lambda: client().v1.payment_intents.retrieve(intent_id, params={"expand": _INTENT_PARTS}))
    charge = found.latest_charge
    refunds: tuple[RefundSnapshot, ...] = ()
    if with_refunds or (charge is not None and getattr(charge, "amount_refunded", 0)):
        refunds = read_refunds(intent_id)
    return _intent(found, refunds)


def read_refunds(intent_id: str) -> tuple[RefundSnapshot, ...]:
    """Every refund that Stripe knows of an intent's charge, failed ones too."""
    listed = _call(lambda: client().v1.refunds.list(params={"payment_intent": intent_id, "limit": 100}))
    return tuple(_refund(refund) for refund in listed.data)


def cancel_intent(intent_id: str) -> IntentSnapshot:
    """Let nobody pay it any more. Raises GatewayRefused where it is paid, or cancelled, already."""
    return _intent(_call(lambda: client().v1.payment_intents.cancel(intent_id)))


def create_refund(
    *, intent_id: str, amount_cents: int, reason: str, metadata: Mapping[str, str], idempotency_key: str
) -> RefundSnapshot:
    """Send money back; the same key again sends nothing more. Raises GatewayRefused where Stripe will not."""
    params: dict[str, Any] = {"payment_intent": intent_id, "amount": amount_cents, "metadata": dict(metadata)}
    if reason in _REASONS:
        params["reason"] = _REASONS[reason]
    options = {"idempotency_key": idempotency_key}
    return _refund(_call(lambda: client().v1.refunds.create(params=params, options=options)))  # type: ignore[arg-type]


def read_event(payload: bytes, signature: str) -> stripe.Event:
    """A webhook's event, its signature checked against every secret that is set, at most five minutes old.

    Raises WebhookRefused.
    """
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise WebhookRefused("No webhook secret is set")
    if not signature:
        raise WebhookRefused("The event is not signed")
    problem = ""
    for secret in settings.STRIPE_WEBHOOK_SECRET:
        try:
            event = stripe.Webhook.construct_event(payload, signature, secret, tolerance=TOLERANCE_SECONDS)
            if not (isinstance(event.id, str) and isinstance(event.type, str) and event.created and event.data.object):
                raise WebhookRefused("The event cannot be read")
            return event
        except stripe.SignatureVerificationError as error:
            problem = str(error)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WebhookRefused("The event cannot be read") from error
    raise WebhookRefused(problem)


def _call(act: Any) -> Any:
    """Run one call. Raises PaymentUnavailable where Stripe gave no answer, GatewayRefused where it said no."""
    blocks = transaction.get_connection().atomic_blocks
    if blocks and not blocks[-1]._from_testcase:  # as Django's own durable=True looks at it
        raise RuntimeError("Stripe is never called inside a transaction: it would keep every other writer waiting")
    try:
        return act()
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.error("Stripe does not accept our key: %s", type(error).__name__)  # its message would show part of the key
        raise PaymentUnavailable from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise PaymentUnavailable from error
    except stripe.IdempotencyError as error:
        raise GatewayRefused(
            str(error.user_message or "The key was used for another request"), "idempotency"
        ) from error
    except stripe.InvalidRequestError as error:
        raise GatewayRefused(str(error.user_message or error), error.code or "") from error
    except stripe.CardError as error:
        raise GatewayRefused(str(error.user_message or error), error.code or "") from error
    except stripe.StripeError as error:
        raise PaymentUnavailable from error


def _intent(intent: Any, refunds: tuple[RefundSnapshot, ...] = ()) -> IntentSnapshot:
    charge = intent.latest_charge
    paid = charge is not None and not isinstance(charge, str) and charge.paid and charge.status == "succeeded"
    return IntentSnapshot(
        id=intent.id,
        status=intent.status,
        amount=intent.amount,
        amount_received=intent.amount_received or 0,
        currency=intent.currency,
        metadata=_words(intent.metadata),
        charge=_charge(charge) if paid else None,
        failure=failure_of(intent),
        refunds=refunds,
        client_secret=intent.client_secret or "",
    )


def _charge(charge: Any) -> ChargeSnapshot:
    fee = charge.balance_transaction
    details = charge.payment_method_details
    card = getattr(details, "card", None) if details is not None else None
    known = fee is not None and not isinstance(fee, str)
    return ChargeSnapshot(
        id=charge.id,
        amount_captured=charge.amount_captured,
        amount_refunded=charge.amount_refunded,
        fee_cents=fee.fee if known else None,
        balance_transaction=fee.id if known else "",
        card_brand=(getattr(card, "brand", "") or "") if card is not None else "",
        card_last4=(getattr(card, "last4", "") or "") if card is not None else "",
    )


def failure_of(intent: Any) -> FailureSnapshot | None:
    """The last refused attempt of an intent object, be it read or delivered with an event."""
    error = intent.last_payment_error
    if error is None:
        return None
    method = getattr(error, "payment_method", None)
    attempt = getattr(error, "charge", None) or (method.id if method is not None else None) or intent.id
    return FailureSnapshot(
        attempt=attempt,
        code=getattr(error, "code", "") or "",
        decline_code=getattr(error, "decline_code", "") or "",
        message=getattr(error, "message", "") or "",
    )


def _refund(refund: Any) -> RefundSnapshot:
    return RefundSnapshot(
        id=refund.id,
        amount=refund.amount,
        status=refund.status or "pending",
        failure_reason=getattr(refund, "failure_reason", "") or "",
        metadata=_words(refund.metadata),
    )


def _words(metadata: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in metadata.to_dict().items()} if metadata is not None else {}
