"""Evaluating a stored quote again from its facts and versions: it must come to the same cent (3-pricing-rules.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from catalog.prices import NoPrice, PriceList
from catalog.queries import catalogue as read_catalogue
from catalog.queries import price_list as read_price_list
from foundation.clock import new_york_day
from pricing_rules import loading
from pricing_rules.engine.evaluate import Evaluation, RuleFailure, evaluate
from pricing_rules.engine.lines import Line
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Quote
from pricing_rules.quoting.canonical import line_from_json
from pricing_rules.quoting.freeze import facts_from_json
from pricing_rules.quoting.words import catalogue_vocabulary

_BATCH = 500
_MINIMUM, _ITEMS = "standard_delivery.minimum", "standard_delivery.items"


@dataclass(frozen=True, slots=True)
class Deviation:
    """A stored quote that does not come out as it was stored, and every way in which."""

    quote: UUID
    messages: tuple[str, ...]


def deviations(*, now: datetime) -> Iterator[Deviation]:
    """Every stored quote that can no longer be proven; reads all of them in batches, changes none. now: UTC."""
    again = Requote(catalogue_vocabulary(read_catalogue(at=now)))
    for quote in Quote.objects.select_related("rule_set").defer("rule_set__rules").order_by("pk").iterator(_BATCH):
        messages = again.messages(quote)
        if messages:
            yield Deviation(quote.pk, messages)


@dataclass
class Requote:
    """Prices stored quotes again, keeping the price lists it has read. Today's vocabulary only gives words to codes."""

    vocabulary: Vocabulary
    _price_lists: dict[tuple[date, int], PriceList] = field(default_factory=dict)

    def messages(self, quote: Quote) -> tuple[str, ...]:
        """What differs from what is stored; empty when the quote is proven to the cent."""
        inputs = [line_from_json(line) for line in quote.inputs]
        try:
            facts = facts_from_json(quote.facts, self.vocabulary)
            found = evaluate(
                loading.numbered(quote.rule_set.number, self.vocabulary),
                facts,
                base_lines=[line for line in inputs if line.kind == "base"],
                add_on_lines=[line for line in inputs if line.kind == "addon"],
            )
        except (RuleFailure, ValueError) as failure:
            return (f"cannot be evaluated: {failure}",)
        return (*self._price_messages(quote, inputs), *_result_messages(quote, found))

    def _price_messages(self, quote: Quote, inputs: list[Line]) -> Iterator[str]:
        """Catalogue lines against the price list of that number, on the New York day of the quote."""
        prices = self._prices(new_york_day(quote.quoted_at), quote.price_list)
        items = sum(line.amount_cents for line in inputs if line.code == _ITEMS)
        for line in inputs:
            try:
                price = prices.price(line.code)
            except NoPrice:
                yield f"{line.code} has no price in price list {prices.number}"
                continue
            expected = max(price - items, 0) if line.code == _MINIMUM else price * (line.quantity or 1)
            if line.amount_cents != expected:
                yield f"{line.code} is {line.amount_cents}, price list {prices.number} gives {expected}"

    def _prices(self, day: date, number: int) -> PriceList:
        key = (day, number)
        if key not in self._price_lists:
            self._price_lists[key] = read_price_list(on=day, number=number)
        return self._price_lists[key]


def _result_messages(quote: Quote, found: Evaluation) -> Iterator[str]:
    stored = [(line["kind"], line["code"], line["label"], line["amount_cents"]) for line in quote.lines]
    again = [(line.kind, line.code, line.label, line.amount_cents) for line in found.lines]
    if stored != again:
        yield f"lines are {_listed(stored)}, again {_listed(again)}"
    for name, was, now in (
        ("base_cents", quote.base_cents, found.base_cents),
        ("total_cents", quote.total_cents, found.total_cents),
    ):
        if was != now:
            yield f"{name} is {was}, again {now}"
    told = (
        ("approval", quote.answer["approval"]["reasons"], found.approval_reasons),
        ("coi", quote.answer["coi"]["reasons"], found.coi_reasons),
        ("unavailable", quote.answer["unavailable"]["messages"], found.unavailable_messages),
        ("notes", quote.answer["notes"], found.notes),
    )
    for name, kept, reasons in told:
        # What quoting itself adds (lead time, storage) stands beside what the rules said.
        missing = [reason for reason in reasons if reason not in kept]
        if missing:
            yield f"{name} lacks {'; '.join(missing)}"


def _listed(lines: Sequence[tuple[str, str, str, int]]) -> str:
    return ", ".join(f"{code} {cents}" for _, code, _, cents in lines) or "none"
