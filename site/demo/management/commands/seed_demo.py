"""`manage.py seed_demo`: the demo's logins and bookings. Repeatable; what was made once is never made again."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.bookings import STORIES, Story, tell
from demo.cases import keep_cases
from demo.leads import REQUESTS, take
from demo.people import CUSTOMER_LOGIN, STAFF, StaffLogin
from demo.stripe import NoStandIn, standin_running
from foundation.accounts.models import User
from foundation.accounts.operations import create_customer, create_staff
from foundation.audit.actor import Actor
from foundation.clock import new_york_day, utc_now
from foundation.seeding.models import SeededKey
from foundation.seeding.operations import seed_rows

COMMAND = Actor.system(via="command")


class Command(BaseCommand):
    help = "Seeds the demo: a login of every role, requests, bookings in the states they can reach. Not for production."

    def handle(self, *args: Any, **options: Any) -> None:
        now = utc_now()
        password = os.environ.get("DEMO_PASSWORD") or "totetaxi-demo"
        seed_rows("demo.staff", STAFF, key=lambda one: one.login, create=lambda one: _staff(one, password, now), at=now)
        seed_rows(
            "demo.customer",
            (CUSTOMER_LOGIN,),
            key=lambda one: one.email,
            create=lambda one: create_customer(
                email=one.email, full_name=one.name, password=password, actor=COMMAND, now=now
            ),
            at=now,
        )
        seed_rows("demo.lead", REQUESTS, key=lambda one: one.key, create=lambda one: take(one, now=now), at=now)
        manager = User.objects.get(email=next(one.email for one in STAFF if one.login == "manager"))
        keep_cases(actor=Actor(user_id=manager.pk, label=str(manager), via="admin"), now=now)
        try:
            told = _stories(now)
        except NoStandIn as reason:
            raise CommandError(str(reason)) from reason
        if options["verbosity"]:
            self.stdout.write(f"Demo data: {len(STAFF)} staff logins, {told} new bookings.")


def _staff(one: StaffLogin, password: str, now: datetime) -> None:
    create_staff(
        email=one.email,
        full_name=one.full_name,
        roles=[one.role],
        password=password,
        employee_number=one.employee_number,
        department=one.department,
        hire_date=date(2025, 3, 3),
        actor=COMMAND,
        now=now,
    )


def _stories(now: datetime) -> int:
    """Tell the stories that were not told yet. Paying is a network call, so they never share a transaction."""
    known = set(SeededKey.objects.filter(kind="demo.booking").values_list("key", flat=True))
    fresh = [story for story in STORIES if story.key not in known]
    if not fresh:
        return 0
    operations = User.objects.get(email=next(one.email for one in STAFF if one.login == "operations"))
    staff = Actor(user_id=operations.pk, label=str(operations), via="admin", ip="203.0.113.20")
    with standin_running():
        for story in fresh:
            _tell(story, staff, now)
    return len(fresh)


def _tell(story: Story, staff: Actor, now: datetime) -> None:
    tell(story, today=new_york_day(now), now=now, staff=staff)
    SeededKey.objects.create(kind="demo.booking", key=story.key, at=now)
