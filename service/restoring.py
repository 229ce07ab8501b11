"""Restoring a county: a copy is checked, made ready beside the database, and only then put in its place.

Here: what a copy must be, and the order of things. Whatever may fail is done to a copy of the copy; what stands there is touched last
(standing.py). Not here: what becomes of the mails (engine/run/parking.py), what is typed and told (command/restoring.py).
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, text

from engine.core.machine import Text
from engine.run import parking
from engine.run.doorbell import PostgresBell
from engine.run.parking import Restored
from engine.store import verification
from engine.store.database import Database
from engine.store.errors import DatabaseFault
from engine.store.parked import Witness
from engine.store.schema import State
from service.backup import NotSound, copy, make_one_file, prove
from service.bootstrap import AlreadyServed, Opened, open_on, sole_service
from service.fault import BadInput, Declined
from service.folder import Folder
from service.standing import InUse, Standing, clear, part_of, taken

IN_PLACE = "in place"  #: the source of a database that somebody restored by other means
REASON = "恢复备份 restored"  #: of the hold

_TABLES = {"matter", "entry", "mail", "alembic_version"}
_LISTENERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND query = :listening"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A county that stands again."""

    restored: Restored
    kept: Path | None = None  #: what stood there before
    touched: tuple[str, ...] = ()  #: matters that somebody dealt with since the copy, as far as what was kept knows
    upgraded: bool = False  #: the copy had the tables of an older program
    changes: int = 0  #: differences between the folder and what is in force again


def restore(
    folder: Folder, url: str, file: Path, source: Path, actor: str, now: datetime, *, check: Callable[[Opened], object]
) -> Put:
    """Put a copy of a SQLite database in its place, its mails parked and sending held; `file` is the database of `url`.

    `check` may still refuse, once the copy can be asked. Raises BadInput for what is no copy of a county, Declined, SchemaNewer,
    DatabaseFault, OSError. Nothing is changed then.
    """
    _must_be_another_file(source, file)
    with _to_ourselves(url, file) as standing, _staged(source, file) as (staged, upgraded):
        with open_on(folder, _url_of(staged), now) as opened:
            check(opened)
            restored = make_ready(opened, actor, now, source=source.name, witness=standing.reached)
            changes = len(opened.changes)
        touched = standing.touched(restored.as_of) if restored.as_of else ()
        with closing(sqlite3.connect(staged)) as database:
            make_one_file(database)
        kept = standing.exchange(staged, _free_name(file, now))
    return Put(restored=restored, kept=kept, touched=touched, upgraded=upgraded, changes=changes)


def restore_in_place(opened: Opened, actor: str, now: datetime) -> Restored:
    """The same duties for a database that somebody restored by other means. Raises Declined, also while a service runs on it."""
    if opened.cell.database.is_postgresql:
        if _is_served(opened):
            raise Declined(_SERVED)
        return make_ready(opened, actor, now, source=IN_PLACE)
    try:
        with sole_service(opened.url):
            return make_ready(opened, actor, now, source=IN_PLACE)
    except AlreadyServed as served:
        raise Declined(_SERVED) from served


def make_ready(opened: Opened, actor: str, now: datetime, *, source: str, witness: Witness | None = None) -> Restored:
    """See to it that the record holds, then let nothing leave before a person has looked. Raises Declined."""
    with opened.cell.database.read() as tx:
        faults = verification.verify(tx)
    if faults:
        first = f"{faults[0].where}: {faults[0].what}"
        raise Declined(
            Text(
                f"{source} 的记录链有 {len(faults)} 处问题（{first}），没有恢复；请换一份更早的备份。",
                f"The record in {source} has {len(faults)} fault(s) ({first}); nothing was restored. Take an older copy.",
            )
        )
    return parking.after_restore(opened.cell, actor, now, source=source, reason=REASON, witness=witness)


# --- who else is there -------------------------------------------------------------------------------------------------

_SERVED = Text(
    "这个数据库上有 duban serve 在运行：请先停服务，再恢复。", "A duban serve runs on this database: stop it first."
)
_IN_USE = Text(
    "数据库正被别的命令或程序使用，请等它结束再恢复。",
    "Another command or program has the database open: wait until it has ended.",
)


@contextmanager
def _to_ourselves(url: str, file: Path) -> Iterator[Standing]:
    """What stands there, while no service runs and nobody else opens it. Raises Declined."""
    try:
        with sole_service(url), taken(file) as standing:
            yield standing
    except AlreadyServed as fault:
        raise Declined(_SERVED) from fault
    except InUse as fault:
        raise Declined(_IN_USE) from fault
    except sqlite3.Error as fault:
        raise DatabaseFault(str(fault)) from fault


def _is_served(opened: Opened) -> bool:
    """Whether a service waits for its doorbell on a PostgreSQL database: a connection that did nothing else since."""
    assert isinstance(opened.bell, PostgresBell)
    listening = f'LISTEN "{opened.bell.channel}"'
    with opened.cell.database.read() as tx:
        return bool(tx.execute(_LISTENERS, {"listening": listening}).scalar_one())


# --- the copy ----------------------------------------------------------------------------------------------------------


def _must_be_another_file(source: Path, file: Path) -> None:
    if not source.is_file():
        raise BadInput(Text(f"没有文件 {source}。", f"There is no file {source}."))
    if file.exists() and source.samefile(file):
        raise BadInput(
            Text(
                f"{source} 就是现用的数据库；如已用别的办法恢复，请用 duban restore --in-place。",
                f"{source} is the database itself; if it was restored by other means: duban restore --in-place.",
            )
        )


def _free_name(file: Path, now: datetime) -> Path:
    """Under which what stands there is kept; a restore that was killed a moment ago has perhaps kept it already."""
    name = f"{file.name}.{now:%Y%m%dT%H%M%SZ}"
    names = (file.with_name(f"{name}{more}.replaced") for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(each for each in names if not each.exists())


@contextmanager
def _staged(source: Path, file: Path) -> Iterator[tuple[Path, bool]]:
    """A sound copy of the copy beside the database, on the tables of this program; and whether they had to be upgraded."""
    staged = part_of(file, "restored")
    for left_over in (staged, part_of(file, "kept")):
        clear(left_over)
    try:
        _copy_sound(source, staged)
        yield staged, _upgrade(staged)
    finally:
        clear(staged)


def _copy_sound(source: Path, staged: Path) -> None:
    """Raises BadInput for what is no database of Duban, Declined for one that is damaged."""
    damaged = Text(f"{source} 已损坏，没有恢复：", f"{source} is damaged, nothing was restored: ")
    try:
        copy(source, staged)
        with closing(sqlite3.connect(staged)) as database:
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
            prove(database)
    except NotSound as fault:
        raise Declined(Text(f"{damaged.zh}{fault}", f"{damaged.en}{fault}")) from fault
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as fault:
        if fault.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise BadInput(_no_copy(source)) from fault
        raise Declined(Text(f"{damaged.zh}{fault}", f"{damaged.en}{fault}")) from fault
    if not tables >= _TABLES:
        raise BadInput(_no_copy(source))


def _no_copy(source: Path) -> Text:
    return Text(f"{source} 不是 duban backup 写的备份。", f"{source} is not a copy that `duban backup` wrote.")


def _upgrade(staged: Path) -> bool:
    """Bring the tables up to this program; whether they were older. Raises SchemaNewer."""
    with closing(Database.open(_url_of(staged))) as database:
        is_older = database.schema_state() is State.BEHIND
        if is_older:
            database.migrate()
        return is_older


def _url_of(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()
