"""Managers at one draft in the same moment. Run by test_publishing_races.py, like booking_drill."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import django

django.setup()

from foundation.accounts.models import User  # noqa: E402 - Django must be set up first
from foundation.accounts.operations import create_staff  # noqa: E402
from foundation.audit.actor import Actor  # noqa: E402
from foundation.audit.models import AuditEntry  # noqa: E402
from foundation.clock import utc_now  # noqa: E402
from pricing_rules.models import Rule, RuleSet  # noqa: E402
from pricing_rules.operations.drafting import save_rule, switch_rule  # noqa: E402
from pricing_rules.operations.publish import Terms, publish_draft  # noqa: E402
from pricing_rules.operations.roll_back import roll_back  # noqa: E402
from pricing_rules.queries import draft_digest  # noqa: E402
from tests.races.contending import FOLDER, at_once  # noqa: E402

MANAGERS = 6
TERMS = Terms(override_reason="A drill")  # the demo has price cases


def managers() -> list[Actor]:
    made: list[User] = [
        create_staff(
            email=f"race{number}@example.com", full_name=f"Race {number}", roles=["Manager"], actor=Actor.system(),
            now=utc_now(),
        )
        for number in range(MANAGERS)
    ]  # fmt: skip
    return [Actor(user.pk, user.full_name, "admin") for user in made]


def ends(found: list[Any]) -> dict[str, int]:
    """How many came out how; of a refusal its class."""
    return dict(Counter(str(one).partition(":")[0] for one in found))


def publish_at_once(people: list[Actor]) -> dict[str, Any]:
    switch_rule(slug="holiday", active=False, actor=people[0], now=utc_now())
    seen = draft_digest()

    def act(number: int) -> str:
        publish_draft(terms=TERMS, actor=people[number], now=utc_now(), seen=seen)
        return "published"

    found = at_once(MANAGERS, act)
    return {
        "ends": ends(found),
        "sets": RuleSet.objects.count(),
        "told": sum("rule set 2" in str(one) for one in found),
    }


def roll_back_at_once(people: list[Actor]) -> dict[str, Any]:
    def act(number: int) -> str:
        roll_back(number=1, terms=Terms(), actor=people[number], now=utc_now(), seen=2)
        return "rolled back"

    return {"ends": ends(at_once(MANAGERS, act)), "sets": RuleSet.objects.count()}


def save_one_rule_at_once(people: list[Actor]) -> dict[str, Any]:
    row = Rule.objects.get(slug="ct-nj")

    def act(number: int) -> str:
        mine = {**row.as_json(), "name": f"Version of {number}"}
        save_rule(rule_json=mine, slug="ct-nj", version=row.version, actor=people[number], now=utc_now())
        return "saved"

    found = at_once(MANAGERS, act)
    now = Rule.objects.get(slug="ct-nj")
    return {
        "ends": ends(found),
        "versions": now.version - row.version,
        "entries": AuditEntry.objects.filter(verb="rule.changed", target_id=str(row.pk)).count(),
        "winner": found.index("saved") == int(now.name.rpartition(" ")[2]),
    }


def main() -> None:
    people = managers()
    seen = {
        "publish": publish_at_once(people),
        "roll_back": roll_back_at_once(people),
        "save": save_one_rule_at_once(people),
    }
    (FOLDER / "seen.json").write_text(json.dumps(seen))


if __name__ == "__main__":
    main()
