"""Why each date is what it is, and what will be said when if nothing is done.

Here: the reckoning of one run as values, and the matter's future by letting it run. Not here: sentences
(service/explain.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from engine.core.batch import bring_up, next_wake
from engine.core.calendar import Calendar, Interval
from engine.core.case import Case
from engine.core.dates import Due, dated, due, limit_of, raw_date
from engine.core.limit import AfterField, Bound, Count
from engine.core.machine import ClockRule
from engine.core.matter import Extension, Matter, Run
from engine.core.notice import Notice


@dataclass(frozen=True, slots=True)
class Skipped:
    """Consecutive days that were not counted, and why."""

    first: date
    last: date
    reason: str  #: weekend | holiday | paused


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """One date with everything that made it."""

    name: str  #: promised | statutory
    bound: Bound
    day_zero: date
    day_one: date | None  #: the first day counted; None for a fixed date
    skipped: tuple[Skipped, ...]
    extensions: tuple[Extension, ...]
    raw: date
    on: date
    rolled: str  #: back | forward | ""
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStory:
    rule: ClockRule
    run: Run
    dates: Due | None
    reckonings: tuple[Reckoning, ...]


def stories(case: Case) -> tuple[ClockStory, ...]:
    """Every clock of a matter that was ever started, with its dates explained."""
    return tuple(_story(case, case.machine.clocks[name], run) for name, run in case.matter.runs.items())


def _story(case: Case, rule: ClockRule, run: Run) -> ClockStory:
    dates = due(rule, run, case.calendar) if rule.kind != "look_in" else None
    found: list[Reckoning] = []
    if dates:
        limit = limit_of(rule, run)
        found.append(reckon("promised", limit.governing, run, dates, case.calendar))
        if limit.statutory:
            found.append(reckon("statutory", limit.statutory, run, dates, case.calendar))
    return ClockStory(rule=rule, run=run, dates=dates, reckonings=tuple(found))


def reckon(name: str, bound: Bound, run: Run, dates: Due, calendar: Calendar) -> Reckoning:
    """The computation of one date, in the order in which a person would do it by hand."""
    raw = raw_date(bound, dated(run), calendar)
    on = dates.statutory_on if name == "statutory" and dates.statutory_on else dates.promised_on
    count = bound.span.count if isinstance(bound.span, AfterField) else bound.span
    is_counted = isinstance(count, Count)
    in_working_days = isinstance(count, Count) and count.unit == "wd"
    return Reckoning(
        name=name,
        bound=bound,
        day_zero=run.day_zero,
        day_one=_day_one(run, calendar, in_working_days=in_working_days) if is_counted else None,
        skipped=tuple(_skipped(run, raw, calendar, in_working_days=in_working_days)) if is_counted else (),
        extensions=run.extensions,
        raw=raw,
        on=on,
        rolled="" if raw == on else "back" if on < raw else "forward",
        provisional=dates.statutory_provisional if name == "statutory" else dates.provisional,
    )


def _day_one(run: Run, calendar: Calendar, *, in_working_days: bool) -> date:
    if in_working_days:
        return calendar.nth_working_after(run.day_zero, 1, run.pauses)
    return calendar.nth_calendar_after(run.day_zero, 1, run.pauses)


def _skipped(run: Run, raw: date, calendar: Calendar, *, in_working_days: bool) -> Iterator[Skipped]:
    """Uncounted days between day 0 and the raw date, neighbours together; a weekend inside a festival belongs to it."""
    length = (raw - run.day_zero).days
    off = dict(calendar.skipped(run.day_zero, raw)) if in_working_days and length > 0 else {}
    days = [run.day_zero + timedelta(days=n) for n in range(1, length + 1)]
    found = [(day, "paused" if _in(run.pauses, day) else "off" if day in off else "") for day in days]
    for kind, group in groupby(found, key=lambda pair: pair[1]):
        members = [day for day, _ in group]
        if kind:
            reasons = {off.get(day) for day in members}
            reason = kind if kind == "paused" else "holiday" if "holiday" in reasons else "weekend"
            yield Skipped(members[0], members[-1], reason)


def _in(pauses: tuple[Interval, ...], day: date) -> bool:
    return any(day in pause for pause in pauses)


# --- the future if nothing is done ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Foreseen:
    at: datetime
    notices: tuple[Notice, ...]
    state: str  #: of the matter after that batch


def future(case: Case, now: datetime, *, until: datetime, most: int = 40) -> list[Foreseen]:
    """What will be said when, if nobody does anything and every mail arrives: the same code that will say it, run ahead."""
    found: list[Foreseen] = []
    at = next_wake(case, now).at
    while at is not None and at <= until and len(found) < most:
        course = bring_up(case, at)
        case = case.with_matter(heard(course.matter, course.notices))
        if course.notices:
            found.append(Foreseen(at, tuple(course.notices), case.matter.state))
        at = next_wake(case, at).at
    return found


def heard(matter: Matter, notices: list[Notice]) -> Matter:
    """The matter as if these lines reached their receivers at once."""
    words = dict(matter.words)
    for notice in notices:
        if notice.state:
            key = (notice.state, notice.turn, notice.about or notice.person)
            words[key] = min(words.get(key, notice.at), notice.at)
    return replace(matter, words=words)
