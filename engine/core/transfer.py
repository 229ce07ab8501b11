"""Transfer inside the house: offered, accepted, refused (language.md decision 12).

Here: the offer as a side duty of the receiving unit's head, and what acceptance changes. Not here: who may
offer (act.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core.case import Case
from engine.core.course import Course
from engine.core.extension import tell_side
from engine.core.lines import keep, rule_starts, say_starts
from engine.core.machine import ENGINE, TRANSFER, Transition
from engine.core.matter import Mode, Pending, Side
from engine.core.moving import Move, new_run
from engine.core.organisation import Context
from engine.core.refusal import Refused

PATIENCE = 3  #: working days; an unanswered offer then counts as refused


def offer(course: Course, unit: str, actor: str, at: datetime, on: date) -> None:
    """Offer the matter to another unit. The giver holds it until it is accepted."""
    case = course.case
    _check(case, unit)
    rule = case.machine.clocks[TRANSFER]
    side = Side(name=TRANSFER, line=unit, opened_at=at, data={"unit": unit, "by": actor})
    course.put(replace(course.matter, sides=(*course.matter.sides, side)))
    run = new_run(course, rule, Move(to="", event="transfer", actor=actor, at=at, receipt_on=on, counts_on=on))
    course.put(replace(course.matter, turns={**course.matter.turns, TRANSFER: run.number}))
    course.put_run(run)
    course.record("offered_transfer", at, actor, unit=unit, on=str(on))
    if not rule_starts(course, rule, at):
        tell_side(course, rule, actor, at)
    say_starts(course, at)


def _check(case: Case, unit: str) -> None:
    if case.side(TRANSFER):
        raise Refused("transfer_pending")
    if case.state.kind == "wait":
        raise Refused("transfer_waiting")
    if unit == case.matter.unit:
        raise Refused("transfer_same", unit=unit)
    there = Context(
        unit=unit, line=unit, fields=case.matter.fields, actors=case.context.actors, roles=case.machine.roles
    )
    if case.organisation.find(case.machine.roles.get(case.state.who, ()), there) is None:
        raise Refused("transfer_nobody", unit=unit, role=case.state.who)


def accept(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """The receiving head accepts: the matter belongs to his unit; the clocks go on."""
    side = _side(course)
    giver = course.matter.unit
    before = course.case.owner
    course.put(replace(course.matter, unit=str(side.data["unit"]), transferred_on=on, given_by=giver))
    _close(course, at, on)
    course.record("transferred", at, actor, unit=course.matter.unit, given_by=giver, on=str(on))
    _tell_both(course, actor, at, before.person if before else "")


def _tell_both(course: Course, actor: str, at: datetime, giver: str) -> None:
    """A `transferred` line to both: to who owes now and to who owed before."""
    keep(
        course,
        Pending(
            kind="transferred",
            number=course.count("transferred"),
            clock=next((rule.name for rule, _ in course.case.live() if course.matter.state in rule.over), ""),
            run=1,
            state=course.matter.state,
            roles=(course.case.state.who,),
            cc_persons=(giver,) if giver else (),
            since_at=at,
            always=True,
            data={"by": actor, "unit": course.matter.unit, "given_by": course.matter.given_by},
        ),
    )


def refuse(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """The receiving head refuses: the giver keeps the matter and is told."""
    course.record("refused_transfer", at, actor, reason=str(values.get("reason") or ""))
    _back(course, actor, at, on, "refused")


def lapse(course: Course, at: datetime, on: date) -> None:
    """Unanswered for 3 working days: it counts as refused."""
    course.record("lapsed_transfer", at, ENGINE)
    _back(course, ENGINE, at, on, "lapsed")


def _back(course: Course, actor: str, at: datetime, on: date, answer: str) -> None:
    side = _side(course)
    _close(course, at, on)
    keep(
        course,
        Pending(
            kind="told",
            clock=TRANSFER,
            run=course.matter.runs[TRANSFER].number,
            number=course.count("told"),
            persons=(str(side.data["by"]),),
            since_at=at,
            always=True,
            data={"by": actor, "answer": answer, "unit": side.data["unit"]},
        ),
    )


def _side(course: Course) -> Side:
    side = course.case.side(TRANSFER)
    if side is None:
        raise Refused("no_transfer")
    return side


def _close(course: Course, at: datetime, on: date) -> None:
    run = course.matter.runs[TRANSFER]
    course.put_run(replace(run, mode=Mode.STOPPED, stopped_at=at, stopped_on=on))
    course.put(replace(course.matter, sides=tuple(side for side in course.matter.sides if side.name != TRANSFER)))
