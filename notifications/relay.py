"""A line for somebody without e-mail, in the mail of whoever passes it on.

Here: that it is not the reader's own, for whom it is, and what it says of him. Not here: whose address is used (engine/run/reach.py).
Nothing in it speaks to the reader as if he owed it.
"""

from engine.run.letter import Item
from notifications import lines
from notifications.entry import Entry, Light, owes
from notifications.pen import Pen
from notifications.standing import Standing
from notifications.telling import Telling
from notifications.text import clean


def relayed(pen: Pen, item: Item, standing: Standing, told: Telling | None, title: str) -> Entry:
    """The entry of such a line. What has one sentence only is quoted, for it speaks to its receiver."""
    name = pen.names.person(item.on_behalf) or clean(item.on_behalf)
    light: Light = told.light if told else pen.light(item, standing)
    return Entry(
        item=item,
        standing=standing,
        place="relay",
        light=light,
        number=clean(item.notice.matter),
        title=title,
        named=pen.names.numbered(title, item),
        relay=pen.words("relay", name),
        body=pen.words("relay_quoted", told.body) if told else _running(pen, item, standing, name),
        note=lines.note(pen, item),
        link=pen.links.matter(item.notice.matter),
        fields=pen.names.fields(item),
    )


def _running(pen: Pen, item: Item, standing: Standing, name: str) -> str:
    """What stands and follows, of him who is meant: he owes it, or it is reported to him."""
    when, otherwise = lines.when(pen, item, standing), lines.otherwise(pen, item, standing)
    if owes(item.notice):
        return pen.words("relay_owed", name, lines.what(pen, item), when, otherwise)
    why = pen.words("relay_told", name)
    return pen.words("watched", why, pen.names.unit(item.unit), when, otherwise, standing.light == "red")
