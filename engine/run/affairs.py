"""County affairs: changes of calendar and absences, and sending held. What touches matters first brings
every one of them up to now (rule 0).

Here: what such a change does to running matters, and the report of it. Not here: reading files (config/, service/), another
organisation (reorganising.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.core.batch import next_wake
from engine.core.calendar import YearPlan
from engine.core.case import Case
from engine.core.change import Change, Derived
from engine.core.correction import Withdrawn
from engine.core.course import Course, derived
from engine.core.notice import Entry
from engine.core.redating import redate
from engine.run.bringing_up import bring_up_all
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store import calendar as calendars
from engine.store import history, matters, settings
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
