"""PaymentMethods: cards only. A card number is read, matched to a test card, and never kept."""

from __future__ import annotations

import re
import time
from typing import Any

from stripe import params as p

from standins.stripe import cards, limits
from standins.stripe.calls import Call, new_id, route
from standins.stripe.errors import Refusal
from standins.stripe.store import Object

RAW_NUMBER = (
    "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that "
    "map to the test card you are using, see https://stripe.com/docs/testing."
)


def create(call: Call) -> Object:
    """From card fields (browser only, as Stripe asks for) or from nothing else: other types are not covered."""
    if call.params.get("type") != "card" or "card" not in call.params:
        raise Refusal("The stand-in covers payment methods of type card only.", param="type")
    fields = call.params["card"]
    if not call.browser:
        raise Refusal(RAW_NUMBER, status=402, kind="invalid_request_error", param="card[number]")
    for name in ("number", "exp_month", "exp_year"):
        if name not in fields:
            raise Refusal(f"Missing required param: card[{name}].", code="parameter_missing", param=f"card[{name}]")
    number = re.sub(r"[\s-]", "", fields["number"])
    year = fields["exp_year"] + (2000 if fields["exp_year"] < 100 else 0)
    today = time.gmtime(call.now)
    cards.checked(number, fields["exp_month"], year, fields.get("cvc"), this_month=(today.tm_year, today.tm_mon))
    card = cards.by_number(number)
    method = build(call, card, exp_month=fields["exp_month"], exp_year=year)
    if card is cards.LIVE:
        method["card"].update(brand=cards.brand_of(number), last4=number[-4:])
    method["billing_details"] = billing(call.params.get("billing_details"))
    method["metadata"] = call.params.get("metadata") or {}
    method["allow_redisplay"] = call.params.get("allow_redisplay", "unspecified")
    return call.store.put(method)


def build(call: Call, card: cards.Card, *, exp_month: int = 12, exp_year: int | None = None) -> Object:
    """A card payment method, not yet in the store."""
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing(None),
        "card": {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "unchecked"},
            "country": "US",
            "display_brand": card.brand,
            "exp_month": exp_month,
            "exp_year": exp_year or time.gmtime(call.now).tm_year + 1,
            "fingerprint": f"fp{card.number[-8:]}" if card.number else "fplive",
            "funding": "debit" if card.number == "4000056655665556" else "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": call.now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_card": card.number,
        "_set_up": card.number == "4000003800000446",
    }


def billing(given: dict[str, Any] | None) -> Object:
    """Billing details with every key present."""
    given = given or {}
    address = given.get("address") or {}
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    return {
        "address": {name: address.get(name) or None for name in names},
        "email": given.get("email") or None,
        "name": given.get("name") or None,
        "phone": given.get("phone") or None,
        "tax_id": given.get("tax_id") or None,
    }


def resolve(call: Call, reference: str) -> Object:
    """A payment method by id, or a new one from a test token such as `pm_card_visa` (secret key only)."""
    card = None if call.browser else cards.by_token(reference)
    if card is not None:
        return call.store.put(build(call, card))
    return call.store.get("payment_method", reference, param="payment_method")


def card_of(method: Object) -> cards.Card:
    """What this payment method does when charged."""
    return cards.by_number(method["_card"])


def retrieve(call: Call) -> Object:
    """One payment method."""
    return call.store.get("payment_method", call.ids[0], param="payment_method", status=404)


def update(call: Call) -> Object:
    """Billing details, expiry, metadata."""
    method = retrieve(call)
    if method["customer"] is None:
        raise Refusal("You must save this PaymentMethod to a customer before you can update it.")
    if "billing_details" in call.params:
        method["billing_details"] = billing(call.params["billing_details"])
    method["card"].update(call.params.get("card") or {})
    method["metadata"] = limits.merged(method["metadata"], call.params.get("metadata"))
    method["allow_redisplay"] = call.params.get("allow_redisplay", method["allow_redisplay"])
    call.emit("payment_method.updated", method)
    return call.store.put(method)


def attach(call: Call) -> Object:
    """Saves a card for a customer; cards that decline are declined here already (all but 0341)."""
    method = resolve(call, call.ids[0])
    call.store.get("customer", call.params["customer"], param="customer")
    if method["customer"] not in (None, call.params["customer"]):
        raise Refusal(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_unexpected_state",
        )
    decline_if_unattachable(method)
    return save_for(call, method, call.params["customer"])


def decline_if_unattachable(method: Object) -> None:
    """Raises the card error that saving this card ends in."""
    card = card_of(method)
    if card.code and not card.attaches:
        extra = {"decline_code": card.decline_code} if card.decline_code else {}
        raise Refusal(card.message, status=402, kind="card_error", code=card.code, **extra)


def save_for(call: Call, method: Object, customer: str) -> Object:
    """Attaches without further checks."""
    if method["customer"] != customer:
        method["customer"] = customer
        call.emit("payment_method.attached", method)
    return call.store.put(method)


def detach(call: Call) -> Object:
    """Takes a saved card off its customer."""
    method = retrieve(call)
    if method["customer"] is None:
        raise Refusal(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
            code="payment_method_unexpected_state",
        )
    before = {"customer": method["customer"]}
    method["customer"] = None
    call.emit("payment_method.detached", method, before)
    return call.store.put(method)


ROUTES = (
    route(
        "POST",
        "/v1/payment_methods",
        p.PaymentMethodCreateParams,
        create,
        "type card billing_details metadata allow_redisplay",
        browser=True,
    ),
    route("GET", "/v1/payment_methods/{id}", p.PaymentMethodRetrieveParams, retrieve),
    route(
        "POST",
        "/v1/payment_methods/{id}",
        p.PaymentMethodUpdateParams,
        update,
        "billing_details card metadata allow_redisplay",
    ),
    route("POST", "/v1/payment_methods/{id}/attach", p.PaymentMethodAttachParams, attach, "customer"),
    route("POST", "/v1/payment_methods/{id}/detach", p.PaymentMethodDetachParams, detach),
)
