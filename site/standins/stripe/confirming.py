"""How an intent is paid: payment method, 3-D Secure, charge, and the states in between."""

from __future__ import annotations

import secrets
from typing import Any

from standins.stripe import charges, payment_methods
from standins.stripe.calls import Call
from standins.stripe.errors import Refusal
from standins.stripe.store import Object, public

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
NEEDS_RETURN_URL = (
    "This {name} is configured to accept payment methods enabled in your Dashboard. Because some of these payment "
    "methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to "
    "accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and "
    "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
)
USED_UP = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a "
    "connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use "
    "a PaymentMethod multiple times, you must attach it to a Customer first."
)
NOT_AUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)


def confirm_payment(call: Call, intent: Object) -> Object:
    """Confirms: succeeded, requires_capture or requires_action. A decline raises the card error (402), after which the
    intent asks for another payment method."""
    if intent["status"] not in CONFIRMABLE:
        done = intent["status"] == "succeeded"
        raise Refusal(
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
            if done
            else f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    return apply(call, intent, check(call, intent, "PaymentIntent"))


def check(call: Call, intent: Object, name: str) -> Object:
    """Everything that refuses a confirmation before it changes anything. Returns the payment method."""
    method = choose_method(call, intent, name)
    require_return_url(call, intent, name)
    if must_authenticate(call, method) and not call.params.get("off_session"):
        return_url = call.params.get("return_url") or intent.get("_return_url")
        if not return_url:
            raise Refusal(
                "This payment method must be authenticated on the bank's page: provide a `return_url`.",
                code="parameter_missing",
                param="return_url",
            )
    return method


def apply(call: Call, intent: Object, method: Object) -> Object:
    """Confirms with a payment method that `check` has passed."""
    if "return_url" in call.params:
        intent["_return_url"] = call.params["return_url"]
    for name in ("receipt_email", "shipping", "setup_future_usage"):
        if name in call.params:
            intent[name] = call.params[name] or None
    intent["payment_method"] = method["id"]
    if must_authenticate(call, method):
        if call.params.get("off_session"):
            raise fail(call, intent, method, code="authentication_required", decline_code="authentication_required",
                       message="Your card was declined. This transaction requires authentication.")  # fmt: skip
        ask_for_authentication(call, intent)
        call.emit("payment_intent.requires_action", intent)
        return call.store.put(intent)
    return charge_intent(call, intent, method, authenticated=False)


def choose_method(call: Call, intent: Object, name: str) -> Object:
    """The payment method of the call or of the intent, fit to be used here."""
    reference = call.params.get("payment_method") or intent["payment_method"]
    if not reference:
        shown: dict[str, Any] = {intent["object"]: intent}
        raise Refusal(
            f"You cannot confirm this {name} because it's missing a payment method. You can either update the {name} "
            "with a payment method and then confirm it again, or confirm it again directly with a payment method or "
            "ConfirmationToken.",
            code=f"{intent['object']}_unexpected_state",
            **shown,
        )
    method = payment_methods.resolve(call, reference)
    if method["customer"] is not None and method["customer"] != intent["customer"]:
        raise Refusal(
            f"The provided PaymentMethod ({method['id']}) belongs to a Customer. Please include this Customer in the "
            f"`customer` parameter on the {name}.",
            param="payment_method",
        )
    if method.get("_used") and method["customer"] is None:
        raise Refusal(USED_UP, param="payment_method")
    return method


def require_return_url(call: Call, intent: Object, name: str) -> None:
    """Automatic payment methods may redirect: the server must say where to (Stripe.js always does)."""
    given = call.params.get("return_url") or intent.get("_return_url")
    if given and not given.startswith(("http://", "https://")):
        raise Refusal("Not a valid URL", code="url_invalid", param="return_url")
    never = (intent["automatic_payment_methods"] or {}).get("allow_redirects") == "never"
    if not (call.browser or never or call.params.get("off_session") or given):
        raise Refusal(NEEDS_RETURN_URL.format(name=name), param="return_url")


def must_authenticate(call: Call, method: Object) -> bool:
    """Whether the bank asks for 3-D Secure: a card that was set up is spared only while its owner is away."""
    card = payment_methods.card_of(method)
    spared = card.authenticate == "unless_setup" and method["_set_up"] and bool(call.params.get("off_session"))
    return bool(card.authenticate) and not spared


def ask_for_authentication(call: Call, intent: Object) -> None:
    """Sends the customer to the bank's page, which here is the stand-in's own challenge."""
    intent["_challenge"] = secrets.token_urlsafe(16)
    intent["status"] = "requires_action"
    intent["next_action"] = {
        "redirect_to_url": {
            "return_url": intent["_return_url"],
            "url": f"{call.base_url}/challenge/{intent['id']}?key={intent['_challenge']}",
        },
        "type": "redirect_to_url",
    }


def charge_intent(call: Call, intent: Object, method: Object, *, authenticated: bool) -> Object:
    """Charges, and moves the intent to where the charge's outcome leads."""
    charge = charges.attempt(call, intent, method, authenticated=authenticated)
    intent["latest_charge"] = charge["id"]
    intent["next_action"] = None
    card = payment_methods.card_of(method)
    if charge["status"] == "failed":
        raise fail(call, intent, method, code=card.code, decline_code=card.decline_code, message=card.message,
                   charge=charge["id"])  # fmt: skip
    intent["last_payment_error"] = None
    intent["payment_method"] = method["id"]
    method["_used"] = True
    call.store.put(method)
    if intent["setup_future_usage"] and intent["customer"]:
        method["_set_up"] = True
        payment_methods.save_for(call, method, intent["customer"])
    if charge["captured"]:
        intent.update(status="succeeded", amount_received=charge["amount_captured"])
        call.emit("payment_intent.succeeded", intent)
    else:
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        call.emit("payment_intent.amount_capturable_updated", intent)
    return call.store.put(intent)


def fail(
    call: Call,
    intent: Object,
    method: Object,
    *,
    code: str,
    decline_code: str,
    message: str,
    charge: str | None = None,
    kind: str = "card_error",
) -> Refusal:
    """Records the failed attempt on the intent; the error to raise. The intent waits for another payment method."""
    error: Object = {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
                     "message": message, "payment_method": public(method), "type": kind}  # fmt: skip
    if decline_code:
        error["decline_code"] = decline_code
    if charge:
        error["charge"] = charge
    intent.update(status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=error)
    call.emit("payment_intent.payment_failed", intent)
    call.store.put(intent)
    extra = {key: error[key] for key in ("decline_code", "charge", "payment_method") if key in error}
    return Refusal(message, status=402, kind=kind, code=code, payment_intent=intent, **extra)


def finish_challenge(call: Call, intent: Object, *, passed: bool) -> str:
    """The customer came through the bank's page: charges or fails the intent. Returns Stripe's redirect_status."""
    method = call.store.get("payment_method", intent["payment_method"])
    intent["_challenge"] = None
    try:
        if not passed:
            raise fail(call, intent, method, code="payment_intent_authentication_failure", decline_code="",
                       message=NOT_AUTHENTICATED, kind="invalid_request_error")  # fmt: skip
        charge_intent(call, intent, method, authenticated=True)
    except Refusal:
        return "failed"
    return "succeeded"
