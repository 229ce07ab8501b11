"""What loading calendar years would do, before it is done: which years are others, which dates would move, which steps would
be withdrawn.

Here: the same computation as affairs.load_years, on one state of the database, writing nothing. Not here: asking and printing
(service/command/years.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from engine.core.batch import bring_up
from engine.core.calendar import Calendar, YearPlan
from engine.core.case import Case, World
from engine.core.correction import Withdrawn
from engine.core.course import Course, derived
from engine.core.redating import redate
from engine.run.affairs import PAGE, Moved, Report, compare_dates, open_numbers
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store import calendar as calendars
from engine.store.faces import scored_in


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChange:
    """The working days of one year that are others, day by day."""

    year: int
    is_new: bool  #: it was not announced before
    off: tuple[date, ...]  #: no longer worked
    worked: tuple[date, ...]  #: worked from now on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    years: tuple[YearChange, ...]
    report: Report


def preview_years(cell: Cell, plans: Sequence[YearPlan], now: datetime) -> Ahead:
    """What `load_years` would bring about; nothing is written."""
    numbers = open_numbers(cell)
    with cell.database.read() as tx:
        there = {plan.year: plan for plan in calendars.load_plans(tx)}
        changed = [plan for plan in plans if there.get(plan.year) != plan]
        if not changed:
            return Ahead(years=(), report=Report())
        desk = Desk(cell, tx, now)
        after = Calendar(cell.hours, (there | {plan.year: plan for plan in changed}).values())
        world = replace(desk.world, calendar=after)
        moved: list[Moved] = []
        withdrawn: list[tuple[str, Withdrawn]] = []
        unique = list(dict.fromkeys([*numbers, *scored_in(tx, [plan.year for plan in changed])]))
        for start in range(0, len(unique), PAGE):
            for case in desk.load_many(unique[start : start + PAGE]):
                withdrawn += [(case.matter.number, one) for one in _redone(case, world, now, moved)]
        years = tuple(_year_change(plan.year, desk.world.calendar, after) for plan in changed)
        found = Report(years=tuple(plan.year for plan in changed), moved=tuple(moved), withdrawn=tuple(withdrawn))
        return Ahead(years=years, report=found)


def _redone(case: Case, world: World, now: datetime, moved: list[Moved]) -> list[Withdrawn]:
    """What is due by the calendar in force is said first, as it would be."""
    before = bring_up(case, now).case
    course = Course(Case(before.matter, before.machine, world))
    dates = derived(before)
    gone = redate(course, dates, now)
    moved += compare_dates(case.matter.number, dates, derived(course.case))
    return gone


def _year_change(year: int, before: Calendar, after: Calendar) -> YearChange:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    others = [day for day in days if before.is_working(day) != after.is_working(day)]
    return YearChange(
        year=year,
        is_new=not before.announced(year),
        off=tuple(day for day in others if not after.is_working(day)),
        worked=tuple(day for day in others if after.is_working(day)),
    )
