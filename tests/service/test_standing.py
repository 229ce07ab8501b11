"""What stands in a county's folder is taken alone, kept aside whole, and exchanged in one go."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.core.notice import Notice
from engine.store import extent, notices
from engine.store.database import Database
from engine.store.errors import DatabaseFault
from service.standing import InUse, taken
from tests.service.conftest import NOW, Run


def make(file: Path, word: str, rows: int = 500) -> Path:
    """A database of one table, its journal beside it as long as it is open."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (word TEXT)")
        with database:
            database.executemany("INSERT INTO t VALUES (?)", [(word,)] * rows)
    return file


def words(file: Path) -> set[tuple[str, int]]:
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return set(database.execute("SELECT word, count(*) FROM t GROUP BY word"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return make(tmp_path / "duban.db", "old", rows=5000)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    file = make(tmp_path / "new.db", "new")
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    return file


def test_the_new_one_stands_and_the_old_one_is_kept(old: Path, new: Path, tmp_path: Path) -> None:
    with taken(old) as standing:
        kept = standing.exchange(new, tmp_path / "aside.db")

    assert kept == tmp_path / "aside.db"
    assert (words(old), words(kept)) == ({("new", 500)}, {("old", 5000)})
    assert kept.stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["aside.db", "duban.db", "new.db"]


def test_what_was_only_in_the_journal_is_kept_too(old: Path, new: Path, tmp_path: Path) -> None:
    """A process that was killed leaves a journal with all it had written."""
    code = (
        "import os, sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('PRAGMA journal_mode=WAL')\n"
        "with d: d.execute(\"INSERT INTO t VALUES ('late')\")\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, old])
    assert old.with_name("duban.db-wal").stat().st_size > 0

    with taken(old) as standing:
        kept = standing.exchange(new, tmp_path / "aside.db")

    assert kept is not None
    assert (words(old), words(kept)) == ({("new", 500)}, {("old", 5000), ("late", 1)})


def test_nobody_else_comes_in_until_it_is_over_and_then_he_finds_the_new_one(old: Path, new: Path) -> None:
    with taken(old) as standing:
        standing.exchange(new, old.with_name("aside.db"))
        with closing(sqlite3.connect(old, timeout=0)) as other, pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SELECT * FROM t").fetchall()

    assert words(old) == {("new", 500)}


def test_a_database_that_somebody_has_open_is_not_taken(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.standing.PATIENCE", 0.1)
    with closing(sqlite3.connect(old)) as other:
        other.execute("SELECT * FROM t").fetchone()

        with pytest.raises(InUse, match=r"duban\.db"), taken(old):
            pass

    assert words(old) == {("old", 5000)}


def test_nothing_may_stand_there(new: Path, tmp_path: Path) -> None:
    """A journal without its database would be taken for the new one's."""
    place = tmp_path / "place.db"
    place.with_name("place.db-wal").write_bytes(b"left over")

    with taken(place) as standing:
        kept = standing.exchange(new, tmp_path / "aside.db")

    assert kept is None
    assert words(place) == {("new", 500)}
    assert (tmp_path / "aside.db-wal").read_bytes() == b"left over"


def test_what_is_no_database_any_more_is_kept_as_it_is(old: Path, new: Path, tmp_path: Path) -> None:
    old.write_bytes(b"no database" * 999)
    old.with_name("duban.db-wal").write_bytes(b"nor its journal")

    with taken(old) as standing:
        known = standing.touched(NOW)
        kept = standing.exchange(new, tmp_path / "aside.db")

    assert kept is not None
    assert (known, words(old)) == ((), {("new", 500)})
    assert kept.read_bytes() == b"no database" * 999
    assert kept.with_name("aside.db-wal").read_bytes() == b"nor its journal"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_damaged_database_is_kept_with_its_damage(old: Path, new: Path, tmp_path: Path) -> None:
    content = bytearray(old.read_bytes())
    content[8192:12288] = b"\x5a" * 4096
    old.write_bytes(content)

    with taken(old) as standing:
        kept = standing.exchange(new, tmp_path / "aside.db")

    assert kept is not None
    assert words(old) == {("new", 500)}
    assert kept.read_bytes()[8192:12288] == b"\x5a" * 4096


def test_a_database_of_which_half_is_gone_is_kept_as_it_is(old: Path, new: Path, tmp_path: Path) -> None:
    half = old.read_bytes()[: old.stat().st_size // 2]
    old.write_bytes(half)

    with taken(old) as standing:
        kept = standing.exchange(new, tmp_path / "aside.db")

    assert kept is not None
    assert (words(old), kept.read_bytes()) == ({("new", 500)}, half)


def test_a_database_that_may_not_be_written_is_a_fault(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_reading(file: Path, **options: Any) -> Any:
        return connect(f"file:{file}?mode=ro", uri=True, **options)

    connect = sqlite3.connect
    monkeypatch.setattr("service.standing.sqlite3.connect", only_reading)

    with pytest.raises(DatabaseFault, match=r"duban\.db: disk I/O error"), taken(old):
        pass


def test_a_name_that_is_given_already_is_never_given_again(old: Path, new: Path, tmp_path: Path) -> None:
    (tmp_path / "aside.db").write_text("mine")

    with pytest.raises(FileExistsError), taken(old) as standing:
        standing.exchange(new, tmp_path / "aside.db")

    assert (words(old), (tmp_path / "aside.db").read_text()) == ({("old", 5000)}, "mine")


def test_what_the_system_refuses_is_a_fault_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "duban.db").mkdir()

    with pytest.raises(DatabaseFault, match=r"duban\.db: .*directory"), taken(tmp_path / "duban.db"):
        pass


# --- what it knows -----------------------------------------------------------------------------------------------------


def test_it_knows_which_lines_have_reached_and_about_which_matter(run: Run, used_county: Path, number: str) -> None:
    run("act", number, "offer", "-f", "handler=basic_clerk_a", "--as", "front_desk")
    file = used_county / "duban.db"
    with closing(Database.open(f"sqlite:///{file}")) as stored, stored.read() as tx:
        (*_, offered) = [one.notice for one in notices.of_matter(tx, number)]
        origin = extent.origins(tx, [number])[number]
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE notice SET reached_at = '2026-11-09 00:30:00.000000' WHERE kind = ?", (offered.kind,))

    with taken(file) as standing:
        assert standing.reached(offered, origin) == datetime(2026, 11, 9, 0, 30, tzinfo=UTC)
        assert standing.reached(offered, "of another matter") is None
        assert standing.reached(a_line(offered, basis="another"), origin) is None
        assert standing.touched(NOW - timedelta(days=36500)) == (number,)
        assert standing.touched(NOW + timedelta(days=36500)) == ()


def a_line(line: Notice, basis: str) -> Notice:
    return Notice(
        matter=line.matter, clock=line.clock, run=line.run, kind=line.kind, basis=basis, person=line.person, at=line.at
    )


def test_a_database_of_other_tables_knows_nothing(old: Path) -> None:
    line = Notice(matter="SW-2026-0001", clock="c", run=1, kind="due", basis="b", person="p", at=NOW)

    with taken(old) as standing:
        assert (standing.reached(line, "x"), standing.touched(NOW)) == (None, ())
