"""Corrections: steps that on corrected dates would not have been said are withdrawn; wrong clicks are undone, both
visible.

Here: language.md decisions 11 and 16 as pure functions. Not here: back-dated acts (backdating.py), loading and
saving (engine/run).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.core.appraisal import BREACH
from engine.core.calendar import Calendar, Interval
from engine.core.case import Case
from engine.core.course import Course
from engine.core.dates import Due, due, resumed
from engine.core.instant import cost, settled
from engine.core.machine import ENGINE, ClockRule, Ladder
from engine.core.matter import Matter, Mode, Pending, Run, Said
from engine.core.refusal import Refused

# --- corrected dates (decision 11) -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A step or breach flag that is taken back."""

    clock: str
    run: int
    name: str  #: step, or `breach`
    told_of: date  #: the promised or statutory date it was said about
    told: tuple[str, ...]  #: the people who were told


def correct_dates(course: Course, at: datetime) -> list[Withdrawn]:
    """Hold what was said on every clock, stopped ones too, against the dates as they are now.

    Every step or breach flag that would not have been said by the next batch is withdrawn: card removed, points
    back, and those who were
    told are told so. The others stand for the corrected date and are not repeated.
    """
    gone: list[Withdrawn] = []
    telling_at = course.case.calendar.next_batch(at)
    runs = dict(course.matter.runs)
    for name, run in course.matter.runs.items():
        rule = course.case.machine.clocks[name]
        runs[name], found = _held_against(course.case, rule, run, telling_at)
        gone += found
    ended = []
    for run in course.matter.ended_runs:
        corrected, found = _held_against(course.case, course.case.machine.clocks[run.clock], run, telling_at)
        ended.append(corrected)
        gone += found
    course.put(replace(course.matter, runs=runs, ended_runs=tuple(ended)))
    for one in gone:
        _tell_withdrawn(course, one, at)
    return gone


def _held_against(case: Case, rule: ClockRule, run: Run, telling_at: datetime) -> tuple[Run, list[Withdrawn]]:
    if not run.said.steps and run.said.breach_of is None:
        return run, []
    run = settled(case, rule, run)
    dates = due(rule, resumed(run, case.calendar.today(telling_at)), case.calendar)
    lived_to = _lived_to(run, telling_at, case.calendar)
    gone: list[Withdrawn] = []
    said = run.said
    if said.steps and said.promised_on and rule.ladder:
        keep = {
            name: day
            for name, day in said.steps.items()
            if dates
            and not dates.provisional
            and case.calendar.batch_at(_would_be_on(rule.ladder, name, run, dates, case)) <= lived_to
        }
        gone += [
            Withdrawn(run.clock, run.number, name, said.promised_on, said.told.get(name, ()))
            for name in said.steps
            if name not in keep
        ]
        said = replace(
            said,
            steps=keep,
            promised_on=dates.promised_on if dates else said.promised_on,
            weekly=any(step.weekly for step in rule.ladder.steps if step.name in keep),
        )
    if said.breach_of is not None:
        said, lost = _breach_held_against(case, run, said, dates, lived_to)
        gone += lost
    lost_units = {one.name for one in gone}
    said = replace(
        said,
        units={name: unit for name, unit in said.units.items() if name not in lost_units},
        told={name: people for name, people in said.told.items() if name not in lost_units},
    )
    return replace(run, said=said), gone


def _would_be_on(ladder: Ladder, name: str, run: Run, dates: Due, case: Case) -> date:
    step = next(step for step in ladder.steps if step.name == name)
    return case.calendar.nth_working_after(dates.promised_on, step.after + cost(run, case.calendar), _closed(run))


def _closed(run: Run) -> tuple[Interval, ...]:
    return tuple(pause for pause in run.pauses if pause.last is not None)


def _breach_held_against(
    case: Case, run: Run, said: Said, dates: Due | None, lived_to: datetime
) -> tuple[Said, list[Withdrawn]]:
    assert said.breach_of is not None
    if dates and dates.statutory_on and not dates.statutory_provisional:
        flag_at = case.calendar.batch_at(case.calendar.next_working(dates.statutory_on))
        if flag_at <= lived_to:
            return replace(said, breach_of=dates.statutory_on), []
    if BREACH not in said.told:
        return replace(said, breach_of=None), []  # of a takeover: it was never said
    gone = Withdrawn(run.clock, run.number, BREACH, said.breach_of, said.told[BREACH])
    return replace(said, breach_of=None), [gone]


def _lived_to(run: Run, telling_at: datetime, calendar: Calendar) -> datetime:
    """The last instant at which the clock could still speak: its report, pause or stop, for the day it counts for."""
    ends = [telling_at]
    if run.mode is Mode.STOPPED and run.stopped_at and run.stopped_on:
        ends.append(min(run.stopped_at, calendar.close_at(run.stopped_on)))
    stands = run.mode is Mode.HELD or (run.mode is Mode.STOPPED and not run.returns)
    if stands and run.reported_at and run.reported_on:
        ends.append(min(run.reported_at, calendar.close_at(run.reported_on)))
    if run.mode is Mode.PAUSED and run.pauses:
        ends.append(min(run.fact_at, calendar.close_at(run.pauses[-1].first)))
    return min(ends)


def _tell_withdrawn(course: Course, one: Withdrawn, at: datetime) -> None:
    """A counter-entry, and a line to those who were told."""
    course.record("withdrawn", at, ENGINE, clock=one.clock, run=one.run, step=one.name, told_of=str(one.told_of))
    number = course.count("withdrawn")
    course.wait(
        Pending(
            kind="withdrawn",
            clock=one.clock,
            run=one.run,
            number=number,
            persons=one.told,
            since_at=at,
            always=True,
            data={"step": one.name, "told_of": str(one.told_of)},
        )
    )


# --- wrong clicks (decision 16) --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wrong:
    """An act that is taken back."""

    event: str
    author: str
    done_at: datetime
    before: Matter  #: the facts before it


def undo(course: Course, wrong: Wrong, actor: str, at: datetime, reason: str) -> None:
    """Take back the last act: the facts are again those before it, what was said since stays said, both stay visible.

    Raises Refused if the actor may not: on the same day its author, later the section head.
    """
    matter = course.matter
    if not reason:
        raise Refused("reason")
    if not may_correct(course.case, wrong.author, wrong.done_at, actor, at):
        raise Refused("correct_who")
    wrong_owner = course.case.state.who
    told = Pending(
        kind="withdrawn",
        number=matter.counters.get("withdrawn", 0) + 1,
        persons=tuple(sorted(_people_of(course.case, wrong_owner, at) - {actor})),
        since_at=at,
        always=True,
        data={"event": wrong.event, "by": actor},
    )
    course.put(_as_before(wrong.before, matter))
    course.count("withdrawn")
    course.record("corrected", at, actor, event=wrong.event, reason=reason, state=matter.state, to=wrong.before.state)
    if told.persons:
        course.wait(told)


def _as_before(before: Matter, matter: Matter) -> Matter:
    """The facts before the act, with everything that was said since; numbers are never used twice."""
    runs = {
        name: replace(run, said=matter.runs[name].said, excused=matter.runs[name].excused)
        if name in matter.runs and matter.runs[name].number == run.number
        else run
        for name, run in before.runs.items()
    }
    return replace(
        before,
        runs=runs,
        counters=matter.counters,
        words=matter.words,
        fields={**_hidden(matter, before), **before.fields},
        brought_to=matter.brought_to,
        # Who has left does not come back because an act is taken back.
        seats={**before.seats, **matter.seats},
        succeeded={**before.succeeded, **matter.succeeded},
        pending=tuple(line for line in matter.pending if line in before.pending or line.always),
        closed_at=None,
    )


def _hidden(matter: Matter, before: Matter) -> dict[str, object]:
    """Private values are not among the facts before: they stay as they are."""
    return {name: value for name, value in matter.fields.items() if name not in before.fields}


def may_correct(case: Case, author: str, done_at: datetime, actor: str, at: datetime) -> bool:
    """On the same day the author; later the section head of the matter's unit or of the one who owes."""
    if case.calendar.today(done_at) == case.calendar.today(at) and actor == author:
        return True
    heads = _people_of(case, "unit_head", at)
    head = case.organisation.post("head", case.matter.unit)
    return actor in heads or (head is not None and actor in (head.a, head.b) and actor != "")


def _people_of(case: Case, role: str, at: datetime) -> set[str]:
    return {receiver.person for receiver in case.people(role, case.calendar.today(at)) if receiver.capacity == "to"}


def void(course: Course, actor: str, at: datetime, reason: str) -> None:
    """A matter opened in error is voided: its clocks stop, its points are countered, it stays visible. Raises Refused."""
    case, matter = course.case, course.matter
    if not reason:
        raise Refused("reason")
    if not matter.is_open():
        raise Refused("closed", number=matter.number, state=case.state.title)
    if not may_correct(case, matter.opened_by, matter.opened_at, actor, at):
        raise Refused("void_who")
    on = case.calendar.receipt_day(at)
    told = tuple(sorted(_people_of(case, case.state.who, at) - {actor}))
    course.put(
        replace(
            matter,
            runs={name: _stopped(run, at, on) for name, run in matter.runs.items()},
            sides=(),
            pending=(),
            closed_at=at,
            voided=True,
        )
    )
    course.record("voided", at, actor, reason=reason)
    if told:
        number = course.count("withdrawn")
        course.wait(
            Pending(
                kind="withdrawn",
                number=number,
                persons=told,
                since_at=at,
                always=True,
                data={"event": "void", "by": actor},
            )
        )


def _stopped(run: Run, at: datetime, on: date) -> Run:
    return run if not run.is_live else replace(run, mode=Mode.STOPPED, stopped_at=at, stopped_on=on, request=None)
