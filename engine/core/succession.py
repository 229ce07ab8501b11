"""A changed organisation and one open matter: what it would leave without anybody, and to whom its duties pass.

Here: pure comparison of a matter in two organisations, and the lines to successors. Not here: applying an organisation
(engine/run/affairs.py), what else differs between two of them (config/takeover.py).

Points go with the unit and what was said stays said, so a predecessor's lateness is never the successor's. The ladder waits
for a word to the successor as it does for everybody who owes (language.md decision 5).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from engine.core.case import Case
from engine.core.course import Course
from engine.core.lines import keep, own_clock
from engine.core.machine import Text
from engine.core.matter import Pending
from engine.core.organisation import Holder, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What an open matter would lose."""

    matter: str
    kind: Literal["duty", "unit", "person"]  #: nobody holds a duty; its unit is gone; a person in a field is gone
    title: Text  #: of the duty or field
    role: str = ""  #: that owes the duty
    post: str = ""  #: kind of the post through which it was owed; "" = somebody was named
    unit: str = ""  #: of that post, or the one that is gone
    person: str = ""  #: who held it, or stands in the field; "" where the field is private


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A duty that is owed by somebody else from now on."""

    matter: str
    duty: str  #: a state, or the name of a side duty
    title: Text
    role: str
    before: str  #: person
    after: str


@dataclass(frozen=True, slots=True)
class _Duty:
    """Something owed in a matter: the open duty, or one beside it."""

    name: str
    title: Text
    role: str
    line: str = ""


def lost(case: Case, new: Organisation) -> Iterator[Lost]:
    """What the matter would lose under another organisation. What nobody holds already is not lost by the change."""
    number = case.matter.number
    gone = [unit for unit in _units(case) if unit not in new.units and unit in case.organisation.units]
    for unit in gone:
        yield Lost(matter=number, kind="unit", title=case.state.awaiting, role=case.state.who, unit=unit)
    if not gone:
        for duty, before, after in _holders(case, new):
            if before is not None and after is None:
                yield Lost(
                    matter=number,
                    kind="duty",
                    title=duty.title,
                    role=duty.role,
                    post=before.post,
                    unit=before.line,
                    person=before.person,
                )
    yield from _people_lost(case, new)


def _units(case: Case) -> list[str]:
    """The units a matter stands in: its own, those of its side duties, those in its fields."""
    named = [
        str(case.matter.fields.get(rule.name) or "") for rule in case.machine.fields.values() if rule.type == "unit"
    ]
    offered = [str(side.data.get("unit") or "") for side in case.matter.sides]
    lines = [side.line for side in case.matter.sides]
    return [unit for unit in dict.fromkeys((case.matter.unit, *lines, *offered, *named)) if unit]


def _people_lost(case: Case, new: Organisation) -> Iterator[Lost]:
    for rule in case.machine.fields.values():
        person = str(case.matter.fields.get(rule.name) or "") if rule.type == "person" else ""
        if person in case.organisation.people and person not in new.people:
            shown = "" if rule.private else person
            yield Lost(matter=case.matter.number, kind="person", title=rule.title, role=rule.name, person=shown)


def passed(case: Case, new: Organisation) -> tuple[Passed, ...]:
    """The duties that pass to another person. Nothing may be lost: look at `lost` first."""
    return tuple(
        Passed(
            matter=case.matter.number,
            duty=duty.name,
            title=duty.title,
            role=duty.role,
            before=before.person,
            after=after.person,
        )
        for duty, before, after in _holders(case, new)
        if before is not None and after is not None and before.person != after.person
    )


def _holders(case: Case, new: Organisation) -> Iterator[tuple[_Duty, Holder | None, Holder | None]]:
    """Everything owed in the matter, with who holds it now and who would."""
    after = Case(case.matter, case.machine, replace(case.world, organisation=new))
    for duty in _duties(case):
        yield duty, case.holder(duty.role, duty.line), after.holder(duty.role, duty.line)


def _duties(case: Case) -> Iterator[_Duty]:
    """The open duty (of a wait: who watches it), then the side duties."""
    if case.state.who:
        yield _Duty(case.matter.state, case.state.awaiting, case.state.who)
    for side in case.matter.sides:
        rule = case.machine.clocks[side.name]
        yield _Duty(side.name, rule.title, str(side.data.get("role") or rule.side_role), side.line)


def tell_successors(course: Course, duties: tuple[Passed, ...], actor: str, at: datetime) -> None:
    """History and an `assigned` line for each duty that has passed. The course's organisation is the new one."""
    for one in duties:
        course.record("succeeded", at, actor, duty=one.duty, before=one.before, after=one.after)
        if _is_watched(course, one) or _is_told(course, one):
            continue
        clock = own_clock(course, one.duty)
        line = Pending(
            kind="assigned",
            clock=clock.name if clock else "",
            run=course.matter.runs[clock.name].number if clock else 0,
            number=course.count("assigned"),
            state=one.duty,
            roles=(one.role,),
            since_at=at,
            # The line speaks of the succession, not of the day the matter came into this state.
            data={"by": one.before, "since": str(course.case.calendar.today(at))},
        )
        keep(course, line)


def _is_watched(course: Course, one: Passed) -> bool:
    """In a wait nobody owes anything; its next look-in goes to whoever watches then."""
    return one.duty == course.matter.state and course.case.state.kind == "wait"


def _is_told(course: Course, one: Passed) -> bool:
    """A line about the duty waits already; it goes to whoever owes when it is said."""
    return any(line.state == one.duty and one.role in line.roles for line in course.matter.pending)
