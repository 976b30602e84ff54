"""Calling the API in tests as a partner's program does: bodies as bytes, answers as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tests.booking_making import STANDARD

API = "/api/v1/"
CONTACT = {"first_name": "Claire", "last_name": "Whitcomb", "email": "claire@example.com", "phone": "(212) 555-0142"}
PICKUP = {"line1": "214 West 83rd Street", "line2": "Apt 3R", "zip": "10024"}
DROPOFF = {"line1": "27 Hedges Lane", "zip": "11962", "instructions": "Gate code at the desk"}


class Caller:
    """One partner's program. `body` may be anything JSON can say, or bytes sent as they are."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(enforce_csrf_checks=True)
        self.status = 0
        self.headers: Any = {}

    def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        return self._read(self.client.get(f"{API}{path}", query or {}))

    def post(self, path: str, body: Any, *, kind: str = "application/json", **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._read(self.client.post(f"{API}{path}", raw, content_type=kind, headers=named))

    def quote(self, **changes: Any) -> Any:
        return self.post("quotes/", {**STANDARD, **changes})

    def refused(self, status: int, answer: Any) -> list[tuple[str, str]]:
        """The faults (field, code) of a refusal in the one shape; each with a sentence."""
        assert self.status == status, (self.status, answer)
        assert list(answer) == ["errors"] and answer["errors"]
        for error in answer["errors"]:
            assert list(error) == ["field", "code", "message"]
            assert error["message"]
        return [(error["field"], error["code"]) for error in answer["errors"]]

    def _read(self, response: Any) -> Any:
        self.status, self.headers = response.status_code, response.headers
        assert response.headers["Content-Type"].startswith("application/json"), response.content[:300]
        return json.loads(response.content)
