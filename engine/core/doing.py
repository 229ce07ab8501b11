"""Carrying out a transition whose guards have passed: fields, deed, move, lines, effects.

Here: what an event does, whoever does it. Not here: whether it may be done (act.py), when the engine does it
(batch.py).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.core import transfer
from engine.core.case import Case
from engine.core.condition import evaluate
from engine.core.course import Course, OpenEffect, TellEffect
from engine.core.dates import due
from engine.core.lines import say_starts, tell_assigned, tell_closed, tell_returned, tell_roles
from engine.core.machine import FieldRef, Transition
from engine.core.moving import Move, move, record_deed, seats_without
from engine.core.refusal import Refused


def do(
    course: Course,
    transition: Transition,
    actor: str,
    at: datetime,
    *,
    receipt_on: date,
    shown: Mapping[str, object] | None = None,
) -> None:
    """Carry out a transition whose guards have passed: fields, deed, move, lines, effects."""
    if transition.kind == "suspend":
        check_pause(course.case, target_of(course, transition), receipt_on)
    matter = course.matter
    effective = matter.deeds.get(transition.effective)
    counts_on = effective.on if effective else receipt_on
    set_fields(course, transition)
    record_deed(course, transition.event, actor, at, counts_on)
    target = target_of(course, transition)
    kind = "passed" if transition.kind == "passed" else "done"
    course.record(
        kind,
        at,
        actor,
        event=transition.event,
        state=matter.state,
        to=target if target != matter.state else "",
        on=str(counts_on),
        **(shown or {}),
    )
    unit = transition.sets.get("unit")
    if isinstance(unit, FieldRef):
        transfer.offer(course, str(course.matter.fields.get(unit.field) or ""), actor, at, receipt_on)
    if transition.verified:
        course.put(replace(course.matter, report=transition.event))
    if transition.branches or transition.kind in ("verify_pass", "verify_fail"):
        _move_and_tell(course, transition, actor, at, target, receipt_on, counts_on)
    tell_roles(course, transition, actor, at)
    effects_of(course, transition, at, counts_on)


def check_pause(case: Case, wait: str, on: date) -> None:
    """No pause after the last of its limits (rule 4). Raises Refused."""
    for rule, run in case.live():
        dates = due(rule, run, case.calendar) if wait in rule.paused_in else None
        if dates is not None and on > dates.last_on:
            raise Refused("pause_after_limit", on=dates.last_on)


def _move_and_tell(
    course: Course, transition: Transition, actor: str, at: datetime, target: str, receipt_on: date, counts_on: date
) -> None:
    failed = transition.event.removeprefix("verify_") if transition.kind == "verify_fail" else ""
    step = Move(
        to=target,
        event=transition.event,
        actor=actor,
        at=at,
        receipt_on=receipt_on,
        counts_on=counts_on,
        known_on=max(receipt_on, course.case.calendar.receipt_day(at)),
        failed=failed,
    )
    before = course.matter.state
    move(course, step)
    if course.matter.closed_at is not None:
        tell_closed(course, actor, at)
    elif failed:
        tell_returned(course, actor, at, failed)
    elif target != before:
        tell_assigned(course, actor, at)
    say_starts(course, at)


def set_fields(course: Course, transition: Transition) -> None:
    """`set`: constants, or the value of another field; `unit` is offered, not set (decision 12)."""
    if not transition.sets:
        return
    fields = dict(course.matter.fields)
    for name, value in transition.sets.items():
        if name != "unit":
            fields[name] = fields.get(value.field) if isinstance(value, FieldRef) else value
    period = str(fields.pop("period", course.matter.period)) if "period" in transition.sets else course.matter.period
    seats = seats_without(course.matter, (f"field {name}" for name in transition.sets))
    course.put(replace(course.matter, fields=fields, period=period, seats=seats))


def target_of(course: Course, transition: Transition) -> str:
    """The next state: the verification of a report, the branch that holds, or the same state for a note."""
    case, state = course.case, course.matter.state
    if transition.kind == "verify_fail":
        return case.state.duty
    if transition.kind == "verify_pass":
        report = case.machine.table[case.state.duty, course.matter.report]
        return _branch(course, report) or state
    if transition.verified and is_drawn(case, transition):
        return f"{state}.verify"
    return _branch(course, transition) or state


def _branch(course: Course, transition: Transition) -> str:
    for branch in transition.branches:
        if branch.when is None or evaluate(branch.when, course.matter.fields):
            return branch.to
    return ""


def is_drawn(case: Case, transition: Transition) -> bool:
    """Whether a sampled report is verified: by a hash of the cell's seed and the matter's number (decision 13)."""
    if transition.sample is None:
        return True
    digest = hashlib.sha256(f"{case.world.seed}\n{case.matter.number}".encode()).digest()
    return int.from_bytes(digest[:8]) % 100 < transition.sample


def effects_of(course: Course, transition: Transition, at: datetime, on: date) -> None:
    number = course.matter.number
    course.effects.extend(OpenEffect(child, number, at, on) for child in transition.opens)
    course.effects.extend(TellEffect(tell, number, at, on) for tell in transition.tell)
