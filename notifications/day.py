"""Days and times as people say them, in both languages.

Here: 11月6日（周五）17:30, Fri 6 Nov 17:30, 11/6. Not here: which day it is, or any counting (engine.core.calendar).
"""

from dataclasses import dataclass
from datetime import date, datetime, time

_ZH = "一二三四五六日"
_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """How a letter of one day says other days: the year only where it differs."""

    lang: str
    today: date
    close: time

    def say(self, day: date) -> str:
        """With the weekday: 11月6日（周五）."""
        return _said(self.lang, day, with_year=day.year != self.today.year)

    def until(self, day: date) -> str:
        """The end of the office's day: 11月6日（周五）17:30."""
        return f"{self.say(day)}{'' if self.lang == 'zh' else ' '}{self.close:%H:%M}"

    def short(self, day: date) -> str:
        """Without the weekday: 10月30日."""
        year = day.year if day.year != self.today.year else 0
        if self.lang == "zh":
            return f"{f'{year}年' if year else ''}{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]}{f' {year}' if year else ''}"

    def full(self, day: date) -> str:
        """As it stands on paper: 2026年10月9日."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_FULL_MONTHS[day.month - 1]} {day.year}"

    def formal(self, day: date) -> str:
        """The end of the office's day on paper: 2026年11月9日（星期一）17:30."""
        if self.lang == "zh":
            return f"{self.full(day)}（星期{_ZH[day.weekday()]}）{self.close:%H:%M}"
        return f"{_FULL_DAYS[day.weekday()]} {self.full(day)}, {self.close:%H:%M}"

    def tiny(self, day: date) -> str:
        """For a subject line: 11/6."""
        if self.lang == "zh":
            return f"{day.month}/{day.day}"
        return f"{day.day} {_MONTHS[day.month - 1]}"

    def month(self, period: str) -> str:
        """A matter's period (2026, 2026-05, 2026-Q2): 2026年, 5月, 二季度; nothing for what is no such period."""
        year, _, part = period.partition("-")
        if not year.isdigit():
            return ""
        if part.isdigit() and 1 <= int(part) <= 12:
            return f"{int(part)}月" if self.lang == "zh" else _MONTHS[int(part) - 1]
        if part[:1] == "Q" and part[1:] in ("1", "2", "3", "4"):
            return f"{_ZH[int(part[1:]) - 1]}季度" if self.lang == "zh" else part
        return "" if part else f"{year}年" if self.lang == "zh" else year


def heading(lang: str, at: datetime, *, with_year: bool) -> str:
    """When a mail was written: 2026年11月9日（周一）08:30."""
    return f"{_said(lang, at.date(), with_year=with_year)}{'' if lang == 'zh' else ' '}{at:%H:%M}"


def read_day(value: object) -> date | None:
    """A day as a notice's facts hold it, or None for whatever else stands there."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _said(lang: str, day: date, *, with_year: bool) -> str:
    if lang == "zh":
        return f"{f'{day.year}年' if with_year else ''}{day.month}月{day.day}日（周{_ZH[day.weekday()]}）"
    year = f" {day.year}" if with_year else ""
    return f"{_EN[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"
