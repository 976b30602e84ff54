"""Whatever is asked of the Stripe stand-in, its money adds up and nothing is refunded that was not captured."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from standins.stripe.api import Api, Request
from standins.stripe.balance import fee
from standins.stripe.options import Options
from standins.stripe.store import Store

AUTHORIZED = {"authorization": "Bearer sk_test_standin"}
CARDS = st.sampled_from(["pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.integers(0, 20_000), CARDS, st.booleans()),
        st.tuples(st.just("capture"), st.integers(0, 5), st.integers(-5, 25_000)),
        st.tuples(st.just("refund"), st.integers(0, 5), st.integers(-5, 25_000)),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("confirm"), st.integers(0, 5), CARDS),
    ),
    max_size=25,
)


def _call(api: Api, path: str, **params: Any) -> tuple[int, dict[str, Any]]:
    answer = api.answer(Request("POST", path, "", urlencode(params).encode(), AUTHORIZED, "http://stripe.test"))
    return answer.status, answer.body


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_captures_refunds_and_balance_agree(steps: list[tuple[Any, ...]]) -> None:
    api = Api(Options(), Store())
    made: list[str] = []
    try:
        for verb, first, *rest in steps:
            if verb == "pay":
                manual = {"capture_method": "manual"} if rest[1] else {}
                body = {"amount": first, "currency": "usd", "return_url": "http://a.test/", **manual}
                _call(api, "/v1/payment_intents", **body, confirm="true", payment_method=rest[0])
                made = [item["id"] for item in api.store.newest("payment_intent")]
            elif made:
                target = made[first % len(made)]
                if verb == "refund":
                    _call(api, "/v1/refunds", payment_intent=target, amount=rest[0])
                elif verb == "capture":
                    _call(api, f"/v1/payment_intents/{target}/capture", amount_to_capture=rest[0])
                elif verb == "cancel":
                    _call(api, f"/v1/payment_intents/{target}/cancel")
                else:
                    _call(
                        api,
                        f"/v1/payment_intents/{target}/confirm",
                        payment_method=rest[0],
                        return_url="http://a.test/",
                    )
        assert all(call["status"] in (200, 400, 402) for call in api.calls)
        charges = list(api.store.newest("charge"))
        refunds = list(api.store.newest("refund"))
        for charge in charges:
            refunded = sum(item["amount"] for item in refunds if item["charge"] == charge["id"])
            assert 0 <= refunded == charge["amount_refunded"] <= charge["amount_captured"] <= charge["amount"]
        for intent in api.store.newest("payment_intent"):
            taken = [item for item in charges if item["payment_intent"] == intent["id"] and item["captured"]]
            assert len(taken) <= 1
            assert intent["amount_received"] == sum(item["amount_captured"] for item in taken)
            assert (intent["status"] == "succeeded") is bool(taken)
        captured = [item["amount_captured"] for item in charges if item["captured"]]
        net = sum(item["net"] for item in api.store.newest("balance_transaction"))
        assert net == sum(captured) - sum(map(fee, captured)) - sum(item["amount"] for item in refunds)
        kinds = [item["type"] for item in api.store.newest("event")]
        assert kinds.count("payment_intent.succeeded") == len(captured)
        assert kinds.count("refund.created") == len(refunds)
    finally:
        api.stop()
