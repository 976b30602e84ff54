"""Whether any possible request makes some trees true together: a complete search, with a bound on its work.

Sets of bits are narrowed first; only a choice that is still open is branched on, the one with the fewest ways first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pricing_rules.engine.analyse.space import Masks, Profile, Space
from pricing_rules.engine.analyse.trees import And, Lit, Or, Tree

MOST_STEPS = 20_000


class TooFar(Exception):
    """The search was given up. Nothing is known then, and nothing must be said."""


@dataclass
class Steps:
    """What one search may still cost; a step narrows one block."""

    left: int = MOST_STEPS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooFar


@dataclass(frozen=True)
class Solution:
    """One way to make the trees true: what is sold, and which elements every block may then be, each freely."""

    profile: Profile
    masks: Masks


@dataclass(frozen=True)
class _State:
    masks: dict[int, int]
    profiles: tuple[Profile, ...]


def possible(space: Space, trees: Sequence[Tree], steps: Steps | None = None) -> bool:
    """Whether any possible request makes all the trees true. Raises TooFar."""
    return next(solutions(space, trees, steps), None) is not None


def solutions(space: Space, trees: Sequence[Tree], steps: Steps | None = None) -> Iterator[Solution]:
    """The ways to make all trees true; together they cover every one, some more than once. Raises TooFar."""
    steps = steps or Steps()
    for state in _solve(space, list(trees), _State({}, space.profiles), steps):
        for profile in state.profiles:
            masks = {
                place: state.masks.get(place, block.full) & profile.allowed.get(place, block.full)
                for place, block in enumerate(space.blocks)
            }
            if all(masks.values()) and all(crossing(masks) for crossing in space.crossings):
                yield Solution(profile, masks)


def _solve(space: Space, todo: list[Tree], state: _State, steps: Steps) -> Iterator[_State]:
    """Raises TooFar. `todo` is used up."""
    choices: list[Or] = []
    while todo:
        part = todo.pop()
        match part:
            case bool():
                if not part:
                    return
            case Lit():
                narrowed = _narrow(space, state, part, steps)
                if narrowed is None:
                    return
                state = narrowed
            case And(parts):
                todo += parts
            case Or():
                choices.append(part)
        if todo:
            continue
        settled = _settle(space, choices, state, steps)
        if settled is None:
            return
        todo, choices = settled
    if not choices:
        yield state
        return
    choice = min(choices, key=lambda one: len(one.parts))
    rest = [other for other in choices if other is not choice]
    for part in choice.parts:
        yield from _solve(space, [*rest, part], state, steps)


def _settle(space: Space, choices: list[Or], state: _State, steps: Steps) -> tuple[list[Tree], list[Or]] | None:
    """Choices without those that are made already, and what only one way is left of; None where one has no way left."""
    forced: list[Tree] = []
    still_open: list[Or] = []
    for choice in choices:
        ways: list[Tree] = []
        for part in choice.parts:
            if isinstance(part, Lit):
                now = state.masks.get(part.block, space.blocks[part.block].full)
                if not now & ~part.mask:
                    break
                if _narrow(space, state, part, steps) is None:
                    continue
            ways.append(part)
        else:
            if not ways:
                return None
            if len(ways) == 1:
                forced.append(ways[0])
            else:
                still_open.append(Or(tuple(ways)))
    return forced, still_open


def _narrow(space: Space, state: _State, literal: Lit, steps: Steps) -> _State | None:
    steps.take()
    place = literal.block
    full = space.blocks[place].full
    mask = state.masks.get(place, full) & literal.mask
    if not mask:
        return None
    profiles = tuple(profile for profile in state.profiles if mask & profile.allowed.get(place, full))
    return _State({**state.masks, place: mask}, profiles) if profiles else None
