"""A restore that is killed anywhere leaves the old county whole or the new one, and can be given again."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.store.database import Database
from engine.store.verification import verify
from tests.service.conftest import prepared
from tests.service.test_restoring import backed_up
from tests.service.test_serve import here

__all__ = ["backed_up", "prepared"]

ROOT = Path(__file__).parent.parent.parent
OLD, NEW = "answered", "as it was"
STEP = 0.004  #: seconds

_ASKED = """
    SELECT (SELECT count(*) FROM entry WHERE kind = 'restored'),
           (SELECT count(*) FROM entry WHERE data LIKE '%answer_on_spot%'),
           (SELECT count(*) FROM mail WHERE state IN ('queued', 'sending', 'deferred'))
"""


class Restorer:
    """The process that restores, and dies on demand."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def restore(self, county: Path, copy: Path, *, call: int = 0, seconds: float = 0.0) -> tuple[int, int]:
        """How it ended (0, or the negative number of a signal), and how many calls it took if it did not die."""
        job = {"county": str(county), "copy": str(copy), "call": call, "seconds": seconds}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        ended, calls = json.loads(self._process.stdout.readline())
        assert ended <= 0, "the child raised; its traceback is on stderr"
        return ended, calls


@pytest.fixture(scope="module")
def restorer() -> Iterator[Restorer]:
    words = [sys.executable, "-m", "tests.survival.restorer"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield Restorer(process)
        assert process.stdin is not None
        process.stdin.close()


class Ground(NamedTuple):
    """A county in which something was done since its backup."""

    folder: Path
    copy: Path

    def again(self, to: Path) -> Path:
        """A fresh copy of it."""
        shutil.rmtree(to, ignore_errors=True)
        return shutil.copytree(self.folder, to)


@pytest.fixture(scope="module")
def ground(backed_up: Path, prepared: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = shutil.copytree(backed_up / "county", tmp_path_factory.mktemp("ground") / "county")
    where = ("--county", str(folder), "--as", "front_desk")
    here("act", prepared[1], "answer_on_spot", "-f", "result=已答复", *where)
    return Ground(folder, backed_up / "copy.db")


def which(file: Path) -> str:
    """Which county a database holds; it must be sound, and its record must hold."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        restored, answered, on_its_way = database.execute(_ASKED).fetchone()
    with closing(Database.open(f"sqlite:///{file}")) as stored, stored.read() as tx:
        assert verify(tx) == []
    assert on_its_way == 0 or not restored, "nothing of the copy may leave"
    return {(0, 1): OLD, (1, 0): NEW}[restored, answered]


def kept(county: Path) -> list[Path]:
    return list(county.glob("duban.db.*.replaced"))


def moments(calls: int) -> Iterator[int]:
    """When to kill: the first half of the calls only makes a copy beside the database, so of these every fourth will do."""
    yield from range(1, calls // 2, 4)
    yield from range(calls // 2, calls + 1)


def test_killed_before_any_call_that_touches_a_file_it_leaves_one_county_whole(
    restorer: Restorer, ground: Ground, tmp_path: Path
) -> None:
    """Killed at one after the other: first the old county stands, from some point on the new one, and the old one is kept."""
    county = ground.again(tmp_path / "undisturbed")
    ended, calls = restorer.restore(county, ground.copy)
    assert (ended, which(county / "duban.db"), calls > 40) == (0, NEW, True)
    stood = []

    for call in moments(calls):
        county = ground.again(tmp_path / "county")
        assert restorer.restore(county, ground.copy, call=call)[0] == -signal.SIGKILL
        stood.append(which(county / "duban.db"))
        if stood[-1] == NEW:
            assert [which(file) for file in kept(county)] == [OLD], call

    assert stood == sorted(stood), "once the new one stands it stays"
    assert {OLD, NEW} == set(stood)


def test_killed_in_the_middle_of_the_exchange_it_leaves_one_county_whole_and_can_be_given_again(
    restorer: Restorer, ground: Ground, tmp_path: Path
) -> None:
    """Killed a little later each time until it is done; the copy is large, so that SQLite is at it for a while."""
    copy = Path(shutil.copy(ground.copy, tmp_path / "large.db"))
    with closing(sqlite3.connect(copy)) as database, database:
        many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
        database.execute(f"CREATE TABLE ballast AS {many} SELECT randomblob(4000) AS weight FROM n")
    stood = []
    for step in count(1):
        county = ground.again(tmp_path / "county")
        ended, _ = restorer.restore(county, copy, seconds=STEP * step)
        if ended == 0:
            break
        assert ended == -signal.SIGALRM
        stood.append((len(kept(county)), which(county / "duban.db")))

    assert which(county / "duban.db") == NEW
    assert (1, OLD) in stood, "it died when the old one was kept, and the new one was not yet there"
    county = ground.again(tmp_path / "county")
    restorer.restore(county, copy, seconds=STEP * (len(stood) / 2))
    assert restorer.restore(county, copy)[0] == 0
    assert which(county / "duban.db") == NEW
    assert OLD in {which(file) for file in kept(county)}


def test_killed_while_a_broken_database_is_replaced_it_can_be_given_again(
    restorer: Restorer, ground: Ground, tmp_path: Path
) -> None:
    """What is no database cannot be whole; but nothing of it is ever lost, and the new county is there whole or not at all."""
    broken = b"no database" * 9999

    def spoiled() -> Path:
        county = ground.again(tmp_path / "county")
        (county / "duban.db").write_bytes(broken)
        return county

    county = spoiled()
    ended, calls = restorer.restore(county, ground.copy)
    assert (ended, which(county / "duban.db")) == (0, NEW)
    assert [file.read_bytes() for file in kept(county)] == [broken]

    for call in moments(calls):
        county = spoiled()
        assert restorer.restore(county, ground.copy, call=call)[0] == -signal.SIGKILL
        contents = [file.read_bytes() for file in (county / "duban.db", *kept(county))]
        assert broken in contents, call
        assert contents[0] == broken or which(county / "duban.db") == NEW
