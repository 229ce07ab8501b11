"""`duban unreached`: who cannot be reached by mail, and the slips that are handed to them instead."""

import sys
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from engine.core.machine import Text
from service import words
from service.command.guard import guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.command.session import session
from service.printing import Printer
from service.slips import as_html, as_text, how_words, said_words
from service.unreached import Sheet, sheets

Print = Annotated[bool, typer.Option("--print", help="打印稿：一人一页，A4 纯文本 Slips as plain text, a page each.")]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="写成可打印的网页 Write the slips as an HTML page.")
]
Days = Annotated[int, typer.Option("--days", min=1, max=400, help="看最近几天 How many days back.", show_default=True)]

_HEADS = (Text("姓名", "who"), Text("送达", "how"), Text("时间", "when"), Text("编号", "number"), Text("内容", "what"))
_NOBODY = Text("人人都收得到邮件。", "Everybody is reached by mail.")


@guarded
def unreached(
    printed: Print = False,
    html: Html = None,
    days: Days = 7,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """收不到邮件的提醒 Lines that reach nobody by mail, or only through a stand-in: to be handed over on paper.

    例 Example: duban unreached --print | lp
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        found = sheets(opened.cell, now, now - timedelta(days=days))
        zone, name = opened.cell.hours.zone, opened.county.settings.name
        today = now.astimezone(zone).date()
    if html is not None:
        html.write_text(as_html(found, name, today, zone, lang), encoding="utf-8")
    if as_json:
        printer.json(found, zone)
    elif printed:
        sys.stdout.write(as_text(found, name, today, zone, lang))
    elif not found:
        printer.say(_NOBODY)
    elif html is not None:
        printer.say(Text(f"{html}：{len(found)} 张。", f"{html}: {len(found)} slip(s)."))
    else:
        printer.table(_HEADS, [row for sheet in found for row in _rows(sheet, today, zone, lang)])


def _rows(sheet: Sheet, today: date, zone: tzinfo, lang: str) -> list[list[str]]:
    """The person once, then a row for each line."""
    return [
        [
            "" if n else sheet.name,
            how_words(sheet, line.how, lang),
            words.instant(line.at, zone, today, lang),
            line.matter,
            said_words(line, lang),
        ]
        for n, line in enumerate(sheet.lines)
    ]
