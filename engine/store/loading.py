"""Matters out of the database, by number or because they are due: four statements for each thousand of them.

A writing transaction locks what it loads until it ends (on SQLite there is one writer at a time anyway).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any, TypeVar

from sqlalchemy import Row, Select, func, select, tuple_

from engine.core.matter import Matter
from engine.store.codec import from_plain
from engine.store.errors import MatterNotFound
from engine.store.facts import Placed, derived_of, matter_of, run_of
from engine.store.held import Held
from engine.store.tables.history import private_value
from engine.store.tables.mail import notice
from engine.store.tables.matter import clock, matter
from engine.store.transaction import CHUNK, Transaction

_T = TypeVar("_T")

#: Where a page of due matters ended: its last `next_at` and number.
Cursor = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Due:
    """A page of due matters, oldest first; `after` asks for the next page while these are still due."""

    matters: list[Matter]
    after: Cursor | None


def load(tx: Transaction, numbers: Sequence[str]) -> list[Matter]:
    """The matters with these numbers, in this order; MatterNotFound if one is missing."""
    found: dict[str, Matter] = {}
    for chunk in _chunks(list(dict.fromkeys(numbers))):
        # In one order, so that two processes which want the same matters wait and do not deadlock.
        query = select(matter).where(matter.c.number.in_(chunk)).order_by(matter.c.number)
        found |= _read(tx, query.with_for_update() if tx.is_writing else query)
    missing = [number for number in numbers if number not in found]
    if missing:
        raise MatterNotFound(missing)
    return [found[number] for number in numbers]


def due(tx: Transaction, now: datetime, limit: int, after: Cursor | None = None) -> Due:
    """At most `limit` matters with something to say by `now`, oldest first; rows another process holds are left out."""
    query = select(matter).where(matter.c.next_at <= now).order_by(matter.c.next_at, matter.c.number).limit(limit)
    if after is not None:
        query = query.where(tuple_(matter.c.next_at, matter.c.number) > tuple_(*after, types=_CURSOR_TYPES))
    found = list(_read(tx, query.with_for_update(skip_locked=True) if tx.is_writing else query).values())
    if not found:
        return Due([], None)
    last = found[-1].number
    return Due(found, (tx.held[last].next_at or now, last))


_CURSOR_TYPES = [matter.c.next_at.type, matter.c.number.type]


def _read(tx: Transaction, query: Select[Any]) -> dict[str, Matter]:
    """Run a query for rows of `matter`, and what belongs to them; everything read is held by the transaction."""
    rows = tx.execute(query).all()
    for chunk in _chunks(rows):
        numbers = [row.number for row in chunk]
        clocks, private, words = _clocks(tx, numbers), _private(tx, numbers), _words(tx, numbers)
        for row in chunk:
            number = row.number
            tx.held[number] = _hold(row, clocks.get(number, ()), private.get(number, {}), words.get(number, {}))
    return {row.number: tx.held[row.number].matter for row in rows}


def _hold(row: Row[Any], clocks: Sequence[Row[Any]], private: Mapping[str, object], words: Mapping[Any, Any]) -> Held:
    runs = {(each.name, each.run): Placed(run_of(each), each.place) for each in clocks}
    return Held(
        matter=matter_of(row, runs.values(), private, words),
        version=row.version,
        seq=row.seq,
        head=row.head,
        next_at=row.next_at,
        runs=runs,
        derived={(each.name, each.run): derived_of(each) for each in clocks},
        private=frozenset(private),
    )


def _clocks(tx: Transaction, numbers: Sequence[str]) -> Mapping[str, list[Row[Any]]]:
    query = select(clock).where(clock.c.matter.in_(numbers), clock.c.place.is_not(None))
    return _grouped(tx.execute(query).all())


def _private(tx: Transaction, numbers: Sequence[str]) -> Mapping[str, dict[str, object]]:
    """The latest value of each private field; an erased one is as if it had never been given."""
    mine = private_value.c
    query = select(mine.matter, mine.field, mine.value).where(mine.matter.in_(numbers)).order_by(mine.seq)
    latest: dict[str, dict[str, object]] = defaultdict(dict)
    for row in tx.execute(query):
        if row.value is None:
            latest[row.matter].pop(row.field, None)
        else:
            latest[row.matter][row.field] = from_plain(loads(row.value))
    return latest


def _words(tx: Transaction, numbers: Sequence[str]) -> Mapping[str, dict[tuple[str, int, str], datetime]]:
    """(state, turn, person) -> when the first line naming that duty reached (Matter.words)."""
    told = notice.c
    counts_for = func.coalesce(func.nullif(told.about, ""), told.person).label("hearer")
    key = (told.matter, told.state, told.turn, counts_for)
    query = (
        select(*key, func.min(told.reached_at).label("reached_at"))
        .where(told.matter.in_(numbers), told.reached_at.is_not(None), told.state != "")
        .group_by(*key)
    )
    words: dict[str, dict[tuple[str, int, str], datetime]] = defaultdict(dict)
    for row in tx.execute(query).all():
        words[row.matter][row.state, row.turn, row.hearer] = row.reached_at
    return words


def _grouped(rows: Iterable[Row[Any]]) -> Mapping[str, list[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.matter].append(row)
    return groups


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
