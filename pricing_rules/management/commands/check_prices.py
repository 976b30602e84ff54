"""`manage.py check_prices`: every price case against the draft or a numbered set; exit code 1 when one fails."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.clock import utc_now
from foundation.money import dollars
from pricing_rules.models import RuleSet
from pricing_rules.operations.cases import CaseResult, run_cases
from pricing_rules.queries import draft_rules, set_in_force


class Command(BaseCommand):
    help = "Check every price case that is on against the draft, or against another set of rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rule-set", metavar="draft|N", default="draft", help="the draft (as left out), rule set N, or `live`"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = utc_now()
        name, rules = _rules(options["rule_set"], now)
        results = run_cases(rules, now=now)
        self.stdout.write(f"Price cases against {name}\n")
        for result in results:
            self._tell(result)
        if not results:
            self.stdout.write("There is no price case that is on. Keep one from a try in the rule builder.")
            return
        failed = sum(1 for result in results if not result.passed)
        self.stdout.write(f"{len(results) - failed} of {len(results)} pass.")
        if failed:
            raise CommandError(f"{failed} price {'case fails' if failed == 1 else 'cases fail'}.")

    def _tell(self, result: CaseResult) -> None:
        total = dollars(result.got) if result.got is not None else "no price"
        self.stdout.write(f"{'pass' if result.passed else 'FAIL'}  {result.case.name}: {total}")
        for difference in result.differences:
            self.stdout.write(f"      {difference}")


def _rules(chosen: str, now: datetime) -> tuple[str, list[dict[str, Any]]]:
    """What to call the rules, and the rules themselves. Raises CommandError in a sentence."""
    if chosen == "draft":
        return "the draft", draft_rules()
    if chosen == "live":
        stored = set_in_force(now)
    else:
        stored = RuleSet.objects.filter(number=int(chosen)).first() if _is_number(chosen) else None
    if stored is None:
        raise CommandError(f"There is no rule set {chosen}.")
    return str(stored).lower(), stored.rules


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
