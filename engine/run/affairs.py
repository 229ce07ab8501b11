"""County affairs: changes of calendar, organisation and absences. Each first brings every matter up to now (rule
0).

Here: what such a change does to running matters, and the report of what moved. Not here: reading files
(config/, service/).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.core.batch import next_wake
from engine.core.calendar import YearPlan
from engine.core.case import Case
from engine.core.change import Change, Derived
from engine.core.correction import Withdrawn, correct_dates
from engine.core.course import Course, derived
from engine.core.notice import Entry
from engine.core.organisation import Absence, Organisation
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.sweep import bring_up_all
from engine.store import calendar as calendars
from engine.store import history, matters, organisation
from engine.store.faces import scored_in

PAGE = 500  #: matters to a transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One date of a running matter that is another now."""

    matter: str
    clock: str
    name: str  #: promised | statutory
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    moved: tuple[Moved, ...] = ()
    withdrawn: tuple[tuple[str, Withdrawn], ...] = ()  #: (matter, step or breach)


def load_years(cell: Cell, plans: Sequence[YearPlan], actor: str, now: datetime) -> Report:
    """Load or correct calendar years. Dates are recomputed, steps that would not have been said are withdrawn."""
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        changed = [plan for plan in plans if calendars.save_plan(tx, plan, at=now)]
        if not changed:
            return Report()
        lines = [
            Entry(
                matter="", kind="calendar_loaded", at=now, actor=actor, data={"year": plan.year, "source": plan.source}
            )
            for plan in changed
        ]
        history.note(tx, lines, at=now)
        past = scored_in(tx, [plan.year for plan in changed])
    return _redo(cell, [*_open_numbers(cell), *past], now)


def _open_numbers(cell: Cell) -> list[str]:
    found: list[str] = []
    with cell.database.read() as tx:
        while page := matters.open_numbers(tx, PAGE, after=found[-1] if found else ""):
            found += page
    return found


def _redo(cell: Cell, numbers: Sequence[str], now: datetime) -> Report:
    """Recompute these matters on the facts as they are now."""
    moved: list[Moved] = []
    withdrawn: list[tuple[str, Withdrawn]] = []
    unique = list(dict.fromkeys(numbers))
    for start in range(0, len(unique), PAGE):
        with cell.database.write() as tx:
            desk = Desk(cell, tx, now)
            for case in desk.load_many(unique[start : start + PAGE]):
                gone = _redo_one(desk, case, now, moved)
                withdrawn += [(case.matter.number, one) for one in gone]
            desk.save()
    return Report(moved=tuple(moved), withdrawn=tuple(withdrawn))


def _redo_one(desk: Desk, case: Case, now: datetime, moved: list[Moved]) -> list[Withdrawn]:
    course = Course(case)
    stored = desk.tx.held[case.matter.number].derived
    before = {name: stored[name, run.number] for name, run in case.matter.runs.items() if (name, run.number) in stored}
    gone = correct_dates(course, now)
    after = derived(course.case)
    changes = list(_compare(case.matter.number, before, after))
    if changes or gone:
        moved += changes
        told = [f"{one.clock} {one.name} {one.before} {one.after}" for one in changes]
        course.record("recomputed", now, "engine", moved=told)
    change: Change = course.change(next_wake(course.case, now))
    desk.keep(change)
    return gone


def _compare(number: str, before: Mapping[str, Derived], after: Mapping[str, Derived]) -> Iterator[Moved]:
    for clock, new in after.items():
        old = before.get(clock)
        if old is None:
            continue
        for name in ("promised", "statutory"):
            was, now_is = getattr(old, f"{name}_on"), getattr(new, f"{name}_on")
            if was != now_is:
                yield Moved(matter=number, clock=clock, name=name, before=was, after=now_is)


def add_absence(cell: Cell, absence: Absence, actor: str, now: datetime) -> int:
    """Remember an absence; what was due before it was said on the facts of then. Returns its number."""
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        number = organisation.add_absence(tx, absence, at=now, by=actor)
        data = {"person": absence.person, "from": str(absence.days.first), "to": str(absence.days.last or "")}
        history.note(tx, [Entry(matter="", kind="absence_entered", at=now, actor=actor, data=data)], at=now)
        return number


def apply_organisation(cell: Cell, new: Organisation, actor: str, now: datetime) -> bool:
    """Take a changed organisation over as a dated version. False if it is what is in force."""
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        if not organisation.save_organisation(tx, new, at=now):
            return False
        history.note(tx, [Entry(matter="", kind="organisation_applied", at=now, actor=actor)], at=now)
    return True
