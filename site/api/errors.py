"""One shape for everything that goes wrong: `{"errors": [{"field", "code", "message"}]}` (contract-surface.md)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from django.http import Http404, HttpRequest, JsonResponse
from ninja.errors import HttpError, ValidationError

from api.words import field_error
from bookings.errors import BookingRefused, IdempotencyConflict, InvalidBooking
from pricing_rules.operations.quote import PricingFailed
from pricing_rules.quoting.errors import FieldError, RequestErrors

log = logging.getLogger(__name__)

NOT_FOUND = "There is nothing at this address. The calls are listed at /api/v1/docs/"
OTHER_BODY = "This Idempotency-Key came with another body before. Send that body again, or a new key for a new booking"
BROKEN = "Something went wrong on our side, and we were told. Try again; nothing was charged"


class Problem(Exception):
    """An answer that is an error: HTTP status, errors, headers."""

    def __init__(self, status: int, errors: Iterable[FieldError], headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        super().__init__(status, self.errors)


def problem(status: int, code: str, message: str, *, field: str = "", **headers: str) -> Problem:
    """A Problem of one error; headers with underscores for hyphens."""
    return Problem(status, [_error(field, code, message)], {k.replace("_", "-"): v for k, v in headers.items()})


def answer(request: HttpRequest, error: Exception) -> JsonResponse:
    """The JSON answer to whatever was raised. An error nobody expected is logged with its trace and answered 500."""
    found = _problem_of(error)
    if found is None:
        log.exception("API call failed", exc_info=error, extra={"path": request.path})
        found = problem(500, "server_error", BROKEN)
    body = {"errors": [error.as_json() for error in found.errors]}
    return JsonResponse(body, status=found.status, headers=found.headers)


def _problem_of(error: Exception) -> Problem | None:
    match error:
        case Problem():
            return error
        case HttpError() if isinstance(error.__cause__, Problem):
            return error.__cause__  # ninja wraps what its parser raises
        case RequestErrors():
            return Problem(422, error.errors)
        case ValidationError():
            return Problem(422, [field_error(raw) for raw in error.errors])
        case InvalidBooking():
            return Problem(422, [_error(_typed(wrong.field), wrong.code, wrong.message) for wrong in error.errors])
        case IdempotencyConflict():
            return problem(409, error.code, OTHER_BODY)
        case BookingRefused():
            return problem(409, error.code, error.message)
        case PricingFailed():
            return problem(503, "rule_failed", str(error))
        case HttpError():
            return problem(error.status_code, "refused", error.message)
        case Http404():
            return problem(404, "not_found", NOT_FOUND)
    return None


def _typed(field: str) -> str:
    """The path as the API's caller typed it: the house keeps one name, the API asks for first and last."""
    return "contact.first_name" if field == "contact.name" else field


def _error(field: str, code: str, message: str) -> FieldError:
    return FieldError(field, code, message)
