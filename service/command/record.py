"""`duban show`: one matter on a page: how it stands, its clocks, what happened, who was told and whether it arrived."""

from datetime import date, tzinfo
from typing import Annotated

import typer
from rich.text import Text as Rich

from engine.core.machine import ENGINE, Text
from service import words
from service.command.guard import guarded
from service.command.listing import light_cell
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.command.session import session
from service.dossier import Dossier, HistoryLine, NoticeLine, dossier
from service.naming import reason
from service.printing import Printer

Matter = Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 Number of the matter.")]


@guarded
def show(
    matter: Matter,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """一件事项的全部情况 One matter with its clocks, its history and its notices.

    例 Example: duban show SW-2026-0001
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        found = dossier(opened.cell, matter, now)
        zone = opened.cell.hours.zone
    if as_json:
        printer.json(found, zone)
    else:
        _Page(printer, found, zone).print()


class _Page:
    def __init__(self, printer: Printer, found: Dossier, zone: tzinfo) -> None:
        self.printer = printer
        self.found = found
        self.zone = zone
        self.lang = printer.lang

    def print(self) -> None:
        self._head()
        self._clocks()
        self._possible()
        self._history()
        self._notices()

    def _day(self, value: date | None) -> str:
        return words.day(value, self.found.today, self.lang) or "–"

    def _head(self) -> None:
        found, row, lang = self.found, self.found.row, self.lang
        voided = words.LIGHTS["voided"].get(lang)
        light = light_cell("voided" if row.voided else row.light, row.left, row.late, lang)
        awaiting = voided if row.voided else row.awaiting.get(lang)
        self.printer.say(f"{row.number}  {row.title.get(lang)}  {row.about.get(lang)}".rstrip())
        lines = [
            (words.STATE, f"{awaiting}  {light.plain}" if awaiting not in light.plain else light.plain),
            (words.OWED_BY, "、".join(row.names) or "–"),
            (words.UNIT, " ".join(filter(None, (row.unit_name.get(lang), row.period)))),
            (words.OPENED, words.instant(found.opened_at, self.zone, found.today, lang)),
        ]
        if found.closed_at:
            lines.append((words.CLOSED, words.instant(found.closed_at, self.zone, found.today, lang)))
        if found.parent:
            lines.append((words.PARENT, found.parent))
        lines += [(found.names.get(name, Text(name, name)), said.get(lang)) for name, said in found.said.items()]
        lines += [(found.names[name], words.PRIVATE.get(lang)) for name in found.private]
        for label, text in lines:
            self.printer.say(f"  {label.get(lang)}{words.COLON.get(lang)}{text}")

    def _clocks(self) -> None:
        rows: list[list[str | Rich]] = [
            [
                each.title.get(self.lang),
                light_cell(each.light, each.left, 0 if self.found.voided else each.late, self.lang),
                self._day(each.promised) + (words.PROVISIONAL.get(self.lang) if each.provisional else ""),
                self._day(each.statutory),
                self._day(each.day_zero),
            ]
            for each in self.found.clocks
        ]
        if rows:
            heads = (words.CLOCK, words.LIGHT, words.PROMISED, words.STATUTORY, words.DAY_ZERO)
            self.printer.table(heads, rows, title=words.CLOCKS)

    def _possible(self) -> None:
        if self.found.possible:
            rows: list[list[str | Rich]] = [
                [each.event, each.title.get(self.lang), ", ".join(each.needs)] for each in self.found.possible
            ]
            self.printer.table((words.EVENT, words.ACT, words.NEEDS), rows, title=words.POSSIBLE)

    def _history(self) -> None:
        rows: list[list[str | Rich]] = [
            [
                words.instant(line.at, self.zone, self.found.today, self.lang),
                words.BY_ENGINE.get(self.lang) if line.actor == ENGINE else line.name,
                _told(line, self.found, self.lang) + self._down(line),
            ]
            for line in self.found.history
        ]
        self.printer.table((words.WHEN, words.WHO, words.WHAT), rows, title=words.HISTORY_TITLE)

    def _notices(self) -> None:
        rows: list[list[str | Rich]] = [
            [
                words.instant(line.at, self.zone, self.found.today, self.lang),
                line.name + (words.COPY.get(self.lang) if line.capacity == "cc" else ""),
                _said(line, self.lang),
                self._arrival(line),
            ]
            for line in self.found.notices
        ]
        if rows:
            self.printer.table((words.WHEN, words.TO_WHOM, words.WHAT, words.ARRIVED), rows, title=words.NOTICES_TITLE)

    def _arrival(self, line: NoticeLine) -> str:
        became = words.DELIVERIES[line.became].get(self.lang)
        if line.reached_at:
            became = f"{became} {words.instant(line.reached_at, self.zone, self.found.today, self.lang)}"
        why = reason(line.reason).get(self.lang)
        return (f"{became} ({why})" if why else became) + self._down(line)

    def _down(self, line: HistoryLine | NoticeLine) -> str:
        """Why it is late, when the service was down at its time."""
        if line.down is None:
            return ""
        since, until = (words.instant(at, self.zone, self.found.today, self.lang) for at in line.down)
        return words.DOWN.get(self.lang).format(since=since, until=until)


def _said(line: NoticeLine, lang: str) -> str:
    kind = words.NOTICES.get(line.kind, Text(line.kind, line.kind)).get(lang)
    return kind if line.step in ("", line.kind) else f"{kind} {line.step}"


def _told(line: HistoryLine, found: Dossier, lang: str) -> str:
    """One line of history in words; what it holds besides stands in --json."""
    phrase = words.HISTORY.get(line.kind, Text(line.kind, line.kind)).get(lang)
    kind, clock = str(line.data.get("kind", "")), found.names.get(str(line.data.get("clock", "")))
    superseded = line.data.get("lines")
    known = {name: _value(value) for name, value in line.data.items()}
    known |= {name: said.get(lang) for name, said in line.said.items()} | {
        "event": line.event.get(lang) if line.event else str(line.data.get("event", "")),
        "kind": words.NOTICES.get(kind, Text(kind, kind)).get(lang),
        "count": str(len(superseded)) if isinstance(superseded, tuple | list) else "",
    }
    text = phrase.format_map(_Blank(known))
    if clock and line.kind in ("said", "withdrawn"):
        text = f"{text} · {clock.get(lang)}"
    if line.to:
        text = f"{text} → {line.to.get(lang)}"
    return text


class _Blank(dict[str, str]):
    """What a line does not hold is left blank."""

    def __missing__(self, name: str) -> str:
        return ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "√" if value else "×"
    if isinstance(value, tuple | list):
        return "，".join(str(each) for each in value)
    return str(value)
