"""Mails on their way out: stored bytes, claimed by one worker at a time under a lease, tried until they are gone.

Here: what may happen to a mail, each act one or two statements. Not here: writing or sending mails (notifications/),
and how long to wait before the next try (its policy). Never keep a transaction open while a mail is being sent.

queued > sending > sent | deferred | undeliverable; a deferred one is tried again, or superseded by its person's next
mail. A lease that runs out makes the mail due again with the same bytes. Parked mails wait for a person, who lets them
go, withdraws them (superseded by none), or knows that they were sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, func, select, text, update

from engine.store.notices import UNSENT
from engine.store.settings import HOLD
from engine.store.tables.county import setting
from engine.store.tables.mail import mail, notice
from engine.store.transaction import CHUNK, Transaction

#: As in the partial index: SQLite uses it only for the very same words.
_ON_ITS_WAY = text("mail.state IN ('queued', 'sending', 'deferred')")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail to be sent, with the notices it carries."""

    person: str
    address: str
    subject: str
    at: datetime
    message_id: str
    content: bytes
    notices: tuple[int, ...] = ()  #: their ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it stands."""

    id: int
    person: str
    address: str
    subject: str
    at: datetime
    message_id: str
    content: bytes
    state: str
    attempts: int
    next_try_at: datetime
    lease_until: datetime | None
    lease_by: str
    sent_at: datetime | None
    last_error: str
    superseded_by: int | None


def queue(tx: Transaction, mails: Sequence[NewMail]) -> list[int]:
    """Store mails, due at once, and put their notices into them; their ids in the same order."""
    if not mails:
        return []
    tx.insert_all(mail, [_new_row(each) for each in mails])
    by_message = _ids(tx, [each.message_id for each in mails])
    ids = [by_message[each.message_id] for each in mails]
    carried = [
        {"old_id": line, "mail_id": mail_id} for mail_id, each in zip(ids, mails, strict=True) for line in each.notices
    ]
    tx.update_all(notice, carried)
    return ids


def _ids(tx: Transaction, message_ids: Sequence[str]) -> dict[str, int]:
    # Not RETURNING: on SQLite that is one statement for each mail.
    ids: dict[str, int] = {}
    for start in range(0, len(message_ids), CHUNK):
        some = select(mail.c.id, mail.c.message_id).where(mail.c.message_id.in_(message_ids[start : start + CHUNK]))
        ids |= {row.message_id: row.id for row in tx.execute(some)}
    return ids


def supersede(tx: Transaction, by: Mapping[str, int]) -> int:
    """Let each person's new mail (its id) take the place of his unsent ones; how many there were.

    Their notices go over into the new mail. One that is being sent at this moment is left alone.
    """
    query = select(mail.c.id, mail.c.person).where(UNSENT, mail.c.person.in_(by), mail.c.id.not_in(by.values()))
    stale = tx.execute(query.order_by(mail.c.id).with_for_update()).all()
    moves = [(row.id, by[row.person]) for row in stale]
    tx.update_all(mail, [{"old_id": old, "state": "superseded", "superseded_by": new} for old, new in moves])
    tx.update_all(notice, [{"old_mail_id": old, "mail_id": new} for old, new in moves])
    return len(moves)


def claim(tx: Transaction, now: datetime, *, worker: str, lease: timedelta) -> Mail | None:
    """Take the next mail that is due, for the length of the lease; None if there is none, or while sending is held."""
    first = (
        select(mail.c.id)
        .where(_ON_ITS_WAY, mail.c.next_try_at <= now, ~exists().where(setting.c.key == HOLD))
        .order_by(mail.c.next_try_at, mail.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = {
        "state": "sending",
        "attempts": mail.c.attempts + 1,
        "lease_by": worker,
        "lease_until": now + lease,
        "next_try_at": now + lease,
    }
    query = update(mail).where(mail.c.id == first.scalar_subquery()).values(taken).returning(mail)
    row = tx.execute(query).first()
    return _mail(row) if row else None


def sent(tx: Transaction, mail_id: int, now: datetime) -> tuple[str, ...]:
    """The mail server took it: its notices have reached. The numbers of the matters they are about.

    This is a fact, whoever holds the lease by now.
    """
    gone = {"state": "sent", "sent_at": now, "lease_until": None, "lease_by": "", "last_error": ""}
    tx.execute(update(mail).where(mail.c.id == mail_id, mail.c.state != "sent").values(gone))
    reached = (
        update(notice)
        .where(notice.c.mail_id == mail_id, notice.c.reached_at.is_(None))
        .values(reached_at=now)
        .returning(notice.c.matter)
    )
    return tuple(sorted({number for number in tx.execute(reached).scalars() if number}))


def deferred(tx: Transaction, mail_id: int, *, worker: str, error: str, next_try_at: datetime) -> bool:
    """It did not leave; try again later. False if the lease has passed to somebody else."""
    return _give_back(tx, mail_id, worker, state="deferred", last_error=error, next_try_at=next_try_at)


def undeliverable(tx: Transaction, mail_id: int, *, worker: str, error: str) -> bool:
    """It will never leave. False if the lease has passed to somebody else."""
    return _give_back(tx, mail_id, worker, state="undeliverable", last_error=error)


def _give_back(tx: Transaction, mail_id: int, worker: str, **values: object) -> bool:
    mine = (mail.c.id == mail_id) & (mail.c.state == "sending") & (mail.c.lease_by == worker)
    given = update(mail).where(mine).values(lease_until=None, lease_by="", **values)
    return tx.execute(given).rowcount == 1


def park(tx: Transaction) -> int:
    """Set aside every mail on its way, as after a restore: who knows which of them have left? How many."""
    return tx.execute(update(mail).where(_ON_ITS_WAY).values(state="parked", lease_until=None, lease_by="")).rowcount


def unpark(tx: Transaction, ids: Sequence[int], now: datetime) -> int:
    """Let parked mails go on their way; how many."""
    waiting = update(mail).where(mail.c.id.in_(ids), mail.c.state == "parked")
    return tx.execute(waiting.values(state="queued", next_try_at=now)).rowcount


def withdraw(tx: Transaction, ids: Sequence[int], reason: str) -> int:
    """Let parked mails never leave, for this reason; no other mail takes their place. Their lines are left alone. How many."""
    waiting = update(mail).where(mail.c.id.in_(ids), mail.c.state == "parked")
    return tx.execute(waiting.values(state="superseded", last_error=reason)).rowcount


def next_try(tx: Transaction) -> datetime | None:
    """When the next mail is due (or its lease runs out)."""
    query = select(mail.c.next_try_at).where(_ON_ITS_WAY).order_by(mail.c.next_try_at).limit(1)
    at: datetime | None = tx.execute(query).scalar()
    return at


def get(tx: Transaction, mail_id: int) -> Mail | None:
    row = tx.execute(select(mail).where(mail.c.id == mail_id)).first()
    return _mail(row) if row else None


def counts(tx: Transaction) -> dict[str, int]:
    """How many mails are in each state."""
    rows = tx.execute(select(mail.c.state, func.count().label("number")).group_by(mail.c.state))
    return {row.state: row.number for row in rows}


def _new_row(new: NewMail) -> dict[str, Any]:
    return {
        "person": new.person,
        "address": new.address,
        "subject": new.subject,
        "at": new.at,
        "message_id": new.message_id,
        "bytes": new.content,
        "state": "queued",
        "attempts": 0,
        "next_try_at": new.at,
        "lease_by": "",
        "last_error": "",
    }


def _mail(row: Row[Any]) -> Mail:
    return Mail(
        content=row.bytes, **{each.name: getattr(row, each.name) for each in fields(Mail) if each.name != "content"}
    )
