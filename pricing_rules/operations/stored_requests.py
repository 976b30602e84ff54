"""A request that was kept, made fit to be priced again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.snapshot import Catalogue

NOT_KEPT = "(not kept)"


def replayable(request: object, catalogue: Catalogue) -> object:
    """The request with a stand-in for each required text answer that it lacks; anything else stays as it is.

    A text answer may name people, so none is kept; it sets no price and is no fact, so none is needed here either.
    """
    if not isinstance(request, Mapping):
        return request
    given = request.get("answers", {})
    if not isinstance(given, Mapping):
        return request
    missing = {
        question.code: NOT_KEPT
        for question in catalogue.questions.values()
        if question.kind == "text"
        and question.active
        and question.required
        and request.get("service") in question.services
        and question.code not in given
    }
    answered: dict[str, Any] = {**request, "answers": {**given, **missing}}
    return answered if missing else request
