"""A county on the first schema: tables of revision 0001 with live matters in them, kept as rows in first_schema.json.

Here: building such a database on either kind. The rows were written by the program of that time, on Thu 26 Feb 2026 20:00, with mail
down since the day before; nothing here goes through today's tables.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Column, Date, DateTime, LargeBinary, MetaData, func, insert, select, text

from engine.store.database import Database
from engine.store.schema import configuration
from engine.store.transaction import Transaction

ROWS = Path(__file__).with_name("first_schema.json")
ENDS = "2026-02-26 20:00"

Read = dict[str, tuple[Any, ...]]


def build(database: Database) -> None:
    """Make the tables of revision 0001 and put the rows into them."""
    rows: Mapping[str, list[dict[str, Any]]] = json.loads(ROWS.read_text(encoding="utf-8"))
    with database.write() as tx:
        command.upgrade(configuration(tx.connection), "0001")
        tables = MetaData()
        tables.reflect(tx.connection)
        for table in tables.sorted_tables:
            for row in rows.get(table.name, ()):
                values = {name: _value(table.columns[name], each, tx) for name, each in row.items()}
                tx.execute(insert(table).values(values))
            if tx.is_postgresql and "id" in table.columns:
                # The next row gets the next number, as it did where these come from.
                last = select(func.max(table.columns["id"])).scalar_subquery()
                tx.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def _value(column: Column[Any], kept: Any, tx: Transaction) -> Any:
    """A value as the driver wants it."""
    if kept is None:
        return None
    if isinstance(column.type, DateTime):
        at = datetime.fromisoformat(kept).replace(tzinfo=UTC)
        return at if tx.is_postgresql else at.replace(tzinfo=None)
    if isinstance(column.type, Date):
        return date.fromisoformat(kept)
    return kept.encode() if isinstance(column.type, LargeBinary) else kept


def read(database: Database) -> Read:
    """What must stay: every matter with its state, dates and next wake-up, whatever the revision."""
    asked = {
        "matter": "number, workflow, ruleset, state, unit, fields, opened_on, closed_at, next_at, seq, head",
        "clock": "matter, name, run, mode, day_zero, stopped_on, promised_on, statutory_on, amber_on, next_at",
        "notice": "id, matter, clock, kind, basis, person, mail_id, reached_at",
        "mail": "id, person, state, message_id",
    }
    found: Read = {}
    with database.read() as tx:
        for table, columns in asked.items():
            query = text(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3")
            found[table] = tuple(tuple(row) for row in tx.execute(query))
    return found
