"""Who hears a line: sayings and pending lines become notices for people.

Here: language.md rule 15, decisions 3, 5 and 12 (who is told). Not here: when something is said (saying.py),
mails (notifications/).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.core.case import VACANT, Case
from engine.core.instant import profile_of
from engine.core.machine import RESPONSIBLE, ClockRule, Point, RoleTerm
from engine.core.matter import Pending
from engine.core.notice import Notice
from engine.core.organisation import Receiver
from engine.core.outlook import told
from engine.core.saying import Saying

UNIT_HEAD = "unit_head"
TRANSFER_GRACE = 3  #: working days after acceptance in which steps are charged to the giver (decision 12)


@dataclass(frozen=True, slots=True)
class Hearer:
    receiver: Receiver
    role: str
    capacity: str


def hearers(case: Case, saying: Saying, at: datetime) -> list[Hearer]:
    """Everybody who hears a saying, each once; who is addressed comes before who is copied."""
    found: dict[str, Hearer] = {}
    for role, capacity in _roles(case, saying, at):
        for hearer in _of_role(case, saying.rule, role, capacity, at):
            known = found.get(hearer.receiver.person)
            if known is None or (known.capacity == "cc" and hearer.capacity == "to"):
                found[hearer.receiver.person] = hearer
    if saying.kind == "step":
        for hearer in _one_up(case, saying, found, at):
            found.setdefault(hearer.receiver.person, hearer)
    return list(found.values())


def _roles(case: Case, saying: Saying, at: datetime) -> Iterator[tuple[str, str]]:
    rule, step = saying.rule, saying.step
    if saying.kind == "step" and step:
        yield from ((role, "to") for role in step.to)
        yield from ((role, "cc") for role in step.cc)
        if rule.ladder and rule.ladder.steps.index(step) > 0:
            yield RESPONSIBLE, "cc"
        if is_giver_charged(case, at):
            yield "giver_head", "cc"
    elif saying.kind == "breach" and step:
        yield from ((role, "to") for role in step.to)
        yield from ((role, "cc") for role in (*step.cc, RESPONSIBLE))
        if is_giver_charged(case, at):
            yield "giver_head", "cc"
    elif saying.kind == "before_statutory":
        yield from ((role, "to") for role in profile_of(rule, saying.run).statutory_to)
    else:
        yield RESPONSIBLE, "to"
        yield from _beside_reminder(saying)


def _beside_reminder(saying: Saying) -> Iterator[tuple[str, str]]:
    """Copies of a reminder: the section head on the due day and of a late one; who joins from a point on."""
    if saying.kind == "late":
        yield UNIT_HEAD, "cc"
    if saying.kind == "due":
        yield from ((role, "cc") for role in saying.rule.due_day_cc)
    if saying.point:
        for role, first in profile_of(saying.rule, saying.run).added:
            if _days(saying.point) <= _days(first):
                yield role, "to"


def _days(point: Point) -> int:
    """How near a point is to the due date; the start is farthest."""
    return point.n if point.kind == "before" else 0 if point.kind == "due" else 10_000


def _of_role(case: Case, rule: ClockRule, role: str, capacity: str, at: datetime) -> Iterator[Hearer]:
    day = case.calendar.today(at)
    if role == RESPONSIBLE:
        holder = case.responsible(rule)
        receivers = case.organisation.receivers(holder, day) if holder else ()
    elif role == "giver_head":
        giver = replace(case.context, unit=case.matter.given_by)
        head = case.organisation.find((RoleTerm("head", of="unit"),), giver)
        receivers = case.organisation.receivers(head, day) if head else ()
    else:
        receivers = case.people(role, day, line_of(case, rule))
    for receiver in receivers:
        yield Hearer(receiver, role, "cc" if receiver.capacity == "cc" else capacity)


def line_of(case: Case, rule: ClockRule) -> str:
    """The unit in whose line a clock's heads and deputies are found: that of whoever owes it."""
    holder = case.responsible(rule)
    return holder.line if holder else case.matter.unit


def _one_up(case: Case, saying: Saying, found: dict[str, Hearer], at: datetime) -> Iterator[Hearer]:
    """A step whose `to` is only the person himself goes one post up (rule 15)."""
    holder = case.responsible(saying.rule)
    if holder is None:
        return
    addressed = {person for person, hearer in found.items() if hearer.capacity == "to"}
    if addressed - {holder.person, holder.backup}:
        return
    above = next(case.organisation.above(holder.person, holder.line), None)
    receivers = case.organisation.receivers(above, case.calendar.today(at)) if above else ()
    for receiver in receivers:
        found.pop(receiver.person, None)
        because = receiver.because or "one_up"
        yield Hearer(Receiver(receiver.person, receiver.capacity, because), "one_up", receiver.capacity)


def is_giver_charged(case: Case, at: datetime) -> bool:
    """Steps and breach in the first 3 working days after a transfer belong to the giver (decision 12)."""
    since = case.matter.transferred_on
    return since is not None and case.calendar.working_after(since, case.calendar.today(at)) <= TRANSFER_GRACE


def notices_of(case: Case, saying: Saying, at: datetime) -> list[Notice]:
    """A saying as notices, one for each person."""
    facts = told(case, saying, at)
    duty = case.named_duty(saying.rule)
    holder = case.responsible(saying.rule)
    is_word = saying.dates is None or not saying.dates.provisional
    return [
        Notice(
            matter=case.matter.number,
            clock=saying.rule.name,
            run=saying.run.number,
            kind=saying.kind,
            basis=saying.basis,
            person=hearer.receiver.person,
            at=at,
            state=duty if is_word else "",
            turn=case.turn(duty),
            about=(holder.person if holder else VACANT) if saying.kind == "late" else "",
            capacity=hearer.capacity,
            role=hearer.role,
            because=hearer.receiver.because,
            data=facts,
        )
        for hearer in hearers(case, saying, at)
    ]


def notices_of_pending(case: Case, line: Pending, at: datetime) -> list[Notice]:
    """A pending line as notices; its receivers are found now."""
    day = case.calendar.today(at)
    found: dict[str, tuple[Receiver, str, str]] = {}
    for capacity, roles, persons in (("to", line.roles, line.persons), ("cc", line.cc_roles, line.cc_persons)):
        for role, receiver in _pending_receivers(case, line, roles, persons, day):
            found.setdefault(receiver.person, (receiver, role, "cc" if receiver.capacity == "cc" else capacity))
    return [
        Notice(
            matter=case.matter.number,
            clock=line.clock,
            run=line.run,
            kind=line.kind,
            basis=str(line.number),
            person=person,
            at=at,
            state=line.state,
            turn=case.turn(line.state) if line.state else 0,
            capacity=capacity,
            role=role,
            because=receiver.because,
            data=line.data,
        )
        for person, (receiver, role, capacity) in found.items()
    ]


def _pending_receivers(
    case: Case, line: Pending, roles: Sequence[str], persons: Sequence[str], day: date
) -> Iterator[tuple[str, Receiver]]:
    side = case.side(line.state)
    for role in roles:
        for receiver in case.people(role, day, side.line if side else ""):
            yield role, receiver
    for person in persons:
        yield "", Receiver(person)
