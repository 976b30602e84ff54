"""Disputes: opened by the card 4000 0000 0000 0259, read-only here."""

from __future__ import annotations

from stripe import params as p

from standins.stripe import balance, cards
from standins.stripe.calls import Call, new_id, route
from standins.stripe.lists import listing
from standins.stripe.store import Object

DISPUTE_FEE = 1500
TWO_WEEKS = 14 * 24 * 60 * 60


def open_dispute(call: Call, charge_id: str) -> None:
    """The bank takes the money back, and Stripe $15."""
    charge = call.store.find(charge_id)
    if charge is None or charge["disputed"]:
        return
    method = call.store.get("payment_method", charge["payment_method"])
    dispute: Object = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge_id,
        "created": call.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": call.now + TWO_WEEKS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": method["card"]["brand"],
                "case_type": "chargeback",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": cards.by_number(method["_card"]).dispute or "general",
        "status": "needs_response",
    }
    entry = balance.enter(call, kind="adjustment", amount=-dispute["amount"], charged=DISPUTE_FEE, source=dispute)
    dispute["balance_transactions"] = [dict(entry)]
    charge["disputed"] = True
    call.store.put(charge)
    call.store.put(dispute)
    call.emit("charge.dispute.created", dispute)
    call.emit("charge.dispute.funds_withdrawn", dispute)


def retrieve(call: Call) -> Object:
    """One dispute."""
    return call.store.get("dispute", call.ids[0], status=404)


def page(call: Call) -> Object:
    """Disputes, newest first."""
    return listing(call, "dispute", equal=("charge", "payment_intent"))


ROUTES = (
    route(
        "GET",
        "/v1/disputes",
        p.DisputeListParams,
        page,
        "charge created ending_before limit payment_intent starting_after",
    ),
    route("GET", "/v1/disputes/{id}", p.DisputeRetrieveParams, retrieve),
)
