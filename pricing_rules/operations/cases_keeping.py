"""Making and changing price cases. Every act is audited; the reason of an accepted price stands in the history too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.engine.lines import Line
from pricing_rules.models import PriceCase, Quote
from pricing_rules.operations.stored_requests import replayable
from pricing_rules.operations.trying import try_rule
from pricing_rules.quoting.canonical import request_json
from pricing_rules.quoting.panel import PricePanel
from pricing_rules.quoting.parse import parse, quoted_at_of

LONGEST_NAME = 200


class CaseRefused(Exception):
    """The case was not kept; the message says why, for the manager."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case must cost, in cents. `lines` are {"code", "cents", "label"} in order; None: only the total counts."""

    total_cents: int | None
    lines: list[dict[str, Any]] | None = None


def expected_of(lines: Sequence[Line], total_cents: int) -> Expected:
    """The total and every line of a price."""
    return Expected(total_cents, [{"code": row.code, "cents": row.amount_cents, "label": row.label} for row in lines])


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a new case could be called and what it costs by the live rules."""

    name: str
    expected: Expected


def propose(request: Mapping[str, Any], *, now: datetime) -> Proposal:
    """A name and the live price of a request. Raises RequestErrors; CaseRefused where the live rules give no price."""
    tried = try_rule(request, None, now=now)
    if tried.live.priced is None:
        raise CaseRefused(f"The live rules give no price to expect: {tried.live.failure}")
    return Proposal(named(tried.shown), expected_of(tried.live.priced.lines, tried.live.priced.total_cents))


def named(shown: PricePanel) -> str:
    """What a case is called until somebody gives it a better name: `Standard mini move, New York 10024 to …`."""
    return ", ".join((shown.heading, *shown.route_lines))[:LONGEST_NAME]


@transaction.atomic
def keep_case(
    *,
    request: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    name: str = "",
    note: str = "",
    expected: Expected | None = None,
    quote: Quote | None = None,
    active: bool = True,
) -> PriceCase:
    """Keep a request as a price case, with `quoted_at` pinned to now where it names none.

    expected: left out, what the live rules give. name: left out, one is made of the request, numbered where it is
    taken. Raises RequestErrors for a request at fault, CaseRefused for a name that is taken or nothing to expect.
    """
    asked = pinned(request, now)
    if expected is None or not name.strip():
        proposal = propose(asked, now=now)
        expected = expected or proposal.expected
        name = name.strip() or _free_name(proposal.name)
    _check(expected)
    case = PriceCase(request=asked, quote=quote, created_at=now, created_by_id=actor.user_id)
    _write(case, name=name, note=note, expected=expected, active=active, actor=actor, now=now)
    record(verb="price_case.kept", actor=actor, target=case, now=now, data={"expected": expected.total_cents})
    return case


def keep_quote(quote: Quote, *, actor: Actor, now: datetime) -> PriceCase:
    """Keep what was asked for a stored quote, at the price that the live rules give it. Raises as `keep_case` does."""
    return keep_case(request=quote.request, quote=quote, actor=actor, now=now)


@transaction.atomic
def change_case(
    case: PriceCase,
    *,
    request: Mapping[str, Any],
    name: str,
    note: str,
    expected: Expected,
    active: bool,
    actor: Actor,
    now: datetime,
) -> PriceCase:
    """Change everything that the form shows. Raises RequestErrors, CaseRefused."""
    case = PriceCase.objects.select_for_update().get(pk=case.pk)
    case.request = pinned(request, now)
    _check(expected)
    _write(case, name=name, note=note, expected=expected, active=active, actor=actor, now=now)
    record(verb="price_case.changed", actor=actor, target=case, now=now, data={"expected": expected.total_cents})
    return case


@transaction.atomic
def accept_price(case: PriceCase, *, expected: Expected, reason: str, actor: Actor, now: datetime) -> PriceCase:
    """Expect from now on what the rules give; only what the case compares is taken over. Raises CaseRefused."""
    if not reason.strip():
        raise CaseRefused("Say why the new price is right")
    case = PriceCase.objects.select_for_update().get(pk=case.pk)
    before = case.expected_total_cents
    taken = Expected(
        expected.total_cents if before is not None else None,
        expected.lines if case.expected_lines is not None else None,
    )
    case._change_reason = reason.strip()
    _write(case, name=case.name, note=case.note, expected=taken, active=case.active, actor=actor, now=now)
    record(
        verb="price_case.accepted",
        actor=actor,
        target=case,
        now=now,
        data={"before": before, "after": taken.total_cents, "reason": reason.strip()},
    )
    return case


def pinned(request: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The request as a case keeps it: complete, checked as it is asked today, without what sets no price, and with the
    second whose prices apply. Raises RequestErrors."""
    now = now.replace(microsecond=0)
    catalogue = read_catalogue(at=quoted_at_of(request, now=now, trusted=True))
    return dict(request_json(parse(replayable(request, catalogue), catalogue, now=now, trusted=True)))


def _check(expected: Expected) -> None:
    if expected.total_cents is None and expected.lines is None:
        raise CaseRefused("A price case expects a total, or lines, or both: give at least one")


def _free_name(name: str) -> str:
    """The name, numbered where it is taken."""
    taken = set(PriceCase.objects.filter(name__startswith=name[: LONGEST_NAME - 6]).values_list("name", flat=True))
    if name not in taken:
        return name
    return next(
        free for number in range(2, len(taken) + 3) if (free := f"{name[: LONGEST_NAME - 6]} ({number})") not in taken
    )


def _write(
    case: PriceCase, *, name: str, note: str, expected: Expected, active: bool, actor: Actor, now: datetime
) -> None:
    case.name, case.note, case.active = name.strip(), note.strip(), active
    case.expected_total_cents, case.expected_lines = expected.total_cents, expected.lines
    case.changed_at, case.changed_by_id = now, actor.user_id
    case._history_user = get_user_model().objects.filter(pk=actor.user_id).first()
    case._history_date = now
    if not case.name or len(case.name) > LONGEST_NAME or "\0" in case.name + case.note:
        raise CaseRefused(f"Give the case a name of 1 to {LONGEST_NAME} ordinary characters")
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as taken:
        raise CaseRefused(f"There is a price case called “{case.name}” already: choose another name") from taken
