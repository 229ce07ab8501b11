"""Side duties: an answer somebody owes beside the state. Opened, told of, closed.

Here: what extension.py, transfer.py and backdating.py share. Not here: what is asked, and what an answer brings about.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core.course import Course
from engine.core.lines import keep, rule_starts, say_starts
from engine.core.matter import Mode, Pending, Side
from engine.core.moving import Move, new_run


def open_side(course: Course, side: Side, event: str, actor: str, on: date) -> None:
    """Open a side duty with its clock, and tell whoever owes it; a `start` point stands for the line."""
    at = side.opened_at
    rule = course.case.machine.clocks[side.name]
    course.put(replace(course.matter, sides=(*course.matter.sides, side)))
    run = new_run(course, rule, Move(to="", event=event, actor=actor, at=at, receipt_on=on, counts_on=on))
    course.put(replace(course.matter, turns={**course.matter.turns, side.name: run.number}))
    course.put_run(run)
    if not rule_starts(course, rule, at):
        _tell_assigned(course, side, actor)
    say_starts(course, at)


def _tell_assigned(course: Course, side: Side, actor: str) -> None:
    """A side duty falls to somebody through another's act: an assigned line (decision 3)."""
    rule = course.case.machine.clocks[side.name]
    holder = course.case.responsible(rule)
    if holder is None or actor in (holder.person, holder.backup):
        return
    line = Pending(
        kind="assigned",
        clock=side.name,
        run=course.matter.runs[side.name].number,
        number=course.count("assigned"),
        state=side.name,
        roles=(str(side.data.get("role") or rule.side_role),),
        since_at=side.opened_at,
        at_once=True,
        data={"by": actor},
    )
    keep(course, line)


def close_side(course: Course, name: str, at: datetime, on: date) -> None:
    """The answer is given, or counts as given: the side duty and its clock end."""
    run = course.matter.runs[name]
    course.put_run(replace(run, mode=Mode.STOPPED, stopped_at=at, stopped_on=on))
    course.put(replace(course.matter, sides=tuple(side for side in course.matter.sides if side.name != name)))


def tell_answer(course: Course, clock: str, person: str, at: datetime, facts: Mapping[str, object]) -> None:
    """Whoever asked is told the answer in the next batch (decision 3)."""
    number = course.count("told")
    line = Pending(
        kind="told",
        clock=clock,
        run=course.matter.runs[clock].number,
        number=number,
        persons=(person,),
        since_at=at,
        always=True,
        data=facts,
    )
    keep(course, line)
