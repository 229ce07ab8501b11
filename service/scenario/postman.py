"""Delivery in a scenario: the real outbox and its real waits, with a mail server that is only imagined.

Here: whether the server and each address take mail. Not here: claiming, sending, trying again (notifications/delivery.py),
when to deliver (play.py).
"""

from collections.abc import Mapping
from datetime import datetime

from engine.store import outbox
from engine.store.database import Database
from notifications.delivery import deliver_one
from notifications.transport import DeliveryError

WORKER = "scenario"


class Postman:
    """A mail server in memory, and the carrying of mails to it."""

    def __init__(self, database: Database, addresses: Mapping[str, str]) -> None:
        """`addresses`: of people, by code."""
        self.is_up = True
        self._database = database
        self._addresses = addresses
        self._refused: set[str] = set()

    def accept(self, person: str, *, is_taken: bool) -> None:
        """From now on the server takes mail for this person, or refuses it."""
        address = self._addresses.get(person, "")
        self._refused = self._refused - {address} if is_taken else self._refused | {address}

    def send(self, address: str, content: bytes) -> None:  # noqa: ARG002 - it takes what a transport takes
        """Take one mail, as a mail server would. Raises DeliveryError."""
        if not self.is_up:
            raise DeliveryError("the mail server is away")
        if address in self._refused:
            raise DeliveryError("no such address", permanent=True, code=550)

    def deliver(self, now: datetime) -> None:
        """Everything that is due, one attempt for each mail."""
        while deliver_one(self._database, self, lambda: now, WORKER):
            pass

    def next_at(self) -> datetime | None:
        """When the next mail is due."""
        with self._database.read() as tx:
            return outbox.next_try(tx)
