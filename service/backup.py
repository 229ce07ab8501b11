"""A whole copy of a SQLite database, also while others write in it, and the proof that the copy is sound.

Here: copying files. Not here: which file, and when (bootstrap.py before an upgrade, command/keeping.py for a person).
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


class NotSound(Exception):
    """The copy is not a sound database; it was taken away again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A copy that was made."""

    size: int  #: bytes
    schema: str  #: revision of its tables
    matters: int  #: how many stand in it


def copy(file: Path, to: Path) -> None:
    """Copy a database through the database itself: what is being written is in it whole or not at all."""
    to.touch(mode=0o600)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def back_up(file: Path, to: Path) -> Kept:
    """A copy under a name that is free, complete and proved before it bears that name.

    Raises FileExistsError, NotSound, and OSError or sqlite3.Error for what the system or the database refuses.
    """
    # The name is taken before the work begins, so that nobody else's file is ever replaced.
    to.touch(mode=0o600, exist_ok=False)
    part = to.with_name(f".{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        copy(file, part)
        kept = _proved(part)
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        to.unlink(missing_ok=True)
        raise
    return kept


def _proved(file: Path) -> Kept:
    """What is in the copy, after the database has looked at every page and every reference of it."""
    with closing(sqlite3.connect(file)) as database:
        make_one_file(database)
        prove(database)
        schema = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        matters = database.execute("SELECT count(*) FROM matter").fetchone()[0]
    return Kept(size=file.stat().st_size, schema=schema, matters=matters)


def prove(database: sqlite3.Connection) -> None:
    """Let the database look at every page and every reference of itself. Raises NotSound, or sqlite3.Error where it cannot."""
    wrong = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
    wrong += [f"{row[0]} refers to nothing" for row in database.execute("PRAGMA foreign_key_check")]
    if wrong:
        raise NotSound(str(wrong[0]))


def make_one_file(database: sqlite3.Connection) -> None:
    """Without a journal beside it: whoever carries it away takes all of it."""
    database.execute("PRAGMA journal_mode=DELETE")
