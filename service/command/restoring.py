"""`duban restore`: a county as it was, from the file of a backup; or the same duties after another tool has restored it.

Here: what was typed, and telling what happened and what to do next. Not here: how it is done (service/restoring.py).
"""

import os
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from engine.core.machine import Text
from engine.run.parking import Restored
from engine.run.world import load_world
from service import journal
from service.bootstrap import Opened, database_url, sqlite_file
from service.clock import SystemClock
from service.command.guard import guarded
from service.command.option import COUNTY, Actor, AsJson, CountyFolder, Lang, Language, known_person
from service.command.session import note_differences, session
from service.fault import BadInput, Declined
from service.folder import Folder, read_folder
from service.printing import Printer
from service.restoring import Put, restore_in_place
from service.restoring import restore as put_back

File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="duban backup 写的文件 The file a backup wrote.", show_default=False),
]
InPlace = Annotated[
    bool,
    typer.Option("--in-place", help="数据库已用别的工具恢复（PostgreSQL） The database was restored by another tool."),
]

SHOWN = 20  #: numbers of matters in a line

_WHICH = Text(
    "请给出备份文件，或用 --in-place（二者取一）。", "Give the file of a backup, or --in-place: one of the two."
)


@guarded
def restore(
    actor: Actor,
    file: File = None,
    in_place: InPlace = False,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """恢复 Put a backup in the place of the database, while the service is stopped. What stood there is kept beside it.

    Nothing is sent afterwards before somebody has looked: mails are parked (duban mail parked), sending is held (duban release).

    例 Example: duban restore copies/2026-06-30.db --as office_clerk
    """
    if (file is None) is not in_place:
        raise BadInput(_WHICH)
    journal.only_warnings()
    printer = Printer(lang)
    put, zone = _in_place(county, printer, actor) if file is None else _from_file(county, file, actor)
    note_differences(printer, put.changes)
    if as_json:
        printer.json(_plain(put, file), zone)
        return
    for line in _told(put, file, actor, zone):
        printer.say(line)


def _in_place(county: Path, printer: Printer, actor: str) -> tuple[Put, tzinfo]:
    with session(county, printer) as (opened, now):
        _known(opened, actor)
        return Put(restored=restore_in_place(opened, actor, now)), opened.county.settings.zone


def _from_file(county: Path, file: Path, actor: str) -> tuple[Put, tzinfo]:
    folder = read_folder(county)
    settings = folder.county.settings
    url = database_url(settings.database, os.environ)
    database = sqlite_file(url)
    if database is None:
        raise Declined(_by_its_own_tool(folder, file))
    put = put_back(folder, url, database, file, actor, SystemClock().now(), check=lambda opened: _known(opened, actor))
    return put, settings.zone


def _known(opened: Opened, actor: str) -> None:
    with opened.cell.database.read() as tx:
        known_person(actor, load_world(opened.cell, tx).organisation)


def _by_its_own_tool(folder: Folder, file: Path) -> Text:
    # Its tools do not know the name of our driver.
    url = folder.county.settings.database.url.replace("+psycopg", "", 1)
    tool = f"pg_restore --clean --if-exists --no-owner --single-transaction --dbname='{url}' {file}"
    then = "duban restore --in-place --as PERSON"
    return Text(
        f"PostgreSQL 请先停服务，用它自己的工具恢复：{tool}，然后运行 {then}",
        f"PostgreSQL has its own tool for this: stop the service, {tool}, then {then}",
    )


# --- what is told ------------------------------------------------------------------------------------------------------


def _plain(put: Put, file: Path | None) -> dict[str, object]:
    found = put.restored
    return {
        "file": str(file) if file else None,
        "as_of": found.as_of,
        "matters": found.matters,
        "parked": found.parked,
        "settled": found.settled,
        "kept": str(put.kept) if put.kept else None,
        "touched": put.touched,
        "upgraded": put.upgraded,
    }


def _told(put: Put, file: Path | None, actor: str, zone: tzinfo) -> Iterator[Text]:
    found, as_of = put.restored, _when(put.restored.as_of, zone)
    what = Text(f"{file}", f"{file}") if file else Text("现有数据库", "the database in place")
    yield Text(
        f"已恢复 {what.zh}：截至 {as_of}，{found.matters} 件事项。",
        f"Restored {what.en}: as of {as_of}, {found.matters} matter(s).",
    )
    if put.upgraded:
        yield Text("备份来自旧版程序，表已升级。", "The copy was an older program's; its tables were upgraded.")
    if put.kept:
        yield Text(f"原来的数据库保存为 {put.kept}。", f"What stood there is kept as {put.kept}.")
    yield from _mails(found)
    yield Text("发信已暂停。接下来：", "Sending is held. What to do next:")
    for number, step in enumerate(_next(put, actor, as_of), 1):
        yield Text(f"{number}. {step.zh}", f"{number}. {step.en}")


def _mails(found: Restored) -> Iterator[Text]:
    if found.settled:
        yield Text(
            f"{found.settled} 封邮件原来的数据库记着已经发出，不再发。",
            f"{found.settled} mail(s) had left by what stood there; they do not leave again.",
        )
    yield Text(
        f"搁置邮件 {found.parked} 封：不知道是否已经发出。",
        f"{found.parked} mail(s) are parked: nobody knows whether they have left.",
    )


def _next(put: Put, actor: str, as_of: str) -> Iterator[Text]:
    touched, more = put.touched[:SHOWN], len(put.touched) > SHOWN
    zh, en = "、".join(touched) + ("……" if more else ""), ", ".join(touched) + (", …" if more else "")
    yield Text(
        f"补登 {as_of} 以后办过的事{f'：{zh}' if touched else ''}。",
        f"Enter what was done after {as_of}{f': {en}' if touched else ''}.",
    )
    if put.restored.parked:
        yield Text(
            "duban mail parked 查看搁置的邮件，逐封定：发出（release）、其实已发出（sent）、不发（drop）。",
            "Look at `duban mail parked` and decide: release them, they had been sent, or drop them.",
        )
    yield Text(
        f"启动服务；一切就绪后 duban release --as {actor} 恢复发信。",
        f"Start the service; when all is entered, `duban release --as {actor}` sends again.",
    )


def _when(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "—"
