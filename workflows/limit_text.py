"""Limits as a rulebook writes them: `10 wd @A`, `by month_end @P 指南`, `on expected_end`.

Here: reading the text of one limit into a Bound. Not here: maps of limits (compiler/limits.py), dates.
"""

import re
from typing import cast

from engine.core.limit import AfterField, Bound, Count, DayOf, OnField, PeriodEnd, Span, Unit, WorkingDayOf
from workflows.scalar import NOT_YET, Unreadable, reference, tagged

_KINDS = "10 wd, 60 cd, 3 months, 2 years, by month_end, by wd 5 of next_month, on the 10 of this_month, on FIELD"
_MONTH = "(this_month|next_month)"
_COUNT = re.compile(r"(\d{1,4}) (wd|cd|months|years|h)")


def bound(text: str) -> Bound:
    """One limit with its tag; `on FIELD` may stand without: its date comes with the matter."""
    if re.fullmatch(r"on [a-z][a-z0-9_]*", text):
        return Bound(OnField(reference(text[3:])), "A", "")
    value, tag, source = tagged(text)
    return Bound(_span(value), tag, source)


def counted(text: str) -> Bound:
    """A limit that is a number of days, weeks or years: an answer, an extension."""
    found = bound(text)
    if not isinstance(found.span, Count):
        raise Unreadable(f"`{text}` is not a number of days", "e.g. 5 wd @A")
    return found


def same_or_counted(text: str) -> Bound | None:
    """How far an extension may go: `same` = as long as the limit was, or a number of days."""
    return None if text == "same" else counted(text)


def working_days(text: str) -> Bound:
    """`3 wd @A`."""
    return _counted_in(text, "wd", "working days")


def calendar_days(text: str) -> Bound:
    """`30 cd @A`."""
    return _counted_in(text, "cd", "calendar days")


def _counted_in(text: str, unit: str, called: str) -> Bound:
    found = bound(text)
    if not isinstance(found.span, Count) or found.span.unit != unit:
        raise Unreadable(f"`{text}` must count {called}", f"e.g. 3 {unit} @A")
    return found


def _span(value: str) -> Span:
    if value == "by term_end":
        raise Unreadable(f"`by term_end` is {NOT_YET}", "name the day: on FIELD")
    if counts := re.fullmatch(r"(\d{1,4} \w+) after (\w+)", value):
        return AfterField(_count(counts[1]), reference(counts[2]))
    if period := re.fullmatch(r"by (month|quarter|next_month)_end", value):
        return PeriodEnd(period[1])  # type: ignore[arg-type]  # the pattern names the choices
    if working := re.fullmatch(rf"by wd (\d\d?) of {_MONTH}", value):
        return WorkingDayOf(_ordinal(working[1], 20), working[2])  # type: ignore[arg-type]  # as above
    if day := re.fullmatch(rf"on the (\d\d?) of {_MONTH}", value):
        return DayOf(_ordinal(day[1], 31), day[2])  # type: ignore[arg-type]  # as above
    if field := re.fullmatch(r"on ([a-z][a-z0-9_]*)", value):
        return OnField(reference(field[1]))
    return _count(value)


def _count(value: str) -> Count:
    found = _COUNT.fullmatch(value)
    if found is None:
        hint = "write wd for working days, cd for calendar days" if re.search(r"\d *d(ays?)?$", value) else _KINDS
        raise Unreadable(f"`{value}` is not a limit", hint)
    if found[2] == "h":
        raise Unreadable(f"`{value}`: hour clocks are {NOT_YET}", "count in wd or cd")
    if found[1].strip("0") == "":
        raise Unreadable("a limit is at least 1")
    return Count(int(found[1]), cast(Unit, found[2]))


def _ordinal(text: str, most: int) -> int:
    if not 1 <= int(text) <= most:
        raise Unreadable(f"{text} is not between 1 and {most}")
    return int(text)


_UNITS = {
    "wd": ("个工作日", "working days"),
    "cd": ("日", "days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
}
_MONTHS = {"this_month": ("本月", "this month"), "next_month": ("下月", "next month")}
_ENDS = {
    "month": ("月底", "end of month"),
    "quarter": ("季末", "end of quarter"),
    "next_month": ("下月底", "end of next month"),
}


def spell(span: Span, lang: str) -> str:
    """A limit in words, for people."""
    which = 0 if lang == "zh" else 1
    space = "" if lang == "zh" else " "
    match span:
        case Count(n=n, unit=unit):
            return f"{n}{space}{_UNITS.get(unit, (unit, unit))[which]}"
        case PeriodEnd(of=of):
            return _ENDS.get(of, (of, of))[which]
        case WorkingDayOf(n=n, month=month):
            zh, en = f"{_MONTHS[month][0]}第{n}个工作日", f"working day {n} of {_MONTHS[month][1]}"
        case DayOf(n=n, month=month):
            zh, en = f"{_MONTHS[month][0]}{n}日", f"day {n} of {_MONTHS[month][1]}"
        case OnField(field=field):
            zh, en = f"按 {field}", f"on {field}"
        case AfterField(count=count, field=field):
            zh, en = f"{field} 后{spell(count, lang)}", f"{spell(count, lang)} after {field}"
    return en if which else zh
