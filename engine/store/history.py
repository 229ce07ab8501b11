"""Reading the history of a matter, and the county's own history: lines that belong to no matter.

Matters' lines are written by saving.py with the change they tell of; checkpoints and verification are in seals.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads

from sqlalchemy import select

from engine.core.notice import Entry
from engine.store.chain import START, link
from engine.store.codec import from_plain
from engine.store.tables.history import entry
from engine.store.transaction import Transaction

COUNTY = ""  #: stands where a matter's number would: the county's own chain


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A line of history with its place in the chain."""

    seq: int
    entry: Entry
    stored_at: datetime
    hash: str


def of_matter(tx: Transaction, number: str) -> list[StoredEntry]:
    """The history of a matter (or of the COUNTY), oldest first."""
    rows = tx.execute(select(entry).where(entry.c.matter == number).order_by(entry.c.seq))
    return [
        StoredEntry(
            row.seq,
            Entry(matter=number, kind=row.kind, at=row.at, actor=row.actor, data=from_plain(loads(row.data))),
            row.stored_at,
            row.hash,
        )
        for row in rows
    ]


def note(tx: Transaction, entries: Sequence[Entry], *, at: datetime) -> None:
    """Add lines that belong to no matter: an organisation applied, a calendar loaded, sending held.

    Conflict if another process does so at the same time.
    """
    query = select(entry.c.seq, entry.c.hash).where(entry.c.matter == COUNTY).order_by(entry.c.seq.desc()).limit(1)
    last = tx.execute(query).first()
    seq, head = (last.seq, last.hash) if last else (0, START)
    rows = []
    for each in entries:
        if each.matter != COUNTY:
            raise ValueError(f"a line about {each.matter} is saved with its matter")
        seq += 1
        rows.append(link(each, seq=seq, prev_hash=head, stored_at=at))
        head = rows[-1]["hash"]
    tx.insert_new(entry, rows, clash="another process is just adding to the history of the county")
