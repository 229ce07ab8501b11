"""A scenario file, read whole and checked whole: every mistake with its file, line and column.

Here: the head of the file and the order of reading. Not here: its lines (timeline.py, expectation.py), the county
(config/), playing it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.county import County
from config.report import Report
from config.yaml_reader import Fault, Faults, Node, Place, read
from engine.core.machine import Text
from service.scenario.expectation import Expectations
from service.scenario.known import Known
from service.scenario.script import Check, Expected, Happening, Line, Mails, Outage, Scenario, Silence
from service.scenario.sheet import Sheet, instant, one_of
from service.scenario.timeline import Timeline

HEAD = ("scenario", "county", "workflows", "seed", "begins", "ends", "only", "matters", "timeline", "expect")
SAMPLE = "sample"
NEVER = datetime.min.replace(tzinfo=UTC)  #: stands for an instant that was a fault


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario file of which only the head was looked at: it names the county that the rest is checked against."""

    file: Path
    root: Node
    county: str  #: sample, a folder beside the file, or ""
    county_place: Place


def read_draft(path: Path) -> Draft:
    """The file as a tree, and the county it names. Raises Faults."""
    name = path.as_posix()
    try:
        root = read(path.read_bytes(), name)
    except OSError as error:
        raise Faults([Fault(Place(name), f"this file cannot be opened: {error.strerror}", "check its name")]) from error
    report = Report()
    sheet = Sheet(root, HEAD, report, "a scenario file")
    county = sheet.text("county")
    if root.kind != "map":
        report.settle()
    return Draft(path, root, county, sheet.place_of("county"))


def read_scenario(draft: Draft, county: County, known: Known) -> Scenario:
    """The whole scenario. Raises Faults with everything that is wrong in it."""
    report = Report()
    sheet = Sheet(draft.root, HEAD, report, "a scenario file")
    sheet.need("begins", "timeline")
    timeline = Timeline(known, report)
    named = timeline.named(sheet.node("matters"))
    happenings = timeline.read(_lines(sheet, "timeline", report))
    expected = Expectations(known, timeline.names, report).read(_lines(sheet, "expect", report))
    begins, ends = _span(sheet, report, known, happenings, expected)
    workflows = sheet.read_list("workflows", one_of("workflow", sorted(known.events)))
    only = sheet.read("only", one_of("kind of strictness (listed, named)", ("listed", "named")), "")
    title = _title(sheet, report, draft.file.stem)
    report.settle()
    return Scenario(
        file=draft.file,
        title=title,
        county=county.folder,
        workflows=workflows,
        seed=sheet.text("seed"),
        begins=begins,
        ends=ends,
        only="named" if only == "named" else "listed" if only else "",
        matters=named,
        timeline=happenings,
        expect=expected,
        expect_place=sheet.place_of("expect"),
    )


def _title(sheet: Sheet, report: Report, fallback: str) -> Text:
    node = sheet.node("scenario")
    if node is None or node.kind == "scalar":
        text = sheet.text("scenario") or fallback
        return Text(text, text)
    inner = Sheet(node, ("zh", "en"), report, "`scenario`")
    zh, en = inner.text("zh"), inner.text("en")
    return Text(zh or en or fallback, en or zh or fallback)


def _lines(sheet: Sheet, name: str, report: Report) -> tuple[Node, ...]:
    """The lines of a list, each a map."""
    node = sheet.node(name)
    if node is None or (node.kind == "scalar" and not node.text):
        return ()
    if node.kind != "list":
        sheet.fault(name, "must be a list", "begin each line with `- `")
        return ()
    for item in node.items:
        if item.kind != "map":
            report.fault(item.place, f"a line under `{name}` must be a map of keys", "write - {at: ..., ...}")
    return tuple(item for item in node.items if item.kind == "map")


def _span(
    sheet: Sheet, report: Report, known: Known, happenings: Sequence[Happening], expected: Sequence[Expected]
) -> tuple[datetime, datetime]:
    """From where to where it is played; every instant in the file must lie between."""
    lines: list[Happening | Expected] = [*happenings, *expected]
    begins = sheet.read("begins", instant(known.zone), None)
    ends = sheet.read("ends", instant(known.zone), None)
    if begins is None:
        return NEVER, NEVER
    if ends is not None and ends < begins:
        sheet.fault("ends", "is before `begins`", "correct one of the two")
        return begins, begins
    for line in lines:
        instants = _instants(line)
        if instants and instants[0] < begins:
            report.fault(line.place, "this lies before the scenario begins", "correct the instant, or `begins`")
        if instants and ends is not None and instants[-1] > ends:
            report.fault(line.place, "this lies after the scenario ends", "correct the instant, or `ends`")
    return begins, ends or max([begins, *(at for line in lines for at in _instants(line))])


def _instants(line: Happening | Expected) -> list[datetime]:
    """The instants a line names, the earlier one first."""
    match line:
        case Outage():
            return [line.at, line.until]
        case Silence():
            return [line.first_at, line.last_at]
        case Happening() | Line():
            return [line.at]
        case Mails() | Check():
            return [line.at] if line.at else []
        case _:
            return []
