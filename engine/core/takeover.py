"""Taking over a matter that began before the engine knew it: its past is entered, nothing of it is said.

Here: language.md decision 5 for an import of running matters: what is overdue gets one late reminder in the next
batch, never a storm of escalations. A statutory date that had passed before is told with it; it is not flagged as news,
and costs no points (docs/adr/0003). Not here: reading the file of past acts (service/).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from engine.core.act import Act, act_on, open_matter
from engine.core.batch import bring_up, next_wake
from engine.core.calendar import Calendar
from engine.core.case import Case, World
from engine.core.change import Change
from engine.core.course import Course
from engine.core.dates import due
from engine.core.instant import breach_at
from engine.core.machine import ENGINE, ClockRule, Machine, Opening
from engine.core.matter import Run, Said
from engine.core.notice import Entry
from engine.core.refusal import Refused

SILENT = frozenset({"said", "superseded"})  #: history lines of what was never said


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A matter's past as it is entered."""

    opening: Act
    acts: Sequence[Act] = ()
    unit: str
    period: str = ""
    entered_by: str = ""  #: who enters it; "" = who opened it


def take_over(machine: Machine, world: World, opening: Opening, past: Past, *, number: str, now: datetime) -> Change:
    """The matter as it stands after its past acts, silent until the next batch.

    Limits that passed by themselves have acted for their own day. Raises Refused for an act that was not possible
    then, or one that is not in the past or not in order.
    """
    _check_order([past.opening, *past.acts], now, world.calendar)
    outcome = open_matter(
        machine, world, opening, past.opening, number=number, unit=past.unit, period=past.period, quiet=True
    )
    entries = [*outcome.change.entries]
    matter = outcome.change.matter
    for act in past.acts:
        course = bring_up(Case(matter, machine, world), act.at, receipt_on=world.calendar.receipt_day(act.at))
        change = act_on(course.case, act).change
        entries += [*course.entries, *change.entries]
        matter = change.matter
    course = bring_up(Case(matter, machine, world), now)
    entries += course.entries
    return _silent(course, entries, outcome.change, now, past.entered_by or past.opening.actor)


def _check_order(acts: Sequence[Act], now: datetime, calendar: Calendar) -> None:
    """Times are told on the county's clock, to the minute: two acts of one day are told apart."""
    for earlier, later in pairwise(acts):
        if later.at < earlier.at:
            at, last = (f"{calendar.local(act.at):%Y-%m-%d %H:%M}" for act in (later, earlier))
            raise Refused("before_last_act", at=at, last=last)
    for act in acts:
        if act.at > now:
            raise Refused("future", on=f"{calendar.local(act.at):%Y-%m-%d %H:%M}")


def _silent(course: Course, entries: Sequence[Entry], first: Change, now: datetime, actor: str) -> Change:
    """Nothing was said to anybody: no word, no step, no points."""
    matter, machine, calendar = course.matter, course.case.machine, course.case.calendar
    runs = {name: _unsaid(machine.clocks[name], run, calendar, now) for name, run in matter.runs.items()}
    quiet = replace(
        matter,
        runs=runs,
        ended_runs=tuple(replace(run, said=Said()) for run in matter.ended_runs),
        pending=(),
        words={},
        brought_to=calendar.last_batch(now),
        taken_over_at=now,
    )
    case = course.case.with_matter(quiet)
    kept = [entry for entry in entries if entry.kind not in SILENT]
    breached = sorted(name for name, run in runs.items() if run.is_live and run.said.breach_of)
    data = {"state": matter.state} | ({"breached": breached} if breached else {})
    taken = Entry(matter=matter.number, kind="taken_over", at=now, actor=actor or ENGINE, data=data)
    change = Course(case, is_new=True).change(next_wake(case, now))
    return replace(change, entries=(*kept, taken), private=first.private, scores=())


def _unsaid(rule: ClockRule, run: Run, calendar: Calendar, now: datetime) -> Run:
    """The run of which nothing was said; a breach that lies before the takeover is known to whoever enters it."""
    dates = due(rule, run, calendar)
    flag_at = breach_at(rule, dates, calendar) if dates else None
    if dates is None or flag_at is None or dates.statutory_on is None or dates.statutory_on >= calendar.today(now):
        return replace(run, said=Said())
    return replace(run, said=Said(breach_of=dates.statutory_on, before_of=dates.statutory_on))
