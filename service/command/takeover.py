"""`duban org apply`: the changed county folder is shown beside what is in force, and taken over as a dated version.

Here: asking and printing. Not here: what differs (config/takeover.py), what it does to matters (engine/run/reorganising.py), where
in the folder a cause stands (service/causes.py).
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

import typer

from config import takeover
from engine.core.machine import Text
from engine.core.organisation import Organisation
from engine.core.succession import Passed
from engine.run import reorganising
from engine.run.reorganising import Applied, Orphaned
from engine.run.world import load_world
from service.bootstrap import Opened
from service.causes import cause_lines
from service.clock import SystemClock
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import session
from service.fault import Declined
from service.printing import Printer

Yes = Annotated[bool, typer.Option("--yes", help="不再询问 Do not ask.")]

_SAME = Text("县文件夹与生效的机构相同，无需采用。", "The folder says what is in force; there is nothing to take over.")
_ORDER = Text("只有次序变了。", "Only the order changes.")
_ASK = Text("确认采用？", "Take it over?")
_NOT = Text("没有采用，原机构仍然生效。", "Not taken over: the organisation in force stays.")
_DONE = Text("已采用，从现在起生效。", "Taken over: in force from now on.")
_DIFFERENCE = Text("变化", "what changes")
_PASSES = Text(
    "移给接任人的未办事项（下一批邮件告知）",
    "open duties that pass to a successor, who hears of them in the next batch",
)
_HEADS = (Text("接任人", "successor"), Text("编号", "number"), Text("责任", "duty"), Text("原责任人", "before"))
_LATER = Text("{0}（轮到时）", "{0} (when it comes to it)")
_MOVES = Text("{0}（改在{2}，原{1}）", "{0} (in {2}, before in {1})")


@guarded
def apply(
    actor: Actor, yes: Yes = False, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """采用新的机构和人员 Take over a changed county folder: units, posts, people. Shows the difference, then asks.

    With --json nothing is asked: without --yes it only shows.

    例 Example: duban org apply --as office_clerk
    """
    printer = Printer(lang)
    with session(county, printer, notes=False) as (opened, now):
        with opened.cell.database.read() as tx:
            old = load_world(opened.cell, tx).organisation
        known_person(actor, old)
        new = opened.county.organisation
        ahead = reorganising.preview_organisation(opened.cell, new, now)
        changes = [each.text for each in takeover.difference(old, new)] if ahead.is_new else []
        if not as_json:
            _show(printer, changes, ahead, old, new)
        is_wanted = ahead.is_new and not ahead.lost and (yes if as_json else yes or typer.confirm(_ASK.get(lang)))
        if is_wanted:
            ahead = _take_over(opened, actor, old)
        if as_json:
            printer.json({"changes": changes, "passed": ahead.passed, "lost": ahead.lost, "applied": is_wanted})
        elif is_wanted:
            printer.say(_DONE)
        if ahead.lost or (ahead.is_new and not is_wanted and not as_json):
            raise Declined(*cause_lines(opened.county.folder, ahead.lost, old), _NOT)


def _take_over(opened: Opened, actor: str, old: Organisation) -> Applied:
    """Done at an instant of its own: the person may have thought for a while."""
    try:
        applied = reorganising.apply_organisation(opened.cell, opened.county.organisation, actor, SystemClock().now())
    except Orphaned as fault:
        raise Declined(*cause_lines(opened.county.folder, fault.lost, old), _NOT) from fault
    opened.bell.ring()
    return applied


def _show(printer: Printer, changes: Sequence[Text], ahead: Applied, old: Organisation, new: Organisation) -> None:
    if not ahead.is_new:
        printer.say(_SAME)
        return
    printer.table((_DIFFERENCE,), [[text.get(printer.lang)] for text in changes or (_ORDER,)])
    if ahead.passed and not ahead.lost:
        printer.table(_HEADS, list(_passing(ahead.passed, old, new, printer.lang)), title=_PASSES)


def _passing(passed: Sequence[Passed], old: Organisation, new: Organisation, lang: str) -> list[list[str]]:
    """By successor; his name once."""
    rows = []
    ordered = sorted(passed, key=lambda one: (one.after, one.matter))
    for after, duties in groupby(ordered, key=lambda one: one.after):
        name = new.people[after].name
        for one in duties:
            rows.append([name, one.matter, _duty(one, old, new).get(lang), one.before_name])
            name = ""
    return rows


def _duty(one: Passed, old: Organisation, new: Organisation) -> Text:
    """What is owed; whether only later; and the unit in whose line, where that is another one now."""
    title = one.title if one.is_open else Text(_LATER.zh.format(one.title.zh), _LATER.en.format(one.title.en))
    if one.unit == one.new_unit:
        return title
    was, now = old.units[one.unit].name, new.units[one.new_unit].name
    return Text(_MOVES.zh.format(title.zh, was.zh, now.zh), _MOVES.en.format(title.en, was.en, now.en))
