"""`manage.py expire_holds`: end every wait for payment whose time is up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bookings.operations.holds import expire_due
from foundation.audit.actor import Actor
from foundation.clock import utc_now


class Command(BaseCommand):
    help = "Expire the bookings whose time to pay has run out. The worker does this every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        count = expire_due(now=utc_now(), actor=Actor.system("command"))
        self.stdout.write(f"{count} booking{'' if count == 1 else 's'} expired.")
