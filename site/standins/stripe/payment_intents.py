"""PaymentIntents: created, changed, cancelled, captured. `confirming` holds how they are paid."""

from __future__ import annotations

import secrets
from typing import Any

from stripe import params as p

from standins.stripe import charges, confirming, limits, payment_methods
from standins.stripe.calls import Call, new_id, only, route
from standins.stripe.errors import Refusal
from standins.stripe.lists import listing
from standins.stripe.store import Object

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
CONFIRMING = "payment_method off_session return_url setup_future_usage receipt_email shipping use_stripe_sdk"
CHANGEABLE = "amount currency customer description metadata receipt_email shipping statement_descriptor_suffix"

# What a publishable key gets to see (docs.stripe.com: "retrieve with client_secret returns a subset").
BROWSER_SEES = (
    "id object amount amount_details automatic_payment_methods canceled_at cancellation_reason capture_method "
    "client_secret confirmation_method created currency description last_payment_error livemode next_action "
    "payment_method payment_method_types processing receipt_email setup_future_usage shipping source status"
)


def create(call: Call) -> Object:
    """A new intent; with `confirm` it is paid in the same call."""
    given = call.params
    limits.check_amount(given["amount"], given["currency"])
    limits.check_email(given, "receipt_email")
    if "customer" in given:
        call.store.get("customer", given["customer"], param="customer")
    if not given.get("confirm"):
        for name in ("off_session", "return_url"):
            if name in given:
                raise Refusal(f"The parameter `{name}` cannot be passed when creating a PaymentIntent unless "
                              "`confirm` is set to true.", code="parameter_unknown", param=name)  # fmt: skip
    automatic = {"allow_redirects": "always", "enabled": True} | (given.get("automatic_payment_methods") or {})
    method = payment_methods.resolve(call, given["payment_method"]) if "payment_method" in given else None
    identifier = new_id("pi")
    intent: Object = {
        "id": identifier,
        "object": "payment_intent",
        "allowed_payment_method_types": None,
        "amount": given["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": given.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier}_secret_{secrets.token_hex(13)[:25]}",
        "confirmation_method": "automatic",
        "created": call.now,
        "currency": given["currency"],
        "customer": given.get("customer"),
        "customer_account": None,
        "description": given.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": limits.merged({}, given.get("metadata")),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": method["id"] if method else None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"installments": None, "mandate_options": None, "network": None,
                                            "request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": given.get("receipt_email"),
        "review": None,
        "setup_future_usage": given.get("setup_future_usage"),
        "shipping": given.get("shipping"),
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
        "status": "requires_confirmation" if method else "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }  # fmt: skip
    confirmed_with = confirming.check(call, intent, "PaymentIntent") if given.get("confirm") else None
    call.store.put(intent)
    call.emit("payment_intent.created", intent)
    return confirming.apply(call, intent, confirmed_with) if confirmed_with else intent


def reach(call: Call) -> Object:
    """The intent of the path; a browser must know its client secret."""
    intent = call.store.get("payment_intent", call.ids[0], param="intent", status=404)
    if call.browser:
        if not call.client_secret:
            raise Refusal("Missing required param: client_secret.", code="parameter_missing", param="client_secret")
        if not secrets.compare_digest(call.client_secret.encode(), intent["client_secret"].encode()):
            raise Refusal(
                "The client_secret provided does not match the client_secret associated with the PaymentIntent.",
                code="payment_intent_invalid_parameter",
                param="client_secret",
            )
    return intent


def shown(call: Call, intent: Object) -> Object:
    """The whole intent, or the subset that browsers may see."""
    return only(intent, BROWSER_SEES) if call.browser else intent


def retrieve(call: Call) -> Object:
    """One intent."""
    return shown(call, reach(call))


def confirm(call: Call) -> Object:
    """Pays the intent (or asks for 3-D Secure)."""
    try:
        return shown(call, confirming.confirm_payment(call, reach(call)))
    except Refusal as refusal:
        if "payment_intent" in refusal.extra:
            refusal.extra["payment_intent"] = shown(call, refusal.extra["payment_intent"])
        raise


def unexpected(intent: Object, message: str) -> Refusal:
    """The intent's state forbids this."""
    return Refusal(message, code="payment_intent_unexpected_state", payment_intent=intent)


def update(call: Call) -> Object:
    """Changes an intent that is not paid yet; metadata and descriptions may be changed later too."""
    intent, given = reach(call), call.params
    for name in ("amount", "currency", "customer", "payment_method", "setup_future_usage"):
        if name in given and intent["status"] not in OPEN:
            raise unexpected(
                intent,
                f"This PaymentIntent's {name} could not be updated because it has a status of {intent['status']}. You "
                f"may only update the {name} of a PaymentIntent with one of the following statuses: {', '.join(OPEN)}.",
            )
    limits.check_amount(
        given["amount"] if "amount" in given else intent["amount"], given.get("currency") or intent["currency"]
    )
    limits.check_email(given, "receipt_email")
    if "customer" in given:
        call.store.get("customer", given["customer"], param="customer")
    for name in (*CHANGEABLE.split(), "setup_future_usage"):
        if name in given and name != "metadata":
            intent[name] = given[name] if given[name] != "" else None
    intent["metadata"] = limits.merged(intent["metadata"], given.get("metadata"))
    if "payment_method" in given:
        intent["payment_method"] = payment_methods.resolve(call, given["payment_method"])["id"]
        intent["status"] = "requires_confirmation"
    if intent["status"] == "requires_action" and {"amount", "currency"} & given.keys():
        # What the bank was asked to authenticate has changed, so it must be asked again.
        intent["status"], intent["next_action"] = "requires_confirmation", None
    return call.store.put(intent)


def cancel(call: Call) -> Object:
    """Ends an unpaid intent."""
    intent = reach(call)
    if intent["status"] not in CANCELABLE:
        raise unexpected(
            intent,
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(CANCELABLE)}.",
        )
    intent.update(
        status="canceled",
        canceled_at=call.now,
        cancellation_reason=call.params.get("cancellation_reason"),
        next_action=None,
        amount_capturable=0,
    )
    call.emit("payment_intent.canceled", intent)
    return call.store.put(intent)


def capture(call: Call) -> Object:
    """Takes the money that a manual intent has reserved, once, at most the reserved amount."""
    intent = reach(call)
    if intent["status"] != "requires_capture":
        raise unexpected(
            intent,
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be captured: requires_capture.",
        )
    amount: int = call.params.get("amount_to_capture") or intent["amount_capturable"]
    if not 1 <= amount <= intent["amount_capturable"]:
        raise Refusal(
            "You cannot capture more than the amount that was authorized "
            f"({intent['amount_capturable']}), nor less than 1.",
            code="amount_too_large" if amount > 0 else "parameter_invalid_integer",
            param="amount_to_capture",
        )
    charge: dict[str, Any] = call.store.get("charge", intent["latest_charge"])
    charge.update(captured=True, amount_captured=amount)
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    call.emit("charge.captured", charge)
    call.emit("payment_intent.succeeded", intent)
    charges.settle(call, charge)
    return call.store.put(intent)


def page(call: Call) -> Object:
    """Intents, newest first."""
    return listing(call, "payment_intent", equal=("customer",))


ROUTES = (
    route(
        "POST",
        "/v1/payment_intents",
        p.PaymentIntentCreateParams,
        create,
        f"automatic_payment_methods capture_method confirm {CHANGEABLE} {CONFIRMING}",
    ),
    route(
        "GET",
        "/v1/payment_intents",
        p.PaymentIntentListParams,
        page,
        "created customer ending_before limit starting_after",
    ),
    route("GET", "/v1/payment_intents/{id}", p.PaymentIntentRetrieveParams, retrieve, "client_secret", browser=True),
    route(
        "POST",
        "/v1/payment_intents/{id}",
        p.PaymentIntentUpdateParams,
        update,
        f"{CHANGEABLE} payment_method setup_future_usage",
    ),
    route("POST", "/v1/payment_intents/{id}/confirm", p.PaymentIntentConfirmParams, confirm, CONFIRMING, browser=True),
    route("POST", "/v1/payment_intents/{id}/cancel", p.PaymentIntentCancelParams, cancel, "cancellation_reason"),
    route("POST", "/v1/payment_intents/{id}/capture", p.PaymentIntentCaptureParams, capture, "amount_to_capture"),
)
