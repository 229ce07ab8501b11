"""What layouts are filled with: a sheet of sections of entries. Values only.

Here: these values, and the place an item takes in a mail. Not here: sentences (lines.py, telling.py), order (sheet.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.core.machine import RESPONSIBLE
from engine.core.notice import Notice
from engine.run.letter import Item
from notifications.standing import Standing

#: Where an item stands in a mail, in this order.
PLACES = ("overdue", "today", "soon", "later", "relay", "paper", "watch", "copy", "told", "list", "system", "info")
OWN = frozenset({"overdue", "today", "soon", "later"})  #: what the reader himself owes

_PLACE_OF_KIND = {
    "told": "told", "withdrawn": "told", "redated": "told",
    "provisional": "told", "digest": "list", "closed": "info", "stand_in": "info",
    "gap": "system", "delivery_fault": "system", "calendar_missing": "system",
}  # fmt: skip
#: Lines that name a duty of their receiver, whatever the role they found him by.
_TO_WHO_OWES = frozenset({"start", "assigned", "returned", "offered", "look_in", "transferred"})


@dataclass(frozen=True, slots=True)
class Light:
    """A mark is shape, colour and word, always all three."""

    mark: str
    word: str
    tone: str  #: red | amber | green | grey | blue | plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A formal notice as it stands in a mail; the printed sheet is made elsewhere."""

    title: str
    number: str
    day: str
    to: str
    lines: tuple[str, ...]
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    item: Item
    standing: Standing
    place: str
    light: Light
    number: str  #: of the matter
    title: str
    named: str = ""  #: title and number
    why: str = ""
    what: str = ""
    when: str = ""
    otherwise: str = ""
    body: str = ""  #: the same facts as one paragraph
    row: str = ""  #: in a list: unit, and what comes next
    days: str = ""  #: in a list: days late
    note: str = ""
    relay: str = ""  #: to whom the reader passes it on
    also: tuple[str, ...] = ()  #: what further lines about the same duty add
    merged: tuple["Entry", ...] = ()  #: those lines
    act: str = ""  #: the main button
    act_link: str = ""
    link: str = ""  #: "" = there are no pages to link to
    paper: Paper | None = None
    fields: Mapping[str, str]

    @property
    def is_late(self) -> bool:
        return self.standing.light == "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    style: str  #: card | more | brief | paper | row | line
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    entries: tuple[Entry, ...]
    is_leaders: bool
    opening: str
    lead: str
    counts: tuple[Light, ...]
    sections: tuple[Section, ...]
    preheader: str
    foot: tuple[str, ...]
    attached: tuple[str, ...] = ()  #: what comes with the mail, and what had to stay behind
    attached_heading: str = ""


def place_of(item: Item, standing: Standing, today: date) -> str:
    """Where the item stands: what the reader owes by urgency, what he is told about others, and the rest."""
    kind = item.notice.kind
    if item.on_behalf:
        return "relay"
    if kind in _PLACE_OF_KIND:
        return _PLACE_OF_KIND[kind]
    if not is_own(item):
        return _place_of_told(item)
    if standing.light == "red":
        return "overdue"
    if standing.is_due(today):
        return "today"
    return "soon" if standing.light == "amber" else "later"


def _place_of_told(item: Item) -> str:
    """Somebody else owes it: a formal notice, a matter to look at, or a copy."""
    if item.notice.kind in ("step", "breach"):
        return "paper"
    if item.notice.kind == "transferred":
        return "told"
    return "copy" if item.notice.capacity == "cc" else "watch"


def is_own(item: Item) -> bool:
    """Whether the reader owes what the line is about: as the one responsible, his B, or the head who acts for both."""
    return not item.on_behalf and owes(item.notice)


def owes(notice: Notice) -> bool:
    """The same of a notice."""
    if notice.because == "away" or (notice.kind == "transferred" and notice.capacity == "cc"):
        return False
    return notice.role == RESPONSIBLE or notice.kind in _TO_WHO_OWES
