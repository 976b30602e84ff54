"""Migrations, seed and demo data in one process: a start of Django costs two seconds, so there is only one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Prepares the database of a demo: migrations, seed, demo people and bookings. Repeatable; keeps data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="only migrations and the seed")

    def handle(self, *args: Any, **options: Any) -> None:
        migrate_where_needed()
        call_command("seed", verbosity=options["verbosity"])
        if not options["without_demo"]:
            call_command("seed_demo", verbosity=options["verbosity"])


def migrate_where_needed() -> None:
    """Apply what is missing. A database that lacks nothing is left alone, which makes the second start a quick one."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not executor.loader.applied_migrations:
        migrate_libraries_first(executor)
    call_command("migrate", verbosity=0, interactive=False)


def migrate_libraries_first(executor: MigrationExecutor) -> None:
    """Wagtail's 150 migrations before ours, on a new database.

    Django renders each changed model anew with all that are related to it; with our tables, all tied to the user,
    already in that state the same migrations take several times as long.
    """
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.ROOT)}
    ours -= {config.label for config in apps.get_app_configs() if ".venv" in Path(config.path).parts}
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ours]
    executor.migrate(targets)
