"""County affairs: changes of calendar, organisation and absences, and sending held. What touches matters first brings
every one of them up to now (rule 0).

Here: what such a change does to running matters, and the report of it. Not here: reading files (config/, service/), which
duties pass to whom (engine/core/succession.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.core import succession
from engine.core.batch import next_wake
from engine.core.calendar import YearPlan
from engine.core.case import Case
from engine.core.change import Change, Derived
from engine.core.correction import Withdrawn
from engine.core.course import Course, derived
from engine.core.notice import Entry
from engine.core.organisation import Absence, Organisation
from engine.core.redating import redate
from engine.core.refusal import DubanError
from engine.core.succession import Lost, Passed
from engine.run import gap
from engine.run.bringing_up import bring_up_all
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store import calendar as calendars
from engine.store import history, matters, organisation, settings
from engine.store.faces import scored_in
from engine.store.transaction import Transaction

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
    years: tuple[int, ...] = ()  #: that are other ones now
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
    redone = _redo(cell, [*open_numbers(cell), *past], now)
    return replace(redone, years=tuple(plan.year for plan in changed))


def open_numbers(cell: Cell) -> list[str]:
    """Every open matter, by number."""
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
    gone = redate(course, before, now)
    after = derived(course.case)
    changes = list(compare_dates(case.matter.number, before, after))
    if changes or gone:
        moved += changes
        told = [f"{one.clock} {one.name} {one.before} {one.after}" for one in changes]
        course.record("recomputed", now, "engine", moved=told)
    change: Change = course.change(next_wake(course.case, now))
    desk.keep(change)
    return gone


def compare_dates(number: str, before: Mapping[str, Derived], after: Mapping[str, Derived]) -> Iterator[Moved]:
    """The dates of a matter that are others now; a clock that was not there before has none that moved."""
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


# --- another organisation ------------------------------------------------------------------------------------------


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


def preview_organisation(cell: Cell, new: Organisation, now: datetime) -> Applied:
    """What `apply_organisation` would bring about; nothing is written."""
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        lost, passed = _consequences(desk, new)
        return Applied(is_new=not _is_same(desk.world.organisation, new), passed=passed, lost=lost)


def apply_organisation(cell: Cell, new: Organisation, actor: str, now: datetime) -> Applied:
    """Take a changed organisation over as a dated version, and tell every successor his duties in the next batch.

    Raises Orphaned if an open matter would lose somebody it needs; the old version stays in force then.
    """
    bring_up_all(cell, now)
    with cell.database.write() as tx:
        lost, passed = _consequences(Desk(cell, tx, now), new)
        if lost:
            raise Orphaned(lost)
        if not organisation.save_organisation(tx, new, at=now):
            return Applied(is_new=False)
        data = {"passed": len(passed)} if passed else {}
        history.note(tx, [Entry(matter="", kind="organisation_applied", at=now, actor=actor, data=data)], at=now)
        _tell_successors(Desk(cell, tx, now), passed, actor, now)
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


def _consequences(desk: Desk, new: Organisation) -> tuple[tuple[Lost, ...], tuple[Passed, ...]]:
    """Over all open matters: what they would lose, and which of their duties would pass to somebody else."""
    gone: list[Lost] = []
    passed: list[Passed] = []
    last = ""
    while page := matters.open_numbers(desk.tx, PAGE, after=last):
        for case in desk.load_many(page):
            found = [one for one in succession.lost(case, new) if not _is_of_gap(case, one)]
            gone += found
            passed += () if found else succession.passed(case, new)
        last = page[-1]
    return tuple(gone), tuple(passed)


def _is_of_gap(case: Case, one: Lost) -> bool:
    """A gap names who is away; that somebody else takes the post is what it waits for."""
    return case.matter.workflow == gap.WORKFLOW and one.kind == "person"


def _tell_successors(desk: Desk, passed: Sequence[Passed], actor: str, now: datetime) -> None:
    by_matter: dict[str, list[Passed]] = {}
    for one in passed:
        by_matter.setdefault(one.matter, []).append(one)
    for case in list(desk.load_many(list(by_matter))):
        course = Course(case)
        succession.tell_successors(course, tuple(by_matter[case.matter.number]), actor, now)
        desk.keep(course.change(next_wake(course.case, now)))
    desk.save()


# --- sending held ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hold:
    """Sending is held since then: matters go on, mails wait."""

    since: datetime
    by: str
    reason: str


def hold_of(tx: Transaction) -> Hold | None:
    """The hold in force."""
    found = settings.get(tx, settings.HOLD)
    return Hold(found["since"], str(found["by"]), str(found["reason"])) if found else None


def hold(cell: Cell, actor: str, reason: str, now: datetime) -> Hold:
    """Stop sending until `release`; what is being sent at this moment still leaves. One that holds already stays as it is."""
    with cell.database.write() as tx:
        there = hold_of(tx)
        if there is None:
            settings.put(tx, settings.HOLD, {"since": now, "by": actor, "reason": reason})
            history.note(tx, [Entry(matter="", kind="held", at=now, actor=actor, data={"reason": reason})], at=now)
        return there or Hold(now, actor, reason)


def release(cell: Cell, actor: str, now: datetime) -> Hold | None:
    """Send again; the hold that ended, None if there was none."""
    with cell.database.write() as tx:
        there = hold_of(tx)
        if there is not None:
            settings.drop(tx, settings.HOLD)
            history.note(tx, [Entry(matter="", kind="released", at=now, actor=actor)], at=now)
        return there
