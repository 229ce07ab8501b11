"""From an item of a letter to an entry of a mail.

Here: which writer makes which part. Not here: the parts (lines.py, telling.py, paper.py), their order (sheet.py).
"""

import re

from engine.core.machine import EXTENSION, TRANSFER, VERIFY
from engine.run.letter import Item
from notifications import lines
from notifications.entry import OWN, Entry, place_of
from notifications.paper import paper_of
from notifications.pen import Pen
from notifications.relay import relayed
from notifications.standing import Standing, read_standing
from notifications.telling import tell
from notifications.text import clean

_CLAUSE = re.compile(r"[，、；：,;:（(]")


def entry_of(pen: Pen, item: Item) -> Entry:
    """Everything a mail says about one item."""
    today = pen.letter.today
    standing = read_standing(item.notice.data, pen.calendar.today(item.notice.at), today, pen.calendar)
    place = place_of(item, standing, today)
    told = tell(pen, item, standing)
    title = told.title if told and told.title else _title(pen, item, with_act=place not in ("list", "info"))
    number = clean(item.notice.matter)
    if item.on_behalf:
        return relayed(pen, item, standing, told, title)
    if told is None:
        return _running(pen, item, standing, place, title)
    return Entry(
        item=item,
        standing=standing,
        place=place,
        light=told.light,
        number=number,
        title=title,
        named=pen.names.numbered(title, item),
        body=told.body,
        note=lines.note(pen, item),
        link=pen.links.matter(item.notice.matter),
        fields=pen.names.fields(item),
    )


def _running(pen: Pen, item: Item, standing: Standing, place: str, title: str) -> Entry:
    """A line about a running clock: the four lines, and the forms made of them."""
    why = lines.why(pen, item, standing)
    what = lines.what(pen, item) if place in OWN else ""
    when = lines.when(pen, item, standing)
    otherwise = lines.otherwise(pen, item, standing)
    may_act = place in OWN and pen.links.base_url and not item.notice.data.get("lapsed")
    event = lines.main_event(item) if may_act else None
    return Entry(
        item=item,
        standing=standing,
        place=place,
        light=pen.light(item, standing),
        number=clean(item.notice.matter),
        title=title,
        named=pen.names.numbered(title, item),
        why=why,
        what=what,
        when=when,
        otherwise=otherwise,
        body=_body(pen, item, standing, place, (why, what, when, otherwise)),
        row=_row(pen, item, standing, place),
        days=pen.words("days_late", standing.late) if standing.light == "red" else "",
        note=lines.note(pen, item),
        act=_button(pen.names.title(event.title)) if event else "",
        act_link=pen.links.matter(item.notice.matter, event.event) if event else "",
        link=pen.links.matter(item.notice.matter),
        paper=paper_of(pen, item, standing, _title(pen, item, with_act=True)) if place == "paper" else None,
        fields=pen.names.fields(item),
    )


def _title(pen: Pen, item: Item, *, with_act: bool) -> str:
    """`Answer the visitor: school district`; in a list the act only where nothing else names the matter."""
    event = lines.main_event(item) if item.notice.kind == "offered" else None
    act, name = pen.names.title(event.title) if event else pen.names.duty(item), pen.names.matter(item)
    if act and name and (with_act or _is_side(item)):
        return pen.words("act_and_name", act, name)
    return (name or act) if with_act else _short_title(pen, item, act, name)


def _short_title(pen: Pen, item: Item, act: str, name: str) -> str:
    if item.machine and item.machine.subject and name:
        return name
    return pen.words("act_and_name", act, name) if act and name else name or act


def _is_side(item: Item) -> bool:
    duty = item.notice.state
    return duty.endswith((EXTENSION, VERIFY)) or duty == TRANSFER


def _body(pen: Pen, item: Item, standing: Standing, place: str, four: tuple[str, str, str, str]) -> str:
    """The four facts as one paragraph."""
    why, what, when, otherwise = four
    if place not in OWN:
        return pen.words("watched", why, pen.names.owing_unit(item), when, otherwise, standing.light == "red")
    due = pen.days.until(standing.promised) if standing.promised and standing.light != "red" else ""
    rest = lines.law(pen, standing) if due else when
    return pen.words("brief", why, due, what, rest, otherwise)


def _row(pen: Pen, item: Item, standing: Standing, place: str) -> str:
    """Unit, and what is said today or comes next."""
    words, said, after = pen.words, standing.said, standing.next
    unit = pen.names.unit(item.notice.data.get("line")) or pen.names.unit(item.unit)
    parts = [unit, pen.names.state(item, item.state)]
    if place == "paper" and said and pen.paper(said):
        paper = f"{pen.paper(said)} {pen.serial(item)}".strip()
        parts.append(words("draft_short" if said.draft else "said_short", paper))
    elif after and after.on and after.name == "breach":
        parts.append(words("breach_short", pen.days.short(after.on)))
    elif after and after.on and pen.paper(after):
        parts.append(words("next_short", pen.days.short(after.on), pen.paper(after)))
    if standing.statutory:
        parts.append(words("statutory_short", pen.days.short(standing.statutory)))
    return words("row", [part for part in parts if part])


def _button(title: str) -> str:
    """A button holds the first clause of an event's title."""
    return _CLAUSE.split(title, maxsplit=1)[0]
