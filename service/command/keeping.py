"""`duban backup`, `duban hold`, `duban release`, `duban audit verify`: what keeps a county's record safe.

Here: what was typed, and printing. Not here: copying (service/backup.py), the hold (engine/run/affairs.py), the chain
(engine/store/verification.py).
"""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run import affairs
from engine.run.affairs import Hold
from engine.run.world import load_world
from engine.store import verification
from engine.store.errors import DatabaseFault
from service.backup import Kept, NotSound, back_up
from service.bootstrap import sqlite_file
from service.command.guard import REFUSED, guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import session
from service.fault import Declined, Outside
from service.in_force import folder_in_force
from service.printing import Printer, plain

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="备份文件（须是新文件） The copy; a file that is not there yet.")
]
Reason = Annotated[str, typer.Option("--reason", help="理由 The reason; it stays in the record.")]

_FAULTS = (Text("位置", "where"), Text("问题", "fault"))
_SOUND = Text(
    "记录链完整：每一条都与上一条和封存点相符。",
    "The chain holds: every line fits the one before it and its checkpoints.",
)


@guarded
def backup(file: File, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """备份 Copy the database while the service runs, and prove the copy. The county folder is yours to copy.

    例 Example: duban backup copies/2026-06-30.db
    """
    kept = _back_up(_source(county, file), file)
    printer = Printer(lang)
    if as_json:
        printer.json({"file": str(file), "size": kept.size, "schema": kept.schema, "matters": kept.matters})
        return
    size = f"{kept.size / 1_000_000:.1f} MB"
    printer.say(
        Text(
            f"已备份到 {file}：{kept.matters} 件事项，{size}，已校验。",
            f"{file}: {kept.matters} matter(s), {size}, proved sound.",
        )
    )


def _source(county: Path, file: Path) -> Path:
    """The file that is to be copied. Raises Declined."""
    settings = folder_in_force(county)[0].county.settings.database
    source = sqlite_file(settings.url)
    if source is None:
        dump = f"pg_dump --format=custom --file={file} '{settings.url.replace('+psycopg', '', 1)}'"
        raise Declined(
            Text(f"PostgreSQL 请用它自己的工具备份：{dump}", f"PostgreSQL has its own tool for this: {dump}")
        )
    if not source.is_file():
        raise Declined(Text(f"还没有数据库 {source.name}。", f"There is no database {source.name} yet."))
    return source


def _back_up(source: Path, file: Path) -> Kept:
    try:
        return back_up(source, file)
    except FileExistsError as there:
        raise Declined(
            Text(f"{file} 已存在，请换一个名称。", f"{file} is there already: give another name.")
        ) from there
    except sqlite3.Error as fault:
        raise DatabaseFault(str(fault)) from fault
    except NotSound as fault:
        text = Text(f"数据库有损坏，没有留下备份：{fault}", f"The database is damaged, no copy was kept: {fault}")
        raise Outside(text) from fault


@guarded
def hold(
    actor: Actor, reason: Reason, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """暂停发信 Stop sending until `duban release`: matters go on, mails wait.

    例 Example: duban hold --as office_clerk --reason 换邮件服务器
    """
    printer = Printer(lang)
    if not reason.strip():
        raise Declined(Text("须写明理由。", "A reason is needed."))
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            known_person(actor, load_world(opened.cell, tx).organisation)
        held = affairs.hold(opened.cell, actor, reason.strip(), now)
        zone = opened.cell.hours.zone
    if held.since != now:
        raise Declined(_already(held, str(plain(held.since, zone))))
    if as_json:
        printer.json(held, zone)
    else:
        printer.say(
            Text(
                "已暂停发信；恢复请运行 duban release --as 人员代码。",
                "Nothing is sent from now on; `duban release --as PERSON` ends that.",
            )
        )


def _already(held: Hold, since: str) -> Text:
    return Text(
        f"{since} 起已由 {held.by} 暂停发信（{held.reason}）。",
        f"Sending is held already: since {since}, by {held.by} ({held.reason}).",
    )


@guarded
def release(actor: Actor, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """恢复发信 Send again: what waited leaves now.

    例 Example: duban release --as office_clerk
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        with opened.cell.database.read() as tx:
            known_person(actor, load_world(opened.cell, tx).organisation)
        ended = affairs.release(opened.cell, actor, now)
        zone = opened.cell.hours.zone
        opened.bell.ring()
    if ended is None:
        raise Declined(Text("没有暂停发信。", "Sending is not held."))
    if as_json:
        printer.json(ended, zone)
    else:
        printer.say(Text("已恢复发信。", "Sending goes on."))


@guarded
def verify(county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """核验记录 Prove that no line of history was changed, left out or put in: exit 1 with every fault.

    例 Example: duban audit verify
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, _now), opened.cell.database.read() as tx:
        faults = verification.verify(tx)
    if as_json:
        printer.json({"faults": faults})
    elif faults:
        printer.table(_FAULTS, [[fault.where, fault.what] for fault in faults])
        printer.say(Text(f"共 {len(faults)} 处问题。", f"{len(faults)} fault(s)."))
    else:
        printer.say(_SOUND)
    if faults:
        raise typer.Exit(REFUSED)
