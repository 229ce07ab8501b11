"""The transition rule: what a move from one state to another does to every clock (language.md rule 3).

Here: the only place where clocks change, besides extensions and corrections. Not here: whether the move is
allowed (act.py), what is said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from engine.core.calendar import Interval
from engine.core.course import Course
from engine.core.dates import due
from engine.core.hearing import line_of
from engine.core.limit import AfterField, DayOf, OnField, PeriodEnd, WorkingDayOf
from engine.core.machine import VERIFY, ClockRule
from engine.core.matter import Deed, Matter, Mode, Return, Run, Side
from engine.core.organisation import Seat
from engine.core.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a matter: into which state, by what, when, and for which day it counts."""

    to: str
    event: str
    actor: str
    at: datetime
    receipt_on: date  #: the act's own day (rule 1): ends pauses, stops clocks
    counts_on: date  #: the day it counts for (`effective`, back-dating): day 0 of what it opens
    known_on: date | None = (
        None  #: the day others know of it; of a back-dated report the day it was approved: a verifier cannot owe before
    )
    failed: str = ""  #: insufficient | false


def move(course: Course, step: Move) -> None:
    """Take the matter into its next state; every clock follows rule 3."""
    source = course.matter.state
    fresh = _is_fresh(course, source, step)
    returned = _returned(course, step) if step.failed else None
    runs = dict(course.matter.runs)
    ended = list(course.matter.ended_runs)
    for name, rule in course.case.machine.clocks.items():
        if rule.side_role:
            continue
        old = runs.get(name)
        new = _follow(course, rule, old, step, source, returned)
        if old is not None and new is not None and new.number != old.number:
            ended.append(old if not old.is_live else _stopped(old, step))
        if new is not None:
            runs[name] = new
    sides = _sides_left(course, runs, step)
    for side in course.matter.sides:
        if side not in sides:
            runs[side.name] = _stopped(runs[side.name], step)
    turns = dict(course.matter.turns)
    if fresh:
        turns[step.to] = turns.get(step.to, 0) + 1
    course.put(
        replace(
            course.matter,
            state=step.to,
            entered_at=step.at,
            entered_by=step.actor,
            runs=runs,
            ended_runs=tuple(ended),
            turns=turns,
            sides=sides,
            closed_at=step.at if _is_end(course, step) else None,
        )
    )


def _is_end(course: Course, step: Move) -> bool:
    return course.case.machine.states[step.to].kind == "end"


def _sides_left(course: Course, runs: Mapping[str, Run], step: Move) -> tuple[Side, ...]:
    """The side duties that stay open: one about a clock closes with it, all of them with the matter."""
    if _is_end(course, step):
        return ()
    return tuple(side for side in course.matter.sides if not side.about or runs[side.about].is_live)


def _is_fresh(course: Course, source: str, step: Move) -> bool:
    """Whether the duty is owed afresh: not when a report comes back or a pause ends."""
    to = step.to
    if source == "" or course.matter.turns.get(to, 0) == 0 or step.event == "verify_pass":
        return True
    came_back = any(
        source in rule.held_in | rule.paused_in for rule in course.case.machine.clocks.values() if to in rule.over
    )
    return not came_back


def _follow(
    course: Course, rule: ClockRule, run: Run | None, step: Move, source: str, returned: Return | None
) -> Run | None:
    live = run is not None and run.is_live
    if step.to in rule.over:
        if run is None or not live or _restarts(rule, step, source):
            return new_run(course, rule, step)
        return _go_on(course, run, step, returned)
    if run is None or not live:
        return run
    if step.to in rule.held_in:
        line = line_of(course.case, rule)
        return replace(
            run, mode=Mode.HELD, reported_at=step.at, reported_on=step.counts_on, reported_line=line, fact_at=step.at
        )
    if step.to in rule.paused_in and run.mode is Mode.PAUSED:
        return run
    if step.to in rule.paused_in:
        return replace(run, mode=Mode.PAUSED, pauses=(*run.pauses, Interval(step.receipt_on)), fact_at=step.at)
    return _stopped(run, step)


def _restarts(rule: ClockRule, step: Move, source: str) -> bool:
    """A duty that leads to itself, by `done` or by the pass of its verification: its own clock begins anew."""
    if step.event == "verify_pass":
        return rule.name == step.to and source == step.to + VERIFY
    return source == step.to and step.event in rule.restart_by


def _stopped(run: Run, step: Move) -> Run:
    pauses = _ended(run.pauses, step.receipt_on)
    return replace(run, mode=Mode.STOPPED, stopped_at=step.at, stopped_on=step.receipt_on, pauses=pauses, request=None)


def _ended(pauses: tuple[Interval, ...], on: date) -> tuple[Interval, ...]:
    """An open pause ends with this day; both its end days are uncounted (rule 4)."""
    if not pauses or pauses[-1].last is not None:
        return pauses
    return (*pauses[:-1], Interval(pauses[-1].first, max(pauses[-1].first, on)))


def _go_on(course: Course, run: Run, step: Move, returned: Return | None) -> Run:
    if run.mode is Mode.PAUSED:
        return replace(run, mode=Mode.RUNS, pauses=_ended(run.pauses, step.receipt_on), fact_at=step.at)
    if run.mode is Mode.HELD and returned is not None:
        excused = (*run.excused, *_verifier_excess(course, step.receipt_on))
        return replace(run, mode=Mode.RUNS, returns=(*run.returns, returned), excused=excused, fact_at=step.at)
    if run.mode is Mode.HELD:
        # A part of a spanning limit passed its verification: that report was not this clock's end.
        return replace(run, mode=Mode.RUNS, fact_at=step.at, reported_at=None, reported_on=None, reported_line="")
    return run


def _returned(course: Course, step: Move) -> Return:
    report = course.matter.deeds.get(course.matter.report)
    return Return(
        number=course.count("returned"),
        returned_at=step.at,
        returned_on=step.receipt_on,
        result=step.failed,
        reported_by=report.actor if report else "",
        unit=next((run.reported_line for _, run in course.case.live() if run.mode is Mode.HELD), course.matter.unit),
        charged_to=next((rule.name for rule, run in course.case.live() if run.mode is Mode.HELD), ""),
    )


def _verifier_excess(course: Course, on: date) -> Iterator[Interval]:
    """The days a verifier took beyond his own limit, in full (decision 4)."""
    rule = course.case.machine.clocks.get(course.matter.state)
    run = course.matter.runs.get(course.matter.state)
    dates = due(rule, run, course.case.calendar) if rule and run else None
    if dates and not dates.provisional and on > dates.promised_on:
        yield Interval(dates.promised_on + timedelta(days=1), on)


def new_run(course: Course, rule: ClockRule, step: Move) -> Run:
    """A new life of a clock, with a number never used before; it keeps the values its limit reads as they are now (rule 2)."""
    choice = rule.limit.choose
    if choice and course.matter.fields.get(choice) in (None, ""):
        raise Refused("needs", event=rule.title, fields=choice)
    number = course.count(f"run {rule.name}")
    matter = course.matter
    return Run(
        clock=rule.name,
        number=number,
        opened_at=step.at,
        day_zero=course.case.calendar.day_zero(_first_day(rule, matter, _opens_on(rule, step))),
        mode=Mode.RUNS,
        fact_at=step.at,
        values=limit_values(rule, matter),
    )


def _opens_on(rule: ClockRule, step: Move) -> date:
    return step.known_on if step.known_on and rule.kind == "verify" else step.counts_on


def _first_day(rule: ClockRule, matter: Matter, on: date) -> date:
    """`from`: an event or date field instead of the opening of the duty."""
    deed = matter.deeds.get(rule.starts_from)
    if deed is not None:
        return deed.on
    value = matter.fields.get(rule.starts_from)
    return value if isinstance(value, date) else on


def limit_values(rule: ClockRule, matter: Matter) -> dict[str, object]:
    """The field values the rule's limits read."""
    names = {rule.limit.choose} - {""}
    values: dict[str, object] = {}
    for limit in rule.limit.cases.values():
        for bound in (limit.promised, limit.statutory):
            span = bound.span if bound else None
            if isinstance(span, OnField | AfterField):
                names.add(span.field)
            elif isinstance(span, PeriodEnd | WorkingDayOf | DayOf):
                values["period"] = matter.period
    return values | {name: matter.fields.get(name) for name in sorted(names)}


def record_deed(course: Course, event: str, actor: str, at: datetime, on: date) -> None:
    """Remember who did an event last, and when."""
    deeds = {**course.matter.deeds, event: Deed(actor=actor, at=at, on=on)}
    course.put(replace(course.matter, deeds=deeds, seats=seats_without(course.matter, [f"actor {event}"])))


def seats_without(matter: Matter, keys: Iterable[str]) -> Mapping[str, Seat]:
    """The seats after these persons have been named anew: whoever is named now sits there himself."""
    gone = matter.seats.keys() & set(keys)
    return {key: seat for key, seat in matter.seats.items() if key not in gone} if gone else matter.seats
