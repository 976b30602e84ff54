"""`manage.py requote --check`: proves that every stored quote still comes to the same cent (3-pricing-rules.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.clock import utc_now
from pricing_rules.models import Quote
from pricing_rules.operations.requote import deviations


class Command(BaseCommand):
    help = "Evaluate every stored quote again from its facts and versions; ends with an error where one differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", required=True, help="compare only; nothing is ever changed")

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for deviation in deviations(now=utc_now()):
            found += 1
            self.stdout.write(f"{deviation.quote}: {'; '.join(deviation.messages)}")
        total = Quote.objects.count()
        if found:
            raise CommandError(f"{found} of {total} stored quotes differ")
        self.stdout.write(f"{total} stored quotes come to the same cent.")
