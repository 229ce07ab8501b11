"""The compiled machine: states, a table of events, clocks. All that engine/core knows of a rulebook.

Here: the shape of a machine, frozen. Not here: reading rulebooks (workflows/), running machines (step.py),
dates (dates.py).

Theory of operation. A matter is in exactly one state. A state is a duty, a verification, a wait or an end.
`table` maps (state, event) to a transition; what is not in the table is refused. Each clock says for every
state whether it is alive there (`over`), paused (`paused_in`) or held (`held_in`); everywhere else it is
stopped. Side duties (`extension`, `transfer`) stand beside the state and never move it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.core.condition import Condition
from engine.core.limit import Bound, LimitRule, Unit

ENGINE = "engine"  #: the actor of what the engine does by itself
ANYONE = "anyone"  #: any person of the county
RESPONSIBLE = "responsible"  #: whoever owes the duty that is open
EXTENSION = ".extension"  #: suffix of the side duty (and clock) that answers a request for extension
BACKDATING = "backdating"  #: the side duty (and clock) that approves an act dated back
TRANSFER = "transfer"  #: the side duty (and clock) that answers an offered transfer
VERIFY = ".verify"  #: suffix of the state in which a report is verified


@dataclass(frozen=True, slots=True)
class Text:
    """A title in both languages."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The title in `lang` (zh unless en)."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class RoleTerm:
    """One way to find a person: `post P of unit`, `field F`, `actor of EVENT`, `head of line`, ..."""

    kind: Literal["post", "field", "actor", "head", "deputy", "stand_in", "role"]
    name: str = ""  #: post kind, field, event or role name
    of: Literal["", "unit", "line"] = ""  #: whose post, head or deputy; "" = the only one in the county


Role = tuple[RoleTerm, ...]  #: the first term that is filled


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    name: str
    title: Text
    type: Literal["text", "number", "date", "yes_no", "choice", "person", "unit", "file", "list"]
    of: tuple[str, ...] = ()  #: the choices
    default: object = None
    private: bool = False  #: never in a mail, a digest or a log line
    required: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A reminder instant before the promised date."""

    kind: Literal["start", "before", "due"]
    n: int = 0
    unit: Unit = "wd"

    @property
    def name(self) -> str:
        return f"T-{self.n} {self.unit}" if self.kind == "before" else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    name: str
    points: tuple[Point, ...]
    statutory_point: Point | None = None  #: `before_statutory`: a track of its own
    statutory_to: tuple[str, ...] = ()  #: the roles it goes to
    added: tuple[tuple[str, Point], ...] = ()  #: (role, point): a further receiver from that point on


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of a ladder; `breach` is a rung without `after`."""

    name: str
    after: int = 0  #: in `unit` after the promised date
    unit: Unit = "wd"
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    paper: str = ""  #: stable key of the paper, e.g. supervision_order
    paper_title: str = ""
    draft: bool = False
    demand: bool = False
    weekly: bool = False  #: afterwards the clock appears in the weekly digest only
    tag: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    name: str
    steps: tuple[Step, ...]  #: ascending by `after`
    breach: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendRule:
    by: str  #: role that grants
    up_to: Bound | None  #: None = `same`: at most the original length
    times: int = 1
    told: str = ""  #: who outside must be told before expiry


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedRule:
    """What the engine does when a limit has passed."""

    event: str
    of: Literal["promised", "statutory"] = "statutory"
    states: tuple[str, ...] = ()  #: only while the matter is in one of these


ClockKind = Literal["duty", "wait", "verify", "span", "extension", "transfer", "backdating", "look_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock as a function from state to mode, with the limit it measures and what it says when."""

    name: str
    title: Text
    kind: ClockKind
    over: frozenset[str]  #: states in which it runs (for a side duty: empty)
    limit: LimitRule
    held_in: frozenset[str] = frozenset()
    paused_in: frozenset[str] = frozenset()
    restart_by: frozenset[str] = frozenset()  #: `done` events whose return to the same duty is a new run (rule 3)
    starts_from: str = ""  #: an event or date field instead of the opening of the duty
    profile: Mapping[str, Profile]  #: by case of the limit, like LimitRule.cases
    ladder: Ladder | None
    roll_forward: bool = False  #: the promised date rolls forward instead of back
    extend: ExtendRule | None = None
    passed: PassedRule | None = None
    due_day_cc: tuple[str, ...] = ()
    scored: bool = True
    watcher: str = ""  #: for a wait: the role its lines go to
    side_role: str = ""  #: for a side duty: the role that owes it


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    name: str
    kind: Literal["duty", "verify", "wait", "end"]
    title: Text  #: the duty's title (verb first), or what is waited for, or the end
    awaiting: Text  #: the name of the state as a person would say it
    who: str = ""  #: role that owes it; for a wait the role that watches it (may be empty)
    to: Text | None = None
    duty: str = ""  #: for a verification: the duty whose report is verified
    how: str = ""  #: for a verification


EventKind = Literal[
    "open", "done", "refused", "suspend", "note", "resume", "passed", "anywhere",
    "verify_pass", "verify_fail", "ask_extension", "grant_extension", "refuse_extension",
    "accept_transfer", "refuse_transfer", "approve_backdating", "refuse_backdating",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChild:
    workflow: str
    for_each: str = ""  #: "" = one for the matter's own unit; else the unit kind ("school")
    where: Condition | None = None
    give: tuple[str, ...] = ()  #: names of fields handed on


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    whom: Literal["children", "parent"]
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    event: str
    title: Text
    kind: EventKind
    branches: tuple[Branch, ...] = ()  #: empty: the state stays (a note, a side duty)
    by: tuple[str, ...] = (RESPONSIBLE,)
    needs: tuple[str, ...] = ()
    when: Condition | None = None
    sets: Mapping[str, object] = field(default_factory=dict)  #: field -> constant, or FieldRef
    opens: tuple[OpenChild, ...] = ()
    tell: tuple[Tell, ...] = ()
    tells: tuple[str, ...] = ()  #: roles that get a line
    effective: str = ""  #: the event whose day this one counts for
    backdate: Bound | None = None  #: how far back a person may date it, with reason and approver
    backdate_by: str = ""
    other_than: str = ""  #: not the person who did that event
    verified: bool = False  #: a report: goes to `<duty>.verify`; the branches are taken when it passes
    sample: int | None = None  #: only this share (per cent) of reports is verified
    clocks: tuple[str, ...] = ()  #: for extensions: the clocks it can be about


@dataclass(frozen=True, slots=True)
class FieldRef:
    """In `sets`: the value of another field."""

    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """An opening the calendar makes."""

    every: Literal["month", "quarter", "term", "year"]
    on: tuple[str, int]  #: ("wd", 1) = first working day; ("wd_before", n); ("wd_previous_month", n)
    within: str = ""  #: named set of months of the school calendar
    sample_count: int = 0
    sample_share: int = 0  #: per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    transition: Transition
    recurring: Recurring | None = None
    for_each: str = ""
    where: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    base: float
    steps: Mapping[str, float]
    false_report: float
    breach: float
    early_each: float = 0.0
    early_cap: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    workflow: str
    title: Text
    prefix: str  #: of matter numbers: SW
    basis: str
    subject: tuple[str, ...]  #: fields that name the matter in a subject line
    hash: str  #: of the resolved rulebook this was compiled from
    openings: tuple[Opening, ...]
    fields: Mapping[str, FieldRule]
    roles: Mapping[str, Role]
    states: Mapping[str, State]
    table: Mapping[tuple[str, str], Transition]
    clocks: Mapping[str, ClockRule]
    urgent: Condition | None = None  #: `at_once`
    scoring: Scoring | None = None
    amber_short: int = 1  #: working days before the promised date, for limits of up to 9 working days
    amber_long: int = 3
    look_in: int = 30  #: calendar days between looks at a wait without limit

    def events_in(self, state: str) -> tuple[Transition, ...]:
        """Every transition that `state` knows, in the order of the rulebook."""
        return tuple(move for (where, _), move in self.table.items() if where == state)
