"""Two sweeps at once on PostgreSQL say together exactly what one would (language.md rule 14, promise 2).

On SQLite there is one writer at a time and one service for a file (tests/service/test_serve.py). Nothing here is left to chance: one
sweep is stopped at a known place, the other works until it is done or waits for a lock of the first, then the first goes on.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, event, text

from engine.core.calendar import Interval
from engine.core.organisation import Absence
from engine.run import absence, bringing_up
from engine.run import sweep as room
from engine.run.cell import Cell
from engine.run.letter import Composed, Letter
from engine.store import settings
from engine.store.database import Database
from engine.store.errors import Conflict
from engine.store.faces import open_of
from tests.core.play import at
from tests.run.county import running_county
from tests.survival.conftest import Copy
from tests.survival.seeded import (
    EVENING,
    MORNING,
    NEXT_MORNING,
    FileServer,
    LetterComposer,
    Picture,
    bodies,
    cell_on,
    deliver,
    difference,
    faults,
    picture,
)

PATIENCE = 20.0
ON_POSTGRES = pytest.mark.parametrize("copy", ["postgresql"], indirect=True)


class Stop:
    """A place at which the first sweep waits until it is let go."""

    def __init__(self) -> None:
        self.is_reached = Event()
        self.is_open = Event()

    def pass_(self) -> None:
        self.is_reached.set()
        assert self.is_open.wait(PATIENCE)

    def before_commit(self, database: Database, commit: int) -> None:
        """Stop before a writing transaction is committed."""
        left = [commit]

        def passing(connection: Connection) -> None:
            left[0] -= connection.get_execution_options()["duban_begin"] != "BEGIN"
            if left[0] == 0 and not self.is_reached.is_set():
                self.pass_()

        event.listen(database.engine, "commit", passing)


@dataclass(frozen=True)
class SlowComposer:
    """Stops with its first letter: what it says was read, and no mail is queued yet."""

    stop: Stop

    def compose(self, letter: Letter) -> Composed:
        if not self.stop.is_reached.is_set():
            self.stop.pass_()
        return LetterComposer().compose(letter)


@dataclass(frozen=True)
class Pair:
    """Two services on one database."""

    one: Cell
    two: Cell
    server: FileServer
    watching: Database
    stop: Stop

    def at_once(self, now: datetime) -> bool:
        """Let them work at once; False if the first one had done its sweep when it came to the stop."""
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(work, self.one, self.server, now)
            first.add_done_callback(lambda _: self.stop.is_reached.set())
            assert self.stop.is_reached.wait(PATIENCE)
            is_sweeping = not first.done() and not self.server.taken()
            second = pool.submit(work, self.two, self.server, now)
            self._wait_until_done_or_blocked(second)
            self.stop.is_open.set()
            first.result(PATIENCE)
            second.result(PATIENCE)
        work(self.two, self.server, now)  # the next heartbeat
        return is_sweeping

    def _wait_until_done_or_blocked(self, other: "Future[None]") -> None:
        blocked = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        while not other.done():
            with self.watching.read() as tx:
                if tx.execute(blocked).scalar_one():
                    return


@contextmanager
def pair(url: str, path: Path) -> Iterator[Pair]:
    with (
        closing(Database.open(url)) as one,
        closing(Database.open(url)) as two,
        closing(Database.open(url)) as watching,
    ):
        yield Pair(cell_on(one), cell_on(two), FileServer(path), watching, Stop())


def work(cell: Cell, server: FileServer, now: datetime) -> None:
    """A service's work as the monitor calls it: after a conflict the sweep comes again."""
    while True:
        try:
            room.sweep(cell, now)
        except Conflict:
            continue
        deliver(cell.database, server, now)
        return


@ON_POSTGRES
@pytest.mark.usefixtures("small_chunks")
def test_wherever_one_sweep_is_another_beside_it_changes_nothing(copy: Copy, tmp_path: Path) -> None:
    """The first stops before each commit of its sweep in turn while the second does all its work.

    The same lines, points, numbers and dates as of one alone; the same mails, each line in them once.
    """
    with copy() as url, closing(Database.open(url)) as database:
        server = FileServer(tmp_path / "alone.jsonl")
        work(cell_on(database), server, MORNING)
        expected, mails = sent_only(picture(database)), bodies(server.taken())

    wrong = {}
    commit, goes_on = 0, True
    while goes_on:
        commit += 1
        with copy() as url, pair(url, tmp_path / f"{commit}.jsonl") as both:
            both.stop.before_commit(both.one.database, commit)
            goes_on = both.at_once(MORNING)
            found = difference(sent_only(picture(both.watching)), expected)
            assert faults(both.watching) == []
            if found or bodies(both.server.taken()) != mails or len(both.server.taken()) != mails.total():
                wrong[commit] = found

    assert commit > 8
    assert wrong == {}


def sent_only(found: Picture) -> Picture:
    """Without mails that gave way to others before anybody saw them."""
    return Counter({row: times for row, times in found.items() if "'superseded'" not in row or row[0] != "mail"})


@ON_POSTGRES
def test_while_one_sweep_writes_its_letters_another_does_not_send_the_same_lines(copy: Copy, tmp_path: Path) -> None:
    """Promise 2: one person, one batch, one mail. Writing letters takes a while, and the other's mails are out by then."""
    with copy() as url, pair(url, tmp_path / "mails.jsonl") as both:
        deliver(both.watching, FileServer(tmp_path / "evening.jsonl"), at(EVENING))  # nothing waits from before
        slow = replace(both.one, composer=SlowComposer(both.stop))

        assert replace(both, one=slow).at_once(MORNING)

        mails = Counter(address for address, _ in both.server.taken())
        assert len(mails) > 3
        assert set(mails.values()) == {1}


@ON_POSTGRES
def test_two_services_that_come_back_together_note_one_outage(copy: Copy, tmp_path: Path) -> None:
    """A fault of the race is at most a Conflict, which the monitor repeats; never a traceback."""
    with copy() as url, pair(url, tmp_path / "mails.jsonl") as both:
        both.stop.before_commit(both.one.database, 1)

        assert both.at_once(NEXT_MORNING)

        with both.watching.read() as tx:
            assert len(settings.outages(tx)) == 1


def test_two_sweeps_that_meet_the_same_uncovered_post_open_one_matter_about_it(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 15: the gap is a matter of its own, one for each post. Two matters of the window, each in a chunk of its own."""
    monkeypatch.setattr(bringing_up, "CHUNK", 1)
    with closing(Database.open(postgres_database)) as database:
        county = running_county(database, "2026-02-24 09:00")
        for _ in range(2):
            county.open("2026-02-24 10:00", "time_limit", "window_a", "window", applicant="某", item="办学许可")
        for person in ("window_a", "window_b"):
            away = Absence(person, Interval(date(2026, 3, 2), date(2026, 3, 4)))
            absence.enter(county.cell, away, "window_head", county.now)
        county.pass_to("2026-03-01 20:00")

    chunk = 4  # after the outage, the recurring openings and the ends of gaps
    with pair(postgres_database, tmp_path / "mails.jsonl") as both:
        both.stop.before_commit(both.one.database, chunk)
        assert both.at_once(MORNING)

        with both.watching.read() as tx:
            assert list(open_of(tx, "post_gap").values()) == [("window", "window_officer")]


def test_two_sweeps_after_each_other_say_nothing_twice(database: Database, tmp_path: Path) -> None:
    """Two services that are not quite at once, on either database: the second finds nothing to do."""
    county = running_county(database, "2026-02-13 09:00")
    request = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
    county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **request)
    server = FileServer(tmp_path / "mails.jsonl")

    for _ in range(2):
        work(cell_on(database), server, at("2026-02-14 08:30"))

    assert sorted(address for address, _ in server.taken()) == [
        "office_head@county.example",
        "officer_l@county.example",
    ]
