"""A county on the evening before a full morning, and everything a survivor is compared by.

Here: the matters of the story, a composer whose Message-IDs are new in every process, a mail server that is a file, and
the picture of a database without what only a clock on the wall decides. Not here: killing (child.py, mortal.py), the tests.
"""

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Table, select

from engine.core.calendar import Interval
from engine.core.organisation import Absence
from engine.run import absence, bringing_up
from engine.run import sweep as room
from engine.run.cell import Cell, Rules
from engine.run.letter import Composed, Letter
from engine.store.database import Database
from engine.store.tables.county import score
from engine.store.tables.history import entry
from engine.store.tables.mail import mail, notice
from engine.store.tables.matter import clock, matter, number_series
from engine.store.verification import verify
from notifications.delivery import LEASE, Sending, deliver_one
from tests.core.play import HOURS, at
from tests.run.county import running_county, shipped_rulebooks
from workflows.compiler import compile_machine

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
BEGINS = "2026-02-24 09:00"
EVENING = "2026-03-01 20:00"  #: a Sunday
MORNING = at("2026-03-02 08:30")  #: the first batch of a week and of a month
BACK = MORNING + LEASE + timedelta(minutes=1)  #: the same batch, and no lease of the killed is left
NEXT_MORNING = at("2026-03-03 08:30")
CHUNK, PEOPLE = 3, 2  #: matters and mails to a transaction, so that a small county has several of both


class LetterComposer:
    """One line for each notice; like the real one it gives a mail a Message-ID nobody has used."""

    def compose(self, letter: Letter) -> Composed:
        lines = [
            f"{item.notice.kind} {item.notice.matter} {item.notice.clock} {item.notice.basis} {item.notice.capacity}"
            for item in letter.items
        ]
        message_id = f"<{uuid4().hex}@county.example>"
        content = "\r\n".join([f"Message-ID: {message_id}", "", *lines, ""])
        return Composed(subject=" | ".join(lines), message_id=message_id, content=content.encode())


def cut_small() -> None:
    """Let a batch take several transactions; for a process of its own (a test patches)."""
    bringing_up.CHUNK, room.PEOPLE = CHUNK, PEOPLE


def cell_on(database: Database) -> Cell:
    """The county's cell on a database that was seeded."""
    books = shipped_rulebooks()
    rules = Rules(
        machines=books.machines,
        resolved=books.resolved,
        digest_roles=tuple(role for digest in books.shared.digests for role in digest.to),
        month_sets={"term_months": (3, 4, 5, 6, 9, 10, 11, 12)},
    )
    return Cell(
        database=database,
        rules=rules,
        compile=compile_machine,
        composer=LetterComposer(),
        hours=HOURS,
        seed="test",
        admin="office_head",
    )


def seed(database: Database) -> None:
    """Bring the county to the evening before the morning.

    In the batch of Monday 2 March: the digest, the month's recurring opening, due days, a first step with paper and
    points, an uncovered post (both of the window are away), and a mail of Saturday that has not left: one of its lines
    is still true, the other is not.
    """
    county = replace(running_county(database, BEGINS), cell=cell_on(database))
    county.open("2026-02-24 10:00", "time_limit", "window_a", "window", applicant="某幼儿园", item="办学许可")
    county.open("2026-02-26 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    taken = county.open("2026-02-26 11:00", "first_contact", "officer_l", "jijian", **REQUEST)
    county.act("2026-02-26 11:10", taken, "offer", "officer_l", handler="builder_a")
    county.act("2026-02-26 11:20", taken, "accept", "builder_a")
    county.open("2026-02-27 10:00", "first_contact", "desk_a", "office", **REQUEST)
    county.open("2026-02-28 09:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.mail_is_up = False
    county.open("2026-02-28 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    guided = county.open("2026-02-28 11:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-02-28 12:00", guided, "guide", "officer_l", sent_where="教育局")
    for person in ("window_a", "window_b"):
        away = Absence(person, Interval(date(2026, 3, 2), date(2026, 3, 4)))
        absence.enter(county.cell, away, "window_head", county.now)
    county.pass_to(EVENING)


# --- a mail server that is a file -------------------------------------------------------------------


class FileServer:
    """Takes mails by writing them to a file at once, so that they outlive whoever handed them in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, address: str, content: bytes) -> None:
        line = json.dumps([address, content.decode()]) + "\n"
        taken = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(taken, line.encode())
        finally:
            os.close(taken)

    def taken(self) -> list[tuple[str, str]]:
        """(address, content) of every mail, in order."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return [(address, content) for address, content in map(json.loads, lines)]


def deliver(database: Database, server: Sending, now: datetime, worker: str = "survivor") -> None:
    """Hand over all that is due."""
    while deliver_one(database, server, lambda: now, worker):
        pass


# --- what is compared ------------------------------------------------------------------------------

#: Columns that tell when or in which order something was written down, not what.
_WRITTEN = frozenset({
    "stored_at", "prev_hash", "hash", "head", "sealed_seq", "id", "mail_id", "reached_at", "message_id", "bytes",
    "attempts", "next_try_at", "sent_at", "lease_until", "lease_by", "superseded_by", "digests", "score.at",
})  # fmt: skip
_PICTURED: tuple[Table, ...] = (matter, clock, entry, notice, mail, score, number_series)


#: What became of a county: every row with its table, and every line with the mail that carries it; how often each.
Picture = Counter[tuple[object, ...]]


def picture(database: Database) -> Picture:
    found: Picture = Counter()
    with database.read() as tx:
        for table in _PICTURED:
            columns = [column for column in table.columns if {column.name, str(column)}.isdisjoint(_WRITTEN)]
            found.update((table.name, *map(repr, row)) for row in tx.execute(select(*columns)))
        line = select(notice.c.matter, notice.c.kind, notice.c.basis, notice.c.person, mail.c.person, mail.c.subject)
        found.update(("in a mail", *row) for row in tx.execute(line.join_from(notice, mail)))
    return found


def difference(found: Picture, expected: Picture) -> dict[str, list[tuple[object, ...]]]:
    """What is too much and what is missing."""
    both = {"too much": sorted((found - expected).elements()), "missing": sorted((expected - found).elements())}
    return {name: rows for name, rows in both.items() if rows}


def faults(database: Database) -> Sequence[object]:
    """What the proof of the history finds."""
    with database.read() as tx:
        return verify(tx)


def bodies(taken: Sequence[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """(address, lines) of mails, each copy counted once: copies bear one Message-ID and the same bytes."""
    by_message: dict[str, tuple[str, str]] = {}
    for address, content in taken:
        head, _, body = content.partition("\r\n\r\n")
        assert by_message.setdefault(head, (address, body)) == (address, body), f"{head} came with other bytes"
    return Counter(by_message.values())
