"""Roles as data: which permissions each role begins with, read from `seed/` and given once (7-staff.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from foundation.seeding.operations import BadSeed, load_rows

SEED = Path(__file__).resolve().parent / "seed"

ADMINISTRATOR = "Administrator"
MANAGER = "Manager"
OPERATIONS = "Operations"
CUSTOMER_SERVICE = "Customer service"
FINANCE = "Finance"
MARKETING = "Marketing"
VIEWER = "Viewer"
DRIVER = "Driver"


@dataclass(frozen=True, slots=True)
class Role:
    """A role and the patterns (`bookings.view_*`) of the permissions it begins with."""

    name: str
    patterns: tuple[str, ...]

    def permissions(self, existing: Iterable[str]) -> Iterator[str]:
        """Those of the existing permissions (`bookings.view_booking`) that this role begins with."""
        return (name for name in existing if any(fnmatchcase(name, pattern) for pattern in self.patterns))


def read_roles(folder: Path = SEED) -> list[Role]:
    """The roles of `roles.yaml` with the rights of `rights.yaml`. Raises BadSeed for a right that is not described."""
    rights: Mapping[str, list[str]] = {row["right"]: row["permissions"] for row in load_rows(folder / "rights.yaml")}
    return [_role(row["role"], row["rights"], rights) for row in load_rows(folder / "roles.yaml")]


def _role(name: str, names: Iterable[str], rights: Mapping[str, list[str]]) -> Role:
    patterns: list[str] = []
    for right in names:
        if right not in rights:
            raise BadSeed(f"The role {name} has a right that rights.yaml does not describe: {right}")
        patterns.extend(rights[right])
    return Role(name, tuple(patterns))
