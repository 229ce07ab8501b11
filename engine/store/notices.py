"""Notices that were said: which still wait for a mail, which ride in one that has not left.

They are written by saving.py with the change that says them; mails are in outbox.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any

from sqlalchemy import Row, Text, select, text, type_coerce, update

from engine.core.notice import Notice
from engine.store.codec import from_plain
from engine.store.tables.mail import mail, notice
from engine.store.transaction import Transaction

#: As in the partial indexes: SQLite uses them only for the very same words.
UNMAILED = text("notice.mail_id IS NULL AND notice.superseded_reason IS NULL")
_NOT_HANDED = notice.c.reached_at.is_(None)  #: over, on paper
UNSENT = text("mail.state IN ('queued', 'deferred')")


#: The facts of a line as text: many lines share them, and each text is read once.
COLUMNS = [type_coerce(each, Text).label("data") if each is notice.c.data else each for each in notice.c]


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice and what became of it."""

    id: int
    notice: Notice
    mail_id: int | None
    reached_at: datetime | None
    superseded_reason: str | None


def unmailed(tx: Transaction, upto: datetime, *, people: Sequence[str] | None = None) -> dict[str, list[StoredNotice]]:
    """By person, in the order they were said: what was said by `upto` and is in no mail yet."""
    query = select(*COLUMNS).where(UNMAILED, _NOT_HANDED, notice.c.at <= upto)
    if people is not None:
        query = query.where(notice.c.person.in_(people))
    return _by_person(tx.execute(query.order_by(notice.c.person, notice.c.id)).all())


def unsent(tx: Transaction, people: Sequence[str]) -> dict[str, list[StoredNotice]]:
    """By person: the lines of mails that wait or were deferred, which that person's next mail carries anew.

    In a writing transaction nobody can claim these mails until it ends (outbox.supersede them in it).
    """
    waiting = select(mail.c.id).where(UNSENT, mail.c.person.in_(people)).order_by(mail.c.id)
    mails = tx.execute(waiting.with_for_update() if tx.is_writing else waiting).scalars().all()
    return _by_person(tx.execute(select(*COLUMNS).where(notice.c.mail_id.in_(mails)).order_by(notice.c.id)).all())


def of_matter(tx: Transaction, number: str) -> list[StoredNotice]:
    """Everything that was said about a matter, in order."""
    return list(_stored(tx.execute(select(*COLUMNS).where(notice.c.matter == number).order_by(notice.c.id))))


def of_papers(tx: Transaction, since: datetime, before: datetime) -> list[StoredNotice]:
    """The steps and breaches that were said in [since, before), in order; what never left is left out."""
    said = notice.c.kind.in_(("step", "breach")) & (notice.c.at >= since) & (notice.c.at < before)
    query = select(*COLUMNS).where(said, notice.c.superseded_reason.is_(None))
    return list(_stored(tx.execute(query.order_by(notice.c.id)).all()))


def of_mail(tx: Transaction, mail_id: int) -> list[StoredNotice]:
    """The lines of a mail."""
    return list(_stored(tx.execute(select(*COLUMNS).where(notice.c.mail_id == mail_id).order_by(notice.c.id))))


def of_people(tx: Transaction, people: Sequence[str], since: datetime) -> list[StoredNotice]:
    """What these people were told since then, and all that is in no mail yet; what never leaves is left out."""
    wanted = notice.c.person.in_(people) & notice.c.superseded_reason.is_(None)
    query = select(*COLUMNS).where(wanted, notice.c.mail_id.is_(None) | (notice.c.at >= since))
    return list(_stored(tx.execute(query.order_by(notice.c.person, notice.c.id))))


def of_person(tx: Transaction, person: str, after: int, upto: int) -> list[StoredNotice]:
    """What somebody was told by lines beyond one id and up to another."""
    query = select(*COLUMNS).where(notice.c.person == person, notice.c.id > after, notice.c.id <= upto)
    return list(_stored(tx.execute(query.order_by(notice.c.id))))


def reached(tx: Transaction, ids: Sequence[int], at: datetime) -> None:
    """These lines have reached, by another way than a mail; what has reached before stays as it is."""
    mine = update(notice).where(notice.c.id.in_(ids), notice.c.reached_at.is_(None))
    tx.execute(mine.values(reached_at=at, superseded_reason=None))


def undelivered(tx: Transaction, since: datetime) -> list[StoredNotice]:
    """The lines since then of mails that will never arrive."""
    lost = select(mail.c.id).where(mail.c.state == "undeliverable")
    query = select(*COLUMNS).where(notice.c.mail_id.in_(lost), notice.c.reached_at.is_(None), notice.c.at >= since)
    return list(_stored(tx.execute(query.order_by(notice.c.person, notice.c.id))))


def supersede(tx: Transaction, ids: Sequence[int], reason: str) -> None:
    """These lines never leave, for this reason."""
    tx.execute(update(notice).where(notice.c.id.in_(ids)).values(superseded_reason=reason, mail_id=None))


def _by_person(rows: Sequence[Row[Any]]) -> dict[str, list[StoredNotice]]:
    groups: dict[str, list[StoredNotice]] = {}
    for one in _stored(rows):
        groups.setdefault(one.notice.person, []).append(one)
    return groups


def with_facts(rows: Iterable[Row[Any]]) -> Iterator[tuple[Row[Any], Any]]:
    """Rows that have COLUMNS, with the facts of each."""
    facts: dict[str, Any] = {}
    for row in rows:
        if row.data not in facts:
            facts[row.data] = from_plain(loads(row.data))
        yield row, facts[row.data]


def _stored(rows: Iterable[Row[Any]]) -> Iterator[StoredNotice]:
    return (_notice(row, data) for row, data in with_facts(rows))


def _notice(row: Row[Any], data: Any) -> StoredNotice:
    return StoredNotice(row.id, said(row, data), row.mail_id, row.reached_at, row.superseded_reason)


def said(row: Row[Any], data: Any) -> Notice:
    """The notice of a row and its facts."""
    return Notice(
        matter=row.matter,
        clock=row.clock,
        run=row.run,
        kind=row.kind,
        basis=row.basis,
        person=row.person,
        at=row.at,
        state=row.state,
        turn=row.turn,
        about=row.about,
        capacity=row.capacity,
        role=row.role,
        because=row.because,
        data=data,
    )
