"""Resolved rulebooks by their hash: the rules a matter began under stay its rules."""

from datetime import datetime

from sqlalchemy import select

from engine.store.tables.matter import ruleset
from engine.store.transaction import Transaction


def put(tx: Transaction, key: str, workflow: str, resolved: str, *, at: datetime) -> None:
    """Keep a resolved rulebook; nothing happens if it is there already."""
    row = {"hash": key, "workflow": workflow, "resolved": resolved, "first_used_at": at}
    tx.execute(tx.insert(ruleset).values(row).on_conflict_do_nothing(index_elements=["hash"]))


def get(tx: Transaction, key: str) -> str | None:
    """The resolved rulebook with this hash."""
    resolved: str | None = tx.execute(select(ruleset.c.resolved).where(ruleset.c.hash == key)).scalar()
    return resolved


def hashes(tx: Transaction) -> list[str]:
    """The rulebooks that are kept, oldest first."""
    return list(tx.execute(select(ruleset.c.hash).order_by(ruleset.c.first_used_at, ruleset.c.hash)).scalars())
