"""Limits as values: how long, until when, by which source.

Here: the kinds of span a rulebook can write and the bounds made of them. Not here: turning them into dates
(dates.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["wd", "cd", "months", "years", "h"]
Tag = Literal["L", "P", "A"]


@dataclass(frozen=True, slots=True)
class Count:
    """`10 wd`, `60 cd`, `3 months`, `2 h`: counted from day 0, day 0 not counted."""

    n: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """`by month_end`, `by next_month_end`, ...: the last day of the period the matter belongs to."""

    of: Literal["month", "quarter", "next_month", "term"]


@dataclass(frozen=True, slots=True)
class WorkingDayOf:
    """`by wd 5 of next_month`: the n-th working day of a month."""

    n: int
    month: Literal["this_month", "next_month"]


@dataclass(frozen=True, slots=True)
class DayOf:
    """`on the 10 of this_month`: a fixed day of a month (its last day when it has no such day)."""

    n: int
    month: Literal["this_month", "next_month"]


@dataclass(frozen=True, slots=True)
class OnField:
    """`on expected_end`: the date written in a field of the matter."""

    field: str


@dataclass(frozen=True, slots=True)
class AfterField:
    """`5 wd after published_on`: a count whose day 0 is the date in a field."""

    count: Count
    field: str


Span = Count | PeriodEnd | WorkingDayOf | DayOf | OnField | AfterField


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit with the tag and the source it was written with."""

    span: Span
    tag: Tag
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a clock measures against. `promised` without `statutory`: a promise only.

    `statutory` without `promised`: the promised date is the same count, rolled back (language.md rule 7).
    """

    promised: Bound | None = None
    statutory: Bound | None = None

    @property
    def governing(self) -> Bound:
        """The bound that reminders and lights follow."""
        bound = self.promised or self.statutory
        assert bound is not None
        return bound


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """A limit, or one limit for each choice of a field (`{choose: FIELD, ...}`)."""

    cases: Mapping[str, Limit]  #: keyed by the value of `choose`; by "" when there is nothing to choose
    choose: str = ""

    def pick(self, values: Mapping[str, object]) -> Limit:
        """The limit that holds for these field values."""
        return self.cases[_key(values.get(self.choose)) if self.choose else ""]


def _key(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
