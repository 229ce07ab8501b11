"""One mail from the outbox to the mail server. The loop, and when it wakes, are the service's.

Here: claim, send outside any transaction, record what became of it. Not here: the dialogue with the server (transport.py), the
waits between tries (retry.py), the mails' states (engine.store.outbox).

A mail that was taken by the server but not recorded (the process dies in between) is sent again after its lease, with the same bytes
and Message-ID: at least once, never twice on purpose.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from engine.store import outbox
from engine.store.database import Database
from engine.store.outbox import Mail
from engine.store.transaction import Transaction
from notifications.retry import wait_after
from notifications.transport import DeliveryError

#: Longer than any dialogue with a server whose every answer comes just before the usual time-out of 30 s.
LEASE = timedelta(minutes=10)
_STEPS = 20  #: no dialogue has so many answers to wait for

log = structlog.get_logger()

Now = Callable[[], datetime]
Reached = Callable[[Transaction, tuple[str, ...], datetime], object]


class Sending(Protocol):
    """What delivery needs of a transport."""

    def send(self, address: str, content: bytes) -> None: ...


def lease_for(timeout: timedelta) -> timedelta:
    """How long a mail is claimed when each answer may take `timeout`: nobody else may begin while one is still sending."""
    return max(LEASE, _STEPS * timeout)


def deliver_one(
    database: Database,
    transport: Sending,
    now: Now,
    worker: str,
    *,
    lease: timedelta = LEASE,
    reached: Reached | None = None,
) -> bool:
    """Send the next mail that is due; False if there is none. Never raises DeliveryError: it is recorded.

    `now` is asked twice, before and after sending. `reached` is told, in the transaction that records the mail as sent, about which
    matters it was.
    """
    with database.write() as tx:
        mail = outbox.claim(tx, now(), worker=worker, lease=lease)
    if mail is None:
        return False
    try:
        transport.send(mail.address, mail.content)
    except DeliveryError as fault:
        _failed(database, mail, fault, worker, now())
    else:
        _sent(database, mail, now(), reached)
    return True


def _sent(database: Database, mail: Mail, now: datetime, reached: Reached | None) -> None:
    with database.write() as tx:
        matters = outbox.sent(tx, mail.id, now)
        if reached is not None:
            reached(tx, matters, now)
    log.info("mail_sent", mail=mail.id, person=mail.person, attempt=mail.attempts)


def _failed(database: Database, mail: Mail, fault: DeliveryError, worker: str, now: datetime) -> None:
    """A refusal for good ends the mail; everything else, an unknown outcome too, sends the same bytes again later."""
    with database.write() as tx:
        if fault.permanent:
            outbox.undeliverable(tx, mail.id, worker=worker, error=str(fault))
        else:
            next_try_at = now + wait_after(mail.attempts)
            outbox.deferred(tx, mail.id, worker=worker, error=str(fault), next_try_at=next_try_at)
    state = "undeliverable" if fault.permanent else "deferred"
    log.warning(
        "mail_failed", mail=mail.id, person=mail.person, state=state, error=str(fault), is_unknown=fault.is_unknown
    )
