"""The course of one matter through one unit of work: what was decided so far, in order.

Here: a builder the deciding functions write into, and the Change it ends as. Not here: any decision. It lives
and dies inside one call of open_matter, act or bring_up; outside the core everything is a frozen value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from engine.core.appraisal import difference
from engine.core.case import Case
from engine.core.change import Change, Derived, Wake
from engine.core.dates import amber_on, due, limit_of
from engine.core.machine import OpenChild, Tell
from engine.core.matter import Matter, Pending, Run
from engine.core.notice import Entry, Notice, Superseded
from engine.core.organisation import Holder


@dataclass(frozen=True, slots=True)
class OpenEffect:
    """Children to be opened, in the same transaction."""

    child: OpenChild
    parent: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class TellEffect:
    """An event to be told to the children or the parent."""

    tell: Tell
    matter: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class GapEffect:
    """A post nobody covers while a duty is open."""

    post: str  #: its kind; "" when somebody was named as a person
    unit: str
    person: str
    at: datetime


Effect = OpenEffect | TellEffect | GapEffect


@dataclass
class Course:
    case: Case
    is_new: bool = False
    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    is_past: bool = False  #: inside a batch that was missed: nothing is said in its name
    began_as: Case | None = None  #: before this unit of work; None for a new matter

    def __post_init__(self) -> None:
        if not self.is_new:
            self.began_as = self.case

    @property
    def matter(self) -> Matter:
        return self.case.matter

    def put(self, matter: Matter) -> None:
        """Go on with this matter."""
        self.case = self.case.with_matter(matter)

    def put_run(self, run: Run) -> None:
        self.put(replace(self.matter, runs={**self.matter.runs, run.clock: run}))

    def record(self, what: str, at: datetime, actor: str, /, **data: object) -> None:
        """Write a history line."""
        plain = {name: value for name, value in data.items() if value not in (None, "", (), [], {})}
        self.entries.append(Entry(matter=self.matter.number, kind=what, at=at, actor=actor, data=plain))

    def count(self, name: str) -> int:
        """The next number of a kind of line (rule 14)."""
        number = self.matter.counters.get(name, 0) + 1
        self.put(replace(self.matter, counters={**self.matter.counters, name: number}))
        return number

    def note_gap(self, holder: Holder | None, at: datetime) -> None:
        """Remember that nobody covers a post while its duty is talked about (rule 15)."""
        if holder is not None and self.case.organisation.is_gap(holder, self.case.calendar.today(at)):
            self.effects.append(GapEffect(holder.post, holder.line, holder.person, at))

    def wait(self, line: Pending) -> None:
        """Keep a line for its batch."""
        self.put(replace(self.matter, pending=(*self.matter.pending, line)))

    def change(self, wake: Wake) -> Change:
        private = frozenset(name for name, rule in self.case.machine.fields.items() if rule.private)
        return Change(
            matter=self.matter,
            is_new=self.is_new,
            entries=tuple(self.entries),
            notices=tuple(self.notices),
            superseded=tuple(self.superseded),
            derived=derived(self.case, wake.clocks),
            next_at=wake.at,
            private=private,
            scores=difference(self.began_as, self.case),
        )


def derived(case: Case, speaks: Mapping[str, datetime] | None = None) -> Mapping[str, Derived]:
    """The columns lists sort and filter by, for the latest run of every clock; `speaks`: when each will next speak."""
    speaks = speaks or {}
    found: dict[str, Derived] = {}
    for name, run in case.matter.runs.items():
        rule = case.machine.clocks[name]
        dates = due(rule, run, case.calendar)
        if dates is None or rule.kind == "look_in":
            found[name] = Derived(next_at=speaks.get(name))
            continue
        machine = case.machine
        amber = amber_on(limit_of(rule, run), dates, case.calendar, short=machine.amber_short, long=machine.amber_long)
        found[name] = Derived(
            promised_on=dates.promised_on,
            statutory_on=dates.statutory_on,
            amber_on=amber,
            provisional=dates.provisional or dates.statutory_provisional,
            next_at=speaks.get(name),
        )
    return found
