"""Cover of an absence: whoever stands in for somebody is told each open duty that is his from now on.

Here: the duties of one matter that fall to B, or to the acting head, with a line for each (domain.md 4.3, decision 3). Not here: when
this is looked at (engine/run/cover.py), who stands in (organisation.py).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.core.case import Case
from engine.core.course import Course
from engine.core.lines import own_clock, say_pending
from engine.core.machine import ENGINE
from engine.core.matter import Pending
from engine.core.organisation import Holder, Receiver


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty of somebody who is away."""

    duty: str  #: a state, or the name of a side duty
    role: str
    holder: Holder
    by: Receiver  #: who stands in; the holder himself where nobody does


def owed_by_absent(case: Case, at: datetime) -> Iterator[Owed]:
    """The open duty and the side duties whose holder is away. In a wait nobody owes anything."""
    day = case.calendar.today(at)
    sides = [(side.name, str(side.data.get("role") or case.machine.clocks[side.name].side_role), side.line)
             for side in case.matter.sides]  # fmt: skip
    own = [(case.matter.state, case.state.who, "")] if case.state.kind in ("duty", "verify") else []
    for duty, role, line in (*own, *sides):
        holder = case.holder(role, line)
        if holder is not None and case.organisation.is_away(holder.person, day):
            yield Owed(duty, role, holder, case.organisation.receivers(holder, day)[0])


def hand_over(course: Course, owed: Owed, at: datetime) -> None:
    """Say to whoever stands in, with the absent in copy, that the duty is his."""
    clock = own_clock(course, owed.duty)
    line = Pending(
        kind="assigned",
        clock=clock.name if clock else "",
        run=course.matter.runs[clock.name].number if clock else 0,
        number=course.count("assigned"),
        state=owed.duty,
        roles=(owed.role,),
        since_at=at,
        data={"by": owed.holder.person},
    )
    before = len(course.notices)
    say_pending(course, line, at)
    told = tuple(notice.person for notice in course.notices[before:])
    course.record("said", at, ENGINE, kind=line.kind, clock=line.clock, number=line.number, to=told)


def is_for(owed: Owed, people: Collection[str]) -> bool:
    """Whether one of these people has left the duty to whoever stands in: A, or the B who could have."""
    return owed.by.person != owed.holder.person and bool({owed.holder.person, owed.holder.backup} & set(people))
