"""`duban calendar load`: years of the county's calendar are loaded or corrected, with a report of what moved.

Here: choosing years and printing. Not here: reading the folder's days (config/), what they do to matters (engine/run/affairs.py).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from config.county import County
from engine.core.calendar import YearPlan
from engine.core.machine import Text
from engine.run import affairs
from engine.run.affairs import Report
from engine.run.world import load_world
from service import words
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import session
from service.fault import Declined
from service.printing import Printer

Year = Annotated[
    int | None,
    typer.Option("--year", min=2000, max=2999, help="只载入这一年 Only this year; by default all announced."),
]

_SAME = Text("日历没有变化。", "The calendar is what is in force already.")
_MOVED = Text("期限变化", "dates that moved")
_WITHDRAWN = Text("撤回的催办", "steps that are withdrawn")
_NAMES = {"promised": words.PROMISED, "statutory": words.STATUTORY}
_MOVED_HEADS = (
    Text("编号", "number"), words.CLOCK, Text("期限", "date"), Text("原为", "was"), Text("现为", "is"),
)  # fmt: skip
_WITHDRAWN_HEADS = (
    Text("编号", "number"), words.CLOCK, Text("环节", "step"), Text("当时的期限", "said about"), Text("已告知", "told to"),
)  # fmt: skip


@guarded
def load(
    actor: Actor, year: Year = None, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """载入日历 Load or correct years: the county's calendar files, else the announced national holidays. Dates of open
    matters are computed anew.

    例 Example: duban calendar load --year 2027 --as office_clerk
    """
    printer = Printer(lang)
    with session(county, printer, notes=False) as (opened, now):
        with opened.cell.database.read() as tx:
            world = load_world(opened.cell, tx)
        known_person(actor, world.organisation)
        plans = _plans(opened.county, now, year)
        report = affairs.load_years(opened.cell, plans, actor, now)
        opened.bell.ring()
        today = world.calendar.today(now)
    if as_json:
        withdrawn = [{"matter": matter, "what": what} for matter, what in report.withdrawn]
        printer.json({"years": report.years, "moved": report.moved, "withdrawn": withdrawn})
    else:
        _print(printer, report, today)


def _plans(county: County, now: datetime, year: int | None) -> Sequence[YearPlan]:
    """What the folder knows of the years a matter of today can reach; raises Declined for a year nobody has announced."""
    this_year = now.astimezone(county.settings.zone).year
    plans = county.plans_for([year] if year else range(this_year - 2, this_year + 2))
    found = [plan for plan in plans if year in (None, plan.year)]
    if not found:
        raise Declined(
            Text(
                f"{year} 年的放假安排还没有公布：请在县文件夹写 calendar/{year}.yaml。",
                f"The holidays of {year} are not announced: write calendar/{year}.yaml in the county folder.",
            )
        )
    return found


def _print(printer: Printer, report: Report, today: date) -> None:
    if not report.years:
        printer.say(_SAME)
        return
    years = ", ".join(map(str, report.years))
    printer.say(Text(f"已载入：{years}。", f"Loaded: {years}."))
    lang = printer.lang
    moved = [
        [one.matter, one.clock, _NAMES[one.name].get(lang), *_days((one.before, one.after), today, lang)]
        for one in report.moved
    ]
    withdrawn = [
        [matter, what.clock, what.name, *_days((what.told_of,), today, lang), ", ".join(what.told)]
        for matter, what in report.withdrawn
    ]
    if moved:
        printer.table(_MOVED_HEADS, moved, title=_MOVED)
    if withdrawn:
        printer.table(_WITHDRAWN_HEADS, withdrawn, title=_WITHDRAWN)
    printer.say(
        Text(
            f"期限变化 {len(moved)} 处，撤回催办 {len(withdrawn)} 次。",
            f"{len(moved)} date(s) moved, {len(withdrawn)} step(s) withdrawn.",
        )
    )


def _days(days: Sequence[date | None], today: date, lang: str) -> Iterator[str]:
    return (words.day(day, today, lang) or "–" for day in days)
