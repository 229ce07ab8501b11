"""Periods of recurring openings: which one a day belongs to, and when it opens.

Here: pure functions of (rule, calendar, day). Not here: opening the matters (engine/run/recurrence.py).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from engine.core.calendar import Calendar, month_end
from engine.core.machine import Recurring


def period_of(every: str, day: date) -> str:
    """The name of the period a day lies in: 2026-05, 2026-Q2, 2026."""
    if every == "month":
        return f"{day.year}-{day.month:02}"
    if every == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return str(day.year)


def first_day(every: str, day: date) -> date:
    """The first day of the period a day lies in."""
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return day.replace(month=1, day=1)


def opens_on(rule: Recurring, first: date, calendar: Calendar) -> date:
    """The day on which the period that begins on `first` opens."""
    kind, n = rule.on
    if kind == "wd":
        return calendar.nth_working_after(first - timedelta(days=1), n)
    if kind == "wd_before":
        return calendar.nth_working_before(first, n)
    previous = month_end(first.replace(day=1) - timedelta(days=1)).replace(day=1)
    return calendar.nth_working_after(previous - timedelta(days=1), n)


def due_periods(
    rule: Recurring, calendar: Calendar, today: date, months: Mapping[str, tuple[int, ...]]
) -> tuple[str, ...]:
    """The periods whose opening day has come: the present one, and the next if it opens ahead of its first day.

    The first batch that runs in a period opens it, however late, so that an outage loses none.
    """
    first = first_day(rule.every, today)
    ahead = first_day(rule.every, _next_first(rule.every, first))
    return tuple(
        period_of(rule.every, start)
        for start in (first, ahead)
        if opens_on(rule, start, calendar) <= today and _is_wanted(rule, start, months)
    )


def _next_first(every: str, first: date) -> date:
    length = {"month": 1, "quarter": 3}.get(every, 12)
    months = first.month - 1 + length
    return date(first.year + months // 12, months % 12 + 1, 1)


def _is_wanted(rule: Recurring, first: date, months: Mapping[str, tuple[int, ...]]) -> bool:
    return not rule.within or first.month in months.get(rule.within, ())
