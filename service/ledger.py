"""The ledger: which matters there are, how each stands, who owes. Read queries over the views of the store.

Here: filters, one row for each matter. Not here: one matter in full (dossier.py), printing, anything that writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Boolean, Date, Select, column, select, table

from engine.core.act import hint
from engine.core.case import Case
from engine.core.dates import due
from engine.core.machine import Text
from engine.core.outlook import standing
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store.tables.base import UtcDateTime
from engine.store.transaction import Transaction
from service.fault import BadInput
from service.naming import Names

PAGE = 1000  #: matters loaded at a time

#: Worst first; a matter shows the worst of its clocks. A pause hides that others are on course.
LIGHTS = ("red", "amber", "verifying", "paused", "green", "done")

_MATTERS = table(
    "v_matters",
    *map(column, ("number", "workflow", "state", "unit", "period")),
    column("opened_at", UtcDateTime),
    column("closed_at", UtcDateTime),
)
_CLOCKS = table(
    "v_clocks",
    *map(column, ("matter", "clock", "mode")),
    column("latest", Boolean),
    column("promised_on", Date),
    column("amber_on", Date),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for; empty: no matter."""

    workflow: str = ""
    unit: str = ""
    state: str = ""
    light: str = ""
    person: str = ""  #: who owes, or stands in
    with_closed: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A matter by its most pressing clock."""

    light: str
    clock: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One matter of the list."""

    number: str
    workflow: str
    title: Text
    subject: str  #: what it is about, without private fields
    about: Text  #: the same in both languages
    unit: str
    unit_name: Text
    period: str
    state: str
    awaiting: Text  #: the state as a person would say it
    light: str
    clock: str
    due: date | None
    left: int  #: working days
    late: int
    provisional: bool
    voided: bool  #: opened in error
    people: tuple[str, ...]  #: who owe something now, the open duty first
    names: tuple[str, ...]  #: theirs


@dataclass(frozen=True, slots=True)
class Listed:
    rows: tuple[Row, ...]
    total: int  #: how many there are, shown or not
    today: date


def find(cell: Cell, wanted: Wanted, now: datetime) -> Listed:
    """The matters that are wanted, worst light first, then by due date. Raises BadInput for an unknown name."""
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        _check(desk, wanted)
        today = desk.world.calendar.today(now)
        found = _standings(tx, wanted, today)
        if wanted.light:
            found = {number: each for number, each in found.items() if each.light == wanted.light}
        if wanted.person:
            found = {case.matter.number: found[case.matter.number] for case in _owed_by(desk, found, wanted.person)}
        order = sorted(found, key=lambda number: _urgency(number, found[number]))
        shown = order[: wanted.limit]
        rows = [row_of(case, found[case.matter.number], now) for case in desk.load_many(shown)]
        return Listed(tuple(rows), len(order), today)


def _check(desk: Desk, wanted: Wanted) -> None:
    """A filter that can match nothing is a slip of the hand, and told so."""
    organisation = desk.world.organisation
    machines = desk.cell.rules.machines
    known: Mapping[str, Iterable[str]] = {
        "workflow": machines,
        "unit": organisation.units,
        "person": organisation.people,
        "state": {name for machine in machines.values() for name in machine.states},
    }
    for name, names in known.items():
        value = getattr(wanted, name)
        if value and value not in names:
            near = hint(value, set(names))
            raise BadInput(Text(f"--{name}：没有 {value}{near}。", f"--{name}: there is no {value}{near}."))


def _standings(tx: Transaction, wanted: Wanted, today: date) -> dict[str, Standing]:
    """Every matter that fits by its columns, with its light by the derived columns of its clocks."""
    found: dict[str, list[Standing]] = {}
    for row in tx.execute(_query(wanted)):
        standings = found.setdefault(row.number, [])
        if row.closed_at is not None:
            standings.append(Standing(light="done"))
        elif row.clock is not None and row.mode != "stopped":
            light = light_of(row.mode, row.promised_on, row.amber_on, today)
            standings.append(Standing(light=light, clock=row.clock, due=row.promised_on))
    return {number: _most_pressing(standings) for number, standings in found.items()}


def _query(wanted: Wanted) -> Select[tuple[object, ...]]:
    its_clocks = (_CLOCKS.c.matter == _MATTERS.c.number) & _CLOCKS.c.latest
    query = select(
        _MATTERS.c.number,
        _MATTERS.c.closed_at,
        _CLOCKS.c.clock,
        _CLOCKS.c.mode,
        _CLOCKS.c.promised_on,
        _CLOCKS.c.amber_on,
    ).select_from(_MATTERS.outerjoin(_CLOCKS, its_clocks))
    for name in ("workflow", "unit", "state"):
        if value := getattr(wanted, name):
            query = query.where(_MATTERS.c[name] == value)
    if not (wanted.with_closed or wanted.state or wanted.light == "done"):
        query = query.where(_MATTERS.c.closed_at.is_(None))
    return query


def light_of(mode: str, promised_on: date | None, amber_on: date | None, today: date) -> str:
    """The light of a clock by its derived columns; the same as engine.core.dates.light by its facts."""
    if mode == "held":
        return "verifying"
    if mode == "paused" or promised_on is None or amber_on is None:
        return "paused"
    if today > promised_on:
        return "red"
    return "amber" if today >= amber_on else "green"


def _most_pressing(standings: Sequence[Standing]) -> Standing:
    """An open matter without any clock waits: it shows as paused."""
    return min(standings, key=lambda each: (_rank(each), each.due or date.max), default=Standing(light="paused"))


def _rank(each: Standing) -> int:
    return LIGHTS.index(each.light)


def _urgency(number: str, each: Standing) -> tuple[int, date, str]:
    return _rank(each), each.due or date.max, number


def _owed_by(desk: Desk, numbers: Iterable[str], person: str) -> Iterable[Case]:
    listed = list(numbers)
    for start in range(0, len(listed), PAGE):
        for case in desk.load_many(listed[start : start + PAGE]):
            if person in owers(case, case.calendar.today(desk.now)):
                yield case


def owers(case: Case, today: date) -> tuple[str, ...]:
    """Who owes something in a matter today: holders and stand-ins of the open duty, then of the side duties."""
    people = [receiver.person for receiver in case.people(case.state.who, today) if receiver.capacity == "to"]
    for side in case.matter.sides:
        role = case.machine.clocks[side.name].side_role
        people += [each.person for each in case.people(role, today, side.line) if each.capacity == "to"]
    return tuple(dict.fromkeys(people))


def row_of(case: Case, pressing: Standing, now: datetime) -> Row:
    """One matter as a row."""
    matter, machine = case.matter, case.machine
    facts: Mapping[str, object] = {}
    if pressing.clock in matter.runs:
        rule, run = machine.clocks[pressing.clock], matter.runs[pressing.clock]
        facts = standing(case, rule, run, due(rule, run, case.calendar), now)
    unit = case.organisation.units.get(matter.unit)
    people = owers(case, case.calendar.today(now)) if matter.is_open() else ()
    about = subject_of(case)
    return Row(
        number=matter.number,
        workflow=matter.workflow,
        title=machine.title,
        subject=about.zh,
        about=about,
        voided=matter.voided,
        unit=matter.unit,
        unit_name=unit.name if unit else Text(matter.unit, matter.unit),
        period=matter.period,
        state=matter.state,
        awaiting=case.state.awaiting,
        light=pressing.light,
        clock=pressing.clock,
        due=pressing.due,
        left=_whole(facts.get("left")),
        late=_whole(facts.get("late")),
        provisional=bool(facts.get("provisional")),
        people=people,
        names=tuple(name_of(case, person) for person in people),
    )


def subject_of(case: Case) -> Text:
    """What tells this matter from others of its kind: the public fields its rulebook names."""
    rules, fields, names = case.machine.fields, case.matter.fields, Names(case.organisation)
    named = [name for name in case.machine.subject if name in rules and not rules[name].private]
    said = [names.value(rules[name], fields[name]) for name in named if fields.get(name) not in (None, "")]
    return Text("，".join(each.zh for each in said), ", ".join(each.en for each in said))


def name_of(case: Case, person: str) -> str:
    """A person's name; the code of one who has left."""
    known = case.organisation.people.get(person)
    return known.name if known else person


def pressing_of(case: Case, now: datetime) -> Standing:
    """The most pressing clock of one loaded matter."""
    if not case.matter.is_open():
        return Standing(light="done")
    found = []
    for rule, run in case.live():
        dates = due(rule, run, case.calendar)
        facts = standing(case, rule, run, dates, now)
        found.append(Standing(light=str(facts["light"]), clock=rule.name, due=dates.promised_on if dates else None))
    return _most_pressing(found)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
