"""Acts: a person or the engine does an event to a matter. Pure: (case, event, actor, now) in, a course out.

Here: language.md rules 0-3 for acts, guards and their refusals. Not here: extensions and transfers
(extension.py, transfer.py), batches (batch.py), what the clocks do (moving.py).
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from engine.core import backdating, extension, transfer
from engine.core.batch import next_wake
from engine.core.case import Case, World
from engine.core.change import Change
from engine.core.condition import evaluate
from engine.core.course import Course, Effect
from engine.core.doing import do, effects_of, set_fields, target_of
from engine.core.lines import say_starts, tell_assigned
from engine.core.machine import ANYONE, ENGINE, Machine, Opening, Text, Transition
from engine.core.matter import Matter
from engine.core.moving import Move, move, record_deed, seats_without
from engine.core.organisation import Context
from engine.core.refusal import Refused
from engine.core.value import parse_fields

SIDE_EVENTS = {
    "ask_extension": extension.ask,
    "grant_extension": extension.grant,
    "refuse_extension": extension.refuse,
    "accept_transfer": transfer.accept,
    "refuse_transfer": transfer.refuse,
    "approve_backdating": backdating.approve,
    "refuse_backdating": backdating.refuse,
}


ANSWERS = frozenset(SIDE_EVENTS) - {"ask_extension"}
NOTHING_ASKED = {"extension": "no_request", "transfer": "no_transfer", "backdating": "no_backdating"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody wants to do."""

    event: str
    actor: str
    at: datetime
    values: Mapping[str, object] = field(default_factory=dict)  #: as typed: text, or values already parsed
    on: date | None = None  #: an earlier day it is to count for (back-dating)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be written, and what is to be done to other matters in the same transaction."""

    change: Change
    effects: tuple[Effect, ...] = ()


def open_matter(
    machine: Machine,
    world: World,
    opening: Opening,
    act: Act,
    *,
    number: str,
    unit: str,
    period: str = "",
    parent: str = "",
    quiet: bool = False,
) -> Outcome:
    """Begin a matter. `quiet`: a recurring opening, which assigns without a line (decision 3).

    Raises Refused if the opener may not, or a value is missing or wrong.
    """
    moving = opening.transition
    on = act.on or world.calendar.receipt_day(act.at)
    matter = _blank(machine, world, act, on, number=number, unit=unit, period=period, parent=parent)
    course = Course(Case(matter, machine, world), is_new=True)
    _may_open(course.case, moving, act)
    _fill(course, moving, act)
    record_deed(course, act.event, act.actor, act.at, on)
    course.record(
        "opened", act.at, act.actor, event=act.event, unit=unit, period=period, on=str(on), **_shown(course, act)
    )
    set_fields(course, moving)
    move(
        course,
        Move(to=target_of(course, moving), event=act.event, actor=act.actor, at=act.at, receipt_on=on, counts_on=on),
    )
    effects_of(course, moving, act.at, on)
    tell_assigned(course, act.actor, act.at, quiet=quiet)
    say_starts(course, act.at)
    return Outcome(course.change(next_wake(course.case, act.at)), tuple(course.effects))


def _blank(
    machine: Machine, world: World, act: Act, on: date, *, number: str, unit: str, period: str, parent: str
) -> Matter:
    """A matter before its first move."""
    return Matter(
        number=number,
        workflow=machine.workflow,
        ruleset=machine.hash,
        state="",
        unit=unit,
        period=period,
        parent=parent,
        opened_at=act.at,
        opened_on=on,
        opened_by=act.actor,
        entered_at=act.at,
        entered_by=act.actor,
        fields={name: rule.default for name, rule in machine.fields.items() if rule.default is not None},
        brought_to=world.calendar.last_batch(act.at),
    )


def act_on(case: Case, act: Act) -> Outcome:
    """Do an event to a matter that has been brought up to `act.at`. Raises Refused and then changes nothing."""
    course = Course(case)
    transition = _transition(case, act)
    _may(case, transition, act)
    receipt_on = case.calendar.receipt_day(act.at)
    if act.on is not None and act.on > receipt_on:
        raise Refused("future", on=act.on)
    if transition.event in SIDE_EVENTS:
        values = parse_fields(case.machine, act.values, case.organisation, extra=True)
        SIDE_EVENTS[transition.event](course, transition, values, act.actor, act.at, receipt_on)
    elif act.on is not None and act.on < receipt_on:
        _fill(Course(case), transition, act)
        values = parse_fields(case.machine, act.values, case.organisation, extra=True)
        backdating.ask(course, transition, values, act.actor, act.at, act.on)
    else:
        _fill(course, transition, act)
        do(course, transition, act.actor, act.at, receipt_on=receipt_on, shown=_shown(course, act))
    return Outcome(course.change(next_wake(course.case, act.at)), tuple(course.effects))


# --- guards ----------------------------------------------------------------------------------------


def _transition(case: Case, act: Act) -> Transition:
    """The table's answer; a refusal names what is possible."""
    matter, machine = case.matter, case.machine
    if not matter.is_open():
        raise Refused("closed", number=matter.number, state=case.state.title)
    found = machine.table.get((matter.state, act.event))
    if found is None:
        known = {event for _, event in machine.table}
        if act.event not in known:
            raise Refused("unknown_event", workflow=machine.title, event=act.event, hint=hint(act.event, known))
        raise Refused("not_in_state", state=case.state.awaiting, event=act.event, allowed=possible(case))
    return found


def possible(case: Case) -> Text:
    """What a person can do in this state, by key and title; answers only where something was asked."""
    moves = [
        move
        for move in case.machine.events_in(case.matter.state)
        if ENGINE not in move.by and (move.event not in ANSWERS or _side_line(case, move.event))
    ]
    zh = "、".join(f"{move.title.zh} {move.event}" for move in moves)
    return Text(zh or "无", ", ".join(move.event for move in moves) or "nothing")


def hint(name: str, known: set[str]) -> str:
    """` (did you mean ...?)` when a near name exists."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f" ({near[0]}?)" if near else ""


def _may(case: Case, transition: Transition, act: Act) -> None:
    if act.actor == ENGINE:
        return
    if ENGINE in transition.by:
        raise Refused("engine_only", event=transition.title)
    if act.actor not in case.organisation.people:
        raise Refused("unknown_person", person=act.actor, hint=hint(act.actor, set(case.organisation.people)))
    if transition.kind in ("verify_pass", "verify_fail"):
        report = case.matter.deeds.get(case.matter.report)
        if report and report.actor == act.actor:
            raise Refused("own_report")
    other = case.matter.deeds.get(transition.other_than)
    if other and other.actor == act.actor:
        raise Refused("other_than", event=transition.title, done=transition.other_than)
    if act.event in ANSWERS and not _side_line(case, act.event):
        raise Refused(NOTHING_ASKED[act.event.partition("_")[2]])
    if not any(_holds(case, role, act) for role in transition.by):
        raise Refused("not_yours", event=transition.title, who=_who(case, transition), person=act.actor)


def _may_open(case: Case, transition: Transition, act: Act) -> None:
    """Whether the opener may: anyone, the engine, or a holder of the role (in the matter's own unit)."""
    if act.actor == ENGINE:
        return
    if ENGINE in transition.by:
        raise Refused("not_openable", workflow=case.machine.title)
    if act.actor not in case.organisation.people:
        raise Refused("unknown_person", person=act.actor, hint=hint(act.actor, set(case.organisation.people)))
    holders = [case.organisation.find(case.machine.roles.get(role, ()), _bare(case)) for role in transition.by]
    day = case.calendar.today(act.at)
    if ANYONE not in transition.by and not any(
        holder and case.organisation.may_act_for(holder, act.actor, day) for holder in holders
    ):
        raise Refused("not_yours", event=transition.title, who=", ".join(transition.by), person=act.actor)


def _bare(case: Case) -> Context:
    return Context(unit=case.matter.unit, line=case.matter.unit, fields=case.matter.fields, roles=case.machine.roles)


def _holds(case: Case, role: str, act: Act) -> bool:
    if role == ANYONE:
        return True
    holder = case.holder(role, _side_line(case, act.event))
    return holder is not None and case.organisation.may_act_for(holder, act.actor, case.calendar.today(act.at))


def _side_line(case: Case, event: str) -> str:
    """An approver is found from the line of the one who owed when it was asked (decision 8)."""
    wanted = event.partition("_")[2]
    side = next((side for side in case.matter.sides if side.name.endswith(wanted)), None) if wanted else None
    return side.line if side else ""


def _who(case: Case, transition: Transition) -> str:
    """The people an event is for; the role's key where nobody holds it."""
    names = []
    for role in transition.by:
        holder = case.holder(role, _side_line(case, transition.event))
        person = case.organisation.people.get(holder.person) if holder else None
        names.append(person.name if person else role)
    return ", ".join(dict.fromkeys(names))


# --- values ----------------------------------------------------------------------------------------


def _fill(course: Course, transition: Transition, act: Act) -> None:
    """Take over the values given with an act; refuse what is missing."""
    machine, matter = course.case.machine, course.matter
    values = parse_fields(machine, _own_values(act), course.case.organisation)
    fields = {**matter.fields, **values}
    required = [name for name, rule in machine.fields.items() if rule.required] if course.is_new else []
    missing = [name for name in (*transition.needs, *required) if fields.get(name) in (None, "", ())]
    if missing:
        labels = "、".join(f"{machine.fields[name].title.zh} {name}" for name in dict.fromkeys(missing))
        raise Refused("needs", event=transition.title, fields=labels)
    if transition.when is not None and not evaluate(transition.when, fields):
        raise Refused("condition", event=transition.title, condition=transition.when.source)
    seats = seats_without(matter, (f"field {name}" for name in values))
    course.put(replace(matter, fields=fields, seats=seats))


def _own_values(act: Act) -> Mapping[str, object]:
    """The values of an act; the reason of a back-dated one belongs to the request for approval."""
    return {name: value for name, value in act.values.items() if act.on is None or name != "reason"}


def _shown(course: Course, act: Act) -> dict[str, object]:
    """The values of an act for the history: plain, private ones by name only."""
    rules = course.case.machine.fields
    given = [name for name in act.values if name in rules]
    shown = {name: _plain(course.matter.fields[name]) for name in given if not rules[name].private}
    private = [name for name in given if rules[name].private]
    return {key: value for key, value in (("values", shown), ("private", private)) if value}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
