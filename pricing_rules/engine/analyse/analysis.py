"""Everything the analysis has to say about some rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations, pairwise

from pricing_rules.engine.analyse import telling
from pricing_rules.engine.analyse.checks import Checker, Example, groups
from pricing_rules.engine.analyse.findings import Finding, Kind
from pricing_rules.engine.analyse.names import Gone, dates_over, gone_names
from pricing_rules.engine.analyse.space import Space
from pricing_rules.engine.shapes import Rule
from pricing_rules.engine.vocabulary import Vocabulary

MOST_PAIRS = 6_000  # of the rules of all groups that are compared
MOST_TOLD = 10  # overlaps of one group


def analyse(
    rules: Sequence[Rule],
    vocabulary: Vocabulary,
    *,
    space: Space,
    today: date,
    example: Example | None = None,
    about: str = "",
) -> tuple[Finding, ...]:
    """What there is to tell about the rules that are on, warnings first.

    space: every possible request, cut between all values that the rules name. today: in New York. example: makes real
    requests for overlaps; without it none are told. about: the slug of one rule; then only what concerns it is told,
    and it counts as on.
    """
    active = [replace(rule, active=True) for rule in rules if rule.active or (about and rule.slug == about)]
    found = _Analysis(active, Checker(space, vocabulary, example), today, about).findings()
    return tuple(sorted(found, key=lambda finding: finding.order))


@dataclass
class _Analysis:
    rules: Sequence[Rule]
    checker: Checker
    today: date
    about: str
    dead: set[str] = field(default_factory=set)
    pairs_left: int = MOST_PAIRS

    def findings(self) -> list[Finding]:
        found = [finding for rule in self.rules for finding in self._alone(rule)]
        living = [rule for rule in self.rules if rule.slug not in self.dead]
        for group, members in groups(living).items():
            found += self._of_group(group, members)
        found += self._twice(living)
        found += self._minimums(living)
        return [finding for finding in found if self.about in ("", finding.slug, finding.other)]

    # One rule ---------------------------------------------------------------------------------------------------------

    def _alone(self, rule: Rule) -> Iterator[Finding]:
        over = dates_over(rule, self.today)
        if over:
            self.dead.add(rule.slug)
            yield _finding("past", rule, over)
            return
        can = self.checker.can(self.checker.yes(rule))
        if can is False:
            self.dead.add(rule.slug)
        if self.about not in ("", rule.slug):
            return
        gone = list(gone_names(rule, self.checker.vocabulary, self.checker.space, self.today))
        if can is False:
            yield self._never(rule, gone)
        else:
            yield from (_finding(one.kind, rule, one.message) for one in gone)
            if can is None:
                yield _finding("unsure", rule, telling.UNSURE)
            elif self.checker.can(self.checker.no(rule)) is False:
                yield _finding("always", rule, telling.ALWAYS)
            yield from self._without_effect(rule)
        personal = telling.personal(rule, self.checker.vocabulary)
        if personal:
            yield _finding("personal", rule, personal)

    def _never(self, rule: Rule, gone: Sequence[Gone]) -> Finding:
        """What is gone explains best why a rule never matches, where it is what cannot hold."""
        conflict = self.checker.conflict(rule)
        if conflict is not None and len(conflict) == 1:
            why = [one.message for one in gone if one.leaf == conflict[0]]
            if why:
                return _finding("never", rule, f"It never matches. {'. '.join(why)}")
        return _finding("never", rule, telling.never(conflict, self.checker.vocabulary))

    def _without_effect(self, rule: Rule) -> Iterator[Finding]:
        for _, action in rule.money_actions():
            if action.name == "add_per_unit" and self.checker.counts_nothing(rule, action):
                fact = self.checker.vocabulary.facts.get(action.text("unit"))
                words = f"“{fact.label}”" if fact else action.text("unit").replace("_", " ")
                yield _finding("no_effect", rule, telling.counts_nothing(words))

    # Rules beside each other ------------------------------------------------------------------------------------------

    def _of_group(self, group: str, members: Sequence[Rule]) -> Iterator[Finding]:
        told = 0
        for place, rule in enumerate(members):
            earlier = [other for other in members[:place] if self._compare(rule, other)]
            if self.pairs_left < 0:
                if self.about in ("", rule.slug):
                    yield _finding("unsure", rule, telling.MANY.format(group=group))
                return
            meeting = [other for other in earlier if self.checker.can(self.checker.yes(rule), self.checker.yes(other))]
            winners = self._winners(rule, meeting)
            if winners:
                yield _finding("shadowed", rule, telling.shadowed(rule, winners), winners[0])
                continue
            for other in meeting:
                if told < MOST_TOLD and (overlap := self._overlap(rule, other)):
                    told += 1
                    yield overlap

    def _compare(self, rule: Rule, other: Rule) -> bool:
        """Whether two rules may meet at all; where only one rule is asked about, its own pairs count alone."""
        self.pairs_left -= 1
        return not self.checker.apart(rule, other)

    def _winners(self, rule: Rule, meeting: Sequence[Rule]) -> list[Rule]:
        """Rules that go first, at least one of which certainly matches whenever this one does; the fewest."""
        if self.about and self.about != rule.slug and self.about not in {other.slug for other in meeting}:
            return []
        for other in meeting:
            if self.checker.implies(rule, other):
                return [other]
        if len(meeting) < 2 or not self.checker.implies(rule, *meeting):
            return []
        needed = list(meeting)
        for other in meeting:
            rest = [one for one in needed if one is not other]
            if rest and self.checker.implies(rule, *rest):
                needed = rest
        return needed

    def _overlap(self, rule: Rule, winner: Rule) -> Finding | None:
        if self.about not in ("", rule.slug, winner.slug):
            return None
        made = self.checker.together(rule, winner)
        if made is None:
            return None
        request, facts = made
        words = telling.example_words([winner, rule], facts, self.checker.vocabulary)
        found = _finding("overlap", rule, telling.overlap(rule, winner), winner)
        return replace(found, facts=facts, words=words, request=request)

    def _twice(self, rules: Sequence[Rule]) -> Iterator[Finding]:
        """Rules with the same actions that match the same requests and may both act."""
        alike: dict[object, list[Rule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.order):
            alike.setdefault(frozenset(rule.actions), []).append(rule)
        for same in alike.values():
            for other, rule in combinations(same, 2) if len(same) < 40 else pairwise(same):
                if rule.group and rule.group == other.group:
                    continue
                if self.checker.apart(rule, other) or self.about not in ("", rule.slug, other.slug):
                    continue
                if self.checker.implies(rule, other) and self.checker.implies(other, rule):
                    yield _finding("twice", rule, telling.twice(other), other)

    def _minimums(self, rules: Sequence[Rule]) -> Iterator[Finding]:
        """Minimums that a higher one always beats."""
        raising = [
            (rule, action.cents())
            for rule in rules
            for _, action in rule.money_actions()
            if action.name == "raise_base_to"
        ]
        for rule, cents in raising:
            for other, more in raising:
                beats = more > cents or (more == cents and other.order < rule.order)
                if other is rule or other.group or not beats or self.about not in ("", rule.slug, other.slug):
                    continue
                if not self.checker.apart(rule, other) and self.checker.implies(rule, other):
                    yield _finding("no_effect", rule, telling.minimum_beaten(other, more), other)
                    break


def _finding(kind: Kind, rule: Rule, message: str, other: Rule | None = None) -> Finding:
    return Finding(
        kind=kind,
        slug=rule.slug,
        name=rule.name,
        message=f"{message}.",
        other=other.slug if other else "",
        other_name=other.name if other else "",
    )
