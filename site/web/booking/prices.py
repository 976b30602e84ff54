"""The price of a draft, as each step shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pricing_rules.operations.quote import Basis, price_now
from pricing_rules.quoting.errors import FieldError, RequestErrors
from pricing_rules.quoting.panel import PanelSaving, PricePanel, panel
from pricing_rules.quoting.price import PricedQuote
from web.booking.answers import request_of


@dataclass(frozen=True, slots=True)
class StepPrice:
    """A priced draft: the panel to show (None where nothing can be priced yet) and what is wrong with the answers."""

    panel: PricePanel | None
    priced: PricedQuote | None
    errors: tuple[FieldError, ...] = ()

    def with_savings(self, savings: tuple[PanelSaving, ...]) -> StepPrice:
        return replace(self, panel=replace(self.panel, savings=savings)) if self.panel else self


def step_price(
    answers: Mapping[str, Any], basis: Basis, *, now: datetime, instead: Mapping[str, Any] | None = None
) -> StepPrice:
    """Price the answers so far; what is missing is no error, what is wrong is. Totals that a client posts are
    nowhere read.
    """
    request = request_of(answers, instead)
    try:
        priced = price_now(request, now=now, partial=True, using=basis)
    except RequestErrors as problem:
        return StepPrice(panel=None, priced=None, errors=problem.errors)
    if not priced.lines:
        return StepPrice(panel=None, priced=priced)
    return StepPrice(panel=panel(priced, basis.catalogue), priced=priced)
