"""One unit of work on one database. Opened by database.py; every other module of the store is handed one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from engine.store import bulk
from engine.store.bulk import Rows
from engine.store.errors import Conflict
from engine.store.held import Held

#: Rows of one SELECT ... IN (...): SQLite takes 32 766 parameters, and plans are cached by length.
CHUNK = 1000
#: 23505 is PostgreSQL's unique violation. The only triggers of SQLite that refuse an INSERT refuse a key that is taken.
_DUPLICATES = frozenset(
    {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_TRIGGER"}
)


class Transaction:
    """A connection in a transaction, and what was loaded through it."""

    def __init__(self, connection: Connection, *, is_writing: bool) -> None:
        self.connection = connection
        self.is_writing = is_writing
        self.is_postgresql = connection.dialect.name == "postgresql"
        #: The matters this transaction loaded, as they were stored: what `save` compares with.
        self.held: dict[str, Held] = {}

    def execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        return self.connection.execute(statement, values)

    def insert_all(self, table: Table, rows: Rows, *, unless: Sequence[str] = ()) -> int:
        """Insert all rows in one statement, but those that are there already by the columns `unless`; how many it were."""
        return bulk.insert(self.connection, table, rows, unless) if rows else 0

    def update_all(self, table: Table, rows: Rows) -> int:
        """Update all rows in one statement, each named by its columns `old_…`; how many were found."""
        return bulk.update(self.connection, table, rows) if rows else 0

    def delete_all(self, table: Table, rows: Rows) -> int:
        """Delete all rows in one statement, each named by its columns `old_…`; how many were found."""
        return bulk.delete(self.connection, table, rows) if rows else 0

    def insert_new(self, table: Table, rows: Rows, *, clash: str) -> None:
        """Insert rows that nobody may have inserted before; Conflict, worded by `clash`, if somebody has."""
        try:
            self.insert_all(table, rows)
        except IntegrityError as fault:
            if not _is_duplicate(fault):
                raise
            raise Conflict(clash) from fault

    def insert(self, table: Table) -> postgresql.Insert:
        """The dialect's INSERT, which knows ON CONFLICT. Both dialects spell it the same; one type stands for both."""
        if self.is_postgresql:
            return postgresql.insert(table)
        insert: Any = sqlite.insert(table)
        return insert  # type: ignore[no-any-return]


def _is_duplicate(fault: IntegrityError) -> bool:
    """Whether a unique constraint refused the row."""
    told = (getattr(fault.orig, "sqlstate", None), getattr(fault.orig, "sqlite_errorname", None))
    return not _DUPLICATES.isdisjoint(told)
