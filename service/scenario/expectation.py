"""The lines under `expect`: what is expected, read and checked.

Here: one reader for each kind of line. Not here: what happens (timeline.py), comparing (verdict.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import get_args

from config.report import Report
from config.yaml_reader import Node, did_you_mean
from service.scenario.known import Known
from service.scenario.script import Check, Expected, Key, Line, Mails, Silence
from service.scenario.sheet import Sheet, count, day, instant, number, one_of, yes
from service.scenario.timeline import Names

CHECKED: tuple[Key, ...] = get_args(Key)
KEYS: Mapping[str, tuple[str, ...]] = {
    "says": ("at", "says", "to", "cc", "matter", "clock", "demand", "later"),
    "silence": ("silence", "matter", "to", "later"),
    "mails": ("at", "mails", "lines", "to", "later"),
    "check": ("at", "matter", "clock", "later", *CHECKED),
}
LIGHTS = ("green", "amber", "red", "paused", "verifying", "done")


class Expectations:
    """Reads the lines; every matter of the file can be named, wherever it is opened."""

    def __init__(self, known: Known, names: Names, report: Report) -> None:
        self._known = known
        self._names = names
        self._report = report
        self._instant = instant(known.zone)
        self._readers: Mapping[str, Callable[[Sheet], Expected | None]] = {
            "says": self._says,
            "silence": self._silence,
            "mails": self._mails,
            "check": self._check,
        }

    def read(self, nodes: Iterable[Node]) -> tuple[Expected, ...]:
        found = [self._line(node) for node in nodes]
        return tuple(one for one in found if one is not None)

    def _line(self, node: Node) -> Expected | None:
        names = [name for name, _, _ in node.entries]
        kinds: list[str] = [kind for kind in KEYS if kind in names]
        if not kinds and any(name in CHECKED for name in names):
            kinds = ["check"]
        if len(kinds) != 1:
            firsts = ("says", "silence", "mails", *CHECKED)
            odd = [name for name in names if not any(name in keys for keys in KEYS.values())]
            near = next((hint for name in odd if (hint := did_you_mean(name, firsts))), "")
            self._report.fault(node.place, f"an expectation needs one of: {', '.join(firsts)}", near)
            return None
        sheet = Sheet(
            node, KEYS[kinds[0]], self._report, f"an expectation with `{kinds[0]}`" if kinds[0] in names else "a check"
        )
        return self._readers[kinds[0]](sheet)

    def _people(self, sheet: Sheet, key: str) -> tuple[str, ...]:
        return sheet.read_list(key, one_of("person", self._known.people))

    def _later(self, sheet: Sheet) -> bool:
        return sheet.read("later", yes, False)

    def _at(self, sheet: Sheet) -> datetime | None:
        return sheet.read("at", self._instant, None)

    def _clock(self, sheet: Sheet, matter: str) -> str:
        """A clock of the matter's workflow; without a matter any clock."""
        workflow = self._names.workflows.get(matter, "")
        clocks = self._known.clocks.get(workflow, frozenset()) if workflow else self._known.all_clocks
        return sheet.read("clock", one_of("clock", sorted(clocks)), "")

    def _says(self, sheet: Sheet) -> Line | None:
        sheet.need("at", "says")
        to, cc = self._people(sheet, "to"), self._people(sheet, "cc")
        if not sheet.has("to") and not sheet.has("cc"):
            sheet.need("to")
        for person in sorted({one for one in (*to, *cc) if (*to, *cc).count(one) > 1}):
            sheet.fault("cc" if person in cc else "to", f"names {person} twice", "each person gets a line once")
        matter = self._names.read(sheet)
        at = self._at(sheet)
        if at is None:
            return None
        says = sheet.read("says", self._known.says, "")
        clock = self._clock(sheet, matter)
        return Line(
            place=sheet.place,
            later=self._later(sheet),
            at=at,
            says=says,
            to=to,
            cc=cc,
            matter=matter,
            clock=clock,
            demand=sheet.read("demand", day, None),
        )

    def _silence(self, sheet: Sheet) -> Silence | None:
        ends = sheet.read_list("silence", self._instant)
        if len(ends) != 2 or ends[1] < ends[0]:
            sheet.fault(
                "silence", "must be two instants, the earlier one first", "write [2026-02-15T00:00, 2026-02-23T23:59]"
            )
            return None
        to = sheet.read("to", one_of("person", self._known.people), "")
        matter = self._names.read(sheet)
        return Silence(
            place=sheet.place, later=self._later(sheet), first_at=ends[0], last_at=ends[1], matter=matter, to=to
        )

    def _mails(self, sheet: Sheet) -> Mails:
        sheet.need("to")
        return Mails(
            place=sheet.place,
            later=self._later(sheet),
            to=sheet.read("to", one_of("person", self._known.people), ""),
            at=self._at(sheet),
            mails=sheet.read("mails", count, 0),
            lines=sheet.read("lines", count, None),
        )

    def _check(self, sheet: Sheet) -> Check:
        sheet.need("matter")
        matter = self._names.read(sheet)
        states = self._known.states.get(self._names.workflows.get(matter, ""), frozenset())
        readers: Mapping[str, Callable[[str], str]] = {
            "state": one_of("state", sorted(states)),
            "light": one_of("light", LIGHTS),
            "provisional": lambda text: "yes" if yes(text) else "no",
            "late": lambda text: str(count(text)),
            "points": lambda text: f"{number(text):g}",
        }
        values = {key: sheet.read(key, readers.get(key, _day_or_none), "") for key in CHECKED if sheet.has(key)}
        clock = self._clock(sheet, matter)
        return Check(
            place=sheet.place, later=self._later(sheet), at=self._at(sheet), matter=matter, clock=clock, values=values
        )


def _day_or_none(text: str) -> str:
    """A date as it is compared; `none`: there is no such date, as while a clock is paused."""
    return text if text == "none" else str(day(text))
