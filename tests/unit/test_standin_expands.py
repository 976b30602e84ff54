"""What the stand-in expands is expandable in the SDK's own types as well."""

from __future__ import annotations

import pytest
import stripe

from standins.stripe.errors import Refusal
from standins.stripe.expand import EXPANDABLE, expand
from standins.stripe.store import Store

CLASSES = {
    "payment_intent": stripe.PaymentIntent,
    "setup_intent": stripe.SetupIntent,
    "payment_method": stripe.PaymentMethod,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "balance_transaction": stripe.BalanceTransaction,
    "dispute": stripe.Dispute,
    "customer": stripe.Customer,
}
PAIRS = [(kind, name) for kind, names in EXPANDABLE.items() for name in names]


@pytest.mark.parametrize(("kind", "name"), PAIRS)
def test_the_sdk_knows_the_field_as_expandable(kind: str, name: str) -> None:
    owner: type = CLASSES[kind]
    *outer, last = name.split(".")
    if outer:
        assert outer == ["invoice_settings"]
        owner = stripe.Customer.InvoiceSettings
    annotation = str(owner.__annotations__[last])
    assert "ExpandableField" in annotation or "Union[str" in annotation or "ListObject" in annotation


def _store() -> Store:
    store = Store()
    store.put({"id": "txn_1", "object": "balance_transaction", "fee": 30, "source": "ch_1"})
    store.put({"id": "ch_1", "object": "charge", "balance_transaction": "txn_1", "_own": 1, "customer": None})
    return store


def test_nested_paths_and_lists() -> None:
    store = _store()
    intent = {"id": "pi_1", "object": "payment_intent", "latest_charge": "ch_1"}
    shown = expand(store, dict(intent), ["latest_charge.balance_transaction"])
    assert shown["latest_charge"]["balance_transaction"]["fee"] == 30
    assert "_own" not in shown["latest_charge"]
    page = expand(store, {"object": "list", "data": [dict(intent)]}, ["data.latest_charge"])
    assert page["data"][0]["latest_charge"]["id"] == "ch_1"
    assert store.find("ch_1")["balance_transaction"] == "txn_1"  # type: ignore[index]


def test_nothing_stays_nothing() -> None:
    charge = {"id": "ch_2", "object": "charge", "customer": None}
    assert expand(_store(), charge, ["customer"])["customer"] is None


@pytest.mark.parametrize("path", ["amount", "latest_charge.amount", "a.b.c.d.e", "data.customer"])
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(Refusal) as refused:
        expand(_store(), {"id": "pi_1", "object": "payment_intent", "latest_charge": "ch_1"}, [path])
    assert "expand" in refused.value.message
    assert refused.value.param == "expand"
