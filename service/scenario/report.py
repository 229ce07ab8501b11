"""What came of a scenario, as values: lines, mails, what was done, and what differs from what was expected.

Here: the values alone. Not here: comparing (verdict.py), printing (page.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.yaml_reader import Place
from engine.core.machine import Text
from service.scenario.script import Expected, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """One line for one person, as it was said."""

    id: int
    at: datetime  #: the batch it belongs to, or the instant of the act
    person: str
    capacity: str  #: to | cc
    matter: str  #: as the file calls it, else its number; "" for a line about no matter
    is_named: bool  #: the file has a name for the matter
    clock: str
    says: str
    because: str = ""
    demand: date | None = None
    mail: int | None = None  #: the mail it rode in
    is_information: bool = False  #: rides in a mail that exists for another reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMail:
    id: int
    person: str
    subject: str
    written_at: datetime
    reached_at: datetime | None
    state: str
    attempts: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A line of the timeline as it went."""

    place: Place
    at: datetime
    words: Text
    outcome: Text  #: number or state, or the sentence of the refusal
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is not as expected, with the line of the file that expected it."""

    place: Place
    at: datetime | None
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    scenario: Scenario
    zone: ZoneInfo
    names: Mapping[str, str]  #: of people, by code
    deeds: tuple[Deed, ...]
    notices: tuple[SeenLine, ...]
    mails: tuple[SeenMail, ...]
    differences: tuple[Difference, ...]
    later: tuple[Expected, ...]  #: expectations that are not compared yet

    @property
    def is_fine(self) -> bool:
        return not self.differences
