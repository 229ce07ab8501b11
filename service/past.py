"""`--at` and `--history`: the past of a running matter, read from a file and entered as it was.

Here: reading and checking that file, and telling which of its lines could not have happened. Not here: what a past does to a
matter (engine/core/takeover.py).

A list, oldest first: {at: 2026-03-02T11:00, do: EVENT, as: PERSON, fields: {FIELD: VALUE}}; `on: 2026-03-01` dates an act back.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.report import Report
from config.value import Unreadable
from config.yaml_reader import Fault, Faults, Node, Place, read
from engine.core.act import Act, hint
from engine.core.calendar import Calendar
from engine.core.machine import ENGINE, Machine, Opening, Text
from engine.core.organisation import Organisation
from engine.core.refusal import Refused
from engine.core.takeover import Past
from engine.core.takeover import take_over as try_out
from engine.run import commands
from engine.run.cell import Cell
from engine.run.commands import Done
from engine.run.world import load_world
from service.fault import BadInput, Declined
from service.scenario.sheet import Sheet, day, one_of

_KEYS = ("at", "do", "as", "fields", "on")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a matter began, as it was typed."""

    workflow: str
    actor: str
    began: str
    values: Mapping[str, object] = field(default_factory=dict)
    unit: str = ""
    period: str = ""
    entered_by: str = ""  #: who enters it now; "" = who opened it then


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the file, with its place."""

    place: Place
    act: Act


def take_over(cell: Cell, start: Start, file: Path | None, now: datetime) -> Done:
    """Enter a running matter. Raises Refused for its beginning, Declined with the place for a line that cannot have happened,
    Faults for a file that cannot be read, BadInput for `--at`."""
    machine, opening = _opening(cell, start.workflow)
    with cell.database.read() as tx:
        world = load_world(cell, tx)
    organisation = world.organisation
    if start.unit and start.unit not in organisation.units:
        raise Refused("unknown_unit", unit=start.unit, hint=hint(start.unit, set(organisation.units)))
    if start.entered_by and start.entered_by not in organisation.people:
        raise Refused("unknown_person", person=start.entered_by, hint=hint(start.entered_by, set(organisation.people)))
    zone = cell.hours.zone
    began = Act(event=opening.transition.event, actor=start.actor, at=moment(start.began, zone), values=start.values)
    _need_years(world.calendar, began.at, now)
    lines = _read(file, machine, organisation, zone) if file else ()
    unit = start.unit or organisation.line_of(start.actor) or organisation.root

    def past(count: int) -> Past:
        acts = [line.act for line in lines[:count]]
        return Past(opening=began, acts=acts, unit=unit, period=start.period, entered_by=start.entered_by)

    try:
        return commands.take_over(cell, start.workflow, past(len(lines)), now)
    except Refused as refused:
        declined = _first_impossible(
            lines, lambda count: try_out(machine, world, opening, past(count), number="?", now=now)
        )
        if declined is None:
            raise
        raise declined from refused


def _need_years(calendar: Calendar, began: datetime, now: datetime) -> None:
    """Raises Declined while a year the past reaches back to is not loaded: its dates would stay provisional and lead nowhere."""
    first, last = (calendar.today(at).year for at in (began, now))
    missing = [year for year in range(first, last) if not calendar.announced(year)]
    if missing:
        years = ", ".join(map(str, missing))
        commands = "; ".join(f"duban calendar load --year {year} --as PERSON" for year in missing)
        raise Declined(
            Text(
                f"{years.replace(', ', '、')} 年的日历没有载入，期限无法计算。先运行：{commands}",
                f"The calendar of {years} is not loaded, so no date can be computed. First run: {commands}",
            )
        )


def _first_impossible(lines: Sequence[Line], try_first: Callable[[int], object]) -> Declined | None:
    """The first line that cannot have happened, with its own reason; None: it is the beginning that cannot."""
    for count in range(len(lines) + 1):
        try:
            try_first(count)
        except Refused as refused:
            if count == 0:
                break
            place = f"{lines[count - 1].place}: "
            return Declined(Text(place + refused.text("zh"), place + refused.text("en")))
    return None


def _opening(cell: Cell, workflow: str) -> tuple[Machine, Opening]:
    """How people open such a matter. Raises Refused."""
    machine = cell.rules.machines.get(workflow)
    if machine is None:
        raise Refused("unknown_workflow", workflow=workflow, hint=hint(workflow, set(cell.rules.machines)))
    opening = next((one for one in machine.openings if ENGINE not in one.transition.by), None)
    if opening is None:
        raise Refused("not_openable", workflow=machine.title)
    return machine, opening


def moment(text: str, zone: ZoneInfo) -> datetime:
    """An instant as typed after `--at`. Raises BadInput."""
    try:
        return _instant(zone)(text)
    except Unreadable as fault:
        raise BadInput(
            Text(f"--at {text}：应写作 2026-03-02T10:00。", f"--at {text} {fault.message}: {fault.hint}.")
        ) from fault


def _instant(zone: ZoneInfo) -> Callable[[str], datetime]:
    """A reader of instants: on the county's wall clock, unless an offset is written."""

    def parse(text: str) -> datetime:
        if not _INSTANT.fullmatch(text):
            raise Unreadable("must be a day and a time", "write 2026-03-02T10:00")
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise Unreadable("is a day or a time that does not exist", "correct it") from error
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)

    return parse


# --- the file --------------------------------------------------------------------------------------------------------


def _read(path: Path, machine: Machine, organisation: Organisation, zone: ZoneInfo) -> Sequence[Line]:
    """Every act of the file, in order. Raises Faults with everything that is wrong in it."""
    name = path.as_posix()
    try:
        root = read(path.read_bytes(), name)
    except OSError as error:
        raise Faults([Fault(Place(name), f"this file cannot be opened: {error.strerror}", "check its name")]) from error
    report = Report()
    if root.kind != "list":
        report.fault(root.place, "a history must be a list of acts", "begin each line with `- `")
    found = [_line(node, machine, organisation, _instant(zone), report) for node in root.items]
    report.settle()
    return found


def _line(
    node: Node, machine: Machine, organisation: Organisation, instant: Callable[[str], datetime], report: Report
) -> Line:
    sheet = Sheet(node, _KEYS, report, "an act")
    sheet.need("at", "do", "as")
    act = Act(
        event=sheet.read("do", one_of("event", sorted({event for _, event in machine.table})), ""),
        actor=sheet.read("as", one_of("person", organisation.people), ""),
        at=sheet.read("at", instant, datetime.min.replace(tzinfo=UTC)),
        values=sheet.texts("fields"),
        on=sheet.read("on", day, None),
    )
    return Line(node.place, act)
