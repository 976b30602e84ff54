"""What the draft would have charged over a past period: asked for, carried out, kept (3-pricing-rules.md, "Impact").

Every row is priced twice, by the set in force and by the draft, from its own facts and catalogue lines; what was really
paid for it is not compared, since the rules of that day may be long gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.clock import new_york_day, utc_now
from foundation.outbox.operations import enqueue
from pricing_rules import loading, pasts
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import ImpactRun, ImpactState, Quote, Rule
from pricing_rules.operations.impact_moving import A_YEAR, Move, names_days_ahead
from pricing_rules.operations.impact_result import NotTheSame, work_out
from pricing_rules.operations.rights import require_right
from pricing_rules.queries import draft_rules, rules_digest, set_in_force
from pricing_rules.quoting.words import catalogue_vocabulary

IMPACT = "pricing_rules.impact"
IMPACT_RIGHT = "pricing_rules.add_impactrun"
AT_ONCE = 2_000
"""Rows that are worked out while the manager waits: a second or two."""
MOST_ROWS = 1_000_000
LONGEST = timedelta(days=3 * 366)
STALLED = "It did not come to an end. Ask again, or choose a shorter period"


class ImpactRefused(ValueError):
    """The impact cannot be worked out; the message says why, for the manager."""


@dataclass(frozen=True, slots=True)
class Period:
    """Pickup dates, the last one included."""

    first: date
    last: date


def request_impact(
    period: Period, source: str, *, a_year_later: bool = False, actor: Actor, now: datetime
) -> ImpactRun:
    """Ask what the draft as it stands would have changed; a small past is worked out at once. `now` is UTC.

    `a_year_later` moves the pickups of the period by 52 weeks, onto days that rules dated ahead are about.

    Needs the right `pricing_rules.add_impactrun`: raises PermissionDenied. Raises ImpactRefused, in words.
    """
    require_right(actor, IMPACT_RIGHT)
    if period.last < period.first:
        raise ImpactRefused("The last day lies before the first")
    if period.last - period.first > LONGEST:
        raise ImpactRefused("Choose a period of at most three years")
    if period.last.year == date.max.year:
        raise ImpactRefused("Choose a period before the year 9999")
    if source not in pasts.sources():
        raise ImpactRefused("Choose what to look at")
    in_force = set_in_force(now)
    if in_force is None:
        raise ImpactRefused("No rule set is in force, so there is nothing to compare with")
    rules = draft_rules()
    _readable(rules, _vocabulary(now))
    rows = _rows(source, period).count()
    if rows > MOST_ROWS:
        raise ImpactRefused(f"That are {rows:,} {source}; at most {MOST_ROWS:,} can be looked at. Shorten the period")
    with transaction.atomic():
        run = ImpactRun.objects.create(
            created_at=now,
            created_by_id=actor.user_id,
            source=source,
            first_day=period.first,
            last_day=period.last,
            moved_days=A_YEAR if a_year_later else 0,
            rule_set=in_force,
            rules=rules,
            digest=rules_digest(rules),
            rows_total=rows,
        )
        if rows > AT_ONCE:
            enqueue(key=f"{IMPACT}:{run.pk}", handler=IMPACT, payload={"run": run.pk}, now=now)
    if rows <= AT_ONCE:
        carry_out(run.pk)
    run.refresh_from_db()
    return run


def on_impact(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """The worker's part; a second attempt means that the first was cut off, and would be cut off again."""
    run = ImpactRun.objects.get(pk=payload["run"])
    if run.state == ImpactState.RUNNING:
        _fail(run, STALLED)
    elif not run.is_over:
        carry_out(run.pk)


def carry_out(run_pk: int) -> None:
    """Work a run out and keep what came of it, or why nothing did."""
    run = ImpactRun.objects.select_related("rule_set").get(pk=run_pk)
    _note(run, state=ImpactState.RUNNING)
    now = utc_now()
    try:
        catalogue = read_catalogue(at=now)
        vocabulary = catalogue_vocabulary(catalogue)
        live = loading.numbered(run.rule_set.number, vocabulary)
        draft = loading.from_json(run.rules, vocabulary, number=None)
        rows = _rows(run.source, Period(run.first_day, run.last_day))
        result = work_out(
            rows, live, draft, Move(run.moved_days, catalogue), said=lambda done: _note(run, rows_done=done)
        )
    except RuleFailure as failure:
        _fail(run, _told(failure.slug, failure.message))
    except NotTheSame as failure:
        _fail(run, str(failure))
        raise
    else:
        _note(run, state=ImpactState.DONE, result=result, rows_done=result["rows"], finished_at=utc_now())


def draft_looks_ahead(rules: list[dict[str, Any]], now: datetime) -> bool:
    """Whether these rules differ from those in force by some that name days to come, New York's today not among them:
    the past as it was would say nothing about them."""
    in_force = set_in_force(now)
    live = in_force.rules if in_force else []
    return names_days_ahead(live, rules, _vocabulary(now), today=new_york_day(now))


def latest_for(digest: str, now: datetime) -> ImpactRun | None:
    """The newest run of a draft with this digest against the set in force, over or not."""
    in_force = set_in_force(now)
    return ImpactRun.objects.filter(digest=digest, rule_set=in_force).defer("rules").first()


def periods(today: date) -> dict[str, Period]:
    """The pasts that managers ask about most, by code; `today` is New York's and not part of them."""
    yesterday = today - timedelta(days=1)
    return {
        "last_summer": last_summer(today),
        "last_90_days": Period(today - timedelta(days=90), yesterday),
        "last_year": Period(today - timedelta(days=365), yesterday),
    }


def last_summer(today: date) -> Period:
    """From the Friday before Memorial Day to Labor Day, of the latest summer that is over."""
    year = today.year if today > _first_monday(date(today.year, 9, 1)) else today.year - 1
    memorial_day = _first_monday(date(year, 5, 25))  # the last Monday of May
    return Period(memorial_day - timedelta(days=3), _first_monday(date(year, 9, 1)))


def _first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _rows(source: str, period: Period) -> QuerySet[Quote]:
    quotes = Quote.objects.filter(pickup_date__range=(period.first, period.last))
    return pasts.sources()[source].kept(quotes)


def _vocabulary(now: datetime) -> Vocabulary:
    return catalogue_vocabulary(read_catalogue(at=now))


def _readable(rules: list[dict[str, Any]], vocabulary: Vocabulary) -> PureRuleSet:
    try:
        return loading.from_json(rules, vocabulary, number=None)
    except RuleFailure as failure:
        raise ImpactRefused(_told(failure.slug, failure.message)) from failure


def _told(slug: str, message: str) -> str:
    name = Rule.objects.filter(slug=slug).values_list("name", flat=True).first() or slug
    return f"The rule “{name}” cannot be evaluated: {message}"


def _note(run: ImpactRun, **fields: Any) -> None:
    """Each step is seen at once by whoever looks at the page."""
    ImpactRun.objects.filter(pk=run.pk).update(**fields)


def _fail(run: ImpactRun, problem: str) -> None:
    _note(run, state=ImpactState.FAILED, problem=problem, finished_at=utc_now())
