"""Everybody whom the story does not name does his duty in time, so that only the story's people are late.

Here: which duties of the calendar's own matters are done today, and how. Not here: doing them (people.py), matters that people
have opened: those are theirs, and whoever plays with the demo wants to see them grow old.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from engine.core.machine import ENGINE, FieldRule, Machine, Text, Transition
from engine.run.cell import Cell
from service.demo.story import OWN_UNITS
from service.ledger import Row, Wanted, find

HOUR = time(16, 0)  #: of each working day, on the county's wall clock
EARLY = 6  #: working days before the limit: before the first reminder of a monthly duty
MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a person owes, and one way to do it."""

    number: str
    matter: Text
    event: str
    title: Text
    person: str
    values: Mapping[str, object]


def duties_of_today(cell: Cell, schools: frozenset[str], now: datetime, lang: str) -> list[Duty]:
    """What is done today: schools are early, offices take until their last day. Not that of the story's own units."""
    found = find(cell, Wanted(limit=MOST), now).rows
    return list(_done_today(cell, [row for row in found if row.unit not in OWN_UNITS], schools, lang))


def _done_today(cell: Cell, rows: list[Row], schools: frozenset[str], lang: str) -> Iterator[Duty]:
    for row in rows:
        machine = cell.rules.machines[row.workflow]
        is_time = row.light in ("red", "amber", "green") and row.left <= (EARLY if row.unit in schools else 0)
        duty = duty_of(machine, row, lang) if is_time and _is_of_calendar(machine) else None
        if duty is not None:
            yield duty


def duty_of(machine: Machine, row: Row, lang: str) -> Duty | None:
    """The plainest way to do what is owed: the first event of the rulebook that does it."""
    kind = {"duty": "done", "verify": "verify_pass"}.get(machine.states[row.state].kind)
    move = next((each for each in machine.events_in(row.state) if each.kind == kind and ENGINE not in each.by), None)
    if move is None or not row.people:
        return None
    values = {name: _value(machine.fields[name], row, lang) for name in move.needs}
    return Duty(
        number=row.number,
        matter=machine.title,
        event=move.event,
        title=move.title,
        person=row.people[0],
        values=values,
    )


def _is_of_calendar(machine: Machine) -> bool:
    return all(_is_engines(opening.transition) for opening in machine.openings)


def _is_engines(move: Transition) -> bool:
    return ENGINE in move.by


def _value(rule: FieldRule, row: Row, lang: str) -> object:
    """Something the field takes."""
    known: Mapping[str, object] = {
        "number": 1,
        "yes_no": "no",
        "choice": rule.of[0] if rule.of else "",
        "date": row.due.isoformat() if row.due else "",
        "person": row.people[0],
        "unit": row.unit,
    }
    return known.get(rule.type, f"{row.period} {rule.title.get(lang)}".strip())
