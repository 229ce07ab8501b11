"""Bringing matters up to now: all whose `next_at` has come, oldest first, a chunk to a transaction.

Here: chunks, and what becomes of a matter that cannot be computed. Not here: one matter's batch (engine/core/batch.py).

A chunk in which a matter fails is rolled back as a whole, and its matters are done one by one: what the failing one had begun,
children and numbers included, is gone with its own transaction. It is put off, kept on a list that `duban status` shows, and never
stops the others.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from engine.run import gap
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.world import Worlds
from engine.store import matters, settings
from engine.store.errors import DatabaseFault
from engine.store.transaction import Transaction

CHUNK = 1000  #: matters to a transaction
POISON_DELAY = timedelta(hours=1)  #: a matter that cannot be computed is looked at again after this
FAILING = "failing_matters"  #: number -> since when it cannot be computed

log = structlog.get_logger()


class _FailedError(Exception):
    """A matter could not be computed; the cause is chained."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def bring_up_all(cell: Cell, now: datetime, worlds: Worlds | None = None) -> tuple[int, int]:
    """Bring every matter whose `next_at` has come up to now; how many, and how many notices."""
    worlds = worlds or Worlds(cell)
    done = said = alone = 0
    while True:
        size = 1 if alone else CHUNK
        try:
            found, notices = _bring_up(cell, now, worlds, size)
        except _FailedError as failed:
            if not alone:
                alone = CHUNK
                continue
            _put_off(cell, now, failed)
            found, notices = 1, 0
        alone = max(0, alone - 1)
        done, said = done + found, said + notices
        if found < size:
            return done, said


def _bring_up(cell: Cell, now: datetime, worlds: Worlds, limit: int) -> tuple[int, int]:
    """One transaction; how many matters and notices."""
    with collector_at_rest(), cell.database.write() as tx:
        desk = Desk(cell, tx, now, worlds.now(tx))
        due = matters.due(tx, now, limit).matters
        for matter in due:
            try:
                desk.bring_up(desk.case(matter), always=True)
            except DatabaseFault:
                raise
            except Exception as cause:
                raise _FailedError(matter.number) from cause
        gap.open_gaps(desk)
        said = sum(len(change.notices) for change in desk.changes.values())
        desk.save()
        _recovered(tx, [matter.number for matter in due])
    return len(due), said


def _put_off(cell: Cell, now: datetime, failed: _FailedError) -> None:
    log.error("matter_failed", matter=failed.number, exc_info=failed.__cause__)
    with cell.database.write() as tx:
        matters.postpone(tx, [failed.number], now + POISON_DELAY)
        settings.put(tx, FAILING, {failed.number: now, **failing(tx)})


def _recovered(tx: Transaction, numbers: list[str]) -> None:
    known = failing(tx)
    left = {number: since for number, since in known.items() if number not in numbers}
    if left != known:
        settings.put(tx, FAILING, left)


def failing(tx: Transaction) -> dict[str, datetime]:
    """The matters that cannot be computed, and since when."""
    return dict(settings.get(tx, FAILING) or {})


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A chunk makes many values and hardly a cycle among them; the collector of cycles would walk through them all, again and
    again, for a quarter of the time."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
