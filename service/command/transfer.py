"""`duban transfer`: a matter goes to another unit, or to a colleague in the same one.

Here: what was typed, and printing. Not here: which event of a rulebook offers it, who may (engine/core/handover.py).
"""

from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run.transferring import transfer as transfer_matter
from engine.run.world import load_world
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Fields, Lang, Language, values_of
from service.command.session import session
from service.printing import Printer

Matter = Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 Number of the matter.")]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="UNIT|PERSON",
        help="给哪个单位（提请移送），或本单位的谁（直接移交） A unit, to which it is offered; or a person of the same unit.",
    ),
]
Why = Annotated[str, typer.Option("--reason", help="理由 The reason; it stays in the history.")]


@guarded
def transfer(
    matter: Matter,
    to: To,
    actor: Actor,
    reason: Why = "",
    fields: Fields = None,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """移送、移交 Offer a matter to another unit, whose head accepts or refuses it; or hand it to a colleague of the same unit.

    例 Example: duban transfer SW-2026-0001 --to basic_clerk_b --as basic_clerk_a --reason 轮岗
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        done = transfer_matter(opened.cell, matter, to, actor, values_of(fields), now, reason=reason.strip())
        opened.bell.ring()
        with opened.cell.database.read() as tx:
            organisation = load_world(opened.cell, tx).organisation
    unit = organisation.units.get(to)
    if as_json:
        printer.json(
            {"number": done.number, "state": done.state, "mails": done.mails, "to": to, "offered": unit is not None}
        )
    elif unit is not None:
        printer.say(
            Text(
                f"已提请移送：{done.number}，待{unit.name.zh}负责人接收；接收前仍由原单位负责。",
                f"Offered: {done.number}, for the head of {unit.name.en} to accept; until then it stays where it is.",
            )
        )
    else:
        name = organisation.people[to].name
        printer.say(
            Text(
                f"已移交：{done.number}，现由 {name} 负责，时限照旧。",
                f"Handed over: {done.number} is owed by {name} now; its limit goes on.",
            )
        )
