"""Two prices of one request side by side: which lines come, go and change, and what is told besides. Computes only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from foundation.money import dollars, signed_dollars
from pricing_rules.engine.lines import Line, ordered
from pricing_rules.quoting.price import PricedQuote

Change = Literal["same", "comes", "goes", "changes"]


class HasLines(Protocol):
    """A price: of a request, or a bare evaluation."""

    @property
    def lines(self) -> tuple[Line, ...]: ...


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line in both prices; cents are None on the side that lacks it. `reason` is the customer's."""

    change: Change
    kind: str
    code: str
    label: str
    reason: str
    before_cents: int | None
    after_cents: int | None

    @property
    def amount(self) -> str:
        """What it comes to now, or came to where it goes: base lines plain, others signed."""
        cents = self.before_cents if self.after_cents is None else self.after_cents
        return _written(self.kind, cents or 0)

    @property
    def was(self) -> str:
        """What a changed line came to before; empty for others."""
        return _written(self.kind, self.before_cents or 0) if self.change == "changes" else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A text beside the price that only one side has: `kind` is approval, COI, not sold or note."""

    kind: str
    text: str
    comes: bool


def line_changes(before: HasLines | None, after: HasLines | None) -> tuple[LineChange, ...]:
    """Every line of either price, in the order a customer sees them; what goes stands where it stood."""
    old = {line.code: line for line in before.lines} if before else {}
    new = {line.code: line for line in after.lines} if after else {}
    together = [*(after.lines if after else ()), *(line for code, line in old.items() if code not in new)]
    return tuple(_line_change(line, old.get(line.code), new.get(line.code)) for line in ordered(together))


def told_changes(before: PricedQuote | None, after: PricedQuote | None) -> tuple[Told, ...]:
    """Approvals, certificates, refusals and notes that come or go; nothing where one side has no price."""
    if before is None or after is None:
        return ()
    kinds = (
        ("Approval", before.approval_reasons, after.approval_reasons),
        ("COI", before.coi_reasons, after.coi_reasons),
        ("Not sold", before.unavailable_messages, after.unavailable_messages),
        ("Note", before.notes, after.notes),
    )
    found: list[Told] = []
    for kind, old, new in kinds:
        found += [Told(kind, text, True) for text in new if text not in old]
        found += [Told(kind, text, False) for text in old if text not in new]
    return tuple(found)


def _line_change(line: Line, old: Line | None, new: Line | None) -> LineChange:
    before, after = (None if one is None else one.amount_cents for one in (old, new))
    change: Change = "same" if before == after else "changes"
    if old is None:
        change = "comes"
    elif new is None:
        change = "goes"
    return LineChange(change, line.kind, line.code, line.label, line.reason, before, after)


def _written(kind: str, cents: int) -> str:
    return dollars(cents) if kind in ("base", "addon") else signed_dollars(cents)
