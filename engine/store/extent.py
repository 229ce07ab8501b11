"""How far a database reaches: its last line of history, how many matters it holds, where each chain begins.

Here: questions somebody asks of a copy before he takes it for the county. Not here: proving the chains (verification.py).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from engine.store.tables.history import entry
from engine.store.tables.matter import matter
from engine.store.transaction import CHUNK, Transaction


def last_line(tx: Transaction) -> datetime | None:
    """When the last line of history was written down; None before the first."""
    at: datetime | None = tx.execute(select(func.max(entry.c.stored_at))).scalar()
    return at


def matter_count(tx: Transaction) -> int:
    """How many matters there are, open and closed."""
    return int(tx.execute(select(func.count()).select_from(matter)).scalar_one())


def origins(tx: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """The hash of the first line of these chains ("" = the county's): two databases that share it speak of the same matter."""
    wanted = sorted(set(numbers))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        some = entry.c.matter.in_(wanted[start : start + CHUNK]) & (entry.c.seq == 1)
        found |= {row.matter: row.hash for row in tx.execute(select(entry.c.matter, entry.c.hash).where(some))}
    return found
