"""The engine's vocabulary for one catalogue: staff's questions as facts, and the codes every choice may name."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.snapshot import Catalogue
from pricing_rules.engine.facts import QUESTION_PREFIX, question_fact
from pricing_rules.engine.vocabulary import Vocabulary, vocabulary

_STATES = {"NY": "New York", "CT": "Connecticut", "NJ": "New Jersey"}


def catalogue_vocabulary(catalogue: Catalogue) -> Vocabulary:
    """What rules can be written with today: a zone that staff add is a choice from that moment on."""
    questions = []
    choices: dict[str, Mapping[str, str]] = {
        "services": {code: row.label for code, row in catalogue.services.items()},
        "packages": {code: row.label for code, row in catalogue.packages.items()},
        "routes": {code: row.label for code, row in catalogue.routes.items()},
        "specialty_items": {code: row.label for code, row in catalogue.specialty_items.items()},
        "zones": {code: row.label for code, row in catalogue.zones.items()},
        "towns": {town.code: town.label for town in catalogue.towns},
        "seasons": {code: row.label for code, row in catalogue.seasons.items()},
        "states": {code: _STATES.get(code, code) for code in catalogue.policy.served_states},
    }
    for question in catalogue.questions.values():
        fact = question_fact(question.code, question.label, question.kind, help=question.help)
        if fact is None:
            continue
        questions.append(fact)
        if question.kind == "choice":
            choices[f"{QUESTION_PREFIX}{question.code}"] = dict(question.choices)
    return vocabulary(questions, choices)
