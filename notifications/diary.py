"""Calendar files: a duty's promised date for the reader's own calendar. The one door to `icalendar`.

Here: which lines bring such a file, its identity and its text. Not here: the switch (config/settings.py), what was told before and
what has ended since (engine/run/lookback.py). See docs/adr/0005-calendar-files.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.run.letter import Item
from notifications.day import read_day
from notifications.entry import Entry, owes
from notifications.pen import Pen
from notifications.text import clean

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_LENGTH = timedelta(minutes=30)  #: of an event: it ends when the office closes
_AHEAD = frozenset({"green", "amber"})
PUBLISH, CANCEL = "PUBLISH", "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What one file says."""

    method: str
    item: Item
    on: date
    sequence: int
    summary: str
    description: str = ""
    link: str = ""
    is_tentative: bool = False


def appointment(pen: Pen, entry: Entry) -> Appointment | None:
    """The file that comes with a line: its date is new to the reader, or the duty has passed to another; None for most lines."""
    item, standing = entry.item, entry.standing
    if item.notice.kind == "transferred" and item.notice.capacity == "cc":
        return ending(pen, item)
    if not item.notice.run or standing.promised is None or not _owes(item) or standing.light not in _AHEAD:
        return None
    known = _told(item)
    if any(on == standing.promised for on, _ in known[-1:]) and known[-1][1]:
        return None
    return Appointment(
        method=PUBLISH,
        item=item,
        on=standing.promised,
        sequence=_changes([*(on for on, _ in known), standing.promised]),
        summary=pen.words("diary_title", entry.title),
        description=" ".join(part for part in (entry.number, entry.why, entry.otherwise) if part),
        link=entry.link,
        is_tentative=standing.provisional,
    )


def ending(pen: Pen, item: Item) -> Appointment | None:
    """The file that takes an event back; None where the reader has none, or its day is past."""
    known = _told(item)
    if not any(has_reached for _, has_reached in known) or known[-1][0] < pen.letter.today:
        return None
    duty, matter = pen.names.duty(item), pen.names.matter(item)
    name = pen.words("act_and_name", duty, matter) if duty and matter else duty or matter
    return Appointment(
        method=CANCEL,
        item=item,
        on=known[-1][0],
        sequence=_changes([on for on, _ in known]) + 1,
        summary=pen.words("diary_ended", name),
    )


def _owes(item: Item) -> bool:
    notice = item.notice
    is_date = owes(notice) or (notice.kind == "told" and notice.data.get("answer") == "granted")
    return is_date and not item.on_behalf


def _told(item: Item) -> list[tuple[date, bool]]:
    """The promised dates the reader was told of before as his own, oldest first, and whether the mail arrived."""
    return [
        (on, told.has_reached)
        for told in item.earlier
        if (owes(told.notice) or told.notice.kind == "told") and (on := read_day(told.notice.data.get("promised")))
    ]


def _changes(days: list[date]) -> int:
    return sum(one != other for one, other in pairwise(days))


# --- the text of a file ------------------------------------------------------------------------------------------------------


def uid(item: Item, domain: str) -> str:
    """Of the event, the same in every mail about it."""
    notice = item.notice
    return f"{clean(notice.matter)}.{notice.clock}.{notice.run}.{notice.person}@{domain}"


def calendar_text(pen: Pen, one: Appointment, address: str, domain: str) -> str:
    """The file, as RFC 5545 has it."""
    from icalendar import Calendar, vCalAddress

    calendar = Calendar()
    head = {"prodid": "-//Duban//Duban//", "version": "2.0", "calscale": "GREGORIAN", "method": one.method}
    for name, value in head.items():
        calendar.add(name, value)
    event = _event(pen, one, domain)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = pen.county.replace('"', "")
    event.add("organizer", organizer)
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _event(pen: Pen, one: Appointment, domain: str) -> "Event":
    from icalendar import Event

    close = datetime.combine(one.on, pen.days.close, pen.calendar.hours.zone)
    event = Event()
    for name, value in _facts(one, pen.letter.at.astimezone(UTC), close.astimezone(UTC)):
        event.add(name, value)
    event.add("uid", uid(one.item, domain))
    if one.method == PUBLISH:
        batch = datetime.combine(one.on, pen.calendar.hours.batch, pen.calendar.hours.zone)
        event.add_component(_alarm(one.summary, batch - (close - _LENGTH)))
    return event


def _facts(one: Appointment, now: datetime, close: datetime) -> Iterator[tuple[str, object]]:
    yield "dtstamp", now
    yield "dtstart", close - _LENGTH
    yield "dtend", close
    yield "sequence", one.sequence
    yield "summary", one.summary
    yield "status", "CANCELLED" if one.method == CANCEL else "TENTATIVE" if one.is_tentative else "CONFIRMED"
    yield "transp", "TRANSPARENT"
    if one.description:
        yield "description", one.description
    if one.link:
        yield "url", one.link


@cache
def _alarm(summary: str, before: timedelta) -> "Alarm":
    """In the morning of the day, when the batch goes out."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", before)
    return alarm
