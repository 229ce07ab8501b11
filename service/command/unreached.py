"""`duban unreached`, `duban handed`: who cannot be reached by mail, and the slips that are handed to them instead."""

import sys
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run import handing
from engine.run.world import load_world
from service import words
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import session
from service.past import moment
from service.printing import Printer
from service.slips import as_html, as_text, how_words, said_words
from service.unreached import Sheet, sheets

Print = Annotated[bool, typer.Option("--print", help="打印稿：一人一页，A4 纯文本 Slips as plain text, a page each.")]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="写成可打印的网页 Write the slips as an HTML page.")
]
Days = Annotated[int, typer.Option("--days", min=1, max=400, help="看最近几天 How many days back.", show_default=True)]

Person = Annotated[str, typer.Argument(metavar="PERSON", help="单上的人（代码） Whose slip: code of a person.")]
Slip = Annotated[int, typer.Argument(metavar="SLIP", help="单号 The number of the slip.")]
HandedAt = Annotated[str, typer.Option("--at", metavar="ISO", help="何时送交，不写算现在 When; else now.")]

_NONE_YET = Text("（还没有提醒）", "(nothing said yet)")
_HEADS = (
    Text("姓名", "who"),
    Text("单号", "slip"),
    Text("送达", "how"),
    Text("时间", "when"),
    Text("编号", "number"),
    Text("内容", "what"),
)
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
    """收不到邮件的人和提醒 Who is reached by no mail, or only through a stand-in, and the lines to hand over on paper.

    例 Example: duban unreached --print | lp
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        found = sheets(opened.cell, now, now - timedelta(days=days))
        zone, name = opened.cell.hours.zone, opened.county.settings.name
        today = now.astimezone(zone).date()
    slips = [sheet for sheet in found if sheet.lines]
    if html is not None:
        html.write_text(as_html(slips, name, today, zone, lang), encoding="utf-8")
    if as_json:
        printer.json(found, zone)
    elif printed:
        sys.stdout.write(as_text(slips, name, today, zone, lang))
    elif not found:
        printer.say(_NOBODY)
    elif html is not None:
        printer.say(Text(f"{html}：{len(slips)} 张。", f"{html}: {len(slips)} slip(s)."))
    else:
        printer.table(_HEADS, [row for sheet in found for row in _rows(sheet, today, zone, lang)])


def _rows(sheet: Sheet, today: date, zone: tzinfo, lang: str) -> list[list[str]]:
    """The person and his slip once, then a row for each line; who has none yet has one row."""
    if not sheet.lines:
        return [[sheet.name, "", how_words(sheet, "nobody", lang), "", "", _NONE_YET.get(lang)]]
    rows = [(line, said) for line in sheet.lines for said in line.said]
    return [
        [
            "" if n else sheet.name,
            "" if n else str(sheet.slip),
            how_words(sheet, line.how, lang),
            words.instant(said.at, zone, today, lang),
            line.matter,
            said_words(said, lang),
        ]
        for n, (line, said) in enumerate(rows)
    ]


@guarded
def handed(
    person: Person,
    slip: Slip,
    actor: Actor,
    at: HandedAt = "",
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """登记提醒单已送交 A slip of `duban unreached` was handed over: its lines count as heard from then on.

    例 Example: duban handed village_primary_head 1234 --as office_clerk --at 2026-03-02T10:00
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            organisation = load_world(opened.cell, tx).organisation
        known_person(actor, organisation)
        handed_at = moment(at, opened.cell.hours.zone) if at else now
        done = handing.hand(opened.cell, person, slip, actor, handed_at, now)
        opened.bell.ring()
    if as_json:
        printer.json(done)
        return
    name = organisation.people[person].name if person in organisation.people else person
    printer.say(
        Text(
            f"已登记：{name} 的第 {slip} 号提醒单已送交，{done.lines} 条提醒从此算已送达。",
            f"Slip {slip} of {name} is recorded as handed over; its {done.lines} line(s) count as heard.",
        )
    )
