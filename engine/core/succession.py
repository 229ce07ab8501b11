"""A changed organisation and one open matter: what it would leave without anybody, and to whom its duties pass.

Here: pure comparison of a matter in two organisations, who takes the seat of somebody a matter names, and what is written then.
Not here: the lines to people (succession_lines.py), applying an organisation (engine/run/reorganising.py), what else differs
between two of them (config/takeover.py).

Whoever a matter names by himself (`field F`, `actor of E`) owes in the line of the unit in which he became responsible, and
that stays so: when he leaves it, whoever has his post there now succeeds him; he never takes the matter with him. What was said
stays said and the points stay with the unit. The ladder waits for a word to the successor (language.md decision 5).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from engine.core.case import Case
from engine.core.course import Course
from engine.core.inheritance import inherit
from engine.core.lines import tell_roles
from engine.core.machine import Machine, Text
from engine.core.organisation import Holder, Organisation, Post, Seat
from engine.core.reading import ahead, keys_of, owed_by_name
from engine.core.succession_lines import tell_predecessor, tell_successor


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What an open matter would lose."""

    matter: str
    kind: Literal["duty", "unit", "person"]  #: nobody holds a duty; its unit is gone; nobody succeeds a person it names
    title: Text  #: of the duty, field or event
    role: str = ""  #: that owes the duty; of a person the field or event
    post: str = ""  #: kind of the post through which it was owed; "" = somebody was named
    unit: str = ""  #: of that post, or the one that is gone
    person: str = ""  #: who held it, or is named; "" where the field is private
    named: bool = False  #: owed by a person, who can hand it over; not by whoever has a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A duty that is owed by somebody else, or in the line of another unit, from now on."""

    matter: str
    duty: str  #: a state, or the name of a side duty
    title: Text
    role: str
    before: str  #: person
    before_name: str
    after: str
    unit: str  #: in whose line it was owed
    new_unit: str
    is_open: bool = True  #: False: not owed now, but it may come (back) to him


@dataclass(frozen=True, slots=True)
class _Duty:
    """Something owed in a matter: the open duty, or one beside it."""

    name: str
    title: Text
    role: str
    line: str = ""


# --- who takes a seat --------------------------------------------------------------------------------------------------


def seats(case: Case, new: Organisation) -> Mapping[str, Seat]:
    """All seats of the matter under another organisation: who owes in place of the people it names."""
    found = dict(case.matter.seats)
    for key in sorted(_named_keys(case.machine)):
        before = case.organisation.named(key, case.context)
        if before is None:
            continue
        seat = _seat_of(before, case.context.named(key), case.organisation, new)
        alone = new.named(key, case.context)  # who would owe if nothing were done
        if (alone.person, alone.line) != (seat.person, seat.line) if alone else seat.person:
            found[key] = seat
    return found


def _named_keys(machine: Machine) -> set[str]:
    return {key for role in machine.roles for key in keys_of(machine, role)}


def _seat_of(before: Holder, named: str, old: Organisation, new: Organisation) -> Seat:
    """He himself, as long as he has a post in that unit (or never had one); else whoever has his post there; else nobody."""
    line = before.line
    if line not in new.units:
        return Seat(named, "", line)
    posts = old.posts_in(before.person, line)
    if before.person in new.people and (not posts or new.posts_in(before.person, line)):
        return Seat(named, before.person, line)
    heirs = (_heir(post, before.person, new) for post in posts)
    return Seat(named, next((heir for heir in heirs if heir), ""), line)


def _heir(post: Post, person: str, new: Organisation) -> str:
    """Who has the post of a person now: the A for an A, the B for a B, else the other."""
    now = new.post(post.kind, post.unit)
    if now is None:
        return ""
    return (now.a or now.b) if post.a == person else (now.b or now.a)


def _in(case: Case, new: Organisation) -> Case:
    """The matter under another organisation, everybody in his seat."""
    matter = replace(case.matter, seats=seats(case, new))
    return Case(matter, case.machine, replace(case.world, organisation=new))


# --- what would be lost ------------------------------------------------------------------------------------------------


def lost(case: Case, new: Organisation) -> Iterator[Lost]:
    """What the matter would lose under another organisation. What nobody holds already is not lost by the change."""
    number, after = case.matter.number, _in(case, new)
    gone = [unit for unit in _units(case) if unit not in new.units and unit in case.organisation.units]
    for unit in gone:
        yield Lost(matter=number, kind="unit", title=case.state.title, role=case.state.who, unit=unit)
    told: set[str] = set()
    for duty, before, now in _holders(case, after):
        if before is not None and now is None:
            told |= set(keys_of(case.machine, duty.role))
            if not gone:
                yield _lost_duty(case, duty, before)
    yield from _people_lost(case, after, told)


def _lost_duty(case: Case, duty: _Duty, before: Holder) -> Lost:
    return Lost(
        matter=case.matter.number,
        kind="duty",
        title=duty.title,
        role=duty.role,
        post=before.post,
        unit=before.line,
        person=before.person,
        named=bool(owed_by_name(case, duty.role)),
    )


def _units(case: Case) -> list[str]:
    """The units a matter stands in: its own, those of its side duties, those in its fields."""
    named = [
        str(case.matter.fields.get(rule.name) or "") for rule in case.machine.fields.values() if rule.type == "unit"
    ]
    offered = [str(side.data.get("unit") or "") for side in case.matter.sides]
    lines = [side.line for side in case.matter.sides]
    return [unit for unit in dict.fromkeys((case.matter.unit, *lines, *offered, *named)) if unit]


def _people_lost(case: Case, after: Case, told: set[str]) -> Iterator[Lost]:
    """People who will owe something in a later state, and whom nobody succeeds."""
    gone = [
        (key, before)
        for key in sorted(_named_keys(case.machine) - told)
        if (before := case.organisation.named(key, case.context)) and not after.organisation.named(key, after.context)
    ]
    owing = {
        key for name in (ahead(case) if gone else ()) for key in keys_of(case.machine, case.machine.states[name].who)
    }
    for key, before in gone:
        if key in owing:
            name = key.partition(" ")[2]
            rule = case.machine.fields.get(name) if key.startswith("field") else None
            is_private = rule is not None and rule.private
            yield Lost(
                matter=case.matter.number,
                kind="person",
                title=rule.title if rule else _event_title(case.machine, name),
                role=name,
                post=before.post,
                unit=before.line,
                person="" if is_private else before.person,
                named=True,
            )


def _event_title(machine: Machine, event: str) -> Text:
    moves = (*(opening.transition for opening in machine.openings), *machine.table.values())
    return next(move.title for move in moves if move.event == event)


# --- what passes -------------------------------------------------------------------------------------------------------


def passed(case: Case, new: Organisation) -> tuple[Passed, ...]:
    """The duties that pass to another person or line. Nothing may be lost: look at `lost` first."""
    after = _in(case, new)
    pairs = [(duty, before, now, True) for duty, before, now in _holders(case, after)]
    pairs += [(duty, before, now, False) for duty, before, now in _later(case, after)]
    return tuple(
        Passed(
            matter=case.matter.number,
            duty=duty.name,
            title=duty.title,
            role=duty.role,
            before=before.person,
            before_name=case.organisation.people[before.person].name,
            after=now.person,
            unit=before.line,
            new_unit=now.line,
            is_open=is_open,
        )
        for duty, before, now, is_open in pairs
        if before is not None and now is not None and (before.person, before.line) != (now.person, now.line)
    )


def _holders(case: Case, after: Case) -> Iterator[tuple[_Duty, Holder | None, Holder | None]]:
    """Everything owed in the matter, with who holds it now and who would."""
    for duty in _duties(case):
        yield duty, case.holder(duty.role, duty.line), after.holder(duty.role, duty.line)


def _later(case: Case, after: Case) -> Iterator[tuple[_Duty, Holder | None, Holder | None]]:
    """The first duty of a later state for each person the matter names who is succeeded and owes nothing in it now."""
    changed = {key for key, seat in after.matter.seats.items() if case.matter.seats.get(key) != seat}
    changed -= {key for duty in _duties(case) for key in keys_of(case.machine, duty.role)}
    for name in ahead(case) if changed else ():
        state = case.machine.states[name]
        keys = changed & set(keys_of(case.machine, state.who))
        if keys:
            changed -= keys
            yield _Duty(name, state.title, state.who), case.holder(state.who), after.holder(state.who)


def _duties(case: Case) -> Iterator[_Duty]:
    """The open duty (of a wait: who watches it), then the side duties."""
    if case.state.who:
        yield _Duty(case.matter.state, case.state.title, case.state.who)
    for side in case.matter.sides:
        rule = case.machine.clocks[side.name]
        yield _Duty(side.name, rule.title, str(side.data.get("role") or rule.side_role), side.line)


# --- what is told ------------------------------------------------------------------------------------------------------


def succeed(course: Course, seated: Mapping[str, Seat], duties: tuple[Passed, ...], actor: str, at: datetime) -> None:
    """Everybody takes his seat; history, and a line for each duty that has passed. The course's organisation is the new one."""
    course.put(replace(course.matter, seats=seated))
    for one in duties:
        course.record("succeeded", at, actor, duty=one.duty, before=one.before, after=one.after, **_units_of(one))
        if one.before == one.after:
            continue
        inherit(course, one.duty, one.before_name, at)
        if not one.is_open:
            _offer_again(course, one, at)
            continue
        if not _is_watched(course, one.duty):
            tell_successor(course, one.duty, one.role, one.before, at)
        if one.before in course.case.organisation.people:
            tell_predecessor(course, one.duty, one.before, one.after, at)


def _units_of(one: Passed) -> dict[str, str]:
    return {"unit": one.unit, "new_unit": one.new_unit} if one.unit != one.new_unit else {}


def _is_watched(course: Course, duty: str) -> bool:
    """In a wait nobody owes anything; its next look-in goes to whoever watches then."""
    return duty == course.matter.state and course.case.state.kind == "wait"


def _offer_again(course: Course, one: Passed, at: datetime) -> None:
    """What was offered to somebody who has left is offered to his successor."""
    matter = course.matter
    for move in course.case.machine.events_in(matter.state):
        deed = matter.deeds.get(move.event)
        if deed is not None and deed.at >= matter.entered_at and one.role in move.tells:
            tell_roles(course, move, deed.actor, at)
