"""`manage.py seed`: what a new installation starts with, room by room lowest first. Repeatable; staff's edits stay."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bookings.operations.schedules import seed_schedules
from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.clock import utc_now
from foundation.notifications.operations import seed_templates
from foundation.outbox.seed import seed_schedule
from pricing_rules.operations.seed import seed_rules
from web.seed import seed_site


class Command(BaseCommand):
    help = "Seeds schedules, messages, roles, catalogue, rules and the website. Never touches what staff changed."

    def handle(self, *args: Any, **options: Any) -> None:
        now = utc_now()
        for seed in (seed_schedule, seed_templates, seed_roles, seed_catalogue, seed_rules, seed_schedules, seed_site):
            seed(now=now)
        if options["verbosity"]:
            self.stdout.write("Seeded.")
