"""Balance transactions: what a charge or refund does to the account's balance, fees included."""

from __future__ import annotations

from stripe import params as p

from standins.stripe.calls import Call, new_id, route
from standins.stripe.lists import listing
from standins.stripe.store import Object

TWO_DAYS = 2 * 24 * 60 * 60


def fee(amount: int) -> int:
    """Stripe's standard price for cards in the United States, 2.9 % + 30 ¢, half a cent rounded up."""
    return (amount * 29 + 500) // 1000 + 30


def enter(call: Call, *, kind: str, amount: int, charged: int, source: Object, at_once: bool = False) -> Object:
    """One movement: `amount` in cents, negative when money leaves; `charged` is Stripe's fee."""
    details = [
        {
            "amount": charged,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    return call.store.put(
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": call.now if at_once else call.now + TWO_DAYS,
            "balance_type": "payments",
            "created": call.now,
            "currency": source["currency"],
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": charged,
            "fee_details": details if charged else [],
            "net": amount - charged,
            "reporting_category": {"adjustment": "dispute"}.get(kind, kind),
            "source": source["id"],
            "status": "available" if at_once else "pending",
            "type": kind,
        }
    )


def _matured(call: Call, entry: Object) -> Object:
    if entry["status"] == "pending" and entry["available_on"] <= call.now:
        entry["status"] = "available"
        call.store.put(entry)
    return entry


def retrieve(call: Call) -> Object:
    """One balance transaction."""
    return _matured(call, call.store.get("balance_transaction", call.ids[0], status=404))


def page(call: Call) -> Object:
    """Balance transactions, newest first, by source, type, currency or time."""
    for entry in call.store.newest("balance_transaction"):
        _matured(call, entry)
    return listing(call, "balance_transaction", equal=("source", "type", "currency"))


def retrieve_balance(call: Call) -> Object:
    """The account's balance, by currency."""
    sums: dict[str, dict[str, int]] = {"available": {}, "pending": {}}
    for entry in call.store.newest("balance_transaction"):
        side = sums[_matured(call, entry)["status"]]
        side[entry["currency"]] = side.get(entry["currency"], 0) + entry["net"]
    currencies = sorted({"usd", *sums["available"], *sums["pending"]})
    sides = {
        name: [
            {"amount": side.get(currency, 0), "currency": currency, "source_types": {"card": side.get(currency, 0)}}
            for currency in currencies
        ]
        for name, side in sums.items()
    }
    return {"object": "balance", "livemode": False, **sides}


ROUTES = (
    route("GET", "/v1/balance", p.BalanceRetrieveParams, retrieve_balance),
    route(
        "GET",
        "/v1/balance_transactions",
        p.BalanceTransactionListParams,
        page,
        "created currency ending_before limit source starting_after type",
    ),
    route("GET", "/v1/balance_transactions/{id}", p.BalanceTransactionRetrieveParams, retrieve),
)
