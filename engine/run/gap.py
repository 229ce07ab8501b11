"""Uncovered posts: A and B both away while a duty is open. The gap is a matter of its own (language.md rule 15).

Here: opening such a matter, and ending it when somebody is back. Not here: who acts meanwhile
(engine/core/organisation.py), looking for gaps that no line has met (cover.py).
"""

from collections.abc import Iterator
from datetime import date

from engine.core.act import Act
from engine.core.case import Case
from engine.core.course import GapEffect
from engine.core.machine import ENGINE, Machine
from engine.core.organisation import Holder
from engine.run.desk import Desk
from engine.store.faces import open_of

WORKFLOW = "post_gap"
END = "end_gap"


def open_gaps(desk: Desk) -> None:
    """Open a matter about each gap this unit of work met, unless one about the same post is open."""
    machine = desk.cell.rules.machines.get(WORKFLOW)
    while machine is not None and desk.gaps:
        _open_gap(desk, machine, desk.gaps.pop())


def _open_gap(desk: Desk, machine: Machine, effect: GapEffect) -> None:
    key = effect.post or effect.person
    if (effect.unit, key) in _open_gaps(desk):
        return
    opening = machine.openings[0]
    values = {"post": key, **dict(_away(desk, machine, effect))}
    act = Act(event=opening.transition.event, actor=ENGINE, at=effect.at, values=values)
    desk.open(machine, opening, act, unit=effect.unit, period=key)


def _away(desk: Desk, machine: Machine, effect: GapEffect) -> Iterator[tuple[str, object]]:
    """Who of the pair is away, and until when; only fields the rules have, for a county may have its own."""
    organisation, day = desk.world.organisation, desk.world.calendar.today(effect.at)
    holder = organisation.holder_of(effect.post, effect.unit)
    backup = holder.backup if holder and holder.person == effect.person else ""
    for name, person in (("away", effect.person), ("backup", backup)):
        days = organisation.absence_of(person, day)
        if person and name in machine.fields:
            yield name, person
        if days and days.last and f"{name}_until" in machine.fields:
            yield f"{name}_until", days.last


def _open_gaps(desk: Desk) -> set[tuple[str, str]]:
    new = {
        (change.matter.unit, change.matter.period)
        for change in desk.changes.values()
        if change.matter.workflow == WORKFLOW and change.matter.is_open()
    }
    return new | set(open_of(desk.tx, WORKFLOW).values())


def end_gaps(desk: Desk, today: date) -> int:
    """End the gaps in which somebody is back, before the batch speaks of them. Returns how many."""
    numbers = list(open_of(desk.tx, WORKFLOW))
    ended = 0
    for case in list(desk.load_many(numbers)):
        holder = _holder(desk, case)
        is_over = holder is None or not desk.world.organisation.is_gap(holder, today)
        if is_over and (case.matter.state, END) in case.machine.table:
            desk.act(case, Act(event=END, actor=ENGINE, at=desk.now))
            ended += 1
    return ended


def _holder(desk: Desk, case: Case) -> Holder | None:
    """Who holds the post now, whoever was away when the gap opened; None: there is no such post any more."""
    key, unit, organisation = case.matter.period, case.matter.unit, desk.world.organisation
    if key in organisation.people and organisation.post(key, unit) is None:
        return Holder(key, unit)
    return organisation.holder_of(key, unit)
