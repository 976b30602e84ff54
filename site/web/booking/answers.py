"""What a draft keeps: the answers so far, as JSON, and what they mean to the other rooms.

Shape: `request` (the keys of contract-quote.md but for the two ends), `pickup` and `dropoff` (address and how to
get in), `items_description`, `flight` (number, date, time as New York's clocks show it), `weights_attested`,
`contact`, `notes`, `done` (steps answered), `key` (idempotency key of the one booking this draft may become),
`quote` (id of the stored quote shown at "check answers", dropped by every later change), `resume` (nonce of an
e-mailed link).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from foundation.references import new_token
from pricing_rules.quoting import keys

Answers = dict[str, Any]

END_FIELDS = ("line1", "line2", "city", "state", "zip", "instructions", "access_code", "contact_name", "contact_phone")


def fresh(request: Mapping[str, Any]) -> Answers:
    """The answers of a new draft, begun with what a deep link preselected."""
    return {"request": dict(request), "done": [], "key": new_token(), "notes": ""}


def once_more(answers: Mapping[str, Any], *, total_cents: int) -> Answers:
    """The answers of a booking that came to nothing, for a new attempt: a fresh key and price.

    `was_cents` is the total it had, so that a difference is said.
    """
    kept = {name: value for name, value in answers.items() if name not in {"quote", "resume", "key"}}
    return {**kept, "key": new_token(), "was_cents": total_cents}


def with_step(
    answers: Mapping[str, Any], step: str, changes: Mapping[str, Any], *, ask_again: Collection[str] = ()
) -> Answers:
    """The answers with one step answered. The stored quote is dropped: it was for other answers.

    ask_again: steps whose answers are kept and asked for once more, because this answer changed what they mean.
    """
    changed = {**answers, **changes}
    done = [name for name in answers.get("done", []) if name != step and name not in ask_again]
    changed["done"] = [*done, step]
    changed.pop("quote", None)
    return changed


def request_of(answers: Mapping[str, Any], instead: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The quote request these answers make (contract-quote.md). Streets stay out: a stored quote names no person's
    door. An address stays kept, but out of the request, while the service has no such end or its route is open.

    instead: keys to set in place of what was answered; None takes a key away.
    """
    request = dict(answers.get("request", {}))
    service = str(request.get("service", ""))
    for end in ("pickup", "dropoff"):
        address = answers.get(end) or {}
        is_asked = keys.asks(service, end) and not (service == keys.BLADE and "route" not in request)
        if address.get("zip") and is_asked:
            request[end] = {"zip": address["zip"], **({"state": address["state"]} if address.get("state") else {})}
    request.update(instead or {})
    return {key: value for key, value in request.items() if value is not None}


def end_of(answers: Mapping[str, Any], name: str) -> dict[str, str]:
    """One address as typed, every key present."""
    typed = answers.get(name) or {}
    return {field: str(typed.get(field, "")) for field in END_FIELDS}
