"""Another calendar: which dates stand because they were told, and who is told the new ones.

Here: docs/adr/0003 (a date told is not moved into the past) and language.md rules 7 and 8 for the clocks of one matter. Not here:
steps that are withdrawn (correction.py), loading years (engine/run/affairs.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core.case import Case
from engine.core.change import Derived
from engine.core.correction import Withdrawn, correct_dates
from engine.core.course import Course
from engine.core.dates import due
from engine.core.machine import ClockRule
from engine.core.matter import Mode, Pending, Run


def redate(course: Course, before: Mapping[str, Derived], at: datetime) -> list[Withdrawn]:
    """Hold a matter against the calendar as it is now; `before` are its dates by the old one, by clock.

    Dates that were told stand where the new ones would lie in the past, steps that would not have been said are withdrawn, and
    whoever owes a clock whose date is another one is told so in the next batch.
    """
    for rule, run in list(course.case.live()):
        told_on = before.get(rule.name, Derived()).promised_on
        course.put_run(_standing(course.case, rule, run, told_on, at))
    gone = correct_dates(course, at)
    for rule, run in list(course.case.live()):
        _tell(course, rule, run, before.get(rule.name, Derived()), at)
    return gone


def _standing(case: Case, rule: ClockRule, run: Run, told_on: date | None, at: datetime) -> Run:
    """The run with the earliest day its promised date may lie on, where the calendar would put it before anybody can hear of it.

    A day told that is off now moves on to the next working day; nobody is held to a day before the batch that tells of it. Who
    was late already by a day that is still worked gains nothing.
    """
    calendar = case.calendar
    dates = due(rule, run, calendar)
    hears_on = calendar.today(calendar.next_batch(at))
    if told_on is None or dates is None or dates.provisional or dates.promised_on >= min(told_on, hears_on):
        return run
    if told_on < calendar.today(at) and calendar.is_working(told_on):
        return run
    stands_on = min(calendar.on_or_after(told_on), hears_on)
    return replace(run, said=replace(run.said, stands_on=stands_on))


def _tell(course: Course, rule: ClockRule, run: Run, before: Derived, at: datetime) -> None:
    """A line to whoever owes the clock: what its dates were. What they are now is said with it.

    Whoever was told that a date is provisional, and gets more time, learns it from his reminders.
    """
    case = course.case
    dates = due(rule, run, case.calendar)
    if dates is None or dates.provisional or run.mode is not Mode.RUNS:
        return
    pairs = (
        ("promised", before.promised_on, dates.promised_on),
        ("statutory", before.statutory_on, dates.statutory_on),
    )
    was = {
        f"{name}_was": str(old)
        for name, old, new in pairs
        if old and new and (new < old if before.provisional else new != old)
    }
    if not was:
        return
    side = case.side(rule.name) if rule.side_role else None
    role = str(side.data.get("role") or rule.side_role) if side else case.state.who
    line = Pending(
        kind="redated",
        clock=rule.name,
        run=run.number,
        number=course.count("redated"),
        state=case.named_duty(rule),
        roles=(role,),
        since_at=at,
        data=was,
    )
    course.wait(line)
