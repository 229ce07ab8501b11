"""`duban list`: the ledger as a table."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.text import Text as Rich

from engine.core.machine import Text
from service import words
from service.command.guard import guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.command.session import session
from service.ledger import Listed, Row, Wanted, find
from service.printing import Printer


class Light(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    PAUSED = "paused"
    VERIFYING = "verifying"
    DONE = "done"


Workflow = Annotated[str, typer.Option("--workflow", help="制度 Only of this workflow.")]
Unit = Annotated[str, typer.Option("--unit", help="单位 Only of this unit.")]
State = Annotated[str, typer.Option("--state", help="状态 Only in this state.")]
Shown = Annotated[Light | None, typer.Option("--light", help="灯 Only with this light.")]
Person = Annotated[str, typer.Option("--person", help="责任人 Only what this person owes, or stands in for.")]
All = Annotated[bool, typer.Option("--all", help="含已办结 Closed ones too.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="最多列几件 At most so many.")]

_HEADS = (
    Text("编号", "number"),
    Text("灯", "light"),
    Text("到期", "due"),
    Text("事项", "matter"),
    Text("单位", "unit"),
    Text("状态", "state"),
    Text("责任人", "owed by"),
)


@guarded
def list_matters(
    workflow: Workflow = "",
    unit: Unit = "",
    state: State = "",
    light: Shown = None,
    person: Person = "",
    with_closed: All = False,
    limit: Limit = 100,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """台账 List matters, the most pressing first.

    例 Example: duban list --light red --unit basic_education
    """
    printer = Printer(lang)
    wanted = Wanted(
        workflow=workflow,
        unit=unit,
        state=state,
        light=light or "",
        person=person,
        with_closed=with_closed,
        limit=limit,
    )
    with session(county, printer) as (opened, now):
        found = find(opened.cell, wanted, now)
    if as_json:
        printer.json({"total": found.total, "matters": found.rows})
    else:
        _print(printer, found)


def _print(printer: Printer, found: Listed) -> None:
    if not found.rows:
        printer.say(Text("没有符合条件的事项。", "No such matter."))
        return
    printer.table(_HEADS, [_cells(row, found, printer.lang) for row in found.rows])
    count, shown = found.total, len(found.rows)
    more = Text(f"，列出前 {shown} 件", f", the first {shown} shown") if shown < count else Text("", "")
    printer.say(Text(f"共 {count} 件{more.zh}。", f"{count} in all{more.en}."))


def _cells(row: Row, found: Listed, lang: str) -> list[str | Rich]:
    due = words.day(row.due, found.today, lang)
    matter = " ".join(filter(None, (row.title.get(lang), row.period, row.about.get(lang))))
    return [
        row.number,
        light_cell("voided" if row.voided else row.light, row.left, row.late, lang),
        f"{due}{words.PROVISIONAL.get(lang) if row.provisional else ''}",
        matter,
        row.unit_name.get(lang),
        words.LIGHTS["voided"].get(lang) if row.voided else row.awaiting.get(lang),
        "、".join(row.names) if lang == "zh" else ", ".join(row.names),
    ]


def light_cell(light: str, left: int, late: int, lang: str) -> Rich:
    """Shape, colour and word, always all three."""
    word = words.light_words(light, left, late).get(lang)
    return Rich(f"{words.MARKS[light]} {word}", style=words.STYLES[light])
