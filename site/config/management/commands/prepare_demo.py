"""Migrations, seed and demo data in one process: a start of Django costs two seconds, so there is only one."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Prepares the database of a demo: migrations, seed, demo people and bookings. Repeatable; keeps data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="only migrations and the seed")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("seed", verbosity=options["verbosity"])
        if not options["without_demo"]:
            call_command("seed_demo", verbosity=options["verbosity"])
