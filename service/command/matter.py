"""`duban open` and `duban act`: a matter begins, or something is done to it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run import commands
from engine.run.cell import Cell
from engine.run.commands import Done
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Fields, Lang, Language, On, values_of
from service.command.session import session
from service.dossier import dossier
from service.fault import BadInput
from service.past import Start, take_over
from service.printing import Printer

Workflow = Annotated[str, typer.Argument(metavar="WORKFLOW", help="制度 Name of the workflow.")]
Unit = Annotated[
    str, typer.Option("--unit", help="属于哪个单位 Whose matter it is; by default the unit of who opens it.")
]
Period = Annotated[str, typer.Option("--period", metavar="YYYY-MM", help="周期 The period it is about.")]
Matter = Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 Number of the matter.")]
Event = Annotated[
    str, typer.Argument(metavar="EVENT", help="办理什么 What is done (`duban show` lists what is possible).")
]
Began = Annotated[
    str,
    typer.Option("--at", metavar="ISO", help="补录在办事项：何时立项 A running matter is taken over: when it began."),
]
EnteredBy = Annotated[
    str,
    typer.Option(
        "--entered-by", metavar="PERSON", help="补录人，不写则为立项人 Who enters it now; by default who opened it."
    ),
]
PastFile = Annotated[
    Path | None,
    typer.Option("--history", metavar="FILE", help="此后办理经过（YAML） What was done since (docs/operating.md)."),
]


@guarded
def open_matter(
    workflow: Workflow,
    actor: Actor,
    unit: Unit = "",
    period: Period = "",
    fields: Fields = None,
    began: Began = "",
    past: PastFile = None,
    entered_by: EnteredBy = "",
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """立项 Open a matter. With --at a running one is taken over as it is: nothing of its past is sent.

    例 Example: duban open first_contact --as front_desk -f visitor=某家长 -f channel=visit -f request=转学

    例 Example: duban open first_contact --as front_desk ... --at 2026-03-02T10:00 --history past.yaml
    """
    values = values_of(fields)
    for option, given in (("--history", past), ("--entered-by", entered_by)):
        if given and not began:
            raise BadInput(Text(f"{option} 须与 --at 一起用。", f"{option} goes with --at."))

    def do(cell: Cell, now: datetime) -> Done:
        if began:
            start = Start(
                workflow=workflow,
                actor=actor,
                began=began,
                values=values,
                unit=unit,
                period=period,
                entered_by=entered_by,
            )
            return take_over(cell, start, past, now)
        return commands.open_matter(cell, workflow, actor, values, now, unit=unit, period=period)

    carry_out(do, county, Printer(lang), Text("已立项", "Opened"), as_json=as_json)


@guarded
def act(
    matter: Matter,
    event: Event,
    actor: Actor,
    fields: Fields = None,
    on: On = None,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """办理 Do something to a matter.

    例 Example: duban act SW-2026-0001 answer_on_spot --as front_desk -f result=已当场答复
    """
    values: Mapping[str, object] = values_of(fields)

    def do(cell: Cell, now: datetime) -> Done:
        return commands.act(cell, matter, event, actor, values, now, on=on)

    carry_out(do, county, Printer(lang), Text("已办理", "Done"), as_json=as_json)


def carry_out(
    do: Callable[[Cell, datetime], Done], county: CountyFolder, printer: Printer, what: Text, *, as_json: bool
) -> None:
    """Give a command, wake the service, tell how the matter stands now."""
    with session(county, printer) as (opened, now):
        done = do(opened.cell, now)
        opened.bell.ring()
        if as_json:
            printer.json(done)
            return
        state = dossier(opened.cell, done.number, now).row.awaiting
        printer.say(
            Text(
                f"{what.zh}：{done.number}，现为“{state.zh}”。",
                f"{what.en}: {done.number}, now {state.en}.",
            )
        )
