"""The lines under `timeline`: what happens, read and checked.

Here: one reader for each kind of line. Not here: what is expected (expectation.py), doing it (play.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from config import value
from config.calendars import CalendarFault, days_in, plan_from_days
from config.report import Report
from config.yaml_reader import Node, did_you_mean
from service.scenario.known import Known, refusal
from service.scenario.script import (
    Announced,
    Away,
    Do,
    Happening,
    MailAddress,
    MailServer,
    Named,
    Open,
    Outage,
    TakeBack,
)
from service.scenario.sheet import Sheet, day, instant, one_of

KEYS: Mapping[str, tuple[str, ...]] = {
    "open": ("as", "unit", "period", "name", "fields", "refused"),
    "do": ("matter", "as", "on", "fields", "refused"),
    "correct": ("matter", "as", "refused"),
    "void": ("matter", "as", "refused"),
    "absent": ("from", "to"),
    "calendar": (),
    "outage": (),
    "mail": (),
}
NAMED = ("workflow", "unit", "period")


class Names:
    """What the file calls its matters, with the workflow of each."""

    def __init__(self) -> None:
        self.workflows: dict[str, str] = {}

    def add(self, sheet: Sheet, key: str, name: str, workflow: str) -> None:
        if name in self.workflows:
            sheet.fault(key, f"{name} already stands for another matter", "choose another name")
        self.workflows[name] = workflow

    def read(self, sheet: Sheet, key: str = "matter") -> str:
        """The matter a line is about; a fault when the file names no such matter (so far)."""
        return sheet.read(key, one_of("matter", self.workflows), "")


class Timeline:
    """Reads the lines in order; a name can be used after the line that gives it."""

    def __init__(self, known: Known, report: Report) -> None:
        self.names = Names()
        self._known = known
        self._report = report
        self._instant = instant(known.zone)
        self._readers: Mapping[str, Callable[[Sheet, datetime], Happening | None]] = {
            "open": self._open,
            "do": self._do,
            "correct": self._take_back,
            "void": self._take_back,
            "absent": self._absent,
            "calendar": self._calendar,
            "outage": self._outage,
            "mail": self._mail,
        }

    def named(self, node: Node | None) -> tuple[Named, ...]:
        """`matters`: names for matters the engine opens by itself."""
        if node is None:
            return ()
        if node.kind != "map":
            self._report.fault(node.place, "`matters` must be a map of names", "write name: {workflow: ...}")
            return ()
        found = []
        for name, _, entry in node.entries:
            sheet = Sheet(entry, NAMED, self._report, f"the matter {name}")
            sheet.need("workflow")
            workflow = sheet.read("workflow", one_of("workflow", self._known.events), "")
            unit = sheet.read("unit", one_of("unit", self._known.units), "")
            self.names.add(sheet, "workflow", name, workflow)
            found.append(Named(place=entry.place, name=name, workflow=workflow, unit=unit, period=sheet.text("period")))
        return tuple(found)

    def read(self, nodes: Iterable[Node]) -> tuple[Happening, ...]:
        """The whole timeline; its instants must not go back."""
        found: list[Happening] = []
        for node in nodes:
            happening = self._line(node)
            if happening is None:
                continue
            if found and happening.at < found[-1].at:
                self._report.fault(node.place, "this happens before the line above it", "put the lines in order")
            found.append(happening)
        return tuple(found)

    def _line(self, node: Node) -> Happening | None:
        kinds = [kind for kind in KEYS if node.get(kind) is not None]
        if len(kinds) != 1:
            odd = [
                name for name, _, _ in node.entries if name != "at" and not any(name in keys for keys in KEYS.values())
            ]
            near = next((hint for name in odd if (hint := did_you_mean(name, KEYS))), "")
            self._report.fault(node.place, f"a line of the timeline needs one of: {', '.join(KEYS)}", near)
            return None
        sheet = Sheet(node, ("at", kinds[0], *KEYS[kinds[0]]), self._report, f"`{kinds[0]}`")
        sheet.need("at", kinds[0])
        at = sheet.read("at", self._instant, None)
        return self._readers[kinds[0]](sheet, at) if at else None

    def _open(self, sheet: Sheet, at: datetime) -> Open:
        sheet.need("as")
        workflow = self._code(sheet, "open", "workflow", self._known.events)
        name = sheet.text("name")
        if name:
            self.names.add(sheet, "name", name, workflow)
        return Open(
            place=sheet.place,
            at=at,
            workflow=workflow,
            person=self._code(sheet, "as", "person", self._known.people),
            unit=self._code(sheet, "unit", "unit", self._known.units),
            period=sheet.text("period"),
            name=name,
            fields=sheet.texts("fields"),
            refused=sheet.read("refused", refusal, ""),
        )

    def _do(self, sheet: Sheet, at: datetime) -> Do:
        sheet.need("matter", "as")
        matter = self.names.read(sheet)
        return Do(
            place=sheet.place,
            at=at,
            event=self._event(sheet, matter),
            matter=matter,
            person=self._code(sheet, "as", "person", self._known.people),
            on=sheet.read("on", day, None),
            fields=sheet.texts("fields"),
            refused=sheet.read("refused", refusal, ""),
        )

    def _take_back(self, sheet: Sheet, at: datetime) -> TakeBack:
        sheet.need("matter", "as")
        is_void = sheet.has("void")
        return TakeBack(
            place=sheet.place,
            at=at,
            matter=self.names.read(sheet),
            person=self._code(sheet, "as", "person", self._known.people),
            reason=sheet.text("void" if is_void else "correct"),
            is_void=is_void,
            refused=sheet.read("refused", refusal, ""),
        )

    def _event(self, sheet: Sheet, matter: str) -> str:
        """An event of the matter's workflow; where the matter is not known, nothing can be said about the event."""
        events = self._known.events.get(self.names.workflows.get(matter, ""))
        return self._code(sheet, "do", "event", events) if events else sheet.text("do")

    def _code(self, sheet: Sheet, key: str, what: str, known: Iterable[str]) -> str:
        """A code that must be known, unless the line expects to be refused."""
        return sheet.text(key) if sheet.has("refused") else sheet.read(key, one_of(what, known), "")

    def _absent(self, sheet: Sheet, at: datetime) -> Away:
        sheet.need("from", "to")
        first = sheet.read("from", day, at.date())
        last = sheet.read("to", day, first)
        if last < first:
            sheet.fault("to", "is before `from`", "correct one of the two")
        return Away(
            place=sheet.place,
            at=at,
            person=sheet.read("absent", one_of("person", self._known.people), ""),
            first_on=first,
            last_on=max(first, last),
        )

    def _calendar(self, sheet: Sheet, at: datetime) -> Announced | None:
        node = sheet.node("calendar")
        assert node is not None
        inner = Sheet(node, ("year", "source", "off", "work"), self._report, "`calendar`")
        inner.need("year")
        year = inner.read("year", value.year, 0)
        off = [one for days in inner.read_list("off", _days) for one in days]
        work = [one for days in inner.read_list("work", _days) for one in days]
        try:
            plan = plan_from_days(year, off, work, inner.text("source") or "scenario") if year else None
        except CalendarFault as error:
            inner.fault("year", f"cannot be announced so: {error.message}", "correct the day")
            return None
        return Announced(place=sheet.place, at=at, plan=plan) if plan else None

    def _outage(self, sheet: Sheet, at: datetime) -> Outage:
        node = sheet.node("outage")
        assert node is not None
        inner = Sheet(node, ("until",), self._report, "`outage`")
        inner.need("until")
        until = inner.read("until", self._instant, at)
        if inner.has("until") and until <= at:
            inner.fault("until", "is not after the outage begins", "correct one of the two")
        return Outage(place=sheet.place, at=at, until=until)

    def _mail(self, sheet: Sheet, at: datetime) -> Happening:
        node = sheet.node("mail")
        assert node is not None
        if node.kind == "scalar":
            word = sheet.read("mail", one_of("state of the mail server (up, down)", ("up", "down")), "up")
            return MailServer(place=sheet.place, at=at, is_up=word == "up")
        inner = Sheet(node, ("refuse", "take"), self._report, "`mail`")
        key = "take" if inner.has("take") else "refuse"
        inner.need(key)
        person = inner.read(key, one_of("person", self._known.people), "")
        return MailAddress(place=sheet.place, at=at, person=person, is_taken=key == "take")


def _days(text: str) -> tuple[date, ...]:
    try:
        return days_in(text)
    except CalendarFault as error:
        raise value.Unreadable("must be a day or a range of days", "write 2027-02-05..2027-02-13") from error
