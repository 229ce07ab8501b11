"""One matter in a batch: what its clocks say, the lines that waited, what the engine does by itself, and when to
wake next.

Here: language.md rule 0 (bringing up), rules 11, 13 and 16, and the order inside a batch. Not here: grouping
into mails (engine/run), one clock's own words (saying.py).

Bringing a matter up to `t`:
1. What the engine should have done in batches that were missed is done first, each for its own day; what the
   clocks that it stops would have said there is superseded.
2. Of all batches up to `t` only the last speaks: live clocks first, then lines that waited, then engine acts to
   rest and the start points they caused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from engine.core import extension, transfer
from engine.core.case import Case
from engine.core.change import Wake
from engine.core.course import Course
from engine.core.dates import due
from engine.core.doing import do
from engine.core.hearing import is_giver_charged, line_of, notices_of
from engine.core.instant import settled
from engine.core.lines import say_pending
from engine.core.machine import ENGINE, TRANSFER, ClockRule
from engine.core.matter import Mode, Pending, Run
from engine.core.notice import Superseded
from engine.core.outlook import is_unsure, passed_limit
from engine.core.saying import Missed, Saying, next_says, says

REMINDERS = frozenset({"start", "point", "due", "late"})  #: not said beside a line about the same duty (decision 3)
MOST_ACTS = 50  #: engine acts of one matter in one batch; the check refuses cycles, this is the last resort


@dataclass(frozen=True, slots=True)
class EngineAct:
    """Something the engine is due to do by itself."""

    at: datetime
    kind: str  #: passed | extension | transfer
    rule: ClockRule
    limit_on: date


def bring_up(case: Case, now: datetime, *, receipt_on: date | None = None) -> Course:
    """Everything that was due up to `now`; with `receipt_on` also the limits that lie before an act of that day."""
    course = Course(case)
    _settle(course)
    last = case.calendar.last_batch(now)
    for _ in range(MOST_ACTS):
        missed = next((act for act in engine_acts(course.case) if act.at < last), None)
        if missed is None:
            break
        _do_missed(course, missed)
    if course.matter.brought_to is None or course.matter.brought_to < last:
        _speak(course, last)
        course.put(replace(course.matter, brought_to=last))
    if receipt_on is not None:
        _lapse_before(course, now, receipt_on)
    return course


def _do_missed(course: Course, act: EngineAct) -> None:
    """An engine act of a missed batch, for its own day; what the clocks it stops would have said is superseded."""
    would_say = [saying for rule, run in course.case.live() for saying in says(course.case, rule, run, act.at)]
    course.is_past = True
    _perform(course, act, act.at)
    course.is_past = False
    for saying in would_say:
        if _is_over(course, saying):
            missed = Missed(kind=saying.kind, basis=saying.basis, due_at=act.at, reason="missed_batch")
            _supersede(course, saying, (*saying.missed, missed))


def _is_over(course: Course, saying: Saying) -> bool:
    """Whether the run that would have spoken has ended meanwhile."""
    after = course.matter.runs[saying.rule.name]
    return after.number != saying.run.number or not after.is_live


def _settle(course: Course) -> None:
    """What waiting for a word has cost is settled as soon as one has reached (decision 5)."""
    for rule, run in list(course.case.live()):
        if run.said.late_from:
            after = settled(course.case, rule, run)
            if after is not run:
                course.put_run(after)


def _lapse_before(course: Course, now: datetime, receipt_on: date) -> None:
    """An act on the evening of a lapsed day finds the lapse done; what the clock would say in the coming batch stays (rule 0)."""
    coming = course.case.calendar.next_batch(now)
    for _ in range(MOST_ACTS):
        lapsed = next((act for act in engine_acts(course.case) if act.limit_on < receipt_on), None)
        if lapsed is None:
            return
        after = Course(course.case)
        _perform(after, lapsed, now)
        for rule, run in list(course.case.live()):
            for saying in says(course.case, rule, run, coming):
                if _is_over(after, saying):
                    _say(course, saying, coming)
        _perform(course, lapsed, now)


# --- speaking --------------------------------------------------------------------------------------


def _speak(course: Course, at: datetime) -> None:
    waiting = [line for line in course.matter.pending if line.since_at < at]
    if waiting:
        course.put(replace(course.matter, pending=tuple(line for line in course.matter.pending if line.since_at >= at)))
    valid = [line for line in waiting if _still_true(course.case, line)]
    beside = {line.state for line in valid if line.kind in ("assigned", "returned", "transferred")}
    for saying in _due_first(course.case, at):
        if saying.kind in REMINDERS and course.case.named_duty(saying.rule) in beside:
            course.put_run(saying.after)
            dropped = Missed(kind=saying.kind, basis=saying.basis, due_at=at, reason="beside_line")
            _supersede(course, saying, (*saying.missed, dropped))
        else:
            _say(course, saying, at)
    for line in sorted(valid, key=lambda line: line.kind != "returned"):
        say_pending(course, line, at)
        course.record("said", at, ENGINE, kind=line.kind, clock=line.clock, number=line.number)
    _act_to_rest(course, at)


def _still_true(case: Case, line: Pending) -> bool:
    """Whether a line that waited is still worth saying."""
    return line.always or line.state == case.matter.state or case.side(line.state) is not None


def _due_first(case: Case, at: datetime) -> list[Saying]:
    """What live clocks say from the state of the batch, oldest due first."""
    sayings = [saying for rule, run in case.live() for saying in says(case, rule, run, at)]
    return sorted(sayings, key=lambda saying: saying.dates.promised_on if saying.dates else date.max)


def _say(course: Course, saying: Saying, at: datetime) -> None:
    notices = notices_of(course.case, saying, at)
    course.notices.extend(notices)
    course.note_gap(course.case.responsible(saying.rule), at)
    persons = tuple(notice.person for notice in notices)
    course.put_run(_charged(course.case, saying, at, persons))
    course.record("said", at, ENGINE, kind=saying.kind, clock=saying.rule.name, basis=saying.basis, to=persons)
    _supersede(course, saying, saying.missed)


def _charged(case: Case, saying: Saying, at: datetime, told: tuple[str, ...]) -> Run:
    """The run once a line is said, with who was told and the unit its points go to.

    Points belong to the unit that holds the duty when a step is said; to the giver in the first days after a
    transfer (decision 12). A breach between an approver's limit and his answer costs nobody anything (decision 8).
    """
    if saying.step is None:
        return saying.after
    unit = case.matter.given_by if is_giver_charged(case, at) else line_of(case, saying.rule)
    if saying.kind == "breach" and saying.run.request is not None:
        limit_on = extension.approver_limit(Course(case), saying.rule)
        unit = "" if limit_on and case.calendar.today(at) > limit_on else unit
    said = saying.after.said
    name = saying.step.name
    return replace(saying.after, said=replace(said, units={**said.units, name: unit}, told={**said.told, name: told}))


def _supersede(course: Course, saying: Saying, missed: tuple[Missed, ...]) -> None:
    course.superseded.extend(
        Superseded(
            matter=course.matter.number,
            clock=saying.rule.name,
            run=saying.run.number,
            kind=line.kind,
            basis=line.basis,
            due_at=line.due_at,
            reason=line.reason,
        )
        for line in missed
    )


def _act_to_rest(course: Course, at: datetime) -> None:
    """Engine acts due up to this batch, until nothing more is due."""
    for _ in range(MOST_ACTS):
        act = next((act for act in engine_acts(course.case) if act.at <= at), None)
        if act is None:
            return
        _perform(course, act, at)


# --- what the engine does by itself ----------------------------------------------------------------


def engine_acts(case: Case) -> list[EngineAct]:
    """Every engine act that is scheduled, earliest first."""
    if not case.matter.is_open():
        return []
    found = [act for rule, run in case.live() for act in _acts_of(case, rule, run)]
    return sorted(found, key=lambda act: act.at)


def _acts_of(case: Case, rule: ClockRule, run: Run) -> Iterator[EngineAct]:
    calendar = case.calendar
    if rule.name == TRANSFER:
        patience_on = calendar.nth_working_after(run.day_zero, transfer.PATIENCE)
        yield EngineAct(_after(case, run, patience_on), "transfer", rule, patience_on)
    elif run.request is not None:
        limit_on = _request_ends(case, rule, run)
        if limit_on:
            yield EngineAct(_after(case, run, limit_on), "extension", rule, limit_on)
    if rule.passed and run.mode is Mode.RUNS and (not rule.passed.states or case.matter.state in rule.passed.states):
        dates = due(rule, run, calendar)
        if dates and not is_unsure(rule, dates):
            limit_on = passed_limit(rule, dates)
            if calendar.announced(calendar.next_working(limit_on).year):
                yield EngineAct(_after(case, run, limit_on), "passed", rule, limit_on)


def _after(case: Case, run: Run, limit_on: date) -> datetime:
    """The first batch after a limit, but not before the last fact of the clock (rule 11)."""
    batch_at = case.calendar.batch_at(case.calendar.next_working(limit_on))
    return batch_at if batch_at > run.fact_at else case.calendar.next_batch(run.fact_at)


def _request_ends(case: Case, rule: ClockRule, run: Run) -> date | None:
    """5 working days after the approver's limit, or the statutory date if that is earlier (decision 8)."""
    limit_on = extension.approver_limit(Course(case), rule)
    dates = due(rule, run, case.calendar)
    ends = [case.calendar.nth_working_after(limit_on, extension.PATIENCE)] if limit_on else []
    if dates and dates.statutory_on and not dates.statutory_provisional:
        ends.append(dates.statutory_on)
    return min(ends, default=None)


def _perform(course: Course, act: EngineAct, at: datetime) -> None:
    day = course.case.calendar.next_working(act.limit_on)
    if act.kind == "transfer":
        transfer.lapse(course, at, day)
    elif act.kind == "extension":
        extension.lapse(course, act.rule, at, day)
    else:
        assert act.rule.passed is not None
        move = course.case.machine.table[course.matter.state, act.rule.passed.event]
        do(course, move, ENGINE, at, receipt_on=day)


# --- when to wake ----------------------------------------------------------------------------------


def next_wake(case: Case, now: datetime) -> Wake:
    """The next instant at which this matter needs a batch (rule 16); none once it is closed and nothing waits.

    An open matter in which nothing is due gets a wake-up without a line after the look-in's length.
    """
    coming = case.calendar.next_batch(now)
    clocks = {rule.name: at for rule, run in case.live() if (at := next_says(case, rule, run, now)) is not None}
    if case.matter.pending:
        return Wake(coming, clocks)
    if not case.matter.is_open():
        return Wake(None)
    instants = [*clocks.values(), *(max(act.at, coming) for act in engine_acts(case))]
    if instants:
        return Wake(min(instants), clocks)
    day = case.calendar.on_or_after(case.calendar.today(now) + timedelta(days=case.machine.look_in))
    return Wake(case.calendar.batch_at(day), clocks)
