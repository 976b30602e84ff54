"""Refusals in Stripe's JSON error shape (docs.stripe.com/api/errors)."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A call that is answered with an error. `extra` joins the error body (decline_code, payment_intent, charge …)."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """`{"error": {type, code, message, param, doc_url, …}}`; absent parts are left out, as Stripe does."""
        error: dict[str, Any] = {"type": self.kind, "message": self.message}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        error.update(self.extra)
        return {"error": error}


def no_such(kind: str, identifier: str, *, param: str, status: int = 400) -> Refusal:
    """The object does not exist: 404 when it is in the path, 400 when it is a parameter."""
    name = {"payment_method": "PaymentMethod"}.get(kind, kind)
    return Refusal(f"No such {name}: '{identifier}'", status=status, code="resource_missing", param=param)


def unrecognized_url(method: str, path: str) -> Refusal:
    """A path that Stripe, or this stand-in, does not know."""
    return Refusal(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        status=404,
    )


def server_error() -> Refusal:
    """What Stripe answers when it fails itself."""
    return Refusal(
        "An unknown error occurred. Contact us at https://support.stripe.com/ if the problem persists.",
        status=500,
        kind="api_error",
    )


def rate_limited() -> Refusal:
    """Too many requests."""
    return Refusal(
        "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
    )
