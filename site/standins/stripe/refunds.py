"""Refunds: never more than was captured; some cards' refunds are pending first or fail later."""

from __future__ import annotations

from stripe import params as p

from standins.stripe import balance, cards
from standins.stripe.calls import Call, new_id, route
from standins.stripe.errors import Refusal
from standins.stripe.limits import merged
from standins.stripe.lists import listing
from standins.stripe.store import Object


def create(call: Call) -> Object:
    """Refunds a charge or the charge of an intent, in full or by `amount` (cents)."""
    charge = _charge(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left <= 0:
        raise Refusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"]:
        raise Refusal(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    amount = call.params.get("amount", left)
    if amount < 1:
        raise Refusal("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise Refusal(
            f"Refund amount (${amount / 100:,.2f}) is greater than unrefunded amount on charge (${left / 100:,.2f})",
            param="amount",
        )
    card = _card(call, charge)
    refund: Object = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        "metadata": merged({}, call.params.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": call.params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if card.refund == "pending" else "succeeded",
        "transfer_reversal": None,
    }
    if card.refund == "pending":
        refund["pending_reason"] = "processing"
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    entry = balance.enter(call, kind="refund", amount=-amount, charged=0, source=refund)
    refund["balance_transaction"] = entry["id"]
    call.store.put(charge)
    call.store.put(refund)
    call.emit("refund.created", refund)
    call.emit("charge.refunded", charge, before)
    if card.refund:
        call.due(f"refund_{card.refund}", refund["id"])
    return refund


def _charge(call: Call) -> Object:
    charge_id, intent_id = call.params.get("charge"), call.params.get("payment_intent")
    if not charge_id and not intent_id:
        raise Refusal("One of the following params should be provided for this request: payment_intent or charge.")
    if intent_id:
        intent = call.store.get("payment_intent", intent_id, param="payment_intent")
        if charge_id and charge_id != intent["latest_charge"]:
            raise Refusal(f"Charge {charge_id} does not belong to PaymentIntent {intent_id}.", param="charge")
        charge_id = intent["latest_charge"]
        if intent["status"] != "succeeded" or charge_id is None:
            raise Refusal(f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.")
    charge = call.store.get("charge", str(charge_id), param="charge")
    if not charge["paid"]:
        raise Refusal(f"Charge {charge_id} is not paid; it cannot be refunded.", code="charge_not_refundable")
    return charge


def _card(call: Call, charge: Object) -> cards.Card:
    method = call.store.get("payment_method", charge["payment_method"])
    return cards.by_number(method["_card"])


def settle(call: Call, identifier: str) -> None:
    """A pending refund has arrived."""
    refund = call.store.find(identifier)
    if refund is None or refund["status"] != "pending":
        return
    refund.update(status="succeeded")
    refund.pop("pending_reason", None)
    call.store.put(refund)
    _tell(call, refund, {"status": "pending"}, "refund.updated")


def bounce(call: Call, identifier: str) -> None:
    """The customer's bank sent the money back: the refund fails, the balance gets it again."""
    refund = call.store.find(identifier)
    if refund is None or refund["status"] == "failed":
        return
    before = {"status": refund["status"]}
    charge = call.store.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    entry = balance.enter(call, kind="refund_failure", amount=refund["amount"], charged=0, source=refund)
    refund.update(status="failed", failure_reason="lost_or_stolen_card", failure_balance_transaction=entry["id"])
    call.store.put(charge)
    call.store.put(refund)
    _tell(call, refund, before, "refund.failed")


def _tell(call: Call, refund: Object, before: Object, kind: str) -> None:
    call.emit("refund.updated", refund, before)
    call.emit("charge.refund.updated", refund, before)
    if kind == "refund.failed":
        call.emit(kind, refund)


def retrieve(call: Call) -> Object:
    """One refund."""
    return call.store.get("refund", call.ids[0], status=404)


def update(call: Call) -> Object:
    """Metadata only."""
    refund = retrieve(call)
    refund["metadata"] = merged(refund["metadata"], call.params.get("metadata"))
    call.emit("refund.updated", refund)
    return call.store.put(refund)


def page(call: Call) -> Object:
    """Refunds, newest first."""
    return listing(call, "refund", equal=("charge", "payment_intent"))


ROUTES = (
    route("POST", "/v1/refunds", p.RefundCreateParams, create, "amount charge metadata payment_intent reason"),
    route(
        "GET",
        "/v1/refunds",
        p.RefundListParams,
        page,
        "charge created ending_before limit payment_intent starting_after",
    ),
    route("GET", "/v1/refunds/{id}", p.RefundRetrieveParams, retrieve),
    route("POST", "/v1/refunds/{id}", p.RefundUpdateParams, update, "metadata"),
)
