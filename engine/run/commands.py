"""Commands: what people do to matters, each a unit of work. Everything a command causes commits together, or
nothing does.

Here: open_matter, act. Not here: decisions (engine/core), the sweep (sweep.py), words for people (service/).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.core import correction
from engine.core.act import Act, hint
from engine.core.batch import next_wake
from engine.core.course import Course
from engine.core.machine import ENGINE
from engine.core.refusal import Refused
from engine.core.takeover import Past
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.gap import open_gaps
from engine.run.post import post_now
from engine.store import undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command brought about."""

    number: str
    state: str
    mails: int  #: queued at once


def open_matter(
    cell: Cell,
    workflow: str,
    actor: str,
    values: Mapping[str, object],
    now: datetime,
    *,
    unit: str = "",
    period: str = "",
) -> Done:
    """Open a matter of a workflow. `unit`: whose matter it is; by default the unit of the opener's post.

    Raises Refused (unknown workflow, person or unit; not allowed; values missing or wrong); nothing is written then.
    """
    machine = cell.rules.machines.get(workflow)
    if machine is None:
        raise Refused("unknown_workflow", workflow=workflow, hint=hint(workflow, set(cell.rules.machines)))
    opening = next((one for one in machine.openings if ENGINE not in one.transition.by), None)
    if opening is None:
        raise Refused("not_openable", workflow=machine.title)
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        units = desk.world.organisation.units
        if unit and unit not in units:
            raise Refused("unknown_unit", unit=unit, hint=hint(unit, set(units)))
        whose = unit or desk.world.organisation.line_of(actor) or desk.world.organisation.root
        act = Act(event=opening.transition.event, actor=actor, at=now, values=values)
        number = desk.open(machine, opening, act, unit=whose, period=period)
        state = desk.load(number).matter.state
        open_gaps(desk)
        desk.save()
        return Done(number=number, state=state, mails=post_now(desk))


def take_over(cell: Cell, workflow: str, past: Past, now: datetime) -> Done:
    """Enter a running matter with its past acts (decision 5). Raises Refused; nothing is written then."""
    machine = cell.rules.machines.get(workflow)
    if machine is None:
        raise Refused("unknown_workflow", workflow=workflow, hint=hint(workflow, set(cell.rules.machines)))
    opening = next((one for one in machine.openings if one.transition.event == past.opening.event), machine.openings[0])
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        number = desk.take_over(machine, opening, past)
        state = desk.load(number).matter.state
        desk.save()
        return Done(number=number, state=state, mails=0)


def act(
    cell: Cell,
    number: str,
    event: str,
    actor: str,
    values: Mapping[str, object],
    now: datetime,
    *,
    on: date | None = None,
) -> Done:
    """Do an event to a matter. What was due before it is said first and stands even if the act is refused (rule 0).

    Raises Refused; the act itself has then changed nothing.
    """
    wanted = Act(event=event, actor=actor, at=now, values=values, on=on)
    catch_up(cell, number, now)
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        desk.act(desk.load(number), wanted)
        state = desk.load(number).matter.state
        open_gaps(desk)
        desk.save()
        return Done(number=number, state=state, mails=post_now(desk))


def catch_up(cell: Cell, number: str, now: datetime) -> None:
    """What was due before an act is said first, in a transaction of its own (rule 0). Raises Refused for an unknown number."""
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        case = desk.load(number)
        desk.bring_up(case, receipt_on=case.calendar.receipt_day(now))
        open_gaps(desk)
        desk.save()


def correct(cell: Cell, number: str, actor: str, reason: str, now: datetime) -> Done:
    """Take back the last act of a matter by a counter-entry (decision 16). Raises Refused."""
    catch_up(cell, number, now)
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        case = desk.load(number)
        last = undo.last_act(tx, number)
        if last is None:
            raise Refused("nothing_to_correct")
        course = Course(case)
        correction.undo(course, correction.Wrong(last.event, last.actor, last.at, last.before), actor, now, reason)
        desk.keep(course.change(next_wake(course.case, now)))
        undo.forget(tx, number)
        state = course.matter.state
        desk.save()
        return Done(number=number, state=state, mails=post_now(desk))


def void(cell: Cell, number: str, actor: str, reason: str, now: datetime) -> Done:
    """Void a matter that was opened in error (decision 16). Raises Refused."""
    catch_up(cell, number, now)
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        course = Course(desk.load(number))
        correction.void(course, actor, now, reason)
        desk.keep(course.change(next_wake(course.case, now)))
        undo.forget(tx, number)
        desk.save()
        return Done(number=number, state=course.matter.state, mails=post_now(desk))
