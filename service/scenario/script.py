"""A scenario as values: what happens when, and what is expected of it.

Here: the values alone, with their places in the file. Not here: reading them (reading.py), playing them (play.py),
judging (verdict.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from config.yaml_reader import Place
from engine.core.calendar import YearPlan
from engine.core.machine import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the timeline."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Happening):
    workflow: str
    person: str
    unit: str = ""
    period: str = ""
    name: str = ""  #: what the file calls the matter from here on
    fields: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""  #: the code of the refusal that is expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Do(Happening):
    event: str
    matter: str
    person: str
    on: date | None = None  #: an earlier day it is to count for
    fields: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Happening):
    """The last act is corrected, or the whole matter voided."""

    matter: str
    person: str
    reason: str
    is_void: bool
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away(Happening):
    person: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Happening):
    """A year of the calendar becomes known, or is corrected."""

    plan: YearPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Happening):
    """The service is down: nothing is swept, nothing is delivered."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer(Happening):
    is_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddress(Happening):
    """From here on the mail server refuses this person's address, or takes it again."""

    person: str
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A matter the engine opens by itself, and what the file calls it."""

    place: Place
    name: str
    workflow: str
    unit: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One line under `expect`. `later`: written down already, not compared yet."""

    place: Place
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Expected):
    """These people get this line then, and each of them once."""

    at: datetime
    says: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    matter: str = ""
    clock: str = ""
    demand: date | None = None  #: the date a supervision order demands


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(Expected):
    """Nothing is said and no mail leaves, both ends included."""

    first_at: datetime
    last_at: datetime
    matter: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails(Expected):
    """So many mails reach a person then, with so many lines together; without `at`: in the whole scenario."""

    to: str
    at: datetime | None = None
    mails: int
    lines: int | None = None


Key = Literal["state", "promised", "statutory", "raw", "raw_statutory", "provisional", "light", "late", "points"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Expected):
    """How a matter stands at an instant, after everything that happens then; without `at`: at the end."""

    at: datetime | None = None
    matter: str
    clock: str = ""
    values: Mapping[Key, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    file: Path
    title: Text
    county: Path
    workflows: tuple[str, ...]  #: the only rulebooks in force; () = all
    seed: str  #: of samples, instead of the county's
    begins: datetime
    ends: datetime
    only: Literal[
        "", "listed", "named"
    ]  #: unexpected lines are fine: all of them, or those about matters the file has no name for
    matters: tuple[Named, ...]
    timeline: tuple[Happening, ...]
    expect: tuple[Expected, ...]
    expect_place: Place  #: where a line that nobody expected is blamed
