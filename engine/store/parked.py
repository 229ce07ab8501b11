"""Parked mails with the lines in them that have not reached: what a person needs to see before he decides about them.

Here: reading them, later lines about the same, and what another database knows of their arrival. Not here: what is still worth
saying (engine/run/parking.py); the states of mails (outbox.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, update

from engine.core.notice import Notice
from engine.store import notices, outbox
from engine.store.extent import origins
from engine.store.notices import StoredNotice
from engine.store.tables.mail import mail, notice
from engine.store.transaction import CHUNK, Transaction

#: When a line reached, by what somebody else knows; he is told the line and the hash its matter's chain begins with.
Witness = Callable[[Notice, str], datetime | None]


_SHOWN = mail.c["id", "person", "address", "subject", "at"]
_SAID = notice.c["id", "kind", "matter", "clock", "run", "person", "mail_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedMail:
    id: int
    person: str
    address: str
    subject: str
    at: datetime
    written: int  #: lines it was written with
    lines: tuple[StoredNotice, ...]  #: those of them that have not reached


@dataclass(frozen=True, slots=True)
class Later:
    """A line that was said and not taken back: which, about what, in which mail."""

    id: int
    kind: str
    run: tuple[str, str, int, str]  #: matter, clock, run, person
    mail_id: int | None


def parked_mails(tx: Transaction) -> list[ParkedMail]:
    """All of them, oldest first. In a writing transaction nobody else decides about them until it ends."""
    query = select(*_SHOWN).where(mail.c.state == "parked").order_by(mail.c.at, mail.c.id)
    rows = tx.execute(query.with_for_update() if tx.is_writing else query).all()
    return [_parked(row, notices.of_mail(tx, row.id)) for row in rows]


def _parked(row: Row[tuple[object, ...]], lines: Sequence[StoredNotice]) -> ParkedMail:
    return ParkedMail(
        id=row.id,
        person=row.person,
        address=row.address,
        subject=row.subject,
        at=row.at,
        written=len(lines),
        lines=tuple(line for line in lines if line.reached_at is None),
    )


def later_lines(tx: Transaction, lines: Iterable[StoredNotice]) -> list[Later]:
    """Everything said about the matters of these lines after the first of them; what never leaves is left out."""
    known = list(lines)
    first = min((line.id for line in known), default=0)
    numbers = sorted({line.notice.matter for line in known})
    query = select(*_SAID).where(notice.c.superseded_reason.is_(None), notice.c.id > first).order_by(notice.c.id)
    found: list[Later] = []
    for start in range(0, len(numbers), CHUNK):
        rows = tx.execute(query.where(notice.c.matter.in_(numbers[start : start + CHUNK])))
        found += [Later(row.id, row.kind, (row.matter, row.clock, row.run, row.person), row.mail_id) for row in rows]
    return found


def let_wait(tx: Transaction, ids: Sequence[int]) -> None:
    """Take lines out of their mail: they wait for the next one of their person, which is written anew."""
    tx.execute(update(notice).where(notice.c.id.in_(ids)).values(mail_id=None))


def settle(tx: Transaction, witness: Witness) -> int:
    """Record lines of parked mails as arrived where the witness knows of it. How many mails have nothing left to decide."""
    settled = 0
    waiting = parked_mails(tx)
    known = origins(tx, (line.notice.matter for one in waiting for line in one.lines))
    for one in waiting:
        arrived = {line.id: witness(line.notice, known.get(line.notice.matter, "")) for line in one.lines}
        times = {line_id: at for line_id, at in arrived.items() if at is not None}
        for line_id, at in times.items():
            tx.execute(update(notice).where(notice.c.id == line_id).values(reached_at=at))
        if times and len(times) == len(one.lines):
            outbox.sent(tx, one.id, max(times.values()))
            settled += 1
    return settled
