"""The face of the store for matters: load, due, save, and which matters there are.

Loading is in loading.py, saving in saving.py, numbers in numbers.py.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text, update

from engine.store.loading import Cursor, Due, due, load
from engine.store.numbers import next_number, next_numbers
from engine.store.saving import save
from engine.store.tables.matter import matter
from engine.store.transaction import Transaction

__all__ = [
    "Cursor", "Due", "children", "due", "load", "next_number", "next_numbers", "next_wake", "open_numbers",
    "opened_units", "postpone", "save",
]  # fmt: skip


def next_wake(tx: Transaction) -> datetime | None:
    """The next instant at which any matter has something to say."""
    wake: datetime | None = tx.execute(
        select(matter.c.next_at).where(matter.c.next_at.is_not(None)).order_by(matter.c.next_at).limit(1)
    ).scalar()
    return wake


def open_numbers(tx: Transaction, limit: int, *, after: str = "", ruleset: str = "") -> list[str]:
    """A page of the open matters in the order of their numbers; with `ruleset` only those that run under it."""
    query = select(matter.c.number).where(matter.c.closed_at.is_(None), matter.c.number > after)
    if ruleset:
        query = query.where(matter.c.ruleset == ruleset)
    return list(tx.execute(query.order_by(matter.c.number).limit(limit)).scalars())


def children(tx: Transaction, parent: str) -> list[str]:
    """The matters that a matter opened."""
    query = select(matter.c.number).where(matter.c.parent == parent, text("parent <> ''"))
    return list(tx.execute(query.order_by(matter.c.number)).scalars())


def opened_units(tx: Transaction, workflow: str, opening: str, period: str) -> frozenset[str]:
    """The units for which a recurring opening of this period has been made."""
    made = (matter.c.workflow == workflow) & (matter.c.opening == opening) & (matter.c.period == period)
    return frozenset(tx.execute(select(matter.c.unit).where(made, text("opening <> ''"))).scalars())


def postpone(tx: Transaction, numbers: Sequence[str], until: datetime) -> None:
    """Push matters forward that could not be dealt with, so that they do not stop the others. No fact changes."""
    tx.execute(update(matter).where(matter.c.number.in_(numbers)).values(next_at=until))
