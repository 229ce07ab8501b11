"""Handing a matter on by hand: to a colleague of the same unit, or to another unit by the event its rulebook has for that.

Here: hand-over of what a person owes by name, and which event offers a matter to another unit. Not here: the offer and its answer
(transfer.py, language.md decision 12), successors of people who leave (succession.py). Why no acceptance is asked for inside a unit:
docs/adr/0008-successors-and-transfers.md.
"""

from dataclasses import replace
from datetime import datetime

from engine.core.act import possible
from engine.core.case import Case
from engine.core.course import Course
from engine.core.inheritance import inherit
from engine.core.machine import FieldRef, Text, Transition
from engine.core.organisation import Holder, Seat
from engine.core.reading import owed_by_name
from engine.core.refusal import Refused
from engine.core.succession_lines import tell_predecessor, tell_successor

_HAND_OVER = Text("移交", "Hand over")


def transfer_event(case: Case) -> tuple[Transition, str]:
    """The event that offers the matter to another unit as it stands now, and the field it takes the unit from.

    Raises Refused where the rulebook has none for this state, and says what is possible.
    """
    if not case.matter.is_open():
        raise Refused("closed", number=case.matter.number, state=case.state.title)
    for move in case.machine.events_in(case.matter.state):
        unit = move.sets.get("unit")
        if isinstance(unit, FieldRef):
            return move, unit.field
    raise Refused("transfer_not_here", number=case.matter.number, state=case.state.awaiting, allowed=possible(case))


def hand_over(course: Course, person: str, actor: str, at: datetime, reason: str = "") -> None:
    """A colleague in the same unit owes the open duty from now on; the clock goes on, and both are told.

    Only what somebody owes by name (`field F`, `actor of E`): a duty of a post goes with the post. By who owes it or somebody above
    him. Raises Refused and then changes nothing.
    """
    case = course.case
    giver = _giver(case)
    key = owed_by_name(case, case.state.who)
    if not key:
        raise Refused("handover_post", state=case.state.awaiting, number=case.matter.number)
    _may(case, giver, actor, at)
    _check(case, giver, person)
    seat = Seat(case.context.named(key), person, giver.line)
    course.put(replace(course.matter, seats={**course.matter.seats, key: seat}))
    state = course.matter.state
    course.record("handed_over", at, actor, duty=state, before=giver.person, after=person, reason=reason)
    inherit(course, state, case.organisation.people[giver.person].name, at)
    if actor != person:
        tell_successor(course, state, case.state.who, giver.person, at)
    if actor != giver.person:
        tell_predecessor(course, state, giver.person, person, at)


def _giver(case: Case) -> Holder:
    """Who owes now. Raises Refused where nobody does."""
    if not case.matter.is_open():
        raise Refused("closed", number=case.matter.number, state=case.state.title)
    if case.owner is None:
        raise Refused("handover_post", state=case.state.awaiting, number=case.matter.number)
    return case.owner


def _may(case: Case, giver: Holder, actor: str, at: datetime) -> None:
    """Who owes, his B, or somebody above him in his line."""
    organisation, day = case.organisation, case.calendar.today(at)
    above = list(organisation.above(giver.person, giver.line))
    if not any(organisation.may_act_for(holder, actor, day) for holder in (giver, *above)):
        names = [organisation.people[holder.person].name for holder in (giver, *above)]
        raise Refused("not_yours", event=_HAND_OVER, who=", ".join(dict.fromkeys(names)), person=actor)


def _check(case: Case, giver: Holder, person: str) -> None:
    """Whether that person can owe it in the giver's unit."""
    organisation = case.organisation
    name = organisation.people[person].name
    if person == giver.person:
        raise Refused("handover_same", person=name, number=case.matter.number)
    if not organisation.posts_in(person, giver.line):
        raise Refused("handover_elsewhere", person=name, unit=organisation.units[giver.line].name)
    report = case.matter.deeds.get(case.matter.report)
    if case.state.kind == "verify" and report is not None and report.actor == person:
        raise Refused("own_report")
