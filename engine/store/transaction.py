"""One unit of work on one database. Opened by database.py; every other module of the store is handed one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from engine.store.errors import Conflict
from engine.store.held import Held

#: Rows of one SELECT ... IN (...): SQLite takes 32 766 parameters, and plans are cached by length.
CHUNK = 1000
#: 23505 is PostgreSQL's unique violation.
_DUPLICATES = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


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

    def execute_all(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> int:
        """Execute one statement for all rows at once; how many rows it touched. Nothing to do is no statement."""
        if not rows:
            return 0
        return self.connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount

    def insert_new(self, table: Table, rows: Sequence[Mapping[str, Any]], *, clash: str) -> None:
        """Insert rows that nobody may have inserted before; Conflict, worded by `clash`, if somebody has."""
        try:
            self.execute_all(self.insert(table), rows)
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
