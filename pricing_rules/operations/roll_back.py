"""Going back: what an earlier set said becomes the next number, at once (3-pricing-rules.md, "roll back")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from foundation.audit.actor import Actor
from pricing_rules.models import RuleSet
from pricing_rules.operations.publish import (
    PUBLISH_RIGHT,
    People,
    Terms,
    checked_content,
    in_turn,
    locked_policy,
    not_before_the_last,
    publish_content,
)
from pricing_rules.operations.publish_checks import RuleProblem
from pricing_rules.operations.refusals import LookAgain, PublishRefused, RulesFaulty
from pricing_rules.operations.rights import require_right
from pricing_rules.queries import published, set_in_force


class NoLongerEvaluates(PublishRefused):
    """The earlier set names what is gone since, such as a deleted zone: it can be mended, not published."""

    def __init__(self, number: int, problems: Sequence[RuleProblem]) -> None:
        self.problems = tuple(problems)
        names = ", ".join(dict.fromkeys(f"“{problem.name}”" for problem in problems))
        super().__init__(
            f"Rule set {number} cannot be used as it is any more: {names} must be mended first. "
            "Load it into the draft, mend it there and publish"
        )


def roll_back(*, number: int, terms: Terms, actor: Actor, now: datetime, seen: int | None = None) -> RuleSet:
    """Publish the content of an earlier set again under a new number, in force from `now` (UTC) on.

    `seen` is the number that the person saw in force. It needs the right to publish and, whatever the policy says, no
    second person: its prices were approved when they were published, and a wrong price costs money by the minute
    (docs/adr/0010). The draft stays as it is. Raises PublishRefused in words, NoLongerEvaluates naming the rules.
    """
    require_right(actor, PUBLISH_RIGHT)
    stored = _earlier(number, set_in_force(now), seen, now)
    try:
        content = checked_content(stored.rules, terms=terms, actor=actor, now=now)
    except RulesFaulty as faulty:
        raise NoLongerEvaluates(number, faulty.problems) from faulty
    with in_turn():
        locked_policy()
        _earlier(number, set_in_force(not_before_the_last(now)), seen, now)  # nobody published since it was checked
        people = People(actor.user_id)
        return publish_content(content, terms=terms, people=people, actor=actor, now=now, copied_from=number)


def _earlier(number: int, live: RuleSet | None, seen: int | None, now: datetime) -> RuleSet:
    if seen is not None and (live is None or live.number != seen):
        raise LookAgain("The set in force")
    stored = RuleSet.objects.filter(number=number).first()
    if stored is None:
        raise PublishRefused(f"There is no rule set {number}")
    if live is not None and live.number == number:
        raise PublishRefused(f"Rule set {number} is in force already")
    if not published(now).filter(pk=stored.pk).exists():
        raise PublishRefused(
            f"Rule set {number} was never in force, so there is nothing to go back to. Load it into the draft and "
            "publish that"
        )
    return stored
