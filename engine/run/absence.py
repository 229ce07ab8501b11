"""Absences: entered, ended early, taken back. Each first brings every matter up to now, on the facts of then (rule 0).

Here: what may be entered, and the record of it. Not here: what an absence brings about in the batches (cover.py, gap.py), who stands
in (engine/core/organisation.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core.calendar import Interval
from engine.core.notice import Entry
from engine.core.organisation import Absence
from engine.core.refusal import Refused
from engine.run.bringing_up import bring_up_all
from engine.run.cell import Cell
from engine.store import history, organisation
from engine.store.transaction import Transaction


def enter(cell: Cell, absence: Absence, actor: str, now: datetime) -> int:
    """Remember an absence. Returns its number. Raises Refused if he is away on one of these days by another one."""
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        for number, other in organisation.absences(tx).items():
            if other.person == absence.person and overlap(other.days, absence.days):
                raise Refused("absence_twice", number=number, person=other.person, **_days(other.days))
        number = organisation.add_absence(tx, absence, at=now, by=actor)
        _note(tx, "absence_entered", number, absence, actor, now)
        return number


def end(cell: Cell, number: int, last: date, actor: str, now: datetime) -> Absence:
    """Let an absence end with an earlier day. Raises Refused for an unknown number, and a day that is not within it."""
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        known = _known(tx, number)
        if last not in known.days or last == known.days.last:
            raise Refused("absence_ends", number=number, last=last, **_days(known.days))
        ended = replace(known, days=Interval(known.days.first, last))
        organisation.end_absence(tx, number, last)
        _note(tx, "absence_ended", number, ended, actor, now)
        return ended


def take_back(cell: Cell, number: int, actor: str, reason: str, now: datetime) -> Absence:
    """Take back an absence that was entered wrongly; what was said in it stands. Raises Refused."""
    if not reason.strip():
        raise Refused("reason")
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        known = _known(tx, number)
        organisation.drop_absence(tx, number)
        _note(tx, "absence_taken_back", number, known, actor, now, reason.strip())
        return known


def listed(tx: Transaction, today: date, *, with_past: bool = False) -> Mapping[int, Absence]:
    """The absences of today and later by their numbers, first day first; with those that are over."""
    found = organisation.absences(tx).items()
    kept = [(number, one) for number, one in found if with_past or one.days.last is None or one.days.last >= today]
    return dict(sorted(kept, key=lambda pair: (pair[1].days.first, pair[0])))


def overlap(one: Interval, other: Interval) -> Interval | None:
    """The days two intervals share."""
    first, ends = max(one.first, other.first), [days.last for days in (one, other) if days.last is not None]
    last = min(ends, default=None)
    return Interval(first, last) if last is None or first <= last else None


def _known(tx: Transaction, number: int) -> Absence:
    known = organisation.absences(tx).get(number)
    if known is None:
        raise Refused("no_absence", number=number)
    return known


def _days(days: Interval) -> dict[str, object]:
    return {"from_": days.first, "to": days.last or "…"}


def _note(tx: Transaction, kind: str, number: int, one: Absence, actor: str, now: datetime, reason: str = "") -> None:
    data = {"number": number, "person": one.person, "from": str(one.days.first), "to": str(one.days.last or "")}
    entry = Entry(matter="", kind=kind, at=now, actor=actor, data=data | ({"reason": reason} if reason else {}))
    history.note(tx, [entry], at=now)
