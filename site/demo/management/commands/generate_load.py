"""`manage.py generate_load --bookings N`: a past and a near future for benchmarks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.load import generate
from foundation.clock import utc_now


class Command(BaseCommand):
    help = "Writes realistic bookings in bulk, priced by the engine. For benchmarks; not for production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bookings", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same requests")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["bookings"] < 1:
            raise CommandError("--bookings must be 1 or more.")
        for done in generate(options["bookings"], now=utc_now(), seed=options["seed"]):
            if options["verbosity"]:
                self.stdout.write(f"{done} bookings")
