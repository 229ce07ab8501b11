"""Acts dated back: asked with a reason, in effect when somebody else approves them (language.md decision 11,
domain.md section 9).

Here: the request as a side duty of the approver, and the act once it is approved. Not here: the act's own
guards (act.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core.correction import correct_dates
from engine.core.course import Course
from engine.core.doing import do
from engine.core.machine import BACKDATING, Transition
from engine.core.matter import Side
from engine.core.moving import seats_without
from engine.core.refusal import Refused
from engine.core.side import close_side, open_side, tell_answer


def ask(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """Ask that an act count for an earlier day. Raises Refused if the event, the day or the reason do not allow it."""
    case = course.case
    reason = str(values.get("reason") or "")
    _check(course, transition, values, at, on, reason)
    holder = case.owner
    line = holder.line if holder else case.matter.unit
    request = {"event": transition.event, "on": on, "actor": actor, "reason": reason, "role": transition.backdate_by}
    given = {name: value for name, value in values.items() if name in case.machine.fields}
    side = Side(name=BACKDATING, line=line, opened_at=at, data={**request, "values": given})
    course.record("asked_backdating", at, actor, event=transition.event, on=str(on), reason=reason)
    open_side(course, side, BACKDATING, actor, case.calendar.receipt_day(at))


def _check(
    course: Course, transition: Transition, values: Mapping[str, object], at: datetime, on: date, reason: str
) -> None:
    case = course.case
    span = transition.backdate.span if transition.backdate else None
    if span is None or BACKDATING not in case.machine.clocks:
        raise Refused("no_backdate", event=transition.title)
    if case.side(BACKDATING):
        raise Refused("backdate_pending")
    if not case.calendar.announced(on.year):
        raise Refused("before_calendar", on=on)
    if on < case.matter.opened_on:
        raise Refused("before_opening", on=on, opened=case.matter.opened_on)
    entered_on = case.calendar.receipt_day(case.matter.entered_at)
    if on < entered_on:
        raise Refused("before_last_act", at=on, last=entered_on)
    most = getattr(span, "n", 0)
    if case.calendar.working_after(on, case.calendar.receipt_day(at)) > most:
        raise Refused("backdate_far", event=transition.title, limit=most)
    if not reason:
        raise Refused("backdate_reason")
    private = [name for name in values if name in case.machine.fields and case.machine.fields[name].private]
    if private:
        raise Refused("backdate_private", fields=", ".join(private))


def approve(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """The act is done for its day; what would not have been said is withdrawn. The approver is never the one who asked."""
    side = _side(course)
    asked_by = str(side.data["actor"])
    if actor == asked_by:
        raise Refused("backdate_approver")
    _may_answer(course, side, actor, at)
    event, day = str(side.data["event"]), side.data["on"]
    move = course.case.machine.table.get((course.matter.state, event))
    if move is None or not isinstance(day, date):
        raise Refused("not_in_state", state=course.case.state.awaiting, event=event, allowed="refuse_backdating")
    close_side(course, BACKDATING, at, on)
    course.record("approved_backdating", at, actor, event=event, on=str(day))
    given = side.data["values"]
    assert isinstance(given, Mapping)
    seats = seats_without(course.matter, (f"field {name}" for name in given))
    course.put(replace(course.matter, fields={**course.matter.fields, **given}, seats=seats))
    do(course, move, asked_by, at, receipt_on=day)
    correct_dates(course, at)
    tell_answer(course, BACKDATING, asked_by, at, {"by": actor, "answer": "granted", "event": event})


def refuse(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """The act is not done; whoever asked is told."""
    side = _side(course)
    _may_answer(course, side, actor, at)
    close_side(course, BACKDATING, at, on)
    event = str(side.data["event"])
    course.record("refused_backdating", at, actor, event=event, reason=str(values.get("reason") or ""))
    tell_answer(course, BACKDATING, str(side.data["actor"]), at, {"by": actor, "answer": "refused", "event": event})


def _may_answer(course: Course, side: Side, actor: str, at: datetime) -> None:
    """Only the approver the rulebook names for that event, in the line of the one who owed."""
    case = course.case
    holder = case.responsible(case.machine.clocks[BACKDATING])
    if holder is None or not case.organisation.may_act_for(holder, actor, case.calendar.today(at)):
        raise Refused("not_yours", event=case.machine.clocks[BACKDATING].title, who=side.data["role"], person=actor)


def _side(course: Course) -> Side:
    side = course.case.side(BACKDATING)
    assert side is not None  # act.py has asked: an answer without a request is refused there
    return side
