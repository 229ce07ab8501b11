"""`duban paper`: the papers about a matter, or of a day, written as pages that print on A4."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run import papers
from service.command.guard import guarded
from service.command.option import COUNTY, CountyFolder, Lang, Language
from service.command.session import session
from service.composing import paper_files
from service.fault import BadInput
from service.printing import Printer

Matter = Annotated[str, typer.Argument(metavar="[MATTER]", help="事项编号 Number of the matter.", show_default=False)]
On = Annotated[
    datetime | None,
    typer.Option("--on", metavar="DAY", formats=["%Y-%m-%d"], help="某日发出的全部文书 All papers of a day."),
]
To = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="写到这个文件夹 Write them into this folder.")]


@guarded
def paper(
    matter: Matter = "",
    on: On = None,
    to: To = Path("papers"),
    county: CountyFolder = COUNTY,
    lang: Lang = Language.ZH,
) -> None:
    """补印文书 Print the papers of a matter, or of a day, once more: one page each, to open in a browser and print.

    例 Example: duban paper SW-2026-0001
    """
    if bool(matter) == (on is not None):
        raise BadInput(Text("请给出事项编号，或者 --on 日期。", "Name a matter, or a day by --on."))
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        cell = opened.cell
        letter = papers.of_day(cell, on.date(), now, lang) if on else papers.of_matter(cell, matter, now, lang)
        files = paper_files(cell, opened.county, letter)
    if not files:
        printer.say(Text("没有文书。", "There are no papers."))
        return
    to.mkdir(parents=True, exist_ok=True)
    for file in files:
        (to / file.name).write_text(file.content, encoding="utf-8")
        printer.say(str(to / file.name))
