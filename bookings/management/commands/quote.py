"""`manage.py quote`: one request a line in, one answer a line out, both in JSON (contract-quote.md)."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bookings.queries import room_messages
from catalog.queries import catalogue as read_catalogue
from foundation.clock import utc_now
from pricing_rules import loading
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.facts import TOWN_ORDER
from pricing_rules.engine.rules import RuleErrors, RuleSet, rule_set_from_json
from pricing_rules.operations.quote import PricingFailed, basis, price_now
from pricing_rules.quoting.canonical import request_json
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.freeze import facts_to_json
from pricing_rules.quoting.json_lines import lines, read_json
from pricing_rules.quoting.parse import quoted_at_of
from pricing_rules.quoting.price import with_room
from pricing_rules.quoting.words import catalogue_vocabulary


class Command(BaseCommand):
    help = "Price quote requests: one JSON object a line on standard input, one answer a line on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--rule-set", metavar="draft|N", help="price with the draft, or with rule set N")
        source.add_argument("--rules", metavar="FILE", type=Path, help="price with the rules of a JSON file")
        parser.add_argument("--facts", action="store_true", help="add the facts that the rules saw to each answer")

    def handle(self, *args: Any, **options: Any) -> None:
        rule_set = _chosen_rules(options["rule_set"], options["rules"])
        try:
            for line in lines(sys.stdin.buffer):
                answer = _answer(line, rule_set, with_facts=options["facts"], now=utc_now())
                # Flushed one by one: whoever writes requests may wait for each answer.
                sys.stdout.write(json.dumps(answer) + "\n")
                sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read the answers has heard enough (`| head`); Python's own last flush must not fail over it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answer(line: bytes | None, rule_set: RuleSet | None, *, with_facts: bool, now: datetime) -> dict[str, Any]:
    try:
        data = read_json(line)
        using = basis(at=quoted_at_of(data, now=now, trusted=True), now=now, rule_set=rule_set)
        priced = price_now(data, now=now, trusted=True, using=using)
        # Room as at the moment of the quote: it is part of the answer and never of a stored quote.
        priced = with_room(
            priced, room_messages(request_json(priced.request), now=priced.request.quoted_at, catalogue=using.catalogue)
        )
    except RequestErrors as refused:
        return refused.as_json()
    except PricingFailed as failure:
        return {"errors": [{"field": "", "code": "rule_failed", "message": failure.cause}]}
    answer: dict[str, Any] = priced.answer()
    expires_at = priced.request.quoted_at + timedelta(hours=using.catalogue.policy.quote_hours)
    answer["expires_at"] = expires_at.isoformat()
    if with_facts:
        # The order of the towns stands beside the facts for later proofs; it is none that a rule can ask about.
        answer["facts"] = facts_to_json({name: value for name, value in priced.facts.items() if name != TOWN_ORDER})
    return answer


def _chosen_rules(number: str | None, file: Path | None) -> RuleSet | None:
    """The rules to price with in place of the set in force. Raises CommandError in a sentence."""
    if number is None and file is None:
        return None
    vocabulary = catalogue_vocabulary(read_catalogue(at=utc_now()))
    try:
        if file is not None:
            return rule_set_from_json(read_json(file.read_bytes()), vocabulary)
        if number == "draft":
            return loading.draft(vocabulary)
        return loading.numbered(int(number or ""), vocabulary)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    except RequestErrors as error:
        raise CommandError(f"{file}: {error.errors[0].message.replace('The line', 'The file')}") from error
    except RuleErrors as error:
        raise CommandError(f"{file} holds rules that cannot be used: {error}") from error
    except RuleFailure as error:
        raise CommandError(f"The rules cannot be used: {error}") from error
    except (loading.NoRuleSet, ValueError) as error:
        raise CommandError(f"There is no rule set {number}") from error
