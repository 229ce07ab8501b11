"""Slips: what mails do not bring is handed over on paper, and that is recorded.

Here: which lines a slip carries, that a later line takes the place of an earlier one, and that a slip was handed over. Not here: paper
(service/slips.py), mails (post.py).

A slip is known by the number of its newest line: what is said later is not on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.core.batch import next_wake
from engine.core.course import Course
from engine.core.notice import Entry
from engine.core.refusal import Refused
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store import history, notices, settings
from engine.store.notices import StoredNotice
from engine.store.transaction import Transaction

#: Lines that say how a clock stands: a later one about the same run says it again. Every other kind tells of an event of its own.
STANDING = frozenset({"start", "point", "due", "late", "step", "look_in"})
SAID_AGAIN = "said_again"
NEVER = datetime.min.replace(tzinfo=UTC)  #: before every line


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A slip that was handed over."""

    person: str
    slip: int
    lines: int
    matters: tuple[str, ...]


def outdated(lines: Iterable[StoredNotice]) -> list[StoredNotice]:
    """Those of one person's lines that a later one among them says again."""
    newest: dict[object, StoredNotice] = {}
    old: list[StoredNotice] = []
    for one in sorted(lines, key=lambda one: one.id):
        if one.notice.kind in STANDING:
            run = (one.notice.matter, one.notice.clock, one.notice.run)
            old += [newest[run]] if run in newest else []
            newest[run] = one
    return old


def upto(tx: Transaction, person: str) -> int:
    """The number of the last slip that was handed to him; what it carried is on no other."""
    return int(settings.get(tx, f"handed:{person}") or 0)


def hand(cell: Cell, person: str, slip: int, actor: str, handed_at: datetime, now: datetime) -> Handed:
    """Record that a slip reached its person: each line on it counts as a word from then on (language.md decision 5).

    Raises Refused: he has no such slip, or it was handed over already; the time is in the future, or before its newest line.
    """
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        lines = _on_slip(desk, person, slip)
        if slip <= upto(tx, person) or not any(one.id == slip for one in lines):
            raise Refused("no_slip", person=person, slip=slip)
        said_at = max(one.notice.at for one in lines)
        if handed_at > now or handed_at < said_at:
            local = desk.world.calendar.local
            raise Refused(
                "handed_when", at=f"{local(handed_at):%Y-%m-%d %H:%M}", said=f"{local(said_at):%Y-%m-%d %H:%M}"
            )
        notices.reached(tx, [one.id for one in lines], handed_at)
        settings.put(tx, f"handed:{person}", slip)
        found = sorted({one.notice.matter for one in lines} - {""})
        _record(desk, found, person, slip, actor, handed_at)
        return Handed(person=person, slip=slip, lines=len(lines), matters=tuple(found))


def _on_slip(desk: Desk, person: str, slip: int) -> list[StoredNotice]:
    """What has not been handed over up to this line; what was on it stays on it, even if said again since.

    Whoever has an address finds on a slip only what came back.
    """
    known, after = desk.world.organisation.people.get(person), upto(desk.tx, person)
    if known is not None and known.email:
        lost = notices.undelivered(desk.tx, NEVER)
        lines = [one for one in lost if one.notice.person == person and after < one.id <= slip]
    else:
        told = notices.of_person(desk.tx, person, after, slip)
        lines = [one for one in told if one.superseded_reason in (None, SAID_AGAIN)]
    gone = {one.id for one in outdated(lines)}
    return [one for one in lines if one.id not in gone]


def _record(desk: Desk, numbers: Sequence[str], person: str, slip: int, actor: str, handed_at: datetime) -> None:
    """In the history of each matter and of the county; when a matter next speaks may be another time now."""
    data = {"person": person, "slip": slip, "handed_at": handed_at}
    for case in list(desk.load_many(list(numbers))):
        course = Course(case)
        course.record("handed", desk.now, actor, **data)
        desk.keep(course.change(next_wake(course.case, desk.now)))
    desk.save()
    entry = Entry(matter="", kind="slip_handed", at=desk.now, actor=actor, data=data)
    history.note(desk.tx, [entry], at=desk.now)
