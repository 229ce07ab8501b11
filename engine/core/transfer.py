"""Transfer inside the house: offered, accepted, refused (language.md decision 12).

Here: the offer as a side duty of the receiving unit's head, and what acceptance changes. Not here: who may
offer (act.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core.case import Case
from engine.core.course import Course
from engine.core.inheritance import inherit
from engine.core.lines import keep
from engine.core.machine import ENGINE, TRANSFER, Transition
from engine.core.matter import Pending, Side
from engine.core.organisation import Context
from engine.core.refusal import Refused
from engine.core.side import close_side, open_side, tell_answer

PATIENCE = 3  #: working days; an unanswered offer then counts as refused


def offer(course: Course, unit: str, actor: str, at: datetime, on: date) -> None:
    """Offer the matter to another unit. The giver holds it until it is accepted."""
    _check(course.case, unit)
    side = Side(name=TRANSFER, line=unit, opened_at=at, data={"unit": unit, "by": actor})
    course.record("offered_transfer", at, actor, unit=unit, on=str(on))
    open_side(course, side, "transfer", actor, on)


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
    close_side(course, TRANSFER, at, on)
    course.record("transferred", at, actor, unit=course.matter.unit, given_by=giver, on=str(on))
    inherit(course, course.matter.state, course.case.organisation.people[before.person].name if before else "", at)
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
    close_side(course, TRANSFER, at, on)
    facts = {"by": actor, "answer": answer, "unit": side.data["unit"]}
    tell_answer(course, TRANSFER, str(side.data["by"]), at, facts)


def _side(course: Course) -> Side:
    side = course.case.side(TRANSFER)
    assert side is not None  # act.py has asked: an answer without an offer is refused there
    return side
