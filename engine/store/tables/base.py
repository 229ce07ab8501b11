"""What all tables share: one metadata with a naming convention, and the column types that keep values honest.

No table here. The metadata is our own, not SQLModel's global one, so that nothing else in the process can add to it.
Nowhere in this package `from __future__ import annotations`: SQLModel reads the annotations as they are.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
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

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:  # noqa: ARG002
        return _spelled

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:  # noqa: ARG002
        return _parsed


def _spelled(value: Any) -> str:
    return value if type(value) is JsonText else canonical(value)


def _parsed(text: str | None) -> Any:
    return None if text is None else loads(text)


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC. Naive values are refused, for nobody knows their zone."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: naive values are refused, aware UTC comes back from both databases.

    The lines of a batch share a few instants, so what was just read or written is remembered. SQLite keeps text, in which an
    offset would be lost without a word: there it is always UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _written if dialect.name == "sqlite" else _bound

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        return _read if dialect.name == "sqlite" else _received


@lru_cache(maxsize=4096)
def _written(at: datetime | None) -> str | None:
    return None if at is None else in_utc(at).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=4096)
def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _bound(at: datetime | None) -> datetime | None:
    return None if at is None else in_utc(at)


def _received(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)


#: Surrogate keys: SQLite numbers rows by itself only for exactly INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
