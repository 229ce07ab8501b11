"""Many rows in one statement: insert, update and delete, as fast as each driver can.

Here: statements made of a table and its rows, past SQLAlchemy's own work for each row. Not here: which rows (rows.py).
SQLite executes one prepared statement for all rows; PostgreSQL gets one statement with an array for each column, but for
bytes. Rows have the same keys, named as the columns; rows of an update or a delete name their target by `old_…`.
"""

# ruff: noqa: S608 - the statements are made of the names of our own tables and columns; values are always bound

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table

Rows = Sequence[Mapping[str, Any]]

_OLD = "old_"


def insert(connection: Connection, table: Table, rows: Rows, unless: Sequence[str] = ()) -> int:
    """Insert rows; with `unless` those are left out that are there already, by these columns. How many were inserted."""
    names = list(rows[0])
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
    types = [table.columns[name.removeprefix(_OLD)].type for name in names]
    columns: list[list[Any]] = []
    for name, kind in zip(names, types, strict=True):
        values: Iterable[Any] = map(itemgetter(name), rows)
        # Both drivers take bytes as they are.
        written = None if isinstance(kind, LargeBinary) else kind.dialect_impl(dialect).bind_processor(dialect)
        columns.append(list(map(written, values)) if written else list(values))
    execution = connection.execution_options(preserve_rowcount=True)
    if dialect.name == "postgresql" and not any(isinstance(kind, LargeBinary) for kind in types):
        arrays = ", ".join(f"%s::{kind.compile(dialect)}[]" for kind in types)
        given = f"unnest({arrays}) AS given ({_listed(names)})"
        return execution.exec_driver_sql(for_all.format(rows=given), tuple(map(_array, columns))).rowcount
    # Mails are few and large: an array of them would be copied over and over.
    query = for_each.replace("?", "%s") if dialect.name == "postgresql" else for_each
    return execution.exec_driver_sql(query, list(zip(*columns, strict=True))).rowcount


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
