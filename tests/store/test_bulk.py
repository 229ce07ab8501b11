"""Many rows in one statement: every value arrives as it is, whatever it looks like to the database's own syntax."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine.store.database import Database
from engine.store.tables.county import absence, score, setting
from engine.store.tables.mail import mail
from engine.store.tables.matter import number_series
from engine.store.transaction import Transaction
from tests.store.samples import NOW

#: What an array of PostgreSQL could trip over. It knows no NUL in a text.
AWKWARD = ["", "NULL", '"', "\\", '\\"', "{a,b}", "a,b", " a ", "督办\n单", "'", "%s", "?", ":name", "$1", "\x1f"]


def _series(tx: Transaction) -> dict[tuple[str, int], int]:
    return {(row.prefix, row.year): row.last for row in tx.execute(select(number_series))}


def test_texts_come_back_as_they_are(database: Database) -> None:
    with database.write() as tx:
        inserted = tx.insert_all(number_series, [{"prefix": one, "year": 1, "last": 0} for one in AWKWARD])

        assert inserted == len(AWKWARD)
        assert set(_series(tx)) == {(one, 1) for one in AWKWARD}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1))
def test_any_text_comes_back_as_it_is(database: Database, texts: list[str]) -> None:
    with database.write() as tx:
        rows = [{"prefix": text, "year": place, "last": place} for place, text in enumerate(texts)]
        tx.insert_all(number_series, rows)

        assert _series(tx) == {(text, place): place for place, text in enumerate(texts)}
        tx.delete_all(number_series, [{"old_prefix": row["prefix"], "old_year": row["year"]} for row in rows])
        assert _series(tx) == {}


def test_every_kind_of_column_comes_back_as_it_is(database: Database) -> None:
    day = NOW.date()
    away = {"person": "a", "first_on": day, "last_on": None, "entered_at": NOW, "entered_by": "b"}
    points = {
        "unit": "u",
        "year": 2026,
        "matter": "m",
        "clock": "c",
        "run": 1,
        "reason": "E1",
        "points": -0.1,
        "at": NOW,
    }
    value = {"a": [1, 2.5, None, True], 'quote"': "\\"}
    with database.write() as tx:
        tx.insert_all(absence, [away, away | {"last_on": day}])
        tx.insert_all(score, [points])
        tx.insert_all(setting, [{"key": "k", "value": value}])

        found = [row.last_on for row in tx.execute(select(absence).order_by(absence.c.id))]
        scored = tx.execute(select(score)).one()
        assert found == [None, day]
        assert (scored.points, scored.at) == (-0.1, NOW)
        assert tx.execute(select(setting.c.value)).scalar() == value


def test_the_bytes_of_mails_come_back_as_they_are(database: Database) -> None:
    content = bytes(range(256))
    row = {
        "person": "a", "address": "a@b", "subject": "", "at": NOW, "message_id": "m", "bytes": content, "state": "queued",
        "attempts": 0, "next_try_at": NOW, "lease_until": NOW + timedelta(days=1), "lease_by": "", "last_error": "",
    }  # fmt: skip
    with database.write() as tx:
        tx.insert_all(mail, [row, row | {"message_id": "n", "bytes": b""}])

        assert list(tx.execute(select(mail.c.bytes).order_by(mail.c.id)).scalars()) == [content, b""]


def test_rows_that_are_there_are_left_out_and_not_counted(database: Database) -> None:
    with database.write() as tx:
        tx.insert_all(number_series, [{"prefix": "A", "year": 1, "last": 1}])
        new = tx.insert_all(
            number_series,
            [{"prefix": "A", "year": 1, "last": 9}, {"prefix": "B", "year": 1, "last": 2}],
            unless=("prefix", "year"),
        )

        assert (new, _series(tx)) == (1, {("A", 1): 1, ("B", 1): 2})


def test_an_update_touches_its_targets_and_counts_them(database: Database) -> None:
    with database.write() as tx:
        tx.insert_all(number_series, [{"prefix": one, "year": 1, "last": 0} for one in "ABC"])
        changes = [{"last": 7, "old_prefix": "A", "old_year": 1}, {"last": 8, "old_prefix": "B", "old_year": 2}]

        assert tx.update_all(number_series, changes) == 1
        assert _series(tx) == {("A", 1): 7, ("B", 1): 0, ("C", 1): 0}


@pytest.mark.parametrize("count", [1, 500])
def test_any_number_of_rows_is_one_statement_and_none_is_none(database: Database, count: int) -> None:
    with database.write() as tx:
        before = database.count.statements
        tx.insert_all(number_series, [{"prefix": "A", "year": year, "last": 0} for year in range(count)])
        tx.update_all(number_series, [{"last": 1, "old_prefix": "A", "old_year": year} for year in range(count)])
        tx.delete_all(number_series, [{"old_prefix": "A", "old_year": year} for year in range(count)])
        assert database.count.statements - before == 3

        for nothing in (tx.insert_all, tx.update_all, tx.delete_all):
            assert nothing(number_series, []) == 0
        assert database.count.statements - before == 3
