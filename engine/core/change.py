"""What one decision of the core asks the store to write, all in one transaction.

Here: Change, Derived and Wake. Not here: how they are computed (step.py, batch.py) or written (engine/store).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from engine.core.appraisal import Score
from engine.core.matter import Matter
from engine.core.notice import Entry, Notice, Superseded


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The columns that lists sort and filter by, and the next instant at which the clock has something to say."""

    promised_on: date | None = None
    statutory_on: date | None = None
    amber_on: date | None = None
    provisional: bool = False
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """When a matter is to be looked at again, and when each of its clocks will next speak if nothing happens."""

    at: datetime | None  #: None only when the matter is closed and nothing is pending
    clocks: Mapping[str, datetime] = field(
        default_factory=dict
    )  #: by name; those that have nothing to say are not in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A matter as it is now, with its history lines and notices."""

    matter: Matter
    is_new: bool = False
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    derived: Mapping[str, Derived] = field(default_factory=dict)  #: clock name -> columns of its latest run
    next_at: datetime | None = None  #: None only when the matter is closed and nothing is pending
    scores: tuple[Score, ...] = ()  #: new entries of the table of points
    private: frozenset[str] = frozenset()  #: names of fields whose values stand outside the history chain
