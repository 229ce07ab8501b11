"""The column types: instants and JSON."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from engine.store import settings
from engine.store.codec import plain
from engine.store.database import Database
from engine.store.tables.base import canonical
from tests.store.samples import NOW

NAIVE = datetime(2026, 11, 2, 8, 30)  # noqa: DTZ001


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.write() as tx:
        settings.add_outage(tx, NAIVE, NOW)


def test_a_naive_instant_is_refused_inside_json_too() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        plain({"due_at": NAIVE})


def test_an_instant_of_another_zone_comes_back_in_utc(database: Database) -> None:
    shanghai = timezone(timedelta(hours=8))
    with database.write() as tx:
        settings.add_outage(tx, datetime(2026, 11, 2, 8, 30, tzinfo=shanghai), NOW)

    with database.read() as tx:
        ((from_at, _),) = settings.outages(tx)

    assert from_at == NOW
    assert from_at.tzinfo is UTC


def test_json_has_one_spelling(database: Database) -> None:
    with database.write() as tx:
        settings.put(tx, "seed", {"乙": 1, "a": (1.5, None)})

    with database.read() as tx:
        stored = tx.execute(text("SELECT value FROM setting")).scalar()

    assert stored == '{"a":[1.5,null],"乙":1}'


def test_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_the_store_refuses_values_it_cannot_write() -> None:
    for value in ({1: "a key that is no text"}, {"a": {1, 2}}, {"a": object()}):
        with pytest.raises(TypeError, match="no way to write"):
            plain(value)
