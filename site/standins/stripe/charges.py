"""Charges: the attempts to take money that PaymentIntents make, and what they leave in the balance."""

from __future__ import annotations

from typing import Any

from stripe import params as p

from standins.stripe import balance, cards
from standins.stripe.calls import Call, new_id, route
from standins.stripe.limits import merged
from standins.stripe.lists import listing
from standins.stripe.payment_methods import card_of
from standins.stripe.store import Object


def attempt(call: Call, intent: Object, method: Object, *, authenticated: bool) -> Object:
    """Charges the card for the intent's amount: a succeeded or a failed charge, with its events."""
    card = card_of(method)
    charge = _charge(call, intent, method, card, authenticated)
    call.store.put(charge)
    if card.code:
        call.emit("charge.failed", charge)
        return charge
    call.emit("charge.succeeded", charge)
    if charge["captured"]:
        settle(call, charge)
    if card.dispute:
        call.due("dispute", charge["id"])
    return charge


def settle(call: Call, charge: Object) -> None:
    """Enters a captured charge into the balance. Stripe does this asynchronously: the transaction is not yet on the
    `charge.succeeded` event, it comes with `charge.updated`."""
    amount = charge["amount_captured"]
    at_once = charge["payment_method_details"]["card"]["last4"] == "0077"
    entry = balance.enter(
        call, kind="charge", amount=amount, charged=balance.fee(amount), source=charge, at_once=at_once
    )
    charge["balance_transaction"] = entry["id"]
    call.store.put(charge)
    call.emit("charge.updated", charge, {"balance_transaction": None})


def _charge(call: Call, intent: Object, method: Object, card: cards.Card, authenticated: bool) -> Object:
    failed = bool(card.code)
    captured = not failed and intent["capture_method"] != "manual"
    identifier = new_id("ch")
    return {
        "id": identifier,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "TOTETAXI STAND-IN",
        "captured": captured,
        "created": call.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": card.code or None,
        "failure_message": card.message if failed else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome(card),
        "paid": not failed,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"card": _card_details(method, intent["amount"], authenticated), "type": "card"},
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None if failed else f"{call.base_url}/objects/{identifier}",
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "failed" if failed else "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def _outcome(card: cards.Card) -> Object:
    blocked = card.decline_code == "fraudulent"
    answered = "declined_by_network" if card.code else "approved_by_network"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "not_sent_to_network" if blocked else answered,
        "reason": "highest_risk_level" if blocked else (card.decline_code or card.code or None),
        "risk_level": "highest" if blocked else "normal",
        "risk_score": 90 if blocked else 20,
        "seller_message": (
            "Stripe blocked this payment as too risky."
            if blocked
            else "The bank did not return any further details with this decline."
            if card.code
            else "Payment complete."
        ),
        "type": "blocked" if blocked else "issuer_declined" if card.code else "authorized",
    }


def _card_details(method: Object, amount: int, authenticated: bool) -> Object:
    card: dict[str, Any] = method["card"]
    kept = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "regulated_status")
    secure = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }
    return {
        **{name: card[name] for name in kept},
        "amount_authorized": amount,
        "authorization_code": None,
        "checks": {**card["checks"], "cvc_check": "fail" if method["_card"] == "4000000000000127" else "pass"},
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "three_d_secure": secure if authenticated else None,
        "wallet": None,
    }


def retrieve(call: Call) -> Object:
    """One charge."""
    return call.store.get("charge", call.ids[0], status=404)


def update(call: Call) -> Object:
    """Description, receipt address, metadata."""
    charge = retrieve(call)
    for name in ("description", "receipt_email"):
        if name in call.params:
            charge[name] = call.params[name] or None
    charge["metadata"] = merged(charge["metadata"], call.params.get("metadata"))
    call.emit("charge.updated", charge)
    return call.store.put(charge)


def page(call: Call) -> Object:
    """Charges, newest first."""
    return listing(call, "charge", equal=("customer", "payment_intent"))


ROUTES = (
    route(
        "GET",
        "/v1/charges",
        p.ChargeListParams,
        page,
        "created customer ending_before limit payment_intent starting_after",
    ),
    route("GET", "/v1/charges/{id}", p.ChargeRetrieveParams, retrieve),
    route("POST", "/v1/charges/{id}", p.ChargeUpdateParams, update, "description receipt_email metadata"),
)
