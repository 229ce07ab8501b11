"""What one person gets in one batch, and who writes it.

Here: the values handed to the room that writes mails, and the face it must have. Not here: any wording
(notifications/), any sending.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from engine.core.machine import Machine
from engine.core.notice import Notice
from engine.core.organisation import Organisation, Person


@dataclass(frozen=True, slots=True)
class Told:
    """What the same person was told before about the same run of a clock."""

    notice: Notice
    has_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a letter: a notice with the matter it is about. Private fields are not in it."""

    id: int  #: of the stored notice
    notice: Notice
    machine: Machine | None  #: of the rules the matter began under; None for a line that is about no matter
    unit: str = ""  #: the matter's unit
    state: str = ""  #: the matter's state now
    fields: Mapping[str, object] | None = None  #: public fields of the matter
    period: str = ""
    carried: bool = False  #: said before in a mail that never arrived
    on_behalf: str = ""  #: the person the line is for, who has no address of his own: its reader only passes it on
    holder: str = ""  #: of a line with a paper: the person who owes; "" = not known
    steps: tuple[Notice, ...] = ()  #: of a line with a paper: earlier papers about the same run, oldest first
    earlier: tuple[Told, ...] = ()  #: where mails bring calendar files, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    person: Person
    at: datetime  #: the batch, or the instant of the act
    items: tuple[Item, ...]  #: overdue first, then by date
    organisation: Organisation
    today: date
    ended: tuple[
        Item, ...
    ] = ()  #: where mails bring calendar files: runs over since his last mail, by their last lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    subject: str
    message_id: str
    content: bytes


class Composer(Protocol):
    """Writes a letter as the bytes of one mail. Pure: the same letter gives the same bytes but for the Message-ID's token."""

    def compose(self, letter: Letter) -> Composed: ...


Compiler = Callable[[dict[str, Any]], Machine]  #: a resolved rulebook, compiled
