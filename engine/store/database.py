"""One cell's database as a value: a SQLite file, or a PostgreSQL database or schema. No statement about any table here.

SQLite: WAL, full synchronisation, foreign keys. A transaction that will write says so when it begins (BEGIN IMMEDIATE): one that reads
first and then writes fails at once under contention. Reading transactions see one state of the data and cannot write. No error names
the values of a statement (hide_parameters): they may be private.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import RLock
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import StaticPool

from engine.store import schema as schemas
from engine.store.errors import Conflict, DatabaseFault
from engine.store.transaction import Transaction

#: Seconds a writer waits for another one to finish.
PATIENCE = 30

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={PATIENCE * 1000}",
    # Without it INSERT OR REPLACE deletes a row and no trigger notices.
    "recursive_triggers=ON",
    "cache_size=-65536",
)
#: Two transactions wanted the same rows in a way only one can have: serialization failure, deadlock.
_LOST_RACES = frozenset({"40001", "40P01"})
#: Faults of the database itself; IntegrityError and its like are ours, and subclasses of DatabaseError.
_OUTSIDE = frozenset({OperationalError, InterfaceError, DatabaseError})
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(slots=True)
class Count:
    """How much the database was asked; an INSERT or UPDATE of many rows is one statement."""

    statements: int = 0
    transactions: int = 0


class Database:
    """A value to pass around; safe to share between threads."""

    def __init__(self, engine: Engine, schema: str = "") -> None:
        self.engine = engine
        self.schema = schema
        self.count = Count()
        #: An in-memory database has one connection, so its transactions take turns.
        self._turn: Any = RLock() if isinstance(engine.pool, StaticPool) else nullcontext()
        event.listen(engine, "before_cursor_execute", self._count_statement)
        event.listen(engine, "begin", self._begin)

    @classmethod
    def open(cls, url: str, schema: str = "") -> Self:
        """Connect lazily to `sqlite:///file.db`, `sqlite://` (memory) or `postgresql://...`; `schema` for a cell in a schema."""
        if schema and not _SCHEMA.fullmatch(schema):
            raise ValueError(f"{schema!r} cannot be the name of a schema: small letters, digits and _ only")
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if schema:
                raise ValueError("SQLite has no schemas: give each cell a file")
            return cls(_sqlite_engine(parsed))
        if parsed.get_backend_name() == "postgresql":
            return cls(_postgresql_engine(parsed, schema), schema)
        raise ValueError(f"Duban keeps its data in SQLite or PostgreSQL, not in {parsed.get_backend_name()}")

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that commits at the end of the block, or rolls back if the block raises."""
        with self._connect(duban_begin="BEGIN IMMEDIATE") as connection, connection.begin():
            yield Transaction(connection, is_writing=True)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the data and cannot change it."""
        snapshot = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"} if self.is_postgresql else {}
        with self._connect(duban_begin="BEGIN", **snapshot) as connection, connection.begin():
            if self.is_postgresql:
                yield Transaction(connection, is_writing=False)
                return
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield Transaction(connection, is_writing=False)
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Only one block of this name runs at a time on this database; the others wait.

        On PostgreSQL an advisory lock on a connection of its own, gone with the process. A SQLite file has one service anyway.
        """
        if not self.is_postgresql:
            yield
            return
        key = f"hashtext(current_schema() || '/{name}')"
        with self._connect(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({key})")
            try:
                yield
            finally:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({key})")

    def migrate(self) -> None:
        """Bring the tables up to this version of the program; SchemaNewer if they are beyond it."""
        with self.write() as tx:
            schemas.migrate(tx.connection, self.schema)

    def schema_state(self) -> "schemas.State":
        """Whether the tables are there and up to date; SchemaNewer if they are beyond this program."""
        with self.read() as tx:
            return schemas.state(tx.connection)

    @contextmanager
    def _connect(self, **options: Any) -> Iterator[Connection]:
        try:
            with self._turn, self.engine.connect().execution_options(**options) as connection:
                self.count.transactions += 1
                yield connection
        except DBAPIError as fault:
            if type(fault) not in _OUTSIDE:
                raise
            raise _translated(fault) from fault

    def _begin(self, connection: Connection) -> None:
        # pysqlite's own BEGIN is deferred; ours is chosen by the kind of transaction.
        if not self.is_postgresql:
            connection.exec_driver_sql(connection.get_execution_options()["duban_begin"])

    def _count_statement(self, *_: object) -> None:
        self.count.statements += 1


def _translated(fault: DBAPIError) -> Exception:
    if getattr(fault.orig, "sqlstate", None) in _LOST_RACES:
        return Conflict("another process changed the same rows first")
    return DatabaseFault(str(fault.orig).strip())


def _sqlite_engine(url: URL) -> Engine:
    is_memory = url.database in (None, "", ":memory:")
    pool: dict[str, Any] = {"poolclass": StaticPool} if is_memory else {}
    arguments = {"timeout": PATIENCE, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True, **pool)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql_engine(url: URL, schema: str) -> Engine:
    given = url.query.get("options", "")
    options = [given if isinstance(given, str) else " ".join(given), "-ctimezone=UTC"]
    if schema:
        options.append(f"-csearch_path={schema}")
    url = url.set(drivername="postgresql+psycopg").difference_update_query(["options"])
    arguments = {"options": " ".join(filter(None, options))}
    return create_engine(url, connect_args=arguments, hide_parameters=True, pool_pre_ping=True)
