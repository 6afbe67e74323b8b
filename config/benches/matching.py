"""Matching a list against the known people, with known truth: how often right, how much found, how fast.

Held to: of the rows said to be a known person at most 0,5 % wrongly; of the rows of known people at most 5 % found
neither as certain nor as close; 2.000 rows against 200.000 known people in at most 1,2 s on one core.
"""

from __future__ import annotations

import dataclasses
import gc
import time
from collections import defaultdict
from dataclasses import dataclass

from config.benches import people
from config.benches.figure import Figure
from config.benches.people import World
from donors.identity import Match, Person, Verdict, block_keys, match, within_file
from donors.names import Population

WRONG_PERCENT, MISSED_PERCENT, SLOWEST_S = 0.5, 5.0, 1.2
PROVINCES = ((11, False), (12, True), (13, True))  # seed, and whether the communes hand in, not the villages
IN_ONE_FILE = 20_000


def run() -> list[Figure]:
    """Three provinces; rates are of all rows together, pairs and seconds of the slowest list."""
    counts = Counts()
    lists = []
    for seed, of_communes in PROVINCES:
        world = people.make(seed=seed, of_communes=of_communes)
        lists.append(matched(world))
        counts.add(world, lists[-1])
    return [*counts.figures(), *_times(max(lists, key=lambda each: each.seconds)), *_one_file()]


@dataclass(slots=True)
class Measured:
    """What was found for each row of a list, how many candidates were compared, how long it took."""

    found: list[list[Match]]
    candidates: int
    keys: int
    seconds: float


def matched(world: World) -> Measured:
    """Look up and compare every row as a job does; the index over the known is there before."""
    index = _index(world)
    population = world.population
    gc.collect()
    started = time.perf_counter()
    candidates = 0
    found = []
    for row in world.rows:
        numbers = {number for key in block_keys(row) for number in index.get(key, ())}
        candidates += len(numbers)
        found.append(match(row, [world.known[number] for number in numbers], population=population))
    seconds = time.perf_counter() - started
    return Measured(found, candidates, sum(map(len, index.values())), seconds)


def _index(world: World) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(world.known):
        for key in block_keys(person):
            index[key].append(number)
    return index


@dataclass(slots=True)
class Counts:
    """Rows by what was said about them and what is true."""

    same: int = 0
    same_true: int = 0
    close: int = 0
    close_true: int = 0
    known: int = 0
    known_same: int = 0
    known_found: int = 0

    def add(self, world: World, measured: Measured) -> None:
        """Count one list. A row's first match decides what is said; whoever else is shown counts as found."""
        for truth, found in zip(world.truth, measured.found, strict=True):
            said = found[0].verdict if found else Verdict.DIFFERENT
            right = bool(found) and found[0].person_id == truth
            shown = any(each.person_id == truth for each in found) if truth is not None else False
            self.same += said is Verdict.SAME
            self.same_true += said is Verdict.SAME and right
            self.close += said is Verdict.CLOSE
            self.close_true += said is Verdict.CLOSE and shown
            self.known += truth is not None
            self.known_same += said is Verdict.SAME and right
            self.known_found += shown and (right or said is Verdict.CLOSE)

    def figures(self) -> list[Figure]:
        """Precision and recall, as what is wrong and what is missed: bounds are upper ones."""
        return [
            Figure("matching: rows of known people", self.known, "rows"),
            Figure("matching: precision of SAME", _percent(self.same_true, self.same), "%"),
            Figure("matching: wrong among SAME", _percent(self.same - self.same_true, self.same), "%", WRONG_PERCENT),
            Figure("matching: recall of SAME", _percent(self.known_same, self.known), "%"),
            Figure("matching: recall of SAME or CLOSE", _percent(self.known_found, self.known), "%"),
            Figure(
                "matching: known people not found",
                _percent(self.known - self.known_found, self.known),
                "%",
                MISSED_PERCENT,
            ),
            Figure("matching: rows said to be CLOSE", self.close, "rows"),
            Figure("matching: CLOSE that show the right person", _percent(self.close_true, self.close), "%"),
        ]


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _times(measured: Measured) -> list[Figure]:
    return [
        Figure("matching: keys of 200.000 known people", measured.keys, "rows"),
        Figure("matching: candidates compared for 2.000 rows", measured.candidates, "pairs"),
        Figure("matching: 2.000 rows with 200.000 known people", round(measured.seconds, 2), "s", SLOWEST_S),
    ]


def _one_file() -> list[Figure]:
    """20.000 rows in one file: of many villages, and all handed in by one unit."""
    world = people.make(known=IN_ONE_FILE, rows=10, seed=PROVINCES[0][0])
    rows = [_unsaved(person, person.unit_id) for person in world.known]
    one_unit = [_unsaved(person, 1) for person in world.known]
    population = Population(200_000)
    return [
        Figure("matching: 20.000 rows of one file among themselves", _seconds(rows, population), "s"),
        Figure("matching: the same, all of one unit", _seconds(one_unit, population), "s"),
    ]


def _unsaved(person: Person, unit_id: int | None) -> Person:
    return dataclasses.replace(person, id=None, unit_id=unit_id)


def _seconds(rows: list[Person], population: Population) -> float:
    started = time.perf_counter()
    within_file(rows, population=population)
    return round(time.perf_counter() - started, 2)
