"""Opening, migrating, transactions."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import connect

import pytest
from alembic import command
from alembic.util.exc import CommandError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.store import settings
from engine.store.database import Database
from engine.store.errors import Conflict, DatabaseFault, SchemaNewer
from engine.store.schema import State, configuration
from engine.store.tables import metadata
from engine.store.tables.matter import number_series


def test_an_empty_database_is_migrated_to_the_present(url: str) -> None:
    database = Database.open(url)
    before = database.schema_state()

    database.migrate()
    database.migrate()

    assert (before, database.schema_state()) == (State.EMPTY, State.CURRENT)
    database.close()


def test_the_migrations_make_the_tables_that_are_declared(database: Database) -> None:
    """`alembic check` finds nothing to do."""
    with database.write() as tx:
        try:
            command.check(configuration(tx.connection))
        except CommandError as difference:
            pytest.fail(str(difference))


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaNewer, match="9999"):
        database.schema_state()
    with pytest.raises(SchemaNewer, match="9999"):
        database.migrate()


def test_a_failed_migration_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database.open(url)
    with database.write() as tx:
        tx.execute(text("CREATE TABLE seal (x INTEGER)"))  # in the way of a table that is created late

    with pytest.raises(Exception, match="seal"):
        database.migrate()

    assert database.schema_state() is State.EMPTY
    with database.read() as tx:
        assert not tx.connection.dialect.has_table(tx.connection, "absence")
    database.close()


def test_cells_in_schemas_of_one_database_do_not_see_each_other(postgres_database: str) -> None:
    cells = [Database.open(postgres_database, schema) for schema in ("cell_a", "cell_b")]
    for cell in cells:
        cell.migrate()
    with cells[0].write() as tx:
        settings.put(tx, "seed", "only in a")

    with cells[1].read() as tx:
        assert settings.get(tx, "seed") is None
        # SQLModel's declarations name no schema, so reflection sees this cell's tables alone.
        command.check(configuration(tx.connection))
    for cell in cells:
        cell.close()


@pytest.mark.parametrize("schema", ["Robert'); DROP TABLE x", "UPPER", "9", "a" * 64])
def test_a_schema_needs_a_plain_name(schema: str) -> None:
    with pytest.raises(ValueError, match="schema"):
        Database.open("postgresql://nowhere/x", schema)


@pytest.mark.parametrize(("url", "schema"), [("mysql://nowhere/x", ""), ("sqlite://", "cell_a")])
def test_other_databases_and_schemas_in_sqlite_are_refused(url: str, schema: str) -> None:
    with pytest.raises(ValueError, match=r"SQLite"):
        Database.open(url, schema)


def test_a_block_that_raises_writes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as tx:
            settings.put(tx, "seed", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with database.read() as tx:
        assert settings.get(tx, "seed") is None


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseFault)), database.read() as tx:
        settings.put(tx, "seed", 1)

    with database.write() as tx:  # and the connection is as good as before
        settings.put(tx, "seed", 2)


def test_a_reading_transaction_sees_one_state(database: Database) -> None:
    with database.read() as reading:
        before = settings.get(reading, "seed")
        with database.write() as tx:
            settings.put(tx, "seed", 1)

        assert settings.get(reading, "seed") == before


def test_writers_under_contention_lose_nothing(database: Database) -> None:
    """Read and then write: with deferred transactions on SQLite about half of these fail."""
    with database.write() as tx:
        settings.put(tx, "count", 0)

    def add_one(_: int) -> None:
        with database.write() as tx:
            if tx.is_postgresql:
                tx.execute(text("SELECT 1 FROM setting FOR UPDATE"))
            settings.put(tx, "count", settings.get(tx, "count") + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(200)))

    with database.read() as tx:
        assert settings.get(tx, "count") == 200


def test_a_row_somebody_else_inserted_first_is_a_conflict(database: Database) -> None:
    row = {"prefix": "SW", "year": 2026, "last": 1}
    with database.write() as tx:
        tx.insert_new(number_series, [row], clash="not reached")

    with pytest.raises(Conflict, match="already numbered"), database.write() as tx:
        tx.insert_new(number_series, [row], clash="already numbered")
    with pytest.raises(IntegrityError), database.write() as tx:  # another fault is not called a conflict
        tx.insert_new(number_series, [row | {"prefix": None}], clash="not reached")


def test_sqlite_is_opened_safely(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'duban.db'}")
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
    with database.read() as tx:
        found = {name: tx.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
    database.close()

    assert found == expected


def test_a_database_in_memory_serves_several_threads() -> None:
    database = Database.open("sqlite://")
    database.migrate()

    def put(number: int) -> None:
        with database.write() as tx:
            settings.put(tx, f"key {number}", number)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(put, range(40)))
    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM setting")).scalar() == 40
    database.close()


def test_a_file_that_is_no_database_is_a_fault_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "duban.db").write_text("not a database, but long enough to be looked at" * 100)
    database = Database.open(f"sqlite:///{tmp_path / 'duban.db'}")

    with pytest.raises(DatabaseFault, match="not a database"):
        database.schema_state()
    database.close()


def test_a_server_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    database = Database.open(f"postgresql://nobody@/nothing?host={tmp_path}")

    with pytest.raises(DatabaseFault, match=r"\S"):
        database.schema_state()


def test_the_views_for_reports_show_neither_private_values_nor_mails(database: Database) -> None:
    with database.read() as tx:
        columns = {
            name: {column.name for column in metadata.tables[table].columns}
            & set(tx.execute(text(f"SELECT * FROM {name}")).keys())
            for name, table in (
                ("v_matters", "matter"),
                ("v_clocks", "clock"),
                ("v_notices", "notice"),
                ("v_mails", "mail"),
            )
        }

    assert "bytes" not in columns["v_mails"]
    assert not {"head", "facts"} & columns["v_matters"]
    assert all(columns.values())


def test_a_backup_of_the_file_is_a_database(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'duban.db'}")
    database.migrate()
    with database.write() as tx:
        settings.put(tx, "seed", 1)

    with connect(tmp_path / "duban.db") as source, connect(tmp_path / "copy.db") as target:
        source.backup(target)
    source.close()
    target.close()
    database.close()

    copy = Database.open(f"sqlite:///{tmp_path / 'copy.db'}")
    with copy.read() as tx:
        assert settings.get(tx, "seed") == 1
    copy.close()
