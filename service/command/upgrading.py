"""`duban upgrade`: the tables are brought up to this program, once a copy is there.

Here: what was typed, and telling. Not here: the migrations (engine/store/migrations), the copy of a SQLite file
(service/bootstrap.py).
"""

import os
from typing import Annotated

import typer

from engine.core.machine import Text
from engine.store.database import Database
from engine.store.schema import State
from service.bootstrap import TablesOlder, database_url, open_on
from service.clock import SystemClock
from service.command.guard import guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.in_force import folder_in_force
from service.printing import Printer

Made = Annotated[
    bool, typer.Option("--backup-made", help="已用 pg_dump 备份（PostgreSQL） A copy was made with pg_dump.")
]


@guarded
def upgrade(
    backup_made: Made = False, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """升级数据库的表 Bring the tables up to this program. A SQLite file is copied first; for PostgreSQL make a copy yourself and
    say so with --backup-made.

    例 Example: duban upgrade --backup-made
    """
    folder, _ = folder_in_force(county)
    url = database_url(folder.county.settings.database, os.environ)
    was_older = _is_older(url)
    if was_older and url.startswith("postgresql") and not backup_made:
        raise TablesOlder(folder.county.settings.database.url)
    with open_on(folder, url, SystemClock().now(), may_upgrade=True) as opened:
        copied = opened.copy
    printer = Printer(lang)
    if as_json:
        printer.json({"upgraded": was_older, "copy": str(copied) if copied else None})
        return
    there = Text(f"；升级前的副本是 {copied}", f"; the copy from before is {copied}") if copied else Text("", "")
    printer.say(
        Text(f"表已升级{there.zh}。", f"The tables were brought up to this program{there.en}.")
        if was_older
        else Text("表已是最新，没有可做的。", "The tables are this program's; there is nothing to do.")
    )


def _is_older(url: str) -> bool:
    database = Database.open(url)
    try:
        return database.schema_state() is State.BEHIND
    finally:
        database.close()
