"""`duban explain` and `duban draw`: why each date is what it is and what comes next; a workflow as a diagram."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated

import typer

from engine.core.act import hint
from engine.core.case import Case
from engine.core.explain import ClockStory, Foreseen, future, stories
from engine.core.machine import Text
from engine.core.refusal import Refused
from engine.run.desk import Desk
from service.command.guard import guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.command.session import session
from service.explaining import foreseen_lines, story_lines
from service.printing import Printer
from workflows.draw import draw

Matter = Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 Number of the matter.")]
Workflow = Annotated[str, typer.Argument(metavar="WORKFLOW", help="制度 Name of the workflow.")]
Days = Annotated[
    int, typer.Option("--days", min=1, max=1000, help="看多少天以后 How many days ahead to look.", show_default=True)
]
NEXT = Text("如果不办，接下来：", "If nothing is done:")
NOTHING = Text("没有要发的提醒。", "Nothing will be said.")


@guarded
def explain(
    matter: Matter,
    days: Days = 60,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """说明 Why each date is what it is, and what will be sent when if nothing is done.

    例 Example: duban explain SW-2026-0001
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now), opened.cell.database.read() as tx:
        case = Desk(opened.cell, tx, now).load(matter)
        told = stories(case)
        ahead = future(case, now, until=now + timedelta(days=days))
        if as_json:
            printer.json(_plain(matter, told, ahead), case.calendar.hours.zone)
        else:
            _print(printer, case, told, ahead, case.calendar.today(now))


def _plain(matter: str, told: Sequence[ClockStory], ahead: Sequence[Foreseen]) -> dict[str, object]:
    return {
        "matter": matter,
        "clocks": [
            {"clock": one.rule.name, "mode": one.run.mode, "dates": [asdict(each) for each in one.reckonings]}
            for one in told
        ],
        "ahead": [
            {"at": one.at, "kind": each.kind, "clock": each.clock, "person": each.person, "basis": each.basis}
            for one in ahead
            for each in one.notices
        ],
    }


def _print(printer: Printer, case: Case, told: Sequence[ClockStory], ahead: list[Foreseen], today: date) -> None:
    for one in told:
        for line in story_lines(one, case.calendar, today, printer.lang):
            printer.say(line)
    lines = foreseen_lines(ahead, case.machine, case.organisation, case.calendar, today, printer.lang)
    printer.say("")
    printer.say(NEXT if lines else NOTHING)
    for line in lines:
        printer.say(f"  {line}")


@guarded
def draw_workflow(
    workflow: Workflow,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """画图 A workflow as a Mermaid diagram, drawn from the machine that runs it.

    例 Example: duban draw first_contact > first_contact.mmd
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, _):
        machines = opened.cell.rules.machines
        if workflow not in machines:
            raise Refused("unknown_workflow", workflow=workflow, hint=hint(workflow, set(machines)))
        picture = draw(machines[workflow], lang)
    if as_json:
        printer.say(json.dumps({"workflow": workflow, "mermaid": picture}, ensure_ascii=False))
    else:
        printer.say(picture)
