"""Why rules were not published, each in words for the manager."""

from __future__ import annotations

from collections.abc import Sequence

from pricing_rules.operations.cases import CaseResult
from pricing_rules.operations.publish_checks import RuleProblem


class PublishRefused(Exception):
    """Nothing was published or changed; the message says why and what to do, without its full stop."""


class RulesFaulty(PublishRefused):
    """Rules that cannot be evaluated."""

    def __init__(self, problems: Sequence[RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.name}: {problem.message}" for problem in problems))


class PersonalFactsUnconfirmed(PublishRefused):
    """A rule that is on asks about the person, and nobody confirmed that quotes will carry the notice."""

    def __init__(self) -> None:
        super().__init__(
            "A rule that is switched on uses personal facts, so every quote will carry the notice that New York's "
            "Algorithmic Pricing Disclosure Act asks for. Confirm this to publish"
        )


class NothingToPublish(PublishRefused):
    """The rules are word for word those of a set that is, or will be, in force anyway."""

    def __init__(self, number: int, *, coming: bool = False) -> None:
        when = "will be in force then" if coming else "is in force"
        super().__init__(f"These rules are the same as rule set {number}, which {when}")


class CasesFail(PublishRefused):
    """Price cases come out otherwise, and nobody who may said why that is right."""

    def __init__(self, failing: Sequence[CaseResult], *, may_override: bool) -> None:
        self.failing = tuple(failing)
        names = ", ".join(f"“{result.case.name}”" for result in failing[:5])
        more = f" and {len(failing) - 5} more" if len(failing) > 5 else ""
        remedy = (
            "Mend the rules or the cases, or give a reason why they may fail"
            if may_override
            else "Mend the rules or the cases, or ask somebody with the right to publish all the same"
        )
        super().__init__(f"Price cases fail: {names}{more}. {remedy}")


class LookAgain(PublishRefused):
    """What was decided about has changed since the page was opened."""

    def __init__(self, what: str = "The draft") -> None:
        super().__init__(f"{what} changed since you opened this page. Look at what stands there now and decide again")


class ApprovalNeeded(PublishRefused):
    """The company's policy wants a second person."""

    def __init__(self) -> None:
        super().__init__("A second person approves what is published here. Ask for approval")
