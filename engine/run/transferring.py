"""A matter goes to another unit or to a colleague, as a unit of work.

Here: which of the two is meant. Not here: decisions (engine/core/handover.py, transfer.py), words for people (service/).
"""

from collections.abc import Mapping
from datetime import datetime

from engine.core.act import Act, hint
from engine.core.batch import next_wake
from engine.core.course import Course
from engine.core.handover import hand_over, transfer_event
from engine.core.refusal import Refused
from engine.run.cell import Cell
from engine.run.commands import Done, catch_up
from engine.run.desk import Desk
from engine.run.gap import open_gaps
from engine.run.post import post_now


def transfer(
    cell: Cell, number: str, to: str, actor: str, values: Mapping[str, object], now: datetime, *, reason: str = ""
) -> Done:
    """Offer a matter to a unit by its rulebook's own event, or hand it to a person of the same unit.

    `to`: a unit, else a person. `values`: further fields of the event. Raises Refused; nothing but what was due before is
    written then (rule 0).
    """
    catch_up(cell, number, now)
    with cell.database.write() as tx:
        desk = Desk(cell, tx, now)
        case = desk.load(number)
        organisation = case.organisation
        for code in (to, actor):
            if code not in organisation.people and not (code == to and code in organisation.units):
                known = {*organisation.people, *(organisation.units if code == to else ())}
                raise Refused(
                    "unknown_receiver" if code == to else "unknown_person", person=code, hint=hint(code, known)
                )
        if to in organisation.units:
            move, name = transfer_event(case)
            given = {"reason": reason} if reason else {}
            desk.act(case, Act(event=move.event, actor=actor, at=now, values={**values, **given, name: to}))
        else:
            course = Course(case)
            hand_over(course, to, actor, now, reason)
            desk.keep(course.change(next_wake(course.case, now)))
        state = desk.load(number).matter.state
        open_gaps(desk)
        desk.save()
        return Done(number=number, state=state, mails=post_now(desk))
