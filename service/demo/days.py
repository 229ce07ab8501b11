"""What a day is, in words: worked or not, and why.

Here: naming. Not here: which days are worked (engine/core/calendar.py).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from engine.core.calendar import SATURDAY, Calendar
from engine.core.machine import Text

WORKING = Text("工作日", "working day")
MADE_UP = Text("上班（调休）", "worked, to make up for a holiday")
WEEKEND = Text("休息（周末）", "day off (weekend)")
OFF = Text("放假（{0}），不发提醒", "day off ({0}): nothing is sent")
OTHER = Text("节假日", "public holiday")

#: Of 2026, by the month in which its first weekday off lies.
_FESTIVALS = {
    1: Text("元旦", "New Year"),
    2: Text("春节", "Spring Festival"),
    4: Text("清明节", "Tomb-Sweeping Day"),
    5: Text("劳动节", "Labour Day"),
    6: Text("端午节", "Dragon Boat Festival"),
    9: Text("中秋节", "Mid-Autumn Festival"),
    10: Text("国庆节", "National Day"),
}


def kind_of(day: date, calendar: Calendar) -> Text:
    """What is to be said of a day. The weekend days inside a festival belong to it."""
    if calendar.is_working(day):
        return MADE_UP if day.weekday() >= SATURDAY else WORKING
    first = next((each for each in _days_off(day, calendar) if each.weekday() < SATURDAY), None)
    if first is None:
        return WEEKEND
    name = _FESTIVALS.get(first.month, OTHER)
    return Text(OFF.zh.format(name.zh), OFF.en.format(name.en))


def _days_off(day: date, calendar: Calendar) -> Iterator[date]:
    """All days of the same run of days off, in order."""
    first = calendar.previous_working(day) + timedelta(days=1)
    for after in range((calendar.next_working(day) - first).days):
        yield first + timedelta(days=after)
