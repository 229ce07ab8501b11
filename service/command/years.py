"""`duban calendar load`: the days and dates that would change are shown, then years are loaded or corrected.

Here: choosing years, asking, printing. Not here: reading the folder's days (config/), what they do to matters
(engine/run/affairs.py, calendar_ahead.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from config.county import County
from engine.core.calendar import YearPlan
from engine.core.machine import Text
from engine.run import affairs
from engine.run.affairs import Report
from engine.run.calendar_ahead import Ahead, YearChange, preview_years
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.world import load_world
from service import words
from service.clock import SystemClock
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import session
from service.fault import Declined
from service.ledger import name_of
from service.printing import Printer

Year = Annotated[
    int | None,
    typer.Option("--year", min=2000, max=2999, help="只载入这一年 Only this year; by default all announced."),
]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问 Do not ask.")]
Titles = Mapping[tuple[str, str], Text]  #: number and code of a clock, or "" and code of a person

_SAME = Text("日历没有变化。", "The calendar is what is in force already.")
_ASK = Text("确认载入？", "Load it?")
_NOT = Text("没有载入，原日历仍然生效。", "Not loaded: the calendar in force stays.")
_DAYS = Text("日期变化", "days that change")
_DAYS_HEADS = (Text("年份", "year"), Text("变化", "change"), Text("日子", "days"))
_OFF = Text("不再上班", "no longer worked")
_WORKED = Text("改为上班", "worked from now on")
_NO_DAYS = Text("只是依据变了", "only its source changes")
_FIRST = Text("（首次公布）", " (newly announced)")
_MOVED = Text("期限变化", "dates that move")
_WITHDRAWN = Text("撤回的催办", "steps that are withdrawn")
_NAMES = {"promised": words.PROMISED, "statutory": words.STATUTORY}
_MOVED_HEADS = (
    Text("编号", "number"), words.CLOCK, Text("期限", "date"), Text("原为", "was"), Text("现为", "is"),
)  # fmt: skip
_WITHDRAWN_HEADS = (
    Text("编号", "number"), words.CLOCK, Text("环节", "step"), Text("当时的期限", "said about"), Text("已告知", "told to"),
)  # fmt: skip
_STEPS = {"breach": words.NOTICES["breach"]}


@guarded
def load(
    actor: Actor,
    year: Year = None,
    yes: Yes = False,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """载入日历 Load or correct years: the county's calendar files, else the announced national holidays. Shows the days
    and the dates of open matters that change, then asks.

    With --json nothing is asked: without --yes it only shows.

    例 Example: duban calendar load --year 2027 --as office_clerk
    """
    printer = Printer(lang)
    with session(county, printer, notes=False) as (opened, now):
        with opened.cell.database.read() as tx:
            world = load_world(opened.cell, tx)
        known_person(actor, world.organisation)
        plans = _plans(opened.county, now, year)
        ahead = preview_years(opened.cell, plans, now)
        if not as_json:
            _show(printer, ahead, titles_of(opened.cell, ahead.report, now), world.calendar.today(now))
        is_wanted = bool(ahead.years) and (yes if as_json else yes or typer.confirm(_ASK.get(lang)))
        report = ahead.report
        if is_wanted:
            # At an instant of its own: the person may have thought for a while.
            report = affairs.load_years(opened.cell, plans, actor, SystemClock().now())
            opened.bell.ring()
    if as_json:
        withdrawn = [{"matter": matter, "what": what} for matter, what in report.withdrawn]
        days = [one for one in ahead.years if one.year in report.years]
        printer.json(
            {"years": report.years, "days": days, "moved": report.moved, "withdrawn": withdrawn, "loaded": is_wanted}
        )
    elif is_wanted:
        _tell(printer, report)
    elif ahead.years:
        raise Declined(_NOT)


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


def titles_of(cell: Cell, report: Report, now: datetime) -> Titles:
    """What the clocks and people of a report are called."""
    found: dict[tuple[str, str], Text] = {}
    numbers = [one.matter for one in report.moved] + [matter for matter, _ in report.withdrawn]
    people = {person for _, what in report.withdrawn for person in what.told}
    with cell.database.read() as tx:
        for case in Desk(cell, tx, now).load_many(list(dict.fromkeys(numbers))):
            found |= {(case.matter.number, name): rule.title for name, rule in case.machine.clocks.items()}
            found |= {("", person): Text(name := name_of(case, person), name) for person in people}
    return found


def _show(printer: Printer, ahead: Ahead, titles: Titles, today: date) -> None:
    if not ahead.years:
        printer.say(_SAME)
        return
    lang, report = printer.lang, ahead.report
    days = [row for one in ahead.years for row in _day_rows(one, lang)]
    printer.table(_DAYS_HEADS, days, title=_DAYS)
    moved = [
        [
            one.matter,
            titles[one.matter, one.clock].get(lang),
            _NAMES[one.name].get(lang),
            *_days((one.before, one.after), today, lang),
        ]
        for one in report.moved
    ]
    withdrawn = [
        [
            matter,
            titles[matter, what.clock].get(lang),
            _STEPS.get(what.name, Text(what.name, what.name)).get(lang),
            *_days((what.told_of,), today, lang),
            ("、" if lang == "zh" else ", ").join(titles["", person].get(lang) for person in what.told),
        ]
        for matter, what in report.withdrawn
    ]
    if moved:
        printer.table(_MOVED_HEADS, moved, title=_MOVED)
    if withdrawn:
        printer.table(_WITHDRAWN_HEADS, withdrawn, title=_WITHDRAWN)


def _day_rows(one: YearChange, lang: str) -> Iterator[list[str]]:
    year = f"{one.year}{_FIRST.get(lang) if one.is_new else ''}"
    for what, days in ((_OFF, one.off), (_WORKED, one.worked)):
        if days:
            yield [year, what.get(lang), ", ".join(_ranges(days))]
    if not one.off and not one.worked:
        yield [year, _NO_DAYS.get(lang), ""]


def _ranges(days: Iterable[date]) -> Iterator[str]:
    """Neighbours in one piece: 10-01..10-02."""
    pieces: list[list[date]] = []
    for day in days:
        if pieces and day - pieces[-1][-1] == timedelta(days=1):
            pieces[-1].append(day)
        else:
            pieces.append([day])
    for piece in pieces:
        yield f"{piece[0]:%m-%d}" + (f"..{piece[-1]:%m-%d}" if piece[1:] else "")


def _tell(printer: Printer, report: Report) -> None:
    years, moved, gone = ", ".join(map(str, report.years)), len(report.moved), len(report.withdrawn)
    printer.say(
        Text(
            f"已载入：{years}。期限变化 {moved} 处，撤回催办 {gone} 次。",
            f"Loaded: {years}. {moved} date(s) moved, {gone} step(s) withdrawn.",
        )
    )


def _days(days: Sequence[date | None], today: date, lang: str) -> Iterator[str]:
    return (words.day(day, today, lang) or "–" for day in days)
