"""Many rows in one statement: insert, update and delete, as fast as each driver can.

Here: statements made of a table and its rows, past SQLAlchemy's own work for each row. Not here: which rows (rows.py).
SQLite executes one prepared statement for all rows; PostgreSQL gets one statement with an array for each column, and rows
with bytes by COPY. Rows have the same keys, named as the columns; rows of an update or a delete name their target by `old_…`.
"""

# ruff: noqa: S608 - the statements are made of the names of our own tables and columns; values are always bound

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Rows = Sequence[Mapping[str, Any]]

_OLD = "old_"


def insert(connection: Connection, table: Table, rows: Rows, unless: Sequence[str] = ()) -> int:
    """Insert rows; with `unless` those are left out that are there already, by these columns. How many were inserted."""
    names = list(rows[0])
    if connection.dialect.name == "postgresql" and not unless and _has_bytes(table, names):
        return _copy(connection, table, rows, names)
    into = f"INSERT INTO {table.name} ({_listed(names)})"
    rest = f" ON CONFLICT ({_listed(unless)}) DO NOTHING" if unless else ""
    return _execute(
        connection,
        table,
        rows,
        names,
        for_each=f"{into} VALUES ({_marks(names)}){rest}",
        for_all=f"{into} SELECT * FROM {{rows}}{rest}",
    )


def update(connection: Connection, table: Table, rows: Rows) -> int:
    """Give each target the other values of its row. How many were there."""
    keys = [name for name in rows[0] if name.startswith(_OLD)]
    names = [name for name in rows[0] if name not in keys]
    each = ", ".join(f'"{name}" = ?' for name in names)
    together = ", ".join(f'"{name}" = given."{name}"' for name in names)
    return _execute(
        connection,
        table,
        rows,
        [*names, *keys],
        for_each=f"UPDATE {table.name} SET {each} WHERE {_target(table, keys, '?')}",
        for_all=f"UPDATE {table.name} SET {together} FROM {{rows}} WHERE {_target(table, keys)}",
    )


def delete(connection: Connection, table: Table, rows: Rows) -> int:
    """Delete every target. How many were there."""
    keys = list(rows[0])
    return _execute(
        connection,
        table,
        rows,
        keys,
        for_each=f"DELETE FROM {table.name} WHERE {_target(table, keys, '?')}",
        for_all=f"DELETE FROM {table.name} USING {{rows}} WHERE {_target(table, keys)}",
    )


def _execute(
    connection: Connection, table: Table, rows: Rows, names: Sequence[str], *, for_each: str, for_all: str
) -> int:
    """Run the statement of this database; the values column by column, as its types write them."""
    dialect = connection.dialect
    columns = _columns(connection, table, rows, names)
    execution = connection.execution_options(preserve_rowcount=True)
    if dialect.name != "postgresql":
        return execution.exec_driver_sql(for_each, list(zip(*columns, strict=True))).rowcount
    arrays = ", ".join(f"%s::{kind.compile(dialect)}[]" for kind in _types(table, names))
    given = f"unnest({arrays}) AS given ({_listed(names)})"
    return execution.exec_driver_sql(for_all.format(rows=given), tuple(map(_array, columns))).rowcount


def _copy(connection: Connection, table: Table, rows: Rows, names: Sequence[str]) -> int:
    """Mails are few and large: an array of them would be copied over and over, and so would a queue of statements."""
    driver: Any = connection.connection.driver_connection
    columns = _columns(connection, table, rows, names)
    copied = f"COPY {table.name} ({_listed(names)}) FROM STDIN (FORMAT BINARY)"
    try:
        with driver.cursor() as cursor:
            with cursor.copy(copied) as copy:
                copy.set_types([kind.compile(connection.dialect).lower() for kind in _types(table, names)])
                for row in zip(*columns, strict=True):
                    copy.write_row(row)
            return int(cursor.rowcount)
    except connection.dialect.loaded_dbapi.Error as fault:
        # As SQLAlchemy would have it, had it given the statement.
        raise DBAPIError.instance(
            copied, None, fault, Exception, hide_parameters=True, dialect=connection.dialect
        ) from fault


def _columns(connection: Connection, table: Table, rows: Rows, names: Sequence[str]) -> list[list[Any]]:
    """The values column by column, as its types write them; every driver takes bytes as they are."""
    columns: list[list[Any]] = []
    for name, kind in zip(names, _types(table, names), strict=True):
        values: Iterable[Any] = map(itemgetter(name), rows)
        dialect = connection.dialect
        written = None if isinstance(kind, LargeBinary) else kind.dialect_impl(dialect).bind_processor(dialect)
        columns.append(list(map(written, values)) if written else list(values))
    return columns


def _types(table: Table, names: Iterable[str]) -> list[TypeEngine[Any]]:
    return [table.columns[name.removeprefix(_OLD)].type for name in names]


def _has_bytes(table: Table, names: Iterable[str]) -> bool:
    return any(isinstance(kind, LargeBinary) for kind in _types(table, names))


def _array(values: Iterable[object]) -> str:
    """An array as PostgreSQL reads it; the driver would look for the type of each value anew."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(names: Sequence[str]) -> str:
    return ", ".join("?" * len(names))


def _target(table: Table, keys: Iterable[str], value: str = "") -> str:
    """The condition that says which row is meant: by marks, or by the row that is given."""
    pairs = ((key.removeprefix(_OLD), value or f'given."{key}"') for key in keys)
    return " AND ".join(f'{table.name}."{column}" = {wanted}' for column, wanted in pairs)
