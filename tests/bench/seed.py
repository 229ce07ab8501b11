"""A county in the evening before a bad morning: many matters, each with one clock that will say a step or a late reminder.

Here: a generated county of 300 schools with the real rulebooks; a thousand matters opened, acted on and reminded by the
engine itself; as many copies of them as wanted, made by SQL (the hashes of copied histories belong to the originals).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import Table, text

from config.calendars import load_years
from config.generate import generate
from engine.core.act import Act
from engine.core.machine import ENGINE
from engine.core.organisation import Organisation
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.letter import Composed, Composer, Letter
from engine.run.sweep import next_wake, sweep
from engine.store import calendar, organisation
from engine.store.database import Database
from engine.store.tables.history import entry, private_value
from engine.store.tables.mail import notice
from engine.store.tables.matter import clock, matter
from notifications import sample
from service import composing
from service.bootstrap import cell_of
from service.folder import Folder, read_folder
from tests.bench.ground import settle
from tests.core.play import at, small_calendar
from tests.run.county import LineComposer

DAYS = small_calendar()
#: The morning: on this day every matter has its step.
MORNING = at("2026-03-25 08:30")
SLEEP = timedelta(days=700)
UNREACHED = 10  #: the mails of every so many-th person did not arrive, so his clocks get the late reminder


@cache
def folder(schools: int = 300) -> Folder:
    with TemporaryDirectory() as made:
        path = Path(made) / "county"
        generate(path, schools)
        return read_folder(path)


class PlainComposer(LineComposer):
    """A line for each notice: mails that cost next to nothing. Of several composers no two make the same Message-ID."""

    def compose(self, letter: Letter) -> Composed:
        return replace(super().compose(letter), message_id=f"<{uuid4().hex}@county.example>")


def cell_on(database: Database, *, plain: bool = False) -> Cell:
    """The generated county on a database that was furnished; with the real composer, whose templates are compiled once."""
    return replace(cell_of(folder(), database), composer=PlainComposer() if plain else _composer())


@cache
def _composer() -> Composer:
    composer = composing.Composer(folder().county, DAYS)
    composer.compose(sample.letter([]))
    return composer


def furnish(database: Database) -> None:
    """Tables, organisation and calendar."""
    database.migrate()
    with database.write() as tx:
        organisation.save_organisation(tx, folder().county.organisation, at=MORNING - timedelta(days=60))
        for plan in load_years((2025, 2026)):
            calendar.save_plan(tx, plan, at=MORNING)


def live(database: Database, count: int) -> None:
    """Open `count` matters and let the engine remind until the evening before the morning."""
    cell = cell_on(database, plain=True)
    plan = _plan(cell.database, count)
    now = min(when for when, _ in plan) - timedelta(hours=1)
    for when in sorted({when for when, _ in plan}):
        _pass(cell, now, when)
        now = when
        with database.write() as tx:
            desk = Desk(cell, tx, now)
            begun = [(_open(desk, *opening), opening) for at_, opening in plan if at_ == now]
            desk.save()
            for number, (kind, person, _) in begun:
                _act(desk, number, kind, person)
            desk.save()
    _pass(cell, now, MORNING - timedelta(minutes=1))


Opening = tuple[str, str, str]  #: kind, opener, unit


def _plan(database: Database, count: int) -> list[tuple[datetime, Opening]]:
    """When each matter begins, so that its step falls on the morning."""
    with database.read() as tx:
        found = organisation.load_organisation(tx)
    assert found is not None
    clerks = [post for post in found.posts if post.kind == "handler" and post.a and post.unit != found.root]
    officers = [post for post in found.posts if post.kind == "window_officer" and post.a]
    # Working days before the morning: hand over 1 + E1 1; answer 5 + E2 3; decide 14 + E1 1.
    begins = {"hand_over": 2, "answer": 8, "decide": 15}
    kinds = ("hand_over", "hand_over", "answer", "decide")
    plan = []
    for index in range(count):
        kind = kinds[index % len(kinds)]
        posts = officers if kind == "decide" else clerks
        post = posts[index % len(posts)]
        day = DAYS.nth_working_before(DAYS.today(MORNING), begins[kind])
        plan.append((DAYS.batch_at(day) + timedelta(hours=2), (kind, post.a, post.unit)))
    return plan


def _open(desk: Desk, kind: str, person: str, unit: str) -> str:
    first = ("register", "first_contact", {"visitor": "某家长", "channel": "visit", "request": "学区划分与转学手续"})
    window = ("receive", "time_limit", {"applicant": "某幼儿园", "item": "民办学校办学许可"})
    event, workflow, values = window if kind == "decide" else first
    machine = desk.cell.rules.machines[workflow]
    opening = next(one for one in machine.openings if ENGINE not in one.transition.by)
    return desk.open(machine, opening, Act(event=event, actor=person, at=desk.now, values=values), unit=unit)


def _act(desk: Desk, number: str, kind: str, person: str) -> None:
    if kind == "answer":
        desk.act(desk.load(number), Act(event="offer", actor=person, at=desk.now, values={"handler": person}))
    if kind != "hand_over":
        desk.act(desk.load(number), Act(event="accept", actor=person, at=desk.now))


def _pass(cell: Cell, now: datetime, until: datetime) -> None:
    while (wake := next_wake(cell, now)) <= until:
        now = wake
        sweep(cell, now)
        _arrive(cell.database, now)


def _arrive(database: Database, now: datetime) -> None:
    """Every mail arrives, but for those of some people."""
    with database.write() as tx:
        found = organisation.load_organisation(tx)
        assert found is not None
        sent = text("UPDATE mail SET state = 'sent', sent_at = :now WHERE state = 'queued' AND person = :person")
        reached = text(
            "UPDATE notice SET reached_at = :now WHERE reached_at IS NULL AND mail_id IN "
            "(SELECT id FROM mail WHERE state = 'sent' AND person = :person)"
        )
        people = [{"person": code, "now": _bound(database, now)} for code in _reached(found)]
        tx.connection.execute(sent, people)
        tx.connection.execute(reached, people)


def _reached(found: Organisation) -> list[str]:
    return [code for index, code in enumerate(sorted(found.people)) if index % UNREACHED]


def _bound(database: Database, at_: datetime) -> object:
    """An instant for raw SQL."""
    return at_ if database.is_postgresql else at_.strftime("%Y-%m-%d %H:%M:%S.%f")


_NUMBERED: tuple[tuple[Table, str], ...] = (
    (matter, "number"), (clock, "matter"), (entry, "matter"), (private_value, "matter"), (notice, "matter"),
)  # fmt: skip


_SERIES = "WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < :copies)"


def grow(database: Database, copies: int) -> None:
    """Put so many copies beside each matter that people opened, with clocks, history and notices."""
    with database.write() as tx:
        # A recurring opening has one matter for each unit.
        tx.execute(text("CREATE TEMP TABLE original AS SELECT number FROM matter WHERE opening = ''"))
        for table, key in _NUMBERED if copies else ():
            columns = [f'"{column.name}"' for column in table.columns if column.name != "id"]
            copied = [f"{name} || '-' || i" if name == f'"{key}"' else name for name in columns]
            of = f"FROM {table.name} WHERE {key} IN (SELECT number FROM original)"
            tx.execute(text(f"CREATE TEMP TABLE seed AS SELECT {', '.join(columns)} {of}"))
            into = f"INSERT INTO {table.name} ({', '.join(columns)})"
            tx.execute(text(f"{into} {_SERIES} SELECT {', '.join(copied)} FROM series, seed"), {"copies": copies})
            tx.execute(text("DROP TABLE seed"))
        tx.execute(text("DROP TABLE original"))
    settle(database)


def put_to_sleep(database: Database) -> None:
    """Nothing is due for long."""
    with database.write() as tx:
        tx.execute(text("UPDATE matter SET next_at = :at"), {"at": _bound(database, MORNING + SLEEP)})


def wake_up(database: Database, number: str) -> None:
    with database.write() as tx:
        due = {"at": _bound(database, MORNING), "number": number}
        tx.execute(text("UPDATE matter SET next_at = :at WHERE number = :number"), due)


def numbers(database: Database, limit: int) -> Sequence[str]:
    with database.read() as tx:
        return list(tx.execute(text("SELECT number FROM matter ORDER BY number LIMIT :n"), {"n": limit}).scalars())
