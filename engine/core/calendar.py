"""The calendar: which days are worked, and how to count along them.

Here: a county's announced years, its hours, counting in working days, calendar days and months. Not here: the
clock, files, and what a date means (limits, pauses and ladders are the clocks' affair).

How counting works: working days are numbered. Without holidays the number of a day, the count of Mondays to
Fridays up to it, is plain arithmetic, because 0001-01-01 was a Monday. Every announced exception (a weekday
off, a weekend day worked) shifts all later numbers by one. So a sorted list of exceptions with their running
shift gives the number of any day, and the day of any number, by bisection. Outside the announced years Monday
to Friday stand in, from year 1 to 9999, without a table that could end.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

SATURDAY = 5

SkipReason = Literal["weekend", "holiday"]
_Answer = TypeVar("_Answer")
_Range = tuple[int, int]  # ends included, in day ordinals or in working-day numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """One announced year, as exceptions to Monday to Friday."""

    year: int
    #: Every weekday that is a day off.
    off: frozenset[date]
    #: Every Saturday and Sunday that is worked (调休上班).
    makeup: frozenset[date]
    #: The paper it comes from.
    source: str = ""

    def __post_init__(self) -> None:
        for day in self.off | self.makeup:
            if day.year != self.year:
                raise ValueError(f"{day} is not in {self.year}")
            if (day.weekday() < SATURDAY) != (day in self.off):
                raise ValueError(f"{day}: only weekdays can be off, only weekend days can be made up")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """The county's day: where it is, when its batch runs, when it closes."""

    zone: ZoneInfo
    batch: time = time(8, 30)
    close: time = time(17, 30)
    #: One city counts from the day of receipt; elsewhere that day is day 0.
    count_receipt_day: bool = False

    def __post_init__(self) -> None:
        if not self.batch < self.close:
            raise ValueError(f"the batch at {self.batch} must come before closing at {self.close}")


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days, both ends included; without a last day it is still open."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"an interval cannot end on {self.last}, before it begins on {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class _Known(dict[int, _Answer]):
    """What a function of a number answered so far."""

    def __init__(self, ask: Callable[[int], _Answer]) -> None:
        self._ask = ask

    def __missing__(self, number: int) -> _Answer:
        answer = self[number] = self._ask(number)
        return answer


class Calendar:
    """The working days of one county. Immutable; a newly loaded year makes a new calendar."""

    __slots__ = (
        "_batches", "_day", "_exceptions", "_number", "_numbers", "_positions", "_shifts", "_today",
        "_years", "hours",
    )  # fmt: skip

    def __init__(self, hours: DayHours, plans: Iterable[YearPlan]) -> None:
        plans = tuple(plans)
        self.hours: Final = hours
        self._years = frozenset(plan.year for plan in plans)
        if len(self._years) < len(plans):
            raise ValueError("a year has more than one plan")
        shift_on = {day.toordinal(): -1 for plan in plans for day in plan.off}
        shift_on |= {day.toordinal(): 1 for plan in plans for day in plan.makeup}
        self._exceptions = frozenset(shift_on)
        #: The exceptions in order; `_shifts[i]` is the shift before the i-th, `_numbers[i]` the number on it.
        self._positions = sorted(shift_on)
        self._shifts = [0]
        for ordinal in self._positions:
            self._shifts.append(self._shifts[-1] + shift_on[ordinal])
        self._numbers = [self._count(ordinal) for ordinal in self._positions]
        self._batches: dict[date, datetime] = {}
        #: A batch asks for the same few days again and again.
        self._number: Final = _Known(self._count).__getitem__
        self._day: Final = _Known(self._find).__getitem__
        self._today: Final = lru_cache(maxsize=4096)(self._date)

    # Which days are worked

    def announced(self, year: int) -> bool:
        """Whether the year's plan is loaded; dates in any other year are provisional."""
        return year in self._years

    def is_working(self, day: date) -> bool:
        return (day.weekday() < SATURDAY) != (day.toordinal() in self._exceptions)

    def on_or_before(self, day: date) -> date:
        return self._day(self._number(day.toordinal()))

    def on_or_after(self, day: date) -> date:
        return self._day(self._number(day.toordinal() - 1) + 1)

    def next_working(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self._day(self._number(day.toordinal()) + 1)

    def previous_working(self, day: date) -> date:
        """The last working day strictly before `day`."""
        return self._day(self._number(day.toordinal() - 1))

    def nth_working_of_month(self, year: int, month: int, n: int) -> date:
        """The n-th working day of a month; ValueError if it has fewer."""
        first = date(year, month, 1)
        if n < 1 or n > self.working_days_between(first, month_end(first)):
            raise ValueError(f"{year}-{month:02} has no working day number {n}")
        return self._day(self._number(first.toordinal() - 1) + n)

    def skipped(self, first: date, last: date) -> tuple[tuple[date, SkipReason], ...]:
        """Every day in [first, last] that is not worked, and why: a weekday off is a holiday."""
        days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        off = (day for day in days if not self.is_working(day))
        return tuple((day, "holiday" if day.weekday() < SATURDAY else "weekend") for day in off)

    # Counting. Intervals in `uncounted` may overlap and come in any order. While one of them is open there is
    # no due date: the caller must not ask for one, and ValueError is what he gets.

    def nth_working_after(self, day: date, n: int, uncounted: Sequence[Interval] = ()) -> date:
        """The n-th counted working day after `day`, which is not counted itself; for 0 `day` as it is."""
        _refuse_negative(n)
        before = self._number(day.toordinal())
        if uncounted:
            ranges = [self._numbered(*_ends(interval)) for interval in uncounted]
            return self._day(_pushed(before + n, before, ranges)) if n else day
        return self._day(before + n) if n else day

    def nth_working_before(self, day: date, n: int) -> date:
        """The n-th working day before `day`; for 0 `day` as it is."""
        _refuse_negative(n)
        return self._day(self._number(day.toordinal() - 1) - n + 1) if n else day

    def nth_calendar_after(self, day: date, n: int, uncounted: Sequence[Interval] = ()) -> date:
        """The n-th counted calendar day after `day`, which is not counted itself."""
        _refuse_negative(n)
        before = day.toordinal()
        return date.fromordinal(_pushed(before + n, before, map(_ends, uncounted)))

    def months_after(self, day: date, n: int, uncounted: Sequence[Interval] = ()) -> date:
        """The same day number n months on, else the month's end; uncounted days on the way move it."""
        _refuse_negative(n)
        due = _same_day_number(day, n).toordinal()
        return date.fromordinal(_pushed(due, day.toordinal(), map(_ends, uncounted)))

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days [first, last] has; 0 when it is empty."""
        return max(0, self._number(last.toordinal()) - self._number(first.toordinal() - 1))

    def working_after(self, day: date, upto: date, uncounted: Sequence[Interval] = ()) -> int:
        """How many counted working days (day, upto] has; an open interval reaches to `upto`."""
        before, last = self._number(day.toordinal()), self._number(upto.toordinal())
        ends = ((one.first.toordinal(), (one.last or upto).toordinal()) for one in uncounted)
        ranges = [self._numbered(*pair) for pair in ends]
        return max(0, last - before - _covered(before, last, ranges))

    # Instants: UTC outside, the county's zone only inside

    def local(self, at: datetime) -> datetime:
        """The instant on the county's wall clock; a naive value is refused, for nobody knows its zone."""
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        return at.astimezone(self.hours.zone)

    def today(self, at: datetime) -> date:
        return self._today(at)

    def _date(self, at: datetime) -> date:
        return self.local(at).date()

    def receipt_day(self, at: datetime) -> date:
        """The day an act counts for: its date, or the next working day after closing or on a day off."""
        day = self.today(at)
        return day if self.is_working(day) and at <= self.close_at(day) else self.next_working(day)

    def day_zero(self, receipt: date) -> date:
        """The day that is not counted."""
        return receipt - timedelta(days=1) if self.hours.count_receipt_day else receipt

    def batch_at(self, day: date) -> datetime:
        """The batch's time on that day, worked or not."""
        at = self._batches.get(day)
        if at is None:
            at = datetime.combine(day, self.hours.batch, self.hours.zone).astimezone(UTC)
            self._batches[day] = at
        return at

    def close_at(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.close, self.hours.zone).astimezone(UTC)

    def next_batch(self, at: datetime) -> datetime:
        """The first batch strictly after `at`: an act at exactly 08:30 belongs to the next one."""
        day = self.today(at)
        if self.is_working(day) and at < self.batch_at(day):
            return self.batch_at(day)
        return self.batch_at(self.next_working(day))

    def last_batch(self, at: datetime) -> datetime:
        """The last batch at or before `at`."""
        day = self.today(at)
        if self.is_working(day) and self.batch_at(day) <= at:
            return self.batch_at(day)
        return self.batch_at(self.previous_working(day))

    def in_hours(self, at: datetime) -> bool:
        """Whether the office is open: on a working day, from the batch to closing, both included."""
        day = self.today(at)
        return self.is_working(day) and self.batch_at(day) <= at <= self.close_at(day)

    # The numbering

    def _count(self, ordinal: int) -> int:
        """How many days are worked up to and including that day."""
        weeks, days = divmod(ordinal, 7)
        return weeks * 5 + min(days, 5) + self._shifts[bisect_right(self._positions, ordinal)]

    def _numbered(self, first: int, last: int) -> _Range:
        """The numbers of the working days in a range of ordinals; its ends cross when it has none."""
        return self._number(first - 1) + 1, self._number(last)

    def _find(self, number: int) -> date:
        """The working day with that number: the first day on which the count reaches it.

        Between two exceptions the shift is constant, so the arithmetic can be turned round. It passes the
        next exception only if that is the day itself: a worked weekend day, which the arithmetic cannot see.
        """
        index = bisect_left(self._numbers, number)
        weeks, days = divmod(number - self._shifts[index] - 1, 5)
        ordinal = weeks * 7 + days + 1
        if index < len(self._positions):
            ordinal = min(ordinal, self._positions[index])
        return date.fromordinal(ordinal)


def month_end(day: date) -> date:
    return _first_of_month(day, 1) - timedelta(days=1)


def next_month_end(day: date) -> date:
    """The last day of the month after the one `day` is in."""
    return _first_of_month(day, 2) - timedelta(days=1)


def quarter_end(day: date) -> date:
    return _first_of_month(day, 3 - (day.month - 1) % 3) - timedelta(days=1)


def _first_of_month(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _same_day_number(day: date, months: int) -> date:
    first = _first_of_month(day, months)
    return first.replace(day=min(day.day, month_end(first).day))


def _refuse_negative(n: int) -> None:
    if n < 0:
        raise ValueError(f"cannot count {n} steps")


def _ends(interval: Interval) -> _Range:
    if interval.last is None:
        raise ValueError(f"there is no due date while a pause is open (since {interval.first})")
    return interval.first.toordinal(), interval.last.toordinal()


def _pushed(target: int, after: int, skipped: Iterable[_Range]) -> int:
    """Move `target` on by one for everything skipped in (after, target], while it moves."""
    seen = after
    for first, last in sorted(skipped):
        unseen = max(first, seen + 1)
        if unseen > target:
            break
        target += max(0, last - unseen + 1)
        seen = max(seen, last)
    return target


def _covered(after: int, upto: int, skipped: Iterable[_Range]) -> int:
    """How much of (after, upto] is skipped; what two ranges share counts once."""
    seen, covered = after, 0
    for first, last in sorted(skipped):
        covered += max(0, min(last, upto) - max(first, seen + 1) + 1)
        seen = max(seen, last)
    return covered
