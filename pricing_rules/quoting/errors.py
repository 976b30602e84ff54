"""What can be wrong with a quote request (contract-quote.md, "Error fields are paths")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CODES = frozenset({"required", "unknown", "type", "choice", "range", "combination", "not_served", "inactive", "limit"})
_LONGEST_FIELD = 120


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault: `field` is a path like "pickup.zip" ("" for the request as a whole), `code` one of CODES."""

    field: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "message": self.message}


class RequestErrors(ValueError):
    """A request that cannot be priced, with every fault found in it, in the order they were found."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors: tuple[FieldError, ...] = tuple(errors)
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in self.errors))

    def as_json(self) -> dict[str, list[dict[str, str]]]:
        """{"errors": [...]}: the body of a 422 answer."""
        return {"errors": [error.as_json() for error in self.errors]}


class Faults:
    """Collects faults while a request is read, so that all of them are told at once."""

    def __init__(self, *, partial: bool = False) -> None:
        self.found: list[FieldError] = []
        self.left_out: list[str] = []
        self._partial = partial

    def add(self, field: str, code: str, message: str) -> None:
        if code not in CODES:
            raise ValueError(f"{code!r} is no error code of the contract")
        # A key that a stranger made up is echoed as the path: never at full length.
        self.found.append(FieldError(field[:_LONGEST_FIELD], code, message))

    def missing(self, field: str, message: str) -> None:
        """A required value that is not there; only noted when the request may still be unfinished."""
        self.left_out.append(field)
        if not self._partial:
            self.add(field, "required", message)

    def raise_if_any(self) -> None:
        if self.found:
            raise RequestErrors(self.found)
