"""`duban status`: whether all is well, for people and for monitors: exit 0 unless something is red."""

from typing import Annotated

import typer
from rich.text import Text as Rich

from engine.core.machine import Text
from engine.run.world import load_world
from service import health, words
from service.command.guard import REFUSED, guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.command.session import session
from service.printing import Printer

Verify = Annotated[bool, typer.Option("--verify", help="同时核验记录链（较慢） Prove the chain too; takes longer.")]

_NAMES = {
    "service": Text("服务", "service"),
    "sending": Text("发信", "sending"),
    "mails": Text("邮件", "mails"),
    "undelivered": Text("未送达", "undelivered"),
    "matters": Text("事项", "matters"),
    "unreached": Text("无邮箱", "unreached"),
    "outages": Text("中断", "outages"),
    "calendar": Text("日历", "calendar"),
    "folder": Text("文件夹", "folder"),
    "chain": Text("记录", "record"),
    "database": Text("数据库", "database"),
}
_LIGHTS = {
    health.GREEN: Text("正常", "well"),
    health.AMBER: Text("注意", "look"),
    health.RED: Text("异常", "wrong"),
}


@guarded
def status(
    verify: Verify = False, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """运行状况 Whether all is well: sweeps, mails, calendar, database. Exit 0; 1 when something is red.

    例 Example: duban status --json --verify
    """
    printer = Printer(lang)
    with session(county, printer) as (opened, now):
        found = health.figures(opened.cell, now, verify=verify, folder_faults=len(opened.faults))
        with opened.cell.database.read() as tx:
            calendar = load_world(opened.cell, tx).calendar
        zone = opened.cell.hours.zone
    checks = health.checks(found, calendar)
    light = health.worst(checks)
    if as_json:
        printer.json({"light": light, "checks": checks, "figures": found}, zone)
    else:
        for each in checks:
            mark = Rich(f"{words.MARKS[each.light]} {_LIGHTS[each.light].get(lang)}", style=words.STYLES[each.light])
            printer.line(mark, f"{_NAMES[each.name].get(lang)}{words.COLON.get(lang)}{each.told.get(lang)}")
    if light == health.RED:
        raise typer.Exit(REFUSED)
