"""The facts of one matter: what happened, and what was said about it. Values only.

Here: Matter, Run and their parts, frozen. Not here: any date derived from them (dates.py), any decision
(step.py, speech.py), any table (engine/store). Instants are aware UTC and end in `_at`; days are local days of
the county and end in `_on`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from engine.core.calendar import Interval
from engine.core.organisation import Seat


class Mode(StrEnum):
    """What a clock does in the present state."""

    RUNS = "runs"
    PAUSED = "paused"  #: no due date, nothing is said
    HELD = "held"  #: a report is being verified; nothing is said
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Extension:
    n: int
    unit: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Return:
    """A report that failed verification."""

    number: int
    returned_at: datetime
    returned_on: date
    result: str  #: insufficient | false
    reported_by: str  #: the person who reported
    unit: str  #: the unit charged with a false report
    charged_to: str = ""  #: the clock on which a false report is counted: one of those the report had held


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for extension that waits for its answer."""

    n: int
    unit: str
    asked_at: datetime
    asked_on: date
    asked_by: str
    line: str  #: the line unit of the one who owed when it was asked
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said about one run of a clock. A fact like any other: the speech rules read it."""

    last_at: datetime | None = None  #: the last point or step that was said
    promised_on: date | None = None  #: the promised date the steps below belong to
    steps: Mapping[str, date] = field(default_factory=dict)  #: step -> day of its batch, for that promised date
    units: Mapping[str, str] = field(default_factory=dict)  #: step or `breach` -> the unit charged; "" = nobody
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: step or `breach` -> the people who were told
    breach_of: date | None = None  #: the statutory date whose breach was flagged
    before_of: date | None = None  #: the statutory date whose early warning was given
    late: int = 0  #: how many `late` reminders
    late_on: date | None = None  #: batch day of the last of them
    late_from: date | None = None  #: decision 5: the step day that waits for a word; None = nothing waits
    waited: tuple[Interval, ...] = ()  #: of the excused days those on which a step waited for a word
    stands_on: date | None = None  #: the promised date is not before it: a day told is not moved into the past (ADR 3)
    weekly: bool = False  #: only in the weekly digest from here on


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One life of a clock."""

    clock: str
    number: int  #: 1, 2, ... per clock
    opened_at: datetime
    day_zero: date  #: not counted
    mode: Mode
    fact_at: datetime  #: the last fact that makes earlier points moot (opening, resumption, return, grant)
    values: Mapping[str, object] = field(default_factory=dict)  #: what its limit reads, as it was when the run opened
    pauses: tuple[Interval, ...] = ()
    extensions: tuple[Extension, ...] = ()
    returns: tuple[Return, ...] = ()
    excused: tuple[Interval, ...] = ()  #: days a verifier or approver took beyond his own limit, or decision 5 cost
    reported_at: datetime | None = None
    reported_on: date | None = None
    reported_line: str = ""  #: the unit whose duty was reported
    stopped_at: datetime | None = None
    stopped_on: date | None = None
    request: Request | None = None
    requests: int = 0  #: how often an extension was granted or is pending
    said: Said = Said()

    @property
    def is_live(self) -> bool:
        return self.mode is not Mode.STOPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The last time an event happened: for `actor of EVENT`, `other_than`, `effective`, `from`."""

    actor: str
    at: datetime
    on: date  #: its receipt day


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A line an act caused that waits for a batch: assigned, returned, told, transferred, withdrawn, lapsed, closed.

    Receivers are roles (found when it is said), or persons where the act fixed them. A line whose `state` is no
    longer the
    state of the matter is dropped unless `always`.
    """

    kind: str
    clock: str = ""
    run: int = 0
    number: int = 0  #: its identity beside clock and run (rule 14)
    state: str = ""
    roles: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    cc_roles: tuple[str, ...] = ()
    cc_persons: tuple[str, ...] = ()
    since_at: datetime
    at_once: bool = False
    always: bool = False
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An open side duty: an approver's answer, or a transfer that was offered."""

    name: str  #: name of its clock
    about: str = ""  #: the clock whose extension was asked
    line: str  #: unit from whose line the one who owes it is found
    opened_at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeded:
    """A duty that was taken over while it was open: whose the earlier days were."""

    turn: int  #: of the duty; owed afresh it is nobody's inheritance
    on: date  #: when the last of them took it over
    before: tuple[str, ...]  #: names of those who owed it earlier; the organisation forgets who has left


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter with everything the core needs to decide about it."""

    number: str  #: SW-2026-0412
    workflow: str
    ruleset: str  #: hash of the rules it began under
    state: str
    unit: str
    opened_at: datetime
    opened_on: date
    opened_by: str
    entered_at: datetime  #: when the present state was entered
    entered_by: str  #: who brought it there
    fields: Mapping[str, object] = field(default_factory=dict)
    assisting: tuple[str, ...] = ()
    period: str = ""  #: 2026-05, 2026-Q2, ...
    parent: str = ""
    runs: Mapping[str, Run] = field(default_factory=dict)  #: the latest run of each clock
    ended_runs: tuple[Run, ...] = ()  #: earlier runs that can still matter (corrections, scores)
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    report: str = ""  #: the event by which the report under verification was made
    sides: tuple[Side, ...] = ()
    pending: tuple[Pending, ...] = ()
    counters: Mapping[str, int] = field(default_factory=dict)  #: numbers of assigned, returned, late, ... lines
    words: Mapping[tuple[str, int, str], datetime] = field(default_factory=dict)
    #: (state, turn, person) -> when the first line naming that duty reached (language.md decision 5); not stored with the
    #: matter: the store reads it from the notices, min(reached_at) by (state, turn, about or person)
    turns: Mapping[str, int] = field(default_factory=dict)  #: state -> how often it was owed afresh
    transferred_on: date | None = None  #: last accepted transfer
    given_by: str = ""  #: the unit that gave it
    seats: Mapping[str, Seat] = field(
        default_factory=dict
    )  #: `field F`, `actor E` -> who owes in place of who is named
    succeeded: Mapping[str, Succeeded] = field(default_factory=dict)  #: state or side duty -> how it was taken over
    looked_at: datetime | None = None  #: last look-in of the present wait
    brought_to: datetime | None = None  #: the last batch this matter was brought up to
    taken_over_at: datetime | None = None  #: when a matter that began before the engine knew it was entered
    closed_at: datetime | None = None
    voided: bool = False

    def is_open(self) -> bool:
        return self.closed_at is None
