"""The engine's vocabulary for one catalogue: staff's questions as facts, and the codes every choice may name."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.federal_holidays import federal_holidays
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
        "holidays": {name: name for name in _holidays(catalogue)},
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


def _holidays(catalogue: Catalogue) -> list[str]:
    """The names that the fact `holiday` may have this year and the next, in the order of a year; then staff's own."""
    year = catalogue.day.year
    federal = [name for one in (year, year + 1) for name in federal_holidays(one).values()]
    own = [row.name for row in catalogue.holiday_overrides.values() if row.is_holiday]
    return list(dict.fromkeys([*federal, *own]))
