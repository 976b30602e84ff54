"""Refunds, refunds that fail, and disputes in the Stripe stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.stripe_standin import Site, stripe_site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


def test_partial_refunds_until_nothing_is_left(site: Site) -> None:
    intent = site.paid(10_000)
    first = site.client.v1.refunds.create(
        {"payment_intent": intent.id, "amount": 4_000, "reason": "requested_by_customer", "metadata": {"refund": "7"}}
    )
    assert (first.status, first.amount, first.charge) == ("succeeded", 4_000, intent.latest_charge)
    with pytest.raises(
        stripe.InvalidRequestError, match=r"\(\$60\.01\) is greater than unrefunded amount.*\(\$60\.00\)"
    ):
        site.client.v1.refunds.create({"payment_intent": intent.id, "amount": 6_001})
    assert site.client.v1.refunds.create({"charge": str(intent.latest_charge)}).amount == 6_000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        site.client.v1.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"
    charge = site.client.v1.charges.retrieve(str(intent.latest_charge), {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (10_000, True)
    assert charge.refunds and [refund.amount for refund in charge.refunds.data] == [6_000, 4_000]
    assert {item.id for item in site.client.v1.refunds.list({"payment_intent": intent.id}).data} >= {first.id}


def test_many_at_once_never_refund_more_than_was_captured(site: Site) -> None:
    intent = site.paid(10_000)

    def refund(_: int) -> int:
        try:
            return site.client.v1.refunds.create({"payment_intent": intent.id, "amount": 3_000}).amount
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(refund, range(16))) == 9_000


@pytest.mark.parametrize("amount", [0, -5])
def test_only_positive_amounts(site: Site, amount: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid positive integer"):
        site.client.v1.refunds.create({"payment_intent": site.paid().id, "amount": amount})


def test_what_was_not_paid_cannot_be_refunded(site: Site) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        site.client.v1.refunds.create({"payment_intent": site.intent().id})
    with pytest.raises(stripe.InvalidRequestError, match="payment_intent or charge"):
        site.client.v1.refunds.create({"amount": 100})
    with pytest.raises(
        stripe.InvalidRequestError, match="must be one of duplicate, fraudulent, or requested_by_customer"
    ):
        site.client.v1.refunds.create({"payment_intent": site.paid().id, "reason": "other"})


def test_a_pending_refund_arrives_later(site: Site) -> None:
    intent = site.paid(card="pm_card_pendingRefund")
    refund = site.client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "pending"
    site.receiver.wait(lambda: "refund.updated" in site.receiver.types)
    assert site.client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_a_refund_that_fails_later_gives_the_money_back_to_the_balance(site: Site) -> None:
    intent = site.paid(10_000, card="pm_card_refundFail")
    refund = site.client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "succeeded"
    site.receiver.wait(lambda: "refund.failed" in site.receiver.types)
    refund = site.client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction", "charge"]})
    assert refund.status == "failed" and refund.failure_reason
    assert isinstance(refund.failure_balance_transaction, stripe.BalanceTransaction)
    assert refund.failure_balance_transaction.amount == 10_000
    assert isinstance(refund.charge, stripe.Charge)
    assert (refund.charge.amount_refunded, refund.charge.refunded) == (0, False)


def test_a_dispute_takes_the_money_and_a_fee(site: Site) -> None:
    intent = site.paid(10_000, card="pm_card_createDispute")
    site.receiver.wait(lambda: "charge.dispute.funds_withdrawn" in site.receiver.types)
    dispute = site.client.v1.disputes.list({"payment_intent": intent.id}).data[0]
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 10_000)
    assert (dispute.balance_transactions[0].net, dispute.balance_transactions[0].fee) == (-11_500, 1_500)
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        site.client.v1.refunds.create({"payment_intent": intent.id})
