"""The history that can be proved."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.core.change import Change
from engine.core.notice import Entry
from engine.store import history, matters, seals
from engine.store.database import Database
from engine.store.erasure import erase
from engine.store.errors import Conflict
from engine.store.seals import seal_heads
from engine.store.tables.base import JsonText
from engine.store.tables.history import entry
from engine.store.transaction import Transaction
from engine.store.verification import verify
from tests.store.samples import DAY, NOW, an_entry, an_opening, load, store

ONE, TWO = "SW-2026-0001", "SW-2026-0002"
SECRET = frozenset({"name"})
LINE = "matter, seq, at, stored_at, kind, actor, data, digests, prev_hash, hash"


def faults(database: Database) -> list[str]:
    with database.read() as tx:
        return [f"{fault.where}: {fault.what}" for fault in verify(tx)]


def unguard(tx: Transaction) -> None:
    """What somebody with the rights of an administrator can do."""
    names = {"entry": ("update", "delete"), "checkpoint": ("update", "delete"), "seal": ("update", "delete")}
    for table, actions in names.items():
        if tx.is_postgresql:
            tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for action in actions:
                tx.execute(text(f"DROP TRIGGER {table}_no_{action}"))


def tamper(database: Database, *statements: str) -> None:
    with database.write() as tx:
        unguard(tx)
        for statement in statements:
            tx.execute(text(statement))


@pytest.fixture
def told(database: Database) -> Database:
    """Two matters with some history, sealed, then one more line, and a line of the county."""
    store(database, an_opening(ONE), an_opening(TWO))
    for kind in ("said", "done"):
        with database.write() as tx:
            (matter,) = matters.load(tx, [ONE])
            changed = Change(matter=matter, entries=(an_entry(ONE, kind, by="王"), an_entry(ONE, f"{kind}_2")))
            matters.save(tx, [changed], at=NOW)
            if kind == "said":
                history.note(tx, [an_entry("", "applied")], at=NOW)
                seal_heads(tx, at=NOW)
    return database


@pytest.mark.parametrize("table", ["entry", "checkpoint", "seal"])
@pytest.mark.parametrize("action", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_history_refuses_update_and_delete(told: Database, table: str, action: str) -> None:
    if action.startswith("TRUNCATE") and not told.is_postgresql:
        pytest.skip("SQLite has no TRUNCATE")
    column = {"entry": "actor", "checkpoint": "hash", "seal": "head"}[table]

    with pytest.raises(DBAPIError, match="append-only"), told.write() as tx:
        tx.execute(text(action.format(table, column)))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
        "REPLACE INTO {0} SELECT * FROM {0}",
        f"INSERT OR REPLACE INTO entry (rowid, {LINE}) SELECT rowid, '?', {LINE.partition(', ')[2]} FROM entry",
        "INSERT OR REPLACE INTO seal (rowid, checkpoint, matter, seq, head) SELECT rowid, checkpoint, '?', seq, head FROM seal",
    ],
)
@pytest.mark.parametrize("table", ["entry", "checkpoint", "seal"])
def test_no_row_takes_the_place_of_another_whoever_connects(tmp_path: Path, table: str, statement: str) -> None:
    """A connection that is not ours does not make REPLACE fire the triggers of DELETE."""
    database = Database.open(f"sqlite:///{tmp_path / 'duban.db'}")
    database.migrate()
    store(database, an_opening(ONE))
    with database.write() as tx:
        seal_heads(tx, at=NOW)

    for stranger in (sqlite3.connect(tmp_path / "duban.db"), database.engine.raw_connection()):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            stranger.execute(statement.format(table))
        stranger.close()

    assert faults(database) == []
    database.close()


def test_a_line_somebody_else_wrote_first_is_a_conflict(told: Database) -> None:
    with told.read() as tx:
        (first, *_) = tx.execute(text("SELECT * FROM entry WHERE matter = ''")).mappings()

    row = dict(first) | {"at": NOW, "stored_at": NOW, "data": JsonText("{}"), "digests": JsonText("{}")}
    with pytest.raises(Conflict, match="written already"), told.write() as tx:
        tx.insert_new(entry, [row], clash="written already")


def test_an_honest_history_has_no_faults(told: Database) -> None:
    assert faults(told) == []


def test_history_comes_back_in_order(told: Database) -> None:
    with told.read() as tx:
        lines = history.of_matter(tx, ONE)
        county = history.of_matter(tx, history.COUNTY)

    assert [each.entry.kind for each in lines] == ["opened", "said", "said_2", "done", "done_2"]
    assert lines[1].entry == Entry(matter=ONE, kind="said", at=NOW, actor="li", data={"by": "王"})
    assert [each.entry.kind for each in county] == ["applied"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"UPDATE entry SET actor = 'chen' WHERE matter = '{ONE}' AND seq = 2", f"{ONE}: entry 2 was changed"),
        (f"UPDATE entry SET data = '{{}}' WHERE matter = '{ONE}' AND seq = 2", f"{ONE}: entry 2 was changed"),
        (f"DELETE FROM entry WHERE matter = '{ONE}' AND seq = 2", f"{ONE}: entry 2 is missing"),
        (
            f"DELETE FROM entry WHERE matter = '{ONE}' AND seq = 5",
            f"{ONE}: the last entry is not the one its matter remembers",
        ),
        (f"DELETE FROM entry WHERE matter = '{TWO}'", f"{TWO}: its whole history is missing"),
        ("DELETE FROM entry WHERE matter = ''", "county: entry 1 is not the one that checkpoint 1 sealed"),
        (f"DELETE FROM seal WHERE matter = '{TWO}'", "checkpoint 1: it was changed"),
        ("UPDATE checkpoint SET hash = 'x'", "checkpoint 1: it was changed"),
    ],
)
def test_whatever_was_tampered_with_is_found(told: Database, statement: str, expected: str) -> None:
    tamper(told, statement)

    assert expected in faults(told)


def test_a_history_cut_short_with_care_is_found_by_the_checkpoint(told: Database) -> None:
    """Entries taken from the end, and the matter made to remember the earlier one."""
    with told.read() as tx:
        opened = history.of_matter(tx, ONE)[0]
    tamper(
        told,
        f"DELETE FROM entry WHERE matter = '{ONE}' AND seq > 1",
        f"UPDATE matter SET seq = 1, sealed_seq = 1, head = '{opened.hash}' WHERE number = '{ONE}'",
    )

    assert faults(told) == [f"{ONE}: entry 3 is not the one that checkpoint 1 sealed"]


def test_a_missing_checkpoint_is_found(told: Database) -> None:
    with told.write() as tx:
        seal_heads(tx, at=NOW + DAY)
    tamper(told, "DELETE FROM seal WHERE checkpoint = 1", "DELETE FROM checkpoint WHERE number = 1")

    assert "checkpoint 1: it is missing" in faults(told)


def test_a_checkpoint_seals_what_grew_since_the_last_one(told: Database) -> None:
    with told.write() as tx:
        first = seal_heads(tx, at=NOW)
        again = seal_heads(tx, at=NOW)

    assert (first, again) == (1, 0)
    assert faults(told) == []


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_one_checkpoint_seals_all_however_many_are_read_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(seals, "CHUNK", 2)
    store(database, *(an_opening(f"SW-2026-{number:04}") for number in range(count)))

    with database.write() as tx:
        assert [seal_heads(tx, at=NOW), seal_heads(tx, at=NOW)] == [count, 0]
    assert faults(database) == []


def test_a_matter_that_is_being_written_is_sealed_next_time(postgres_database: str) -> None:
    database = Database.open(postgres_database)
    database.migrate()
    store(database, an_opening(ONE), an_opening(TWO))

    with database.write() as writer:
        matters.load(writer, [ONE])
        with database.write() as sealer:
            assert seal_heads(sealer, at=NOW) == 1
    with database.write() as sealer:
        assert seal_heads(sealer, at=NOW) == 1

    assert faults(database) == []
    database.close()


def test_the_county_keeps_lines_of_no_matter_only(database: Database) -> None:
    with pytest.raises(ValueError, match=ONE), database.write() as tx:
        history.note(tx, [an_entry(ONE)], at=NOW)


def private_opening() -> Change:
    return replace(an_opening(ONE, fields={"name": "张三", "subject": "食堂"}), private=SECRET)


def test_a_private_value_stands_outside_matter_and_history(database: Database) -> None:
    store(database, private_opening())

    assert load(database).fields == {"name": "张三", "subject": "食堂"}
    with database.read() as tx:
        rows = [*tx.execute(text("SELECT * FROM matter")), *tx.execute(text("SELECT * FROM entry"))]
    assert "张三" not in str(rows)
    assert faults(database) == []


def test_a_private_value_that_changes_keeps_its_past_until_it_is_erased(database: Database) -> None:
    store(database, private_opening())
    with database.write() as tx:
        (matter,) = matters.load(tx, [ONE])
        changed = replace(matter, fields={"name": "李四"})
        matters.save(tx, [Change(matter=changed, entries=(an_entry(),), private=SECRET)], at=NOW)
    with database.write() as tx:
        (matter,) = matters.load(tx, [ONE])
        matters.save(tx, [Change(matter=matter, entries=(an_entry(),), private=SECRET)], at=NOW)  # unchanged

    with database.read() as tx:
        kept = tx.execute(text("SELECT count(*) FROM private_value")).scalar()
    assert (load(database).fields, kept) == ({"name": "李四"}, 2)
    assert faults(database) == []


def test_erasing_a_private_value_keeps_the_chain_valid(database: Database) -> None:
    store(database, private_opening())

    with database.write() as tx:
        erase(tx, ONE, "name", at=NOW, actor="chen")

    assert load(database).fields == {"subject": "食堂"}
    assert faults(database) == []
    with database.read() as tx:
        last = history.of_matter(tx, ONE)[-1].entry
        assert "张三" not in str(tx.execute(text("SELECT * FROM private_value")).all())
    assert (last.kind, last.actor, last.data) == ("erased", "chen", {"field": "name"})


def test_what_is_not_private_cannot_be_erased(database: Database) -> None:
    store(database, private_opening())

    with pytest.raises(ValueError, match="subject"), database.write() as tx:
        erase(tx, ONE, "subject", at=NOW, actor="chen")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE private_value SET value = '1'", "the private value name of entry 1 was changed"),
        ("DELETE FROM private_value", "the private value name of entry 1 is missing, and no entry says it was erased"),
        ("UPDATE private_value SET seq = 7", "entry 7 knows of no private value name"),
    ],
)
def test_a_private_value_tampered_with_is_found(database: Database, statement: str, expected: str) -> None:
    store(database, private_opening())

    tamper(database, statement)

    assert f"{ONE}: {expected}" in faults(database)


def test_a_private_value_needs_a_line_of_history(database: Database) -> None:
    with pytest.raises(ValueError, match="history line"):
        store(database, replace(private_opening(), entries=()))


def test_a_field_that_becomes_private_is_taken_out_of_the_matter_and_back(database: Database) -> None:
    store(database, replace(private_opening(), private=frozenset()))

    for private in (SECRET, frozenset[str]()):
        with database.write() as tx:
            (matter,) = matters.load(tx, [ONE])
            matters.save(tx, [Change(matter=matter, entries=(an_entry(),), private=private)], at=NOW)
            shown = tx.execute(text("SELECT fields FROM matter")).scalar()
        assert ("张三" in str(shown)) is not bool(private)
        assert load(database).fields["name"] == "张三"
    assert faults(database) == []
