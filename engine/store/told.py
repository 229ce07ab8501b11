"""What was said before about matters and runs, for the papers and calendar files of a mail.

Here: queries that look back. Not here: what waits for a mail (notices.py), what a mail makes of it (engine/run/lookback.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, select

from engine.core.machine import RESPONSIBLE
from engine.core.notice import Notice
from engine.store.notices import COLUMNS, said, with_facts
from engine.store.tables.base import in_utc
from engine.store.tables.mail import mail, notice
from engine.store.tables.matter import clock
from engine.store.transaction import CHUNK, Transaction

PAPERS = ("step", "breach", "withdrawn")  #: kinds of lines that papers are made of, and taken back by


@dataclass(frozen=True, slots=True)
class Line:
    """A notice that was not taken back before it left."""

    id: int
    notice: Notice
    mail_id: int | None
    has_reached: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The last line that reached a person about a run that has ended."""

    line: Line
    at: datetime  #: when it ended


def of_matters(tx: Transaction, numbers: Iterable[str]) -> list[Line]:
    """Everything that was said about these matters, oldest first."""
    return _lines(tx, numbers, notice.c.superseded_reason.is_(None))


def papers_of(tx: Transaction, numbers: Iterable[str]) -> list[Line]:
    """The papers issued and taken back in these matters, oldest first: of each its first line, and who owes."""
    other = notice.alias("other")
    same = [other.c[name] == notice.c[name] for name in ("matter", "clock", "run", "kind", "basis")]
    is_first = ~exists().where(*same, other.c.superseded_reason.is_(None), other.c.id < notice.c.id)
    is_paper = notice.c.kind.in_(PAPERS) & notice.c.superseded_reason.is_(None)
    return _lines(tx, numbers, is_paper & ((notice.c.role == RESPONSIBLE) | is_first))


def _lines(tx: Transaction, numbers: Iterable[str], which: ColumnElement[bool]) -> list[Line]:
    wanted = sorted(set(numbers))
    found: list[Line] = []
    for start in range(0, len(wanted), CHUNK):
        some = which & notice.c.matter.in_(wanted[start : start + CHUNK])
        rows = tx.execute(select(*COLUMNS).where(some).order_by(notice.c.id)).all()
        found += [_line(row, data) for row, data in with_facts(rows)]
    return found


def of_ended(tx: Transaction, people: Sequence[str], since: date) -> list[Ended]:
    """By person and run, where the run ended on that day or later."""
    ended = (clock.c.mode == "stopped") & (clock.c.stopped_on >= since)
    same = (notice.c.matter == clock.c.matter) & (notice.c.clock == clock.c.name) & (notice.c.run == clock.c.run)
    reached = notice.c.person.in_(people) & notice.c.reached_at.is_not(None)
    query = select(*COLUMNS, clock.c.facts).join(clock, same).where(ended, reached).order_by(notice.c.id)
    found: dict[tuple[str, str, int, str], Ended] = {}
    for row, data in with_facts(tx.execute(query).all()):
        at = row.facts.get("stopped_at")
        if at:
            line = _line(row, data)
            found[row.matter, row.clock, row.run, row.person] = Ended(line, in_utc(datetime.fromisoformat(at)))
    return list(found.values())


def last_mails(tx: Transaction, people: Sequence[str], after: int) -> dict[str, datetime]:
    """Of which instant each person's last mail is that left, or is leaving; only mails beyond an id are looked at."""
    left = mail.c.state.in_(("sent", "sending")) & mail.c.person.in_(people) & (mail.c.id > after)
    query = select(mail.c.person, func.max(mail.c.at).label("at")).where(left).group_by(mail.c.person)
    return {row.person: row.at for row in tx.execute(query)}


def _line(row: Row[Any], data: Any) -> Line:
    return Line(row.id, said(row, data), row.mail_id, row.reached_at is not None)
