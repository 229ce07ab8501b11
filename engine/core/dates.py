"""Due dates: derived from a clock's rule, its facts and the calendar. Nothing here is ever stored as truth.

Here: language.md rules 4-8 (raw, rolled, provisional), lateness and the light. Not here: what is said about a
date (speech.py).
"""

import calendar as months
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from engine.core.calendar import Calendar, Interval, month_end, next_month_end, quarter_end
from engine.core.limit import AfterField, Bound, Count, Limit, OnField, PeriodEnd, WorkingDayOf
from engine.core.machine import ClockRule
from engine.core.matter import Extension, Mode, Run

Light = Literal["green", "amber", "red", "paused", "verifying", "done"]
Roll = Callable[[date], date]
SHORT_LIMIT = 9  #: working days; up to here a limit is short (domain.md section 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Both dates of a run, before and after rolling."""

    raw_promised: date
    promised_on: date
    raw_statutory: date | None = None
    statutory_on: date | None = None
    provisional: bool = False  #: the promised date is in a year not announced; not rolled (decision 14)
    statutory_provisional: bool = False  #: the statutory one is

    @property
    def last_on(self) -> date:
        """The last of the limits: after it there is no pause (rule 4)."""
        return max(self.promised_on, self.statutory_on or self.promised_on)


def limit_of(rule: ClockRule, run: Run) -> Limit:
    """The limit of this run, by the values it opened with."""
    return rule.limit.pick(run.values)


def due(rule: ClockRule, run: Run, calendar: Calendar) -> Due | None:
    """Both due dates of a run; None while a pause is open (rule 4) and for a clock without a limit (a look-in)."""
    if rule.kind == "look_in" or (run.pauses and run.pauses[-1].last is None):
        return None
    return _due(limit_of(rule, run), dated(run), rule.roll_forward, calendar)


class Dated(NamedTuple):
    """The facts of a run that its dates are made of."""

    day_zero: date
    pauses: tuple[Interval, ...]
    extensions: tuple[Extension, ...]
    values: tuple[tuple[str, object], ...]  #: what its limit reads
    stands_on: date | None  #: no date is earlier


def dated(run: Run) -> Dated:
    return Dated(run.day_zero, run.pauses, run.extensions, tuple(run.values.items()), run.said.stands_on)


@lru_cache(maxsize=4096)
def _due(limit: Limit, facts: Dated, roll_forward: bool, calendar: Calendar) -> Due | None:
    """Remembered: a batch asks for the same run again and again, and what began on one day falls due on one day."""
    if not _is_dated(limit, facts):
        return None
    raw_promised = raw_date(limit.governing, facts, calendar)
    raw_statutory = raw_date(limit.statutory, facts, calendar) if limit.statutory else None
    forward = calendar.on_or_after
    promised_on, unsure = _rolled(raw_promised, calendar, forward if roll_forward else calendar.on_or_before)
    statutory_on, unsure_too = _rolled(raw_statutory, calendar, forward) if raw_statutory else (None, False)
    if facts.stands_on:
        floor = calendar.on_or_after(facts.stands_on)
        promised_on, statutory_on = max(promised_on, floor), statutory_on and max(statutory_on, floor)
    return Due(
        raw_promised=raw_promised,
        promised_on=promised_on,
        raw_statutory=raw_statutory,
        statutory_on=statutory_on,
        provisional=unsure,
        statutory_provisional=unsure_too,
    )


def _is_dated(limit: Limit, facts: Dated) -> bool:
    """Whether the date fields the limit reads are filled."""
    spans = (bound.span for bound in (limit.promised, limit.statutory) if bound)
    fields = [span.field for span in spans if isinstance(span, OnField | AfterField)]
    return not fields or all(isinstance(dict(facts.values).get(field), date) for field in fields)


def _rolled(raw: date, calendar: Calendar, roll: Roll) -> tuple[date, bool]:
    """The rolled date and whether it is provisional: then it is the raw one (rule 8)."""
    rolled = roll(raw)
    if calendar.announced(raw.year) and calendar.announced(rolled.year):
        return rolled, False
    return raw, True


def raw_date(bound: Bound, facts: Dated, calendar: Calendar) -> date:
    """Day 0 + count, walking over uncounted days, extensions added before rolling (rules 4-6)."""
    base, count = _anchored(bound, facts, calendar)
    if count is None:
        day, unit = base, ""
    else:
        same = sum(extension.n for extension in facts.extensions if extension.unit == count.unit)
        day, unit = add(calendar, base, count.n + same, count.unit, facts.pauses), count.unit
    for extension in facts.extensions:
        if extension.unit != unit:
            day = add(calendar, day, extension.n, extension.unit, facts.pauses)
    return day


def _anchored(bound: Bound, facts: Dated, calendar: Calendar) -> tuple[date, Count | None]:
    """A day 0 and a count; or, for a fixed date, that date and None."""
    match bound.span:
        case Count() as count:
            return facts.day_zero, count
        case AfterField(count, name):
            return _field_date(facts, name), count
        case OnField(name):
            return _field_date(facts, name), None
        case PeriodEnd(of):
            return _period_end(of, _period_day(facts)), None
        case WorkingDayOf(n, month):
            first = _first_of(month, _period_day(facts))
            return calendar.nth_working_of_month(first.year, first.month, n), None
        case day_of:
            first = _first_of(day_of.month, _period_day(facts))
            return first.replace(day=min(day_of.n, months.monthrange(first.year, first.month)[1])), None


def _field_date(facts: Dated, name: str) -> date:
    value = dict(facts.values)[name]
    assert isinstance(value, date)
    return value


def _period_day(facts: Dated) -> date:
    """A day in the period the matter belongs to (2026-05, 2026-Q2), so that a late act never skips one."""
    period = str(dict(facts.values).get("period") or "")
    if "-Q" in period:
        year, quarter = period.split("-Q")
        return date(int(year), 3 * int(quarter), 1)
    if "-" in period:
        year, month = period.split("-")
        return date(int(year), int(month), 1)
    return facts.day_zero


def _period_end(of: str, day: date) -> date:
    return {"month": month_end, "quarter": quarter_end, "next_month": next_month_end}[of](day)


def _first_of(month: str, day: date) -> date:
    return day.replace(day=1) if month == "this_month" else month_end(day) + timedelta(days=1)


def add(calendar: Calendar, day: date, n: int, unit: str, uncounted: tuple[Interval, ...]) -> date:
    """`day` plus n of `unit`, walking over uncounted days."""
    if unit == "wd":
        return calendar.nth_working_after(day, n, uncounted)
    if unit == "cd":
        return calendar.nth_calendar_after(day, n, uncounted)
    return calendar.months_after(day, n * (12 if unit == "years" else 1), uncounted)


def amber_on(limit: Limit, dates: Due, calendar: Calendar, *, short: int, long: int) -> date:
    """The day from which the light is amber: T-1 for limits of up to 9 working days, else T-3 (domain.md section 6)."""
    return calendar.nth_working_before(dates.promised_on, short if is_short(limit) else long)


def is_short(limit: Limit) -> bool:
    """A limit of up to 9 working days."""
    span = limit.governing.span
    count = span.count if isinstance(span, AfterField) else span
    return isinstance(count, Count) and count.unit == "wd" and count.n <= SHORT_LIMIT


def light(run: Run, dates: Due | None, amber: date | None, today: date) -> Light:
    """Red from the day after the promised date, grey while paused, blue while a report is verified."""
    if run.mode is Mode.STOPPED:
        return "done"
    if run.mode is Mode.HELD:
        return "verifying"
    if run.mode is Mode.PAUSED or dates is None or amber is None:
        return "paused"
    if today > dates.promised_on:
        return "red"
    return "amber" if today >= amber else "green"


def days_late(rule: ClockRule, run: Run, calendar: Calendar, upto: date) -> int:
    """Working days after the promised date up to `upto`, paused days and days others cost left out (decisions 1 and
    4).

    A report that stood ends the count on its own day; a failed one does not.
    """
    return _late_without(rule, run, calendar, upto, run.excused)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Working days after the promised date that are nobody's lateness."""

    unheard: int  #: a step waited for a word on them
    others: int  #: a verifier or an approver took them beyond his own limit


def left_out(rule: ClockRule, run: Run, calendar: Calendar, upto: date) -> LeftOut:
    """The days that `days_late` leaves out, each once: why a number is smaller than the calendar says."""
    heard = _late_without(rule, run, calendar, upto, run.said.waited)
    unheard = _late_without(rule, run, calendar, upto, ()) - heard
    return LeftOut(unheard, heard - days_late(rule, run, calendar, upto))


def _late_without(rule: ClockRule, run: Run, calendar: Calendar, upto: date, uncounted: tuple[Interval, ...]) -> int:
    dates = due(rule, resumed(run, upto), calendar)
    if dates is None:
        return 0
    end = upto
    if run.mode is Mode.STOPPED and run.stopped_on:
        end = run.stopped_on
    if run.reported_on and not run.returns and run.mode in (Mode.STOPPED, Mode.HELD):
        end = run.reported_on
    return calendar.working_after(dates.promised_on, end, run.pauses + uncounted)


def resumed(run: Run, upto: date) -> Run:
    """The run as if its open pause ended on `upto`: `if resumed now`."""
    if not run.pauses or run.pauses[-1].last:
        return run
    last = max(upto, run.pauses[-1].first)
    return replace(run, pauses=(*run.pauses[:-1], Interval(run.pauses[-1].first, last)))
