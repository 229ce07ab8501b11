"""What the program remembers about itself in its own database, and the times in which it did not run."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from engine.store.codec import from_plain, plain
from engine.store.tables.county import outage, setting
from engine.store.transaction import Transaction

HOLD = "hold"  #: present while sending is held (outbox.claim); its value says since when, by whom and why


def get(tx: Transaction, key: str) -> Any:
    """The value of a setting; None if it was never put."""
    return from_plain(tx.execute(select(setting.c.value).where(setting.c.key == key)).scalar())


def put(tx: Transaction, key: str, value: object) -> None:
    """Remember a plain value; dates and instants come back as such, sequences as tuples."""
    row = {"key": key, "value": plain(value)}
    change = tx.insert(setting).values(row)
    tx.execute(change.on_conflict_do_update(index_elements=["key"], set_={"value": change.excluded.value}))


def drop(tx: Transaction, key: str) -> None:
    tx.execute(delete(setting).where(setting.c.key == key))


def add_outage(tx: Transaction, from_at: datetime, to_at: datetime) -> None:
    tx.execute(insert(outage), {"from_at": from_at, "to_at": to_at})


def outages(tx: Transaction) -> list[tuple[datetime, datetime]]:
    """Every outage, oldest first."""
    return [(row.from_at, row.to_at) for row in tx.execute(select(outage).order_by(outage.c.from_at))]
