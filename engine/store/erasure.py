"""Taking a private value away for good, with a line of history that says so and a chain that still holds."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from engine.core.change import Change
from engine.core.notice import Entry
from engine.store.loading import load
from engine.store.private import ERASED
from engine.store.saving import save
from engine.store.tables.history import private_value
from engine.store.transaction import Transaction


def erase(tx: Transaction, number: str, field: str, *, at: datetime, actor: str) -> None:
    """Erase every value a private field of a matter ever had."""
    (matter,) = load(tx, [number])
    held = tx.held[number]
    mine = (private_value.c.matter == number) & (private_value.c.field == field)
    if tx.execute(update(private_value).where(mine).values(value=None, salt=None)).rowcount == 0:
        raise ValueError(f"{number} has no private value {field!r}")
    change = Change(
        matter=replace(matter, fields={name: value for name, value in matter.fields.items() if name != field}),
        entries=(Entry(matter=number, kind=ERASED, at=at, actor=actor, data={"field": field}),),
        next_at=held.next_at,
        private=held.private,
    )
    save(tx, [change], at=at)
