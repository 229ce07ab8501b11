"""What is measured: the sweep of many overdue clocks beside its floor; one due clock among many. Printing is in table.py."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from engine.run.sweep import Swept, sweep
from engine.store.database import Database
from tests.bench import seed
from tests.bench.floor import Floor, Work
from tests.bench.ground import Ground, settle, version
from tests.bench.phases import REST, measured

TEMPLATE = 1000  #: matters the engine opens itself; the others are copies of them
WARM_UP = 3  #: ticks that are not counted: the digest of the week, caches of the database


@dataclass
class Sweeping:
    """The sweep of `count` overdue clocks, round by round."""

    count: int
    work: Work
    swept: Swept
    plain: bool  #: mails of the plain composer
    statements: int = 0
    transactions: int = 0
    sweeps: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database.open(url)
    try:
        yield database
    finally:
        database.close()


def template(ground: Ground, count: int) -> str:
    """A county in which `count` matters will say something in the morning."""
    url = ground.new()
    with opened(url) as database:
        seed.furnish(database)
        seed.live(database, count)
        settle(database)
    return url


def name_of(ground: Ground, url: str) -> str:
    with opened(url) as database:
        return f"{ground.name} {version(database)}"


def grown(ground: Ground, lived: str, count: int, of: int) -> str:
    """A copy of the template with `count` matters."""
    url = ground.copy(lived)
    with opened(url) as database:
        seed.grow(database, count // of - 1)
    return url


def sweeping(ground: Ground, lived: str, count: int, of: int, rounds: int, *, plain: bool) -> Sweeping:
    start = grown(ground, lived, count, of)
    found = _stage(ground, start, count, plain=plain)
    for _ in range(rounds):
        _round(ground, start, found)
    ground.drop(start)
    return found


def _stage(ground: Ground, start: str, count: int, *, plain: bool) -> Sweeping:
    """One sweep that is not counted: what it writes is what the floor will write."""
    url = ground.copy(start)
    with opened(url) as swept, opened(start) as original:
        done = sweep(seed.cell_on(swept, plain=plain), seed.MORNING)
        work = Floor(original).stage(original, swept)
        settle(original)
    ground.drop(url)
    return Sweeping(count, work, done, plain)


def _round(ground: Ground, start: str, found: Sweeping) -> None:
    url = ground.copy(start)
    with opened(url) as database:
        cell = seed.cell_on(database, plain=found.plain)
        statements, transactions = database.count.statements, database.count.transactions
        with measured(cell) as (watched, watch):
            spent = timed(lambda: sweep(watched, seed.MORNING))
        found.sweeps.append(spent)
        found.parts.append(watch.spent | {REST: spent - sum(watch.spent.values())})
        found.statements = database.count.statements - statements
        found.transactions = database.count.transactions - transactions
    ground.drop(url)
    url = ground.copy(start)
    with opened(url) as database:
        floor = Floor(database)
        found.floors.append(timed(lambda: floor.write(database, found.work)))
    ground.drop(url)


def ticking(ground: Ground, lived: str, count: int, of: int, ticks: int) -> list[float]:
    """Seconds of each tick in which one of `count` clocks is due."""
    url = grown(ground, lived, count, of)
    spent = []
    with opened(url) as database:
        seed.put_to_sleep(database)
        settle(database)
        cell = seed.cell_on(database)
        for turn, number in enumerate(seed.numbers(database, ticks + WARM_UP)):
            seed.wake_up(database, number)
            seconds = timed(lambda: sweep(cell, seed.MORNING))
            if turn >= WARM_UP:
                spent.append(seconds)
    ground.drop(url)
    return spent


def timed(work: Callable[[], object]) -> float:
    """Seconds that work takes; rubbish of earlier work is swept out before."""
    gc.collect()
    begun = perf_counter()
    work()
    return perf_counter() - begun
