"""The PostgreSQL fixture keeps its word: a real server, and a database of its own for each test."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests import postgres
from tests.postgres import create_database, drop_database, with_our_driver


def _ask(url: str, *statements: str) -> object:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        return connection.execute(text(statements[-1])).scalar()


def test_the_server_answers(postgres_url: str) -> None:
    assert postgres_url.startswith("postgresql+psycopg://")
    assert _ask(postgres_url, "SELECT 1") == 1


def test_a_database_starts_empty(postgres_database: str) -> None:
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"

    assert _ask(postgres_database, tables) == 0


def test_chinese_text_comes_back_as_it_went_in(postgres_database: str) -> None:
    told = _ask(postgres_database, "CREATE TABLE t AS SELECT '督办' AS x", "SELECT x FROM t")

    assert told == "督办"


def test_two_databases_do_not_see_each_other(postgres_url: str, postgres_database: str) -> None:
    other = create_database(postgres_url)
    _ask(postgres_database, "CREATE TABLE mine (x int)", "SELECT 1")

    seen = _ask(other, "SELECT to_regclass('public.mine')")
    drop_database(postgres_url, other)

    assert other != postgres_database
    assert seen is None


def test_a_database_can_be_copied_from_another(postgres_url: str, postgres_database: str) -> None:
    """A migrated database as template spares each test its migrations."""
    _ask(postgres_database, "CREATE TABLE t AS SELECT 7 AS x", "SELECT 1")

    copy = create_database(postgres_url, template=make_url(postgres_database).database or "")
    seen = _ask(copy, "SELECT x FROM t")
    drop_database(postgres_url, copy)

    assert seen == 7


def test_dropping_does_not_wait_for_an_open_connection(postgres_url: str) -> None:
    url = create_database(postgres_url)
    engine = create_engine(url, poolclass=NullPool)
    left_open = engine.connect()
    left_open.execute(text("SELECT 1"))

    drop_database(postgres_url, url)

    left_open.invalidate()
    left_open.close()
    with pytest.raises(OperationalError, match="does not exist"):
        _ask(url, "SELECT 1")


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"

    with pytest.raises(RuntimeError, match=r"ls ended with .*\n.*nowhere"):
        postgres._run(None, tmp_path, "ls", missing)


def test_a_given_address_keeps_all_but_its_driver() -> None:
    given = "postgresql://li:secret@127.0.0.1:5433/postgres?sslmode=disable"

    assert with_our_driver(given) == given.replace("postgresql:", "postgresql+psycopg:")
