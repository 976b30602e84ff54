"""Sets that are to come: the moment as New York's clocks show it, and calling one off before it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from django.db import transaction

from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.clock import NEW_YORK, clock_label, new_york, time_label
from pricing_rules.models import RuleSet, SetCancellation
from pricing_rules.operations.refusals import PublishRefused
from pricing_rules.operations.rights import require_right

FARTHEST = timedelta(days=2 * 366)
CANCEL_RIGHT = "pricing_rules.publish_ruleset"
Pass = Literal["", "first", "second"]


class NoSuchMoment(PublishRefused):
    """New York's clocks never show this time on this day, or show it twice and nobody said which."""


def moment_of(day: date, at: time, which: Pass = "") -> datetime:
    """The instant (UTC) at which New York's clocks show `at` on `day`. Raises NoSuchMoment.

    `which` says the first (daylight-saving time) or the second (standard time) where an hour comes twice.
    """
    if not 2000 <= day.year <= 9000:  # no clock can be turned beyond the calendar's ends
        raise NoSuchMoment("Choose a day within the next two years")
    typed = datetime.combine(day, at.replace(tzinfo=None))
    first = typed.replace(tzinfo=NEW_YORK, fold=0)
    second = typed.replace(tzinfo=NEW_YORK, fold=1)
    if first.astimezone(UTC).astimezone(NEW_YORK).replace(tzinfo=None) != typed:
        starts = first.astimezone(UTC).astimezone(NEW_YORK)
        raise NoSuchMoment(
            f"The clocks in New York go forward on {day_words(day)}: {time_label(at)} does not exist that night. "
            f"Choose {time_label(starts.replace(minute=0).time())} or a time before {time_label(time(at.hour))}"
        )
    if first.utcoffset() != second.utcoffset() and which not in ("first", "second"):
        raise NoSuchMoment(
            f"The clocks in New York go back on {day_words(day)}: {time_label(at)} comes twice that night. "
            "Say whether you mean the first, in summer time, or the second, in winter time"
        )
    return (second if which == "second" else first).astimezone(UTC)


def moment_words(at: datetime) -> str:
    """`Monday, June 1, 2026, 9:00 AM`, with EDT or EST where the clocks show that time twice."""
    local = new_york(at)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{day_words(local.date())}, {clock_label(at)}{f' {local:%Z}' if twice else ''}"


def day_words(day: date) -> str:
    """`Monday, June 1, 2026`."""
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def refuse_past(publish_at: datetime, now: datetime) -> None:
    """Raises PublishRefused for a moment that has come already, or lies years ahead."""
    if publish_at <= now:
        raise PublishRefused(f"{moment_words(publish_at)} has passed. Choose a later time, or publish now")
    if publish_at > now + FARTHEST:
        raise PublishRefused("That is more than two years ahead. Choose an earlier day")


def cancel_schedule(*, number: int, reason: str, actor: Actor, now: datetime) -> SetCancellation:
    """Call off a set that is still to come. Needs the right to publish; raises PublishRefused in words, e.g. when its
    moment has come: then only a roll back helps."""
    require_right(actor, CANCEL_RIGHT)
    with transaction.atomic():
        cancel_sets([number], reason=reason, actor=actor, now=now)
    return SetCancellation.objects.get(rule_set__number=number)


def cancel_sets(numbers: Sequence[int], *, reason: str, actor: Actor, now: datetime) -> list[int]:
    """Call off these sets in the caller's transaction; gives their numbers. Raises PublishRefused for any that cannot
    be."""
    done = []
    for number in dict.fromkeys(numbers):
        row = RuleSet.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise PublishRefused(f"There is no rule set {number} to cancel")
        if SetCancellation.objects.filter(rule_set=row).exists():
            raise PublishRefused(f"Rule set {number} was cancelled already")
        if row.publish_at <= now:
            raise PublishRefused(
                f"Rule set {number} came into force on {moment_words(row.publish_at)}, so it cannot be cancelled any "
                "more. Roll back to an earlier set instead"
            )
        SetCancellation.objects.create(rule_set=row, cancelled_at=now, cancelled_by_id=actor.user_id, reason=reason)
        record(
            verb="rule_set.cancelled",
            actor=actor,
            target=row,
            now=now,
            data={"number": number, "publish_at": row.publish_at, "reason": reason},
        )
        done.append(number)
    return done
