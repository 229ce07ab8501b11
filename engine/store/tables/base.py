"""What all tables share: one metadata with a naming convention, and the column types that keep values honest.

No table here. The metadata is our own, not SQLModel's global one, so that nothing else in the process can add to it.
Nowhere in this package `from __future__ import annotations`: SQLModel reads the annotations as they are.
"""

from datetime import UTC, datetime
from json import JSONEncoder, loads
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Table, Text, TypeDecorator
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel, registry=registry(metadata=metadata)):
    """The base of every table. Rows are declared with SQLModel and written with SQLAlchemy Core (see saving.py)."""


def table_of(row: type[Row]) -> Table:
    """The Core table of a row class."""
    return metadata.tables[str(row.__tablename__)]


#: One spelling for one value, so that texts can be compared and hashed; NaN has no spelling in JSON.
_ENCODER = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> str:
    """The one JSON text of a plain value."""
    return _ENCODER.encode(value)


class JsonText(str):
    """A plain value that is canonical JSON text already: what many rows share is spelled once."""

    __slots__ = ()


class Json(TypeDecorator[Any]):
    """A plain value as canonical JSON text, on both databases: jsonb reorders keys, respells numbers, refuses NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        return str(value) if type(value) is JsonText else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else loads(value)


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC. Naive values are refused, for nobody knows their zone."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: naive values are refused, aware UTC comes back from both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = in_utc(value)
        # SQLite would drop the offset without a word; so it is UTC before that.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Surrogate keys: SQLite numbers rows by itself only for exactly INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
