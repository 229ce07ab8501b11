"""`duban correct` and `duban void`: counter-entries for a wrong click and for a matter opened in error."""

from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run import commands
from service.command.guard import guarded
from service.command.matter import carry_out
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language
from service.printing import Printer

Matter = Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 Number of the matter.")]
Reason = Annotated[str, typer.Option("--reason", help="理由 The reason; it stays in the history.")]


@guarded
def correct(
    matter: Matter,
    actor: Actor,
    reason: Reason,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """更正 Take back the last act: its author on the same day, later the section head.

    例 Example: duban correct SW-2026-0001 --as front_desk --reason 点错
    """
    what = Text("已更正", "Corrected")
    carry_out(
        lambda cell, now: commands.correct(cell, matter, actor, reason, now),
        county,
        Printer(lang),
        what,
        as_json=as_json,
    )


@guarded
def void(
    matter: Matter,
    actor: Actor,
    reason: Reason,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """作废 Void a matter that was opened in error.

    例 Example: duban void SW-2026-0001 --as front_desk --reason 重复登记
    """
    what = Text("已作废", "Voided")
    carry_out(
        lambda cell, now: commands.void(cell, matter, actor, reason, now), county, Printer(lang), what, as_json=as_json
    )
