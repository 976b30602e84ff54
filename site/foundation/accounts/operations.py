"""Making and changing logins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from axes.utils import reset
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from foundation.accounts.models import StaffRecord, User
from foundation.accounts.roles import Role, read_roles
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.seeding.models import SeededKey
from foundation.seeding.operations import seed_rows


class UnknownRole(ValueError):
    """A role that does not exist; the message names it."""


@transaction.atomic
def create_staff(
    *,
    email: str,
    full_name: str,
    roles: Collection[str],
    actor: Actor,
    now: datetime,
    password: str | None = None,
    employee_number: str = "",
    department: str = "",
    hire_date: date | None = None,
    phone: str = "",
) -> User:
    """A staff login in these roles, with a staff record where an employee number is given.

    Without a password the person cannot sign in until one is set. `now` is UTC.
    Raises UnknownRole, and IntegrityError where the address has a login already, a customer's included.
    """
    groups = _groups(roles)
    user = User.objects.create_staff(email, password, full_name=full_name)
    user.groups.set(groups)
    if employee_number:
        StaffRecord.objects.create(
            user=user, employee_number=employee_number, department=department, hire_date=hire_date, phone=phone
        )
    record(verb="user.staff_created", actor=actor, target=user, now=now, data={"roles": sorted(roles)})
    return user


@transaction.atomic
def create_customer(*, email: str, full_name: str, password: str | None, actor: Actor, now: datetime) -> User:
    """A customer's login. Raises IntegrityError where the address has a login already, a staff one included."""
    user = User.objects.create_customer(email, password, full_name=full_name)
    record(verb="user.customer_created", actor=actor, target=user, now=now)
    return user


@transaction.atomic
def unlock(*, user: User, actor: Actor, now: datetime) -> int:
    """Forget the failed sign-ins of this login, from every IP; gives how many records there were."""
    forgotten = int(reset(username=user.email))
    record(verb="user.unlocked", actor=actor, target=user, now=now, data={"records": forgotten})
    return forgotten


@transaction.atomic
def seed_roles(*, now: datetime) -> int:
    """Create the roles that never existed and give each the permissions of its seed that it was never given before.

    Gives the number of permissions given. What staff took away or deleted stays away. Permissions of rooms that are
    not built yet are given by the first seed that finds them.
    """
    roles = read_roles()
    seed_rows("accounts.role", roles, key=lambda role: role.name, create=_create_group, at=now)
    groups = {group.name: group for group in Group.objects.filter(name__in=[role.name for role in roles])}
    existing = _existing_permissions()
    return sum(_give(groups[role.name], role, existing, now) for role in roles if role.name in groups)


def _create_group(role: Role) -> None:
    Group.objects.get_or_create(name=role.name)


def _give(group: Group, role: Role, existing: dict[str, int], now: datetime) -> int:
    kind = f"accounts.role.{role.name}"
    given = set(SeededKey.objects.filter(kind=kind).values_list("key", flat=True))
    fresh = [name for name in role.permissions(existing) if name not in given]
    group.permissions.add(*(existing[name] for name in fresh))
    SeededKey.objects.bulk_create(SeededKey(kind=kind, key=name, at=now) for name in fresh)
    return len(fresh)


def _existing_permissions() -> dict[str, int]:
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {f"{label}.{codename}": pk for label, codename, pk in rows}


def _groups(roles: Collection[str]) -> list[Group]:
    groups = list(Group.objects.filter(name__in=roles))
    missing = set(roles) - {group.name for group in groups}
    if missing:
        raise UnknownRole(f"There is no role called {', '.join(sorted(missing))}")
    return groups
