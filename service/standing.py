"""The SQLite database that stands in a county's folder, in one hand alone while another one takes its place.

Here: taking it, asking what it knows, keeping it aside, and the exchange, which is one transaction of the database itself: killed
anywhere, the old or the new one is there whole, and whoever waited goes on with it. A file that is no database any more is
replaced as a file. Not here: what takes its place (restoring.py).
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from engine.core.machine import ENGINE
from engine.core.notice import Notice
from engine.store.errors import DatabaseFault

PATIENCE = 5.0  #: seconds in which a command that is just at work may end
PAGES = 4096  #: copied at a time; the exchange is one transaction all the same

_BEGINS = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-shm", "-journal")
_REACHED = """
    SELECT reached_at FROM notice
    WHERE matter = ? AND clock = ? AND run = ? AND kind = ? AND basis = ? AND person = ? AND reached_at IS NOT NULL
    AND EXISTS (SELECT 1 FROM entry WHERE entry.matter = notice.matter AND entry.seq = 1 AND entry.hash = ?)
"""
_TOUCHED = "SELECT DISTINCT matter FROM entry WHERE stored_at > ? AND actor <> ? AND matter <> '' ORDER BY matter"


class InUse(Exception):
    """Another process has the database open."""


class Standing:
    """What stands in the place; without a connection: nothing, or a file that is no database."""

    def __init__(self, file: Path, connection: sqlite3.Connection | None) -> None:
        self.file = file
        self._connection = connection

    def reached(self, line: Notice, origin: str) -> datetime | None:
        """When a line reached, as far as this database knows; `origin` is the hash that its matter's chain begins with."""
        asked = (line.matter, line.clock, line.run, line.kind, line.basis, line.person, origin)
        rows = self._ask(_REACHED, asked)
        return datetime.fromisoformat(str(rows[0])).replace(tzinfo=UTC) if rows else None

    def touched(self, since: datetime) -> tuple[str, ...]:
        """The matters to which somebody did something after an instant."""
        return tuple(map(str, self._ask(_TOUCHED, (f"{since.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}", ENGINE))))

    def _ask(self, question: str, values: tuple[object, ...]) -> list[object]:
        """A damaged database, or one of other tables, knows nothing."""
        if self._connection is None:
            return []
        try:
            return [row[0] for row in self._connection.execute(question, values)]
        except sqlite3.Error:
            return []

    def exchange(self, new: Path, aside: Path) -> Path | None:
        """Keep what stands here under the name `aside`, put the database `new` in its place; what was kept."""
        if self._connection is None:
            return _replace(self.file, new, aside)
        part = part_of(self.file, "kept")
        part.touch(mode=0o600)
        with closing(sqlite3.connect(part)) as kept:
            self._connection.backup(kept)
        _name(part, aside)
        with closing(sqlite3.connect(new)) as source:
            source.backup(self._connection, pages=PAGES)
        return aside


@contextmanager
def taken(file: Path) -> Iterator[Standing]:
    """The database for this process alone; others wait. Raises InUse, and DatabaseFault for what the system refuses."""
    connection = _alone(file) if file.exists() else None
    try:
        yield Standing(file, connection)
    finally:
        if connection is not None:
            connection.close()


def part_of(file: Path, what: str) -> Path:
    """The name of a file that is just being made beside the database."""
    return file.with_name(f".{file.name}.{what}.part")


def clear(file: Path) -> None:
    """Take a database that was only for the moment away, with its journals."""
    for each in (file, *journals(file)):
        each.unlink(missing_ok=True)


def journals(file: Path) -> list[Path]:
    """What SQLite keeps beside a database."""
    return [file.with_name(f"{file.name}{ending}") for ending in _JOURNALS]


def _alone(file: Path) -> sqlite3.Connection | None:
    """A connection that lets nobody else in, not even to read, until it is closed; None if the file is no database."""
    try:
        # Asked first: SQLite would clear away the journal of a file it does not know.
        if not _is_database(file):
            return None
        connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as fault:
        raise DatabaseFault(f"{file.name}: {fault}") from fault
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as fault:
        connection.close()
        if fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise InUse(file.name) from fault
        raise DatabaseFault(f"{file.name}: {fault}") from fault
    except sqlite3.DatabaseError:
        connection.close()
        return None
    return connection


def _is_database(file: Path) -> bool:
    """Whether it begins as one does; an empty one is just being made."""
    with file.open("rb") as content:
        return content.read(len(_BEGINS)) in (_BEGINS, b"")


def _replace(file: Path, new: Path, aside: Path) -> Path | None:
    """Put a file in the place of one that is no database, or of none. A journal that stays would be taken for the new one's."""
    kept = aside if file.exists() else None
    part = part_of(file, "kept")
    for each, name in ((file, aside), *zip(journals(file), journals(aside), strict=True)):
        if each.exists():
            part.touch(mode=0o600)
            shutil.copyfile(each, part)
            _name(part, name)
    for each in journals(file):
        each.unlink(missing_ok=True)
    new.replace(file)
    _store(file.parent)
    return kept


def _name(part: Path, name: Path) -> None:
    """Give a finished file its name, for good. Raises FileExistsError."""
    if name.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(name))
    _store(part)
    part.replace(name)
    _store(name.parent)


def _store(path: Path) -> None:
    """See to it that a file, or the names in a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
