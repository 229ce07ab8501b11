"""Another organisation is taken over as a dated version: its duties pass to successors, and none is left to nobody.

Here: what it brings about over all open matters, written in one transaction. Not here: which duties pass to whom
(engine/core/succession.py), reading files (config/), what differs between two organisations (config/takeover.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.core import succession
from engine.core.batch import next_wake
from engine.core.course import Course
from engine.core.notice import Entry
from engine.core.organisation import Organisation, Seat
from engine.core.refusal import DubanError
from engine.core.succession import Lost, Passed
from engine.run.bringing_up import bring_up_all
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store import history, matters, organisation

PAGE = 500  #: matters read at once


class Orphaned(DubanError):
    """An organisation that would leave open matters without somebody or something they need. It was not applied."""

    def __init__(self, lost: Sequence[Lost]) -> None:
        super().__init__(f"{len(lost)} open duties would be left to nobody")
        self.lost = tuple(lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What taking over an organisation brings about."""

    is_new: bool  #: False: it is what is in force
    passed: tuple[Passed, ...] = ()  #: the duties of open matters that are owed by somebody else now
    lost: tuple[Lost, ...] = ()  #: of a preview only: what stands against it


@dataclass(frozen=True, slots=True)
class _Consequences:
    """Over all open matters: what they would lose, which duties pass, and who sits in whose place."""

    lost: list[Lost] = field(default_factory=list)
    passed: dict[str, tuple[Passed, ...]] = field(default_factory=dict)  #: by matter
    seats: dict[str, Mapping[str, Seat]] = field(default_factory=dict)  #: of the matters where they change

    def all_passed(self) -> tuple[Passed, ...]:
        return tuple(one for duties in self.passed.values() for one in duties)


def preview_organisation(cell: Cell, new: Organisation, now: datetime) -> Applied:
    """What `apply_organisation` would bring about; nothing is written."""
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        found = _consequences(desk, new)
        is_new = not _is_same(desk.world.organisation, new)
        return Applied(is_new=is_new, passed=found.all_passed(), lost=tuple(found.lost))


def apply_organisation(cell: Cell, new: Organisation, actor: str, now: datetime) -> Applied:
    """Take a changed organisation over as a dated version, and tell every successor his duties in the next batch.

    Raises Orphaned if an open matter would lose somebody it needs; the old version stays in force then.
    """
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        found = _consequences(Desk(cell, tx, now), new)
        if found.lost:
            raise Orphaned(found.lost)
        if not organisation.save_organisation(tx, new, at=now):
            return Applied(is_new=False)
        passed = found.all_passed()
        data = {"passed": len(passed)} if passed else {}
        history.note(tx, [Entry(matter="", kind="organisation_applied", at=now, actor=actor, data=data)], at=now)
        _succeed(Desk(cell, tx, now), found, actor, now)
    return Applied(is_new=True, passed=passed)


def _is_same(old: Organisation, new: Organisation) -> bool:
    """Order counts: whoever holds several posts acts for the unit of the first."""
    return all(
        tuple(before) == tuple(after)
        for before, after in (
            (old.units.values(), new.units.values()),
            (old.people.values(), new.people.values()),
            (old.posts, new.posts),
        )
    )


def _consequences(desk: Desk, new: Organisation) -> _Consequences:
    found = _Consequences()
    last = ""
    while page := matters.open_numbers(desk.tx, PAGE, after=last):
        for case in desk.load_many(page):
            lost = list(succession.lost(case, new))
            found.lost.extend(lost)
            if lost:
                continue
            passed, seats = succession.passed(case, new), succession.seats(case, new)
            if passed or seats != case.matter.seats:
                found.passed[case.matter.number], found.seats[case.matter.number] = passed, seats
        last = page[-1]
    return found


def _succeed(desk: Desk, found: _Consequences, actor: str, now: datetime) -> None:
    """Write it into the matters, on the organisation that is in force from now on."""
    for case in list(desk.load_many(list(found.seats))):
        number, course = case.matter.number, Course(case)
        succession.succeed(course, found.seats[number], found.passed[number], actor, now)
        desk.keep(course.change(next_wake(course.case, now)))
    desk.save()
