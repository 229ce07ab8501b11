"""A duty that was taken over while it was open: since when its holder owes it, and whose the days before were.

Here: the fact, and what a line tells of it. Not here: who takes what over (succession.py, handover.py, transfer.py).
"""

from dataclasses import replace
from datetime import datetime

from engine.core.case import Case
from engine.core.course import Course
from engine.core.dates import days_late
from engine.core.machine import ClockRule
from engine.core.matter import Run, Succeeded


def inherit(course: Course, duty: str, before: str, at: datetime) -> None:
    """Remember that somebody new owes the duty (a state or side duty) since `at`; `before`: the name of who owed it until then,
    "" = nobody did. A duty that was never owed is nobody's inheritance.
    """
    matter = course.matter
    if duty not in matter.turns:
        return
    turn, known = matter.turns[duty], matter.succeeded.get(duty)
    earlier = known.before if known is not None and known.turn == turn else ()
    now = Succeeded(
        turn=turn, on=course.case.calendar.today(at), before=tuple(dict.fromkeys(filter(None, (*earlier, before))))
    )
    course.put(replace(matter, succeeded={**matter.succeeded, duty: now}))


def inherited(case: Case, rule: ClockRule, run: Run) -> dict[str, object]:
    """What a line about the clock tells of it: since when, from whom, working days late by then. Empty: nothing to tell."""
    duty = case.named_duty(rule)
    taken = case.matter.succeeded.get(duty)
    if taken is None or not taken.before or not run.is_live or taken.turn != case.turn(duty):
        return {}
    late = days_late(rule, run, case.calendar, taken.on)
    return {"inherited": {"on": str(taken.on), "before": list(taken.before), "late": late}}
