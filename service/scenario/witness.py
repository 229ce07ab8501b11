"""What the database saw of a scenario: lines, mails, points, and the matters the engine opened by itself.

Here: reading them back as the file calls them. Not here: comparing (verdict.py).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from engine.core.notice import INFORMATION
from engine.store.codec import from_plain
from engine.store.tables.county import score
from engine.store.tables.mail import mail, notice
from engine.store.tables.matter import matter
from engine.store.transaction import Transaction
from service.scenario.report import SeenLine, SeenMail
from service.scenario.script import Named


class Roll:
    """Which matter is which: the file's names and the numbers the engine gave."""

    def __init__(self, named: tuple[Named, ...]) -> None:
        self._named = {one.name: one for one in named}
        self._numbers: dict[str, str] = {}

    def add(self, name: str, number: str) -> None:
        self._numbers[name or number] = number

    def number(self, tx: Transaction, name: str) -> str:
        """The number of a matter; "" as long as the engine has not opened it."""
        if name not in self._numbers and name in self._named:
            found = _find(tx, self._named[name])
            if found:
                self._numbers[name] = found
        return self._numbers.get(name, "")

    def names(self, tx: Transaction) -> Mapping[str, str]:
        """Number to name, for every matter that has one."""
        numbers = {name: self.number(tx, name) for name in (*self._numbers, *self._named)}
        return {number: name for name, number in numbers.items() if number}


def _find(tx: Transaction, named: Named) -> str:
    """The first matter of this workflow, unit and period."""
    query = select(matter.c.number).where(matter.c.workflow == named.workflow)
    if named.unit:
        query = query.where(matter.c.unit == named.unit)
    if named.period:
        query = query.where(matter.c.period == named.period)
    return str(tx.execute(query.order_by(matter.c.opened_at, matter.c.number).limit(1)).scalar() or "")


def lines(tx: Transaction, names: Mapping[str, str], zone: ZoneInfo) -> tuple[SeenLine, ...]:
    """Every line that was said, in order."""
    rows = tx.execute(select(notice).order_by(notice.c.at, notice.c.id))
    return tuple(_line(row, names.get(row.matter, ""), zone) for row in rows)


def _line(row: Row[Any], name: str, zone: ZoneInfo) -> SeenLine:
    data = from_plain(row.data)
    return SeenLine(
        id=row.id,
        at=row.at.astimezone(zone),
        person=row.person,
        capacity=row.capacity,
        matter=name or row.matter,
        is_named=bool(name),
        clock=row.clock,
        says=says(row.kind, data),
        because=row.because,
        demand=date.fromisoformat(str(data["demand"])) if "demand" in data else None,
        mail=row.mail_id,
        is_information=row.kind in INFORMATION,
    )


def says(kind: str, data: Mapping[str, object]) -> str:
    """What people call it: a point and a step by their own names, everything else by its kind."""
    return str(data.get(kind, kind)) if kind in ("point", "step") else kind


def mails(tx: Transaction, zone: ZoneInfo) -> tuple[SeenMail, ...]:
    """Every mail that was written, in order."""
    counted = select(notice.c.mail_id, func.count().label("lines")).group_by(notice.c.mail_id).subquery()
    query = select(mail, counted.c.lines).outerjoin(counted, counted.c.mail_id == mail.c.id)
    return tuple(
        SeenMail(
            id=row.id,
            person=row.person,
            subject=row.subject,
            written_at=row.at.astimezone(zone),
            reached_at=row.sent_at.astimezone(zone) if row.sent_at else None,
            state=row.state,
            attempts=row.attempts,
            lines=row.lines or 0,
        )
        for row in tx.execute(query.order_by(mail.c.at, mail.c.id))
    )


def points(tx: Transaction, number: str, clock: str = "") -> float:
    """The points a matter has cost so far, of one clock or of all; what was taken back is taken back."""
    query = select(func.coalesce(func.sum(score.c.points), 0.0)).where(score.c.matter == number)
    return float(tx.execute(query.where(score.c.clock == clock) if clock else query).scalar_one())
