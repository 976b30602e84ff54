"""An impact's result in words and figures for its page; the bars of its chart in the units of an SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from foundation.clock import utc_now
from foundation.money import dollars, signed_dollars
from pricing_rules import pasts
from pricing_rules.models import ImpactRun, Rule
from pricing_rules.queries import vocabulary_at

WIDTH, HEIGHT, GAP = 600, 96, 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: the whole bar and, from the ground up, the part that changes."""

    x: float
    width: float
    top: float
    height: float
    changed_top: float
    changed_height: float
    words: str


@dataclass(frozen=True, slots=True)
class MoverLine:
    """A line of one side. `change`: same, comes, goes or changes."""

    label: str
    reason: str
    amount: str
    change: str


@dataclass(frozen=True, slots=True)
class Mover:
    """One of the largest: where it is to be seen, what it came to, what it would come to, and why."""

    label: str
    address: str
    about: str
    live: str
    draft: str
    difference: str
    live_lines: tuple[MoverLine, ...]
    draft_lines: tuple[MoverLine, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page needs besides the run itself."""

    days: str
    source: str
    percent: int
    changed: str
    money: str
    apart: str
    live: str
    draft: str
    bars: tuple[Bar, ...]
    marks: tuple[str, ...]
    chart: str
    services: tuple[tuple[str, str, str], ...]
    movers: tuple[Mover, ...]
    failures: tuple[str, ...]
    idle: tuple[str, ...]


def shown(run: ImpactRun) -> Shown:
    """Everything in words; without a result only what was asked."""
    result: Mapping[str, Any] = run.result or {}
    source = pasts.sources().get(run.source)
    weeks = result.get("weeks", [])
    names = dict(vocabulary_at(utc_now()).choices.get("services", {})) if result else {}
    return Shown(
        days=asked_words(run),
        source=source.label if source else run.source,
        percent=min(100, 100 * run.rows_done // run.rows_total) if run.rows_total else 0,
        changed=f"{result['changed']:,} of {result['rows']:,}" if result else "",
        money=signed_dollars(result["cents"]) if result else "",
        apart=_apart(result) if result else "",
        live=dollars(result["live_cents"]) if result else "",
        draft=dollars(result["draft_cents"]) if result else "",
        bars=_bars(weeks),
        marks=_marks(weeks),
        chart=_chart(weeks, source.label if source else run.source),
        services=tuple(
            (
                names.get(one["service"], one["service"].replace("_", " ")),
                f"{one['changed']:,} of {one['rows']:,}",
                signed_dollars(one["cents"]),
            )
            for one in result.get("services", [])
        ),
        movers=_movers(run, result.get("movers", []), names),
        failures=_failures(result.get("failures", [])),
        idle=_idle(run),
    )


def days_words(first: date, last: date) -> str:
    """`May 22 to Sep 7, 2026`; the year once where it is one."""
    year = "" if first.year == last.year else f", {first.year}"
    return f"{first:%b} {first.day}{year} to {last:%b} {last.day}, {last.year}"


def asked_words(run: ImpactRun) -> str:
    """The days that were looked at, and where they were moved to."""
    days = days_words(run.first_day, run.last_day)
    if not run.moved_days:
        return days
    return f"{days}, moved a year on, to {days_words(run.moved_first, run.moved_last)}, weekday for weekday"


def _apart(result: Mapping[str, Any]) -> str:
    more, less = result["more"], result["less"]
    told = [
        f"{one['changed']:,} would pay {dollars(abs(one['cents']))} {word} together"
        for one, word in ((more, "more"), (less, "less"))
        if one["changed"]
    ]
    return "; ".join(told) or "Nobody would pay more or less"


def _bars(weeks: Sequence[Mapping[str, Any]]) -> tuple[Bar, ...]:
    most = max((week["rows"] for week in weeks), default=0)
    if not most:
        return ()
    step = WIDTH / len(weeks)
    width = max(step - GAP, step * 0.6)
    bars = []
    for place, week in enumerate(weeks):
        height, changed = (HEIGHT * week[name] / most for name in ("rows", "changed"))
        monday = date.fromisoformat(week["monday"])
        counts = f"{week['changed']:,} of {week['rows']:,}, {signed_dollars(week['cents'])}"
        words = f"Week of {monday:%b} {monday.day}: {counts}"
        rounded = (
            round(number, 2) for number in (step * place, width, HEIGHT - height, height, HEIGHT - changed, changed)
        )
        bars.append(Bar(*rounded, words))
    return tuple(bars)


def _marks(weeks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Four dates under the chart, from its first week to its last."""
    if not weeks:
        return ()
    places = sorted({0, len(weeks) // 3, 2 * len(weeks) // 3, len(weeks) - 1})
    return tuple(f"{day:%b} {day.day}" for day in (date.fromisoformat(weeks[place]["monday"]) for place in places))


def _chart(weeks: Sequence[Mapping[str, Any]], what: str) -> str:
    if not weeks:
        return ""
    first = date.fromisoformat(weeks[0]["monday"])
    last = date.fromisoformat(weeks[-1]["monday"]) + timedelta(days=6)
    return f"{what.capitalize()} a week, {days_words(first, last)}, with the share that would change"


def _movers(run: ImpactRun, movers: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> tuple[Mover, ...]:
    source = pasts.sources().get(run.source) or pasts.sources()["quotes"]
    keys = [UUID(mover["quote"]) for mover in movers]
    pages = {**pasts.sources()["quotes"].pages(keys), **source.pages(keys)}
    found = []
    for key, mover in zip(keys, movers, strict=True):
        day = date.fromisoformat(mover["day"])
        found.append(
            Mover(
                label=pages[key].label,
                address=pages[key].address,
                about=f"{_day_of(run, day)}, {names.get(mover['service'], mover['service'])}",
                live=dollars(mover["live_cents"]),
                draft=dollars(mover["draft_cents"]),
                difference=signed_dollars(mover["draft_cents"] - mover["live_cents"]),
                live_lines=_lines(mover["lines"], "before_cents"),
                draft_lines=_lines(mover["lines"], "after_cents"),
            )
        )
    return tuple(found)


def _day_of(run: ImpactRun, day: date) -> str:
    """The day that was priced, and the one that was booked where that is another."""
    booked = day - timedelta(days=run.moved_days)
    told = f"{day:%a, %b} {day.day}, {day.year}"
    return told if booked == day else f"{told}, moved from {booked:%b} {booked.day}, {booked.year}"


def _lines(lines: Sequence[Mapping[str, Any]], side: str) -> tuple[MoverLine, ...]:
    """The lines of one side, each with whether it is the same on the other."""
    return tuple(
        MoverLine(line["label"], line["reason"], signed_dollars(line[side]), line["change"])
        for line in lines
        if line[side] is not None
    )


def _failures(failures: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    names = dict(Rule.objects.filter(slug__in=[one["slug"] for one in failures]).values_list("slug", "name"))
    return tuple(
        f"{'The draft’s rule' if one['side'] == 'draft' else 'The rule in force'} "
        f"“{names.get(one['slug'], one['slug'])}” cannot be evaluated for {one['rows']:,}: {one['message']}"
        for one in failures
    )


def _idle(run: ImpactRun) -> tuple[str, ...]:
    """The draft's rules that are on and whose dates lie outside the days that were priced: it says nothing of them."""
    idle = []
    for rule in run.rules:
        first, last = rule.get("from"), rule.get("to")
        is_outside = (first and first > run.moved_last.isoformat()) or (last and last < run.moved_first.isoformat())
        if rule.get("active") is not False and is_outside:
            idle.append(str(rule.get("name")))
    return tuple(idle)
