"""What is said: a line about a matter, and the notice it becomes for each person.

Here: the values and their identity (language.md rule 14). Not here: deciding what is said (speech.py), mails
(notifications/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: kinds of notices; those in INFORMATION ride in a mail that exists for another reason and never make one
KINDS = (
    "start", "point", "due", "step", "breach", "before_statutory", "late", "assigned", "returned", "transferred",
    "told", "offered", "withdrawn", "redated", "look_in", "provisional", "calendar_missing", "gap", "delivery_fault", "digest",
    "closed", "stand_in",
)  # fmt: skip
#: Matter, clock, run, kind, basis: one paper, however many receive it.
Paper = tuple[str, str, int, str, str]
INFORMATION = frozenset({"closed", "stand_in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line for one person. Identity: (matter, clock, run, kind, basis, person)."""

    matter: str
    clock: str
    run: int
    kind: str
    basis: str  #: promised date and step; of a breach the statutory date; of a digest the ISO week; else a number
    person: str
    at: datetime  #: when it is said: the batch, or the act's instant
    state: str = ""  #: the duty it names; such a line is `a word` (decision 5); "" = not a word
    turn: int = 0  #: how often that duty had been owed afresh
    about: str = ""  #: the person to whom the word counts when it reaches this receiver; "" = the receiver himself
    capacity: str = "to"  #: to | cc
    role: str = ""  #: the role through which he gets it
    because: str = ""  #: backup | away | acting | one_up
    data: Mapping[str, object] = field(default_factory=dict)  #: plain values (JSON) the mail is written from

    @property
    def identity(self) -> tuple[str, str, int, str, str, str]:
        return (*self.paper, self.person)

    @property
    def paper(self) -> Paper:
        return (self.matter, self.clock, self.run, self.kind, self.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """A line that would have been said in a batch that was missed, with the reason it no longer is."""

    matter: str
    clock: str
    run: int
    kind: str
    basis: str
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the append-only history."""

    matter: str
    kind: str  #: opened, done, said, passed, superseded, refused_late, ...
    at: datetime
    actor: str
    data: Mapping[str, object] = field(default_factory=dict)  #: plain values; private fields by name only
