"""`duban mail parked`, `release`, `sent`, `drop`: mails of which nobody knows whether they have left, and what becomes of them.

Here: what was typed, and printing. Not here: what each answer does (engine/run/parking.py).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from engine.core.machine import Text
from engine.run import affairs, parking
from engine.run.cell import Cell
from engine.run.parking import NotParked, Parked, Released
from engine.run.world import load_world
from service import words
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import session
from service.fault import BadInput, Declined
from service.printing import Printer

Ids = Annotated[list[int] | None, typer.Argument(metavar="ID", help="邮件编号 Which mails.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="全部搁置的邮件 All that are parked.")]
Because = Annotated[str, typer.Option("--because", help="理由 The reason; it stays in the record with every line.")]

T = TypeVar("T")

_NONE = Text("没有搁置的邮件。", "No mail is parked.")
_WHICH = Text("请给出邮件编号，或用 --all（二者取一）。", "Give the numbers of mails, or --all: one of the two.")
_HEADS = (
    Text("编号", "id"),
    Text("时间", "when"),
    Text("收件人", "to"),
    Text("提醒", "lines"),
    Text("事项已变", "moved on"),
    Text("已再提醒", "said again"),
    Text("主题", "subject"),
)


@guarded
def list_parked(county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """搁置的邮件 Mails set aside after a restore, because they may have left already: to be released, or dropped, or found sent.

    例 Example: duban mail parked
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        found = parking.parked_mails(opened.cell)
        zone = opened.cell.hours.zone
    if as_json:
        printer.json(found, zone)
    elif not found:
        printer.say(_NONE)
    else:
        printer.table(_HEADS, [_row(one, zone, now, lang) for one in found])
        printer.say(Text(f"共 {len(found)} 封。", f"{len(found)} in all."))


def _row(one: Parked, zone: tzinfo, now: datetime, lang: str) -> list[str]:
    counts = (one.lines, one.moved_on, one.said_again)
    when = words.instant(one.at, zone, now.astimezone(zone).date(), lang)
    return [str(one.id), when, f"{one.name} {one.person}", *(str(n) if n else "" for n in counts), one.subject]


@guarded
def release_parked(
    actor: Actor,
    ids: Ids = None,
    every: All = False,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """发出搁置的邮件 Let parked mails go: as they were written while they hold, else what still holds of them is written anew.

    例 Example: duban mail release 17 18 --as office_clerk
    """
    printer = Printer(lang)
    released, is_held = _decide(
        county, printer, ids, every, actor, lambda cell, chosen, now: parking.release(cell, chosen, actor, now)
    )
    if as_json:
        printer.json(
            {"as_written": released.as_written, "anew": released.anew, "outdated": released.outdated, "held": is_held}
        )
        return
    for line in _released(released):
        printer.say(line)
    if is_held:
        printer.say(
            Text("发信仍在暂停：运行 duban release 后才发出。", "Sending is held: they leave after `duban release`.")
        )


def _released(found: Released) -> list[Text]:
    told = [
        (found.as_written, "按原样发出", "leave as they were written"),
        (found.anew, "内容有变，仍有效的另写一封", "have changed: what still holds is written anew"),
        (found.outdated, "内容都已过时，不再发出", "are outdated and do not leave"),
    ]
    lines = [Text(f"{_listed(ids)} {zh}。", f"{_listed(ids)} {en}.") for ids, zh, en in told if ids]
    return lines or [_NONE]


@guarded
def found_sent(
    actor: Actor,
    ids: Ids = None,
    every: All = False,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """其实已发出 Say that parked mails had left, as the mail account's own folder shows: they count as delivered.

    例 Example: duban mail sent --all --as office_clerk
    """
    printer = Printer(lang)
    done, _ = _decide(
        county, printer, ids, every, actor, lambda cell, chosen, now: parking.found_sent(cell, chosen, actor, now)
    )
    _tell(printer, done, Text("记为已发出", "count as sent"), as_json=as_json)


@guarded
def drop_parked(
    actor: Actor,
    because: Because,
    ids: Ids = None,
    every: All = False,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """不发搁置的邮件 Drop parked mails. Every line in them is on record as not sent, with the reason.

    例 Example: duban mail drop 17 --because 已电话告知 --as office_clerk
    """
    printer = Printer(lang)
    if not because.strip():
        raise Declined(Text("须写明理由。", "A reason is needed."))
    done, _ = _decide(
        county,
        printer,
        ids,
        every,
        actor,
        lambda cell, chosen, now: parking.drop(cell, chosen, actor, because.strip(), now),
    )
    _tell(printer, done, Text("不再发出", "do not leave"), as_json=as_json)


def _decide(
    county: Path,
    printer: Printer,
    ids: Sequence[int] | None,
    every: bool,
    actor: str,
    act: Callable[[Cell, Sequence[int] | None, datetime], T],
) -> tuple[T, bool]:
    """What became of the mails that were named (None: of all), and whether sending is held."""
    if bool(ids) is every:
        raise BadInput(_WHICH)
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            known_person(actor, load_world(opened.cell, tx).organisation)
            is_held = affairs.hold_of(tx) is not None
        try:
            done = act(opened.cell, None if every else ids, now)
        except NotParked as fault:
            listed = _listed(fault.ids)
            raise Declined(Text(f"没有搁置的邮件 {listed}。", f"Not parked: {listed}.")) from fault
        opened.bell.ring()
    return done, is_held


def _tell(printer: Printer, ids: Sequence[int], what: Text, *, as_json: bool) -> None:
    if as_json:
        printer.json({"mails": ids})
    elif ids:
        printer.say(Text(f"{_listed(ids)} {what.zh}。", f"{_listed(ids)} {what.en}."))
    else:
        printer.say(_NONE)


def _listed(ids: Sequence[int]) -> str:
    return " ".join(map(str, ids))
