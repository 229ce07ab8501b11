"""What one clock has to say in a batch, and when it will next have something to say.

Here: language.md rules 9-13 and 16 and decisions 4 and 5 for one clock, as pure functions. Not here: who hears
it (hearing.py), what else a batch does (batch.py). `next_says` is made of the same instants that `says` chooses
from: never a second derivation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from engine.core.case import Case
from engine.core.dates import Due, due
from engine.core.instant import (
    before_statutory_at,
    breach_at,
    look_in_at,
    open_points,
    profile_of,
    settled,
    step_days,
    steps_wait,
)
from engine.core.machine import ClockRule, Point, Step
from engine.core.matter import Mode, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A line that is not said because a later one is, with the reason."""

    kind: str
    basis: str
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing a clock says in a batch."""

    kind: str  #: start | point | due | step | late | breach | before_statutory | look_in
    rule: ClockRule
    run: Run
    dates: Due | None
    basis: str  #: rule 14
    point: Point | None = None
    step: Step | None = None
    missed: tuple[Missed, ...] = ()
    after: Run  #: the run once this is said


# --- what is said in a batch (rules 12 and 13) -----------------------------------------------------


def says(case: Case, rule: ClockRule, run: Run, at: datetime) -> list[Saying]:
    """Everything this clock says in the batch at `at`; nothing while it is stopped, paused or held (rule 12)."""
    if run.mode is not Mode.RUNS:
        return []
    if rule.kind == "look_in":
        return _look_in(case, rule, run, at)
    run = settled(case, rule, run)
    dates = due(rule, run, case.calendar)
    if dates is None:
        return []
    spoken = _step_or_point(case, rule, run, dates, at)
    said = [spoken] if spoken else []
    for track in (_before_statutory, _breach):
        saying = track(case, rule, said[-1].after if said else run, dates, at)
        if saying:
            said.append(saying)
    return said


def _step_or_point(case: Case, rule: ClockRule, run: Run, dates: Due, at: datetime) -> Saying | None:
    calendar = case.calendar
    passed_points = [pair for pair in open_points(rule, run, dates, calendar) if pair[0] <= at]
    if rule.ladder and not dates.provisional and not steps_wait(run):
        days = step_days(rule.ladder, run, dates.promised_on, calendar)
        passed = [(calendar.batch_at(day), step) for day, step in days if calendar.batch_at(day) <= at]
        if passed:
            return _step(case, rule, run, dates, at, passed, passed_points)
    if passed_points:
        return _point(rule, run, dates, at, passed_points)
    return None


def _step(
    case: Case,
    rule: ClockRule,
    run: Run,
    dates: Due,
    at: datetime,
    passed: list[tuple[datetime, Step]],
    passed_points: list[tuple[datetime, Point]],
) -> Saying | None:
    heard = case.heard_at(rule)
    if heard is None or heard >= at:
        return _late(case, rule, run, dates, at, passed[0][0], passed_points)
    step = passed[-1][1]
    today = case.calendar.today(at)
    earlier = run.said.steps if run.said.promised_on == dates.promised_on else {}
    said = replace(
        run.said,
        last_at=at,
        promised_on=dates.promised_on,
        steps={**earlier, step.name: today},
        weekly=run.said.weekly or step.weekly,
    )
    lower = [
        Missed(kind="step", basis=_step_basis(dates, lower), due_at=due_at, reason="higher_step")
        for due_at, lower in passed[:-1]
    ]
    return Saying(
        kind="step",
        rule=rule,
        run=run,
        dates=dates,
        basis=_step_basis(dates, step),
        step=step,
        missed=(*_missed_points(dates, passed_points, "step_said"), *lower),
        after=replace(run, said=said),
    )


def _step_basis(dates: Due, step: Step) -> str:
    return f"{dates.promised_on} {step.name}"


def _late(
    case: Case,
    rule: ClockRule,
    run: Run,
    dates: Due,
    at: datetime,
    first_step_at: datetime,
    passed_points: list[tuple[datetime, Point]],
) -> Saying | None:
    """The late reminder that goes before the ladder while no word has reached (decision 5), once a batch."""
    today = case.calendar.today(at)
    if run.said.late_on == today:
        return None
    said = replace(
        run.said,
        last_at=at,
        late=run.said.late + 1,
        late_on=today,
        late_from=run.said.late_from or case.calendar.today(first_step_at),
    )
    return Saying(
        kind="late",
        rule=rule,
        run=run,
        dates=dates,
        basis=str(said.late),
        missed=_missed_points(dates, passed_points, "late_reminder"),
        after=replace(run, said=said),
    )


def _point(rule: ClockRule, run: Run, dates: Due, at: datetime, passed: list[tuple[datetime, Point]]) -> Saying:
    point = passed[-1][1]
    kind = "point" if point.kind == "before" else point.kind
    return Saying(
        kind=kind,
        rule=rule,
        run=run,
        dates=dates,
        basis=f"{dates.promised_on} {point.name}",
        point=point,
        missed=_missed_points(dates, passed[:-1], "later_point"),
        after=replace(run, said=replace(run.said, last_at=at)),
    )


def _missed_points(dates: Due, points: list[tuple[datetime, Point]], reason: str) -> tuple[Missed, ...]:
    return tuple(
        Missed(kind="point", basis=f"{dates.promised_on} {point.name}", due_at=at, reason=reason)
        for at, point in points
    )


# --- tracks beside the ladder ----------------------------------------------------------------------


def _breach(case: Case, rule: ClockRule, run: Run, dates: Due, at: datetime) -> Saying | None:
    due_at = breach_at(rule, dates, case.calendar)
    if due_at is None or due_at > at or run.said.breach_of == dates.statutory_on:
        return None
    assert rule.ladder is not None
    warning_at = before_statutory_at(rule, run, dates, case.calendar)
    basis = str(dates.statutory_on)
    missed: tuple[Missed, ...] = ()
    if warning_at is not None and warning_at > run.fact_at and run.said.before_of != dates.statutory_on:
        missed = (Missed(kind="before_statutory", basis=basis, due_at=warning_at, reason="breach_said"),)
    after = replace(run, said=replace(run.said, breach_of=dates.statutory_on, before_of=dates.statutory_on))
    return Saying(
        kind="breach",
        rule=rule,
        run=run,
        dates=dates,
        basis=basis,
        step=rule.ladder.breach,
        missed=missed,
        after=after,
    )


def _before_statutory(case: Case, rule: ClockRule, run: Run, dates: Due, at: datetime) -> Saying | None:
    due_at = before_statutory_at(rule, run, dates, case.calendar)
    if due_at is None or not run.fact_at < due_at <= at or run.said.before_of == dates.statutory_on:
        return None
    if dates.statutory_on is not None and case.calendar.today(at) > dates.statutory_on:
        return None
    after = replace(run, said=replace(run.said, before_of=dates.statutory_on))
    point = profile_of(rule, run).statutory_point
    return Saying(
        kind="before_statutory",
        rule=rule,
        run=run,
        dates=dates,
        basis=str(dates.statutory_on),
        point=point,
        after=after,
    )


def _look_in(case: Case, rule: ClockRule, run: Run, at: datetime) -> list[Saying]:
    if look_in_at(case, run) > at:
        return []
    after = replace(run, said=replace(run.said, last_at=at))
    return [Saying(kind="look_in", rule=rule, run=run, dates=None, basis=str(case.calendar.today(at)), after=after)]


# --- the next instant (rule 16) --------------------------------------------------------------------


def next_says(case: Case, rule: ClockRule, run: Run, now: datetime) -> datetime | None:
    """The next batch in which this clock speaks if nothing happens: the coming one if it would, else the earliest later instant."""
    if run.mode is not Mode.RUNS:
        return None
    coming = case.calendar.next_batch(now)
    instants = list(_instants(case, rule, run))
    # What is said in a batch has one of these instants, at or before it.
    if any(at <= coming for at in instants) and says(case, rule, run, coming):
        return coming
    return min((at for at in instants if at > coming), default=None)


def _instants(case: Case, rule: ClockRule, run: Run) -> Iterator[datetime]:
    """Every instant at which something may become due."""
    calendar = case.calendar
    if rule.kind == "look_in":
        yield look_in_at(case, run)
        return
    run = settled(case, rule, run)
    dates = due(rule, run, calendar)
    if dates is None:
        return
    yield from (at for at, _ in open_points(rule, run, dates, calendar))
    if rule.ladder and not dates.provisional and not steps_wait(run):
        yield from (calendar.batch_at(day) for day, _ in step_days(rule.ladder, run, dates.promised_on, calendar))
    warning = before_statutory_at(rule, run, dates, calendar)
    if warning and run.said.before_of != dates.statutory_on:
        yield warning
    breach = breach_at(rule, dates, calendar)
    if breach and run.said.breach_of != dates.statutory_on:
        yield breach
