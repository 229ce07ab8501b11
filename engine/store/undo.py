"""Remembering what a matter was before its last act. Private values are left out: they stay as they are.

Here: one row in, one row out. Not here: who may correct what (engine/core/correction.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from engine.core.matter import Matter
from engine.store.codec import Record
from engine.store.tables.undo import undo
from engine.store.transaction import Transaction

_MATTER = Record(Matter, skip=frozenset({"words"}))


@dataclass(frozen=True, slots=True)
class LastAct:
    event: str
    actor: str
    at: datetime
    before: Matter


def remember(
    tx: Transaction, before: Matter, *, event: str, actor: str, at: datetime, private: Iterable[str] = ()
) -> None:
    """Keep what a matter was before an act; the act before that can no longer be corrected."""
    hidden = set(private)
    shown = replace(before, fields={name: value for name, value in before.fields.items() if name not in hidden})
    row = {"matter": before.number, "event": event, "actor": actor, "at": at, "before": _MATTER.encode(shown)}
    change = tx.insert(undo).values(row)
    newer = {name: change.excluded[name] for name in ("event", "actor", "at", "before")}
    tx.execute(change.on_conflict_do_update(index_elements=["matter"], set_=newer))


def last_act(tx: Transaction, number: str) -> LastAct | None:
    """The last act that can still be corrected."""
    row = tx.execute(select(undo).where(undo.c.matter == number)).first()
    return LastAct(row.event, row.actor, row.at, _MATTER.decode(row.before)) if row else None


def forget(tx: Transaction, number: str) -> None:
    """An act that was corrected cannot be corrected again."""
    tx.execute(delete(undo).where(undo.c.matter == number))
