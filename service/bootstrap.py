"""The one place that puts a cell together: county folder, rulebooks, database, composer.

Here: opening a cell, its first furnishing, the copy before an upgrade, the lock of the one service. Not here: reading
the folder (folder.py), anything done on the cell.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import make_url

from config import takeover
from config.county import County
from config.settings import Database as DatabaseSettings
from config.yaml_reader import Fault, Faults
from engine.core.calendar import Calendar, YearPlan
from engine.core.machine import ENGINE, Text
from engine.core.notice import Entry
from engine.core.organisation import Organisation
from engine.run.cell import Cell, Rules
from engine.run.doorbell import Doorbell
from engine.store import calendar, history, organisation
from engine.store.database import Database
from engine.store.errors import DatabaseFault
from engine.store.schema import State
from service.backup import copy
from service.composing import Composer, refreshed
from service.folder import Folder
from service.in_force import folder_in_force
from workflows.compiler import compile_machine


class AlreadyServed(Exception):
    """Another process serves this database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A cell ready to work on, and where it came from."""

    cell: Cell
    county: County
    url: str  #: of the database, with its password
    changes: tuple[Text, ...]  #: how the folder differs from the organisation and calendar in force
    faults: tuple[Fault, ...] = ()  #: of the folder; what it said before them goes on being in force
    copy: Path | None = None  #: of the database, made just now because its tables were brought up to this program

    @property
    def bell(self) -> Doorbell:
        return Doorbell.of(self.url)


class TablesOlder(Exception):
    """A PostgreSQL database has the tables of an older program, and nobody has said that it was backed up."""

    def __init__(self, url: str) -> None:
        #: without its password, as PostgreSQL's own tools take it
        self.url = make_url(url).set(drivername="postgresql", password=None).render_as_string()
        super().__init__(self.url)


@contextmanager
def open_cell(path: Path, now: datetime, environ: Mapping[str, str], *, strict: bool = False) -> Iterator[Opened]:
    """A county's cell for the length of the block, by the folder as it was when it last had no fault; `strict`: as it is.

    Raises Faults with everything wrong in the folder, SecretMissing, TablesOlder.
    """
    folder, faults = folder_in_force(path)
    if faults and strict:
        raise Faults(faults)
    with open_on(folder, database_url(folder.county.settings.database, environ), now) as opened:
        yield replace(opened, faults=faults, changes=() if faults else opened.changes)


@contextmanager
def open_on(folder: Folder, url: str, now: datetime, *, may_upgrade: bool = False) -> Iterator[Opened]:
    """The folder's cell on a database.

    1. Bring its tables up to this program. A SQLite file with data in it is copied first; a PostgreSQL database is left alone
       unless the caller says it may be upgraded.
    2. On first use store organisation and calendar. Later changes of the folder come in force by `duban org apply` only.
    """
    database = Database.open(url)
    try:
        copied = _bring_up_to_date(database, url, now, may_upgrade=may_upgrade)
        _furnish(database, folder.county, now)
        changes = differences(database, folder.county, now)
        cell = cell_of(folder, database)
        yield Opened(cell=cell, county=folder.county, url=url, changes=changes, copy=copied)
    finally:
        database.close()


def cell_of(folder: Folder, database: Database) -> Cell:
    """The cell of a folder on a database that is ready."""
    county, books = folder.county, folder.rulebooks
    rules = Rules(
        machines=books.machines,
        resolved=books.resolved,
        digest_roles=tuple(dict.fromkeys(role for digest in books.shared.digests for role in digest.to)),
        month_sets={name: tuple(sorted(months)) for name, months in county.month_sets.items()},
    )
    hours = replace(books.shared.day, zone=county.settings.zone)
    cell = Cell(
        database=database,
        rules=rules,
        compile=lambda resolved: compile_machine(dict(resolved)),
        composer=Composer(county, Calendar(hours, ())),
        hours=hours,
        seed=county.settings.seed,
        calendar_files=county.settings.calendar_files,
    )
    return refreshed(cell, county)


def database_url(settings: DatabaseSettings, environ: Mapping[str, str]) -> str:
    """The address with the password in it; raises SecretMissing."""
    if settings.password is None:
        return settings.url
    url = make_url(settings.url).set(password=settings.password.read(environ))
    return url.render_as_string(hide_password=False)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


@contextmanager
def sole_service(url: str) -> Iterator[None]:
    """Be the only service on a SQLite file; on PostgreSQL several share the work. Raises AlreadyServed."""
    file = sqlite_file(url)
    if file is None:
        yield
        return
    lock = FileLock(file.with_name(f"{file.name}.lock"), mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as taken:
        raise AlreadyServed(file.name) from taken
    try:
        yield
    finally:
        lock.release()


def _bring_up_to_date(database: Database, url: str, now: datetime, *, may_upgrade: bool) -> Path | None:
    """The copy that was made of a file with older tables."""
    file, copied = sqlite_file(url), None
    if file is not None:
        _make_private(file)
    state = database.schema_state()
    if state is State.BEHIND:
        if file is not None:
            copied = file.with_name(f"{file.name}.{now:%Y%m%dT%H%M%SZ}.bak")
            copy(file, copied)
        elif not may_upgrade:
            raise TablesOlder(url)
    if state is not State.CURRENT:
        database.migrate()
    return copied


def _make_private(file: Path) -> None:
    """A new database is for its owner alone: it will hold what citizens said of themselves. Its journal follows its rights."""
    try:
        file.touch(mode=0o600)
    except OSError as fault:
        raise DatabaseFault(f"{file.name}: {fault.strerror}") from fault


def _furnish(database: Database, county: County, now: datetime) -> None:
    with database.read() as tx:
        if organisation.load_organisation(tx) is not None:
            return
    with database.write() as tx:
        # Two processes may come here at once; the second finds it done.
        if organisation.load_organisation(tx) is not None:
            return
        organisation.save_organisation(tx, county.organisation, at=now)
        plans = [plan for plan in _plans(county, now) if calendar.save_plan(tx, plan, at=now)]
        years = [plan.year for plan in plans]
        line = Entry(matter=history.COUNTY, kind="furnished", at=now, actor=ENGINE, data={"years": years})
        history.note(tx, [line], at=now)


def _plans(county: County, now: datetime) -> tuple[YearPlan, ...]:
    """The years a matter of today can reach back or forward to, as far as they are announced."""
    year = now.astimezone(county.settings.zone).year
    return county.plans_for(range(year - 2, year + 2))


def differences(database: Database, county: County, now: datetime) -> tuple[Text, ...]:
    """How the folder differs from what is in force: organisation first, then calendar."""
    with database.read() as tx:
        stored = organisation.load_organisation(tx)
        plans = {plan.year: plan for plan in calendar.load_plans(tx)}
    assert stored is not None
    found = [change.text for change in takeover.difference(_bare(stored), county.organisation)]
    for plan in _plans(county, now):
        if plans.get(plan.year) != plan:
            what = (
                ("日历有变化", "the calendar changes")
                if plan.year in plans
                else ("日历已公布", "the calendar is announced")
            )
            found.append(Text(f"{plan.year} 年{what[0]}", f"{plan.year}: {what[1]}"))
    return tuple(found)


def _bare(stored: Organisation) -> Organisation:
    """Without absences, which no folder has."""
    return Organisation(stored.units, stored.people, stored.posts)
