"""When a clock may have something to say: its points, its steps, its breach, its look-ins. Instants only.

Here: language.md rules 9 and 10 and decisions 4 and 5 as dates of one run. Not here: which of them is said (saying.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from engine.core.calendar import Calendar, Interval
from engine.core.case import Case
from engine.core.dates import Due
from engine.core.machine import ClockRule, Ladder, Point, Profile, Step
from engine.core.matter import Mode, Run

STEP_GAP = 2  #: working days; two steps of one clock are at least so far apart (decision 4)


def profile_of(rule: ClockRule, run: Run) -> Profile:
    """The profile for the limit this run was given."""
    key = run.values.get(rule.limit.choose) if rule.limit.choose else ""
    return rule.profile["yes" if key is True else "no" if key is False else str(key)]


# --- points (rule 9) --------------------------------------------------------------------------------


def point_at(point: Point, run: Run, on: date, calendar: Calendar) -> datetime:
    """The instant of a point that counts back from the rolled date `on`."""
    if point.kind == "start":
        return run.opened_at if calendar.in_hours(run.opened_at) else calendar.next_batch(run.opened_at)
    if point.kind == "due" or not point.n:
        day = on
    elif point.unit == "wd":
        day = calendar.nth_working_before(calendar.on_or_before(on), point.n)
    else:
        day = on - timedelta(days=point.n)
    return calendar.batch_at(calendar.on_or_before(day))


def open_points(rule: ClockRule, run: Run, dates: Due, calendar: Calendar) -> list[tuple[datetime, Point]]:
    """Points later than the last fact and the last notice, ascending; nearest to the due date last."""
    said_at = run.said.last_at
    found = []
    for point in profile_of(rule, run).points:
        at = point_at(point, run, dates.promised_on, calendar)
        fresh = at >= run.fact_at if point.kind == "start" else at > run.fact_at
        if fresh and (said_at is None or at > said_at):
            found.append((at, point))
    return sorted(found, key=lambda pair: (pair[0], _nearness(pair[1])))


def _nearness(point: Point) -> tuple[int, int]:
    return {"start": 0, "before": 1, "due": 2}[point.kind], -point.n


# --- steps (rule 10, decisions 4 and 5) -------------------------------------------------------------


def settled(case: Case, rule: ClockRule, run: Run) -> Run:
    """The run with what waiting for a word has cost (decision 5) among its excused days, once a word has reached.

    The days from the step that had to wait to the day of the word are excused, so that this step falls into the
    next batch.
    """
    heard = case.heard_at(rule) if run.said.late_from else None
    if heard is None or run.said.late_from is None:
        return run
    last = case.calendar.today(case.calendar.last_batch(heard))
    if last < run.said.late_from:
        return replace(run, said=replace(run.said, late_from=None))
    return _excused(run, Interval(run.said.late_from, last))


def _excused(run: Run, waited: Interval) -> Run:
    said = replace(run.said, late_from=None, waited=(*run.said.waited, waited))
    return replace(run, said=said, excused=(*run.excused, waited))


def as_counted(case: Case, rule: ClockRule, run: Run, dates: Due | None, at: datetime) -> Run:
    """The run as its days are counted at an instant: while a step waits for a word, as if one reached now.

    So the days that still wait are excused already, and a number that was told never goes down (decision 5).
    """
    run = settled(case, rule, run)
    first = run.said.late_from or _waits_from(case, rule, run, dates, at)
    today = case.calendar.today(at)
    return run if first is None or first > today else _excused(run, Interval(first, today))


def _waits_from(case: Case, rule: ClockRule, run: Run, dates: Due | None, at: datetime) -> date | None:
    """The day of the step that waits, before the first late reminder about it is said."""
    if dates is None or dates.provisional or case.calendar.today(at) <= dates.promised_on:
        return None
    if rule.ladder is None or run.mode is not Mode.RUNS or steps_wait(run) or case.heard_at(rule) is not None:
        return None
    day = next((day for day, _ in step_days(rule.ladder, run, dates.promised_on, case.calendar)), None)
    return day if day and case.calendar.batch_at(day) <= at else None


def step_days(ladder: Ladder, run: Run, promised_on: date, calendar: Calendar) -> Iterator[tuple[date, Step]]:
    """The day of each step not yet passed over: promised + n + x working days, two apart (decision 4)."""
    beyond = cost(run, calendar)
    said = run.said.steps if run.said.promised_on == promised_on else {}
    highest = max((index for index, step in enumerate(ladder.steps) if step.name in said), default=-1)
    floor = calendar.nth_working_after(max(said.values()), STEP_GAP) if said else date.min
    for step in ladder.steps[highest + 1 :]:
        day = max(calendar.nth_working_after(promised_on, step.after + beyond, run.pauses), floor)
        if not calendar.announced(day.year):
            return  # decision 14: no step on a day nobody can be sure of
        yield day, step


def cost(run: Run, calendar: Calendar) -> int:
    """x: working days others took beyond their own limits; a day counts once, and one that was paused not at all."""
    if not run.excused:
        return 0
    before = min(interval.first for interval in run.excused) - timedelta(days=1)
    last = max(interval.last or interval.first for interval in run.excused)
    counted = calendar.working_after(before, last, run.pauses)
    return counted - calendar.working_after(before, last, (*run.pauses, *run.excused))


def steps_wait(run: Run) -> bool:
    """While a request for extension is unanswered the steps of the asked clock wait (decision 8)."""
    return run.request is not None or run.said.weekly


# --- tracks beside the ladder ------------------------------------------------------------------------


def breach_at(rule: ClockRule, dates: Due, calendar: Calendar) -> datetime | None:
    """The first batch after the statutory date, unless the clock has `passed` (rule 10)."""
    if rule.passed or not rule.ladder or not rule.ladder.breach or dates.statutory_on is None:
        return None
    if dates.statutory_provisional:
        return None
    day = calendar.next_working(dates.statutory_on)
    return calendar.batch_at(day) if calendar.announced(day.year) else None


def before_statutory_at(rule: ClockRule, run: Run, dates: Due, calendar: Calendar) -> datetime | None:
    point = profile_of(rule, run).statutory_point
    if point is None or dates.statutory_on is None:
        return None
    return point_at(point, run, dates.statutory_on, calendar)


def look_in_at(case: Case, run: Run) -> datetime:
    """A line to the watcher every 30 calendar days, rolled forward, so that nothing waits unseen."""
    since = case.calendar.today(run.said.last_at) if run.said.last_at else run.day_zero
    day = case.calendar.on_or_after(since + timedelta(days=case.machine.look_in))
    return case.calendar.batch_at(day)
