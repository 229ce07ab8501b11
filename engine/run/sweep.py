"""The sweep: finds everything that is due, whatever woke it. The database is the truth; losing every timer loses
nothing.

Here: the order of a batch over all matters. Not here: one matter's batch (engine/core/batch.py), a chunk of
matters (bringing_up.py), mails (post.py), timers (monitor.py).

1. Recurring openings whose day has come.
2. Matters whose `next_at` has come, oldest first, a chunk to a transaction: each is brought up to now.
3. What those leave open who are away from today on is handed over.
4. In the first batch of a week the digest.
5. What waits for each person becomes one mail.
6. The heads of all changed chains are sealed. Each step is idempotent: a sweep that was cut off anywhere is
   finished by the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from engine.run import cover, digest, gap, recurrence, watch
from engine.run.bringing_up import bring_up_all, collector_at_rest
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.post import post_batch
from engine.run.reach import together
from engine.run.world import Worlds, load_calendar
from engine.store import matters, seals, settings
from engine.store.faces import people_waiting

PEOPLE = 200  #: mails to a transaction
SWEPT = "swept_at"  #: when a sweep last ran
HEARTBEAT = timedelta(minutes=5)  #: how exact `swept_at` is
GRACE = timedelta(minutes=30)  #: a batch that is later than this was missed

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    matters: int = 0
    notices: int = 0
    mails: int = 0
    opened: int = 0


def sweep(cell: Cell, now: datetime) -> Swept:
    """Do everything that is due at `now`. Two services on one database take turns: the second finds nothing left."""
    with cell.database.alone("sweep"):
        return _sweep(cell, now)


def _sweep(cell: Cell, now: datetime) -> Swept:
    worlds = Worlds(cell)
    _note_outage(cell, worlds, now)
    opened = _open_recurring(cell, worlds, now)
    _end_gaps(cell, worlds, now)
    swept, said = bring_up_all(cell, now, worlds)
    said += cover.look(cell, worlds, now)
    said += _say_beside(cell, worlds, now)
    mails = _post(cell, worlds, now)
    if opened or swept or mails:
        with cell.database.write() as tx:
            seals.seal_heads(tx, at=now)
    return Swept(matters=swept, notices=said, mails=mails, opened=opened)


def _note_outage(cell: Cell, worlds: Worlds, now: datetime) -> None:
    """Remember a time in which a batch came and no sweep ran, so that a late line can say why it is late."""
    with cell.database.read() as tx:
        seen = settings.get(tx, SWEPT)
        calendar = worlds.now(tx).calendar
    if isinstance(seen, datetime) and now - seen < HEARTBEAT:
        return
    with cell.database.write() as tx:
        if isinstance(seen, datetime) and calendar.next_batch(seen) + GRACE < now:
            settings.add_outage(tx, seen, now)
            log.info("outage_noted", since=seen.isoformat(), until=now.isoformat())
        settings.put(tx, SWEPT, now)


def _open_recurring(cell: Cell, worlds: Worlds, now: datetime) -> int:
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now, worlds.now(tx))
        return recurrence.open_due(desk)


def _end_gaps(cell: Cell, worlds: Worlds, now: datetime) -> None:
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now, worlds.now(tx))
        if gap.end_gaps(desk, desk.world.calendar.today(desk.world.calendar.last_batch(now))):
            desk.save()


def _say_beside(cell: Cell, worlds: Worlds, now: datetime) -> int:
    """The weekly digest and the administrator's lines."""
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now, worlds.now(tx))
        return digest.say(desk) + watch.say(desk)


def _post(cell: Cell, worlds: Worlds, now: datetime) -> int:
    """Mails, some people to a transaction; who shares an address stands together, so that one address gets one mail."""
    with cell.database.read() as tx:
        groups = together(Desk(cell, tx, now, worlds.now(tx)), people_waiting(tx, now))
    mails = 0
    some: list[str] = []
    for index, group in enumerate(groups, start=1):
        some += group
        if len(some) >= PEOPLE or index == len(groups):
            with collector_at_rest(), cell.database.write() as tx:
                desk = Desk(cell, tx, now, worlds.now(tx))
                mails += post_batch(desk, some, desk.world.calendar.last_batch(now))
            some = []
    return mails


def next_wake(cell: Cell, now: datetime) -> datetime:
    """The next instant at which a sweep is needed: the next batch, or an earlier wake-up of a matter."""
    with cell.database.read() as tx:
        batch_at = load_calendar(cell, tx).next_batch(now)
        wake_at = matters.next_wake(tx)
    return min(batch_at, wake_at) if wake_at else batch_at
