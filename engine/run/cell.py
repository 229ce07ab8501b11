"""A county as a cell: its database, its rules, who writes its mails. A value that is passed; nothing here is
global.

Here: Cell and Rules. Not here: reading files (config/, workflows/), commands and sweep (their own modules).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.core.calendar import DayHours
from engine.core.machine import Machine
from engine.run.letter import Compiler, Composer
from engine.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rulebooks in force now. Running matters keep the rules they began under."""

    machines: Mapping[str, Machine]  #: by workflow
    resolved: Mapping[str, Mapping[str, object]]  #: by workflow: what is hashed and kept
    digest_roles: tuple[str, ...] = ()  #: who gets the weekly digest: unit heads and deputies
    month_sets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  #: term_months: 3, 4, ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    database: Database
    rules: Rules
    compile: Compiler  #: a stored snapshot of a rulebook, compiled again
    composer: Composer
    hours: DayHours
    seed: str = ""  #: of samples
    calendar_files: bool = False  #: whether mails bring them
    admin: str = ""  #: person who is told about missing calendars and undelivered mails
    compiled: dict[str, Machine] = field(default_factory=dict)  #: machines of older rules, by hash
