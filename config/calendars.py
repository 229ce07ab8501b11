"""Where the years of a calendar come from: the `holidays` package, and what a county has written itself.

The one door to `holidays`. Reading a county's files, with positions, is `yaml_reader`'s part; what a file
says in days arrives here. Counting is `engine.core.calendar`'s part.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from holidays import country_holidays

from engine.core.calendar import SATURDAY, YearPlan

_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*\.\.\s*(\d{4}-\d{2}-\d{2}))?")


class CalendarFault(ValueError):
    """A calendar that cannot be true, with the day it stumbles over."""

    def __init__(self, message: str, day: date | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.day = day


def load_years(
    years: Iterable[int], *, written: Iterable[YearPlan] = (), closed: Iterable[date] = ()
) -> tuple[YearPlan, ...]:
    """The plans of all announced years, in order.

    1. Each year of `years` is asked of `holidays`; an unannounced one gives no plan.
    2. A `written` plan replaces the one of its year, or announces it.
    3. `closed` days are days off on top; they cannot announce a year, so without a plan they are a fault.
    """
    plans = {plan.year: plan for year in sorted(set(years)) if (plan := plan_from_holidays(year))}
    plans |= {plan.year: plan for plan in written}
    for day in sorted(closed):
        if day.year not in plans:
            raise CalendarFault(f"{day} is closed in {day.year}, a year that is not announced yet", day)
        plans[day.year] = _without(plans[day.year], day)
    return tuple(plans[year] for year in sorted(plans))


def plan_from_holidays(year: int) -> YearPlan | None:
    """The State Council's plan as `holidays` knows it, None before it is announced.

    `holidays` answers an unannounced year all the same, with the festivals but without the shifted days. And
    its make-up days hold six days of 2001 to 2011 whatever the year: only those of the year itself tell that
    it is announced.
    """
    days = country_holidays("CN", years=[year], expand=False)
    makeup = frozenset(day for day in days.weekend_workdays if day.year == year)
    if not makeup:
        return None
    return plan_from_days(year, days, makeup, "holidays")


def plan_from_days(year: int, off: Iterable[date], work: Iterable[date], source: str) -> YearPlan:
    """The plan that lists of days off and days worked describe; weekend days off are dropped."""
    off, work = frozenset(off), frozenset(work)
    for day in sorted(off | work):
        if day.year != year:
            raise CalendarFault(f"{day} is not in {year}: it belongs in the calendar of {day.year}", day)
        if day in off and day in work:
            raise CalendarFault(f"{day} is both off and worked", day)
        if day in work and day.weekday() < SATURDAY:
            raise CalendarFault(f"{day} is a weekday: only a Saturday or Sunday can be made up", day)
    weekdays = frozenset(day for day in off if day.weekday() < SATURDAY)
    return YearPlan(year=year, off=weekdays, makeup=work, source=source)


def days_in(text: str) -> tuple[date, ...]:
    """The days of one entry in a county's file: `2027-01-01`, or `2027-02-05..2027-02-13` with both ends."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise CalendarFault(f"'{text}' is neither a day (2027-01-01) nor a range (2027-02-05..2027-02-13)")
    try:
        first, last = (date.fromisoformat(end) for end in (match[1], match[2] or match[1]))
    except ValueError as error:
        raise CalendarFault(f"'{text}' names a day that does not exist") from error
    if last < first:
        raise CalendarFault(f"'{text}' ends before it begins", first)
    return tuple(first + timedelta(days=days) for days in range((last - first).days + 1))


def _without(plan: YearPlan, day: date) -> YearPlan:
    if day.weekday() < SATURDAY:
        return replace(plan, off=plan.off | {day})
    return replace(plan, makeup=plan.makeup - {day})
