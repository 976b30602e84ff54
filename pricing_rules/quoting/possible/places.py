"""The places we serve as elements, with all that their ZIP decides; and what both ends decide together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice, product

from catalog import places
from catalog.places import Place
from catalog.snapshot import Catalogue
from pricing_rules.engine.analyse.space import Masks, elements
from pricing_rules.quoting.possible.blocks import Choice, listed

MOST_ENDS = 55  # of either side that are measured before the search for a distance is given up
MOST_PAIRS = MOST_ENDS**2
QUICK_PAIRS = 40


@dataclass(frozen=True)
class Ground:
    """The places of one catalogue. Element n of both ends is `means[n]`; zones by element in `zones`."""

    catalogue: Catalogue

    @cached_property
    def served(self) -> Sequence[Place]:
        """Those that people know first: Manhattan, towns along the road, ZIPs of zones, then by ZIP."""
        catalogue = self.catalogue
        airports = {route.airport_zip for route in catalogue.routes.values()}
        known = {zip_code for town in catalogue.towns for zip_code in town.zips}
        known |= {zip_code for zone in catalogue.zones.values() for zip_code in zone.zips}
        found = [place for place in places.places().values() if catalogue.is_served(place) or place.zip in airports]
        return sorted(found, key=lambda place: (not place.zip.startswith("100"), place.zip not in known, place.zip))

    @cached_property
    def zones(self) -> Sequence[frozenset[str]]:
        """By element; element 0 is no place."""
        return [frozenset(), *(self.catalogue.zones_of(place) for place in self.served)]

    @cached_property
    def _facts(self) -> list[dict[str, object]]:
        towns = {zip_code: town.code for town in reversed(self.catalogue.towns) for zip_code in town.zips}
        return [
            {"zip": place.zip, "city": place.city, "state": place.state, "zones": zones, "town": towns.get(place.zip)}
            for place, zones in zip(self.served, self.zones[1:], strict=True)
        ]

    def end(self, name: str) -> Choice:
        """One end, `pickup` or `dropoff`."""
        named = [{f"{name}_{fact}": value for fact, value in facts.items()} for facts in self._facts]
        return listed(name, named, self.served)

    @cached_property
    def zone_sets(self) -> dict[frozenset[str], int]:
        """The places by the zones they lie in, as sets of elements."""
        found: dict[frozenset[str], list[int]] = {}
        for element, zones in enumerate(self.zones[1:], start=1):
            found.setdefault(zones, []).append(element)
        return {zones: sum(1 << element for element in those) for zones, those in found.items()}

    @cached_property
    def farthest(self) -> Decimal:
        """Miles that no two places we serve are apart: the diagonal of the box around them, rounded up."""
        lats = [place.latitude for place in self.served] or [0.0]
        longs = [place.longitude for place in self.served] or [0.0]
        corners = [Place("", "", "", lat, long) for lat in (min(lats), max(lats)) for long in (min(longs), max(longs))]
        return max(places.miles(a, b) for a in corners for b in corners) + 1


@dataclass(frozen=True)
class BothEnds:
    """Whether two ends can be what a set of same-zone answers and of distances asks for. Blocks by their number."""

    ground: Ground
    pickup: int
    dropoff: int
    same: int
    miles: int
    distances: Choice
    _kept: dict[tuple[int, int, int], tuple[int, bool]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, masks: Masks) -> bool:
        if masks[self.pickup] & 1 or masks[self.dropoff] & 1:
            return True  # one end or none
        if next(self.pairs(masks, most=QUICK_PAIRS), None) is not None:
            return True
        if masks[self.miles] == self.distances.some:
            return False
        reached, is_certain = self._reached(masks[self.pickup], masks[self.dropoff], masks[self.same])
        return bool(reached & masks[self.miles]) or not is_certain

    def pairs(self, masks: Masks, most: int = MOST_PAIRS) -> Iterator[tuple[int, int]]:
        """Pairs of elements that fit, as far as they were looked for."""
        asks_miles = masks[self.miles] != self.distances.some
        for one, other in self._classes(masks[self.pickup], masks[self.dropoff], masks[self.same]):
            if not asks_miles:
                yield from _ways(list(islice(elements(one), 8)), list(islice(elements(other), 8)), most)
                continue
            for pickup, dropoff in _ways(_spread(one), _spread(other), most):
                if masks[self.miles] >> self._distance(pickup, dropoff) & 1:
                    yield pickup, dropoff

    def _reached(self, pickups: int, dropoffs: int, same: int) -> tuple[int, bool]:
        """The distances that some pair has, and whether every pair was looked at. Kept: many trees ask of the same."""
        key = (pickups, dropoffs, same)
        if key not in self._kept:
            reached, is_certain = 0, True
            for one, other in self._classes(*key):
                is_certain = is_certain and one.bit_count() <= MOST_ENDS and other.bit_count() <= MOST_ENDS
                for pickup, dropoff in product(_spread(one), _spread(other)):
                    reached |= 1 << self._distance(pickup, dropoff)
            self._kept[key] = reached, is_certain
        return self._kept[key]

    def _classes(self, pickups: int, dropoffs: int, same: int) -> Iterator[tuple[int, int]]:
        """Sets of pickups and drop-offs, all pairs of which are right as to the same zone: 1 is no, 2 is yes."""
        if same & 0b110 == 0b110:
            yield pickups, dropoffs
            return
        sets = self.ground.zone_sets
        starts = [(zones, mask & pickups) for zones, mask in sets.items() if mask & pickups]
        ends = [(zones, mask & dropoffs) for zones, mask in sets.items() if mask & dropoffs]
        for (zones, one), (others, other) in product(starts, ends):
            if same >> (1 if zones.isdisjoint(others) else 2) & 1:
                yield one, other

    def _distance(self, pickup: int, dropoff: int) -> int:
        """The element of the distance between two places: values are marks, with a stretch between each two."""
        served = self.ground.served
        miles = places.miles(served[pickup - 1], served[dropoff - 1])
        values = self.distances.means[1:]
        low, high = 0, len(values) - 1
        while low < high:  # the first value not below the distance; marks stand at even places
            middle = (low + high) // 2
            if values[middle] < miles:
                low = middle + 1
            else:
                high = middle
        if values[low] == miles and low % 2 == 0:
            return low + 1
        return low + 1 if low % 2 else low


def _ways(pickups: Sequence[int], dropoffs: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """The first pairs, those from a place to itself last."""
    yield from (pair for pair in islice(product(pickups, dropoffs), most) if pair[0] != pair[1])
    yield from (pair for pair in islice(product(pickups, dropoffs), most) if pair[0] == pair[1])


@lru_cache(maxsize=4096)
def _spread(mask: int) -> list[int]:
    """All elements of a small set, some of a large one, evenly."""
    found = list(elements(mask))
    return found[:: -(-len(found) // MOST_ENDS)]
