"""How a command ends: every fault becomes one line and an exit code. A traceback reaches a file, never a user.

Here: exit codes and the words of faults that no other room words. Not here: refusals (engine/core/refusal.py) and
faults of files (config/yaml_reader.py), which come in words.
"""

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import typer

from config import chinese
from config.initial import InitRefused
from config.keys import COUNTY, ORGANISATION, PEOPLE
from config.secret import SecretMissing
from config.yaml_reader import Fault, Faults
from engine.core.machine import Text
from engine.core.refusal import Refused
from engine.store.errors import Conflict, DatabaseFault, SchemaNewer
from service.bootstrap import AlreadyServed, TablesOlder
from service.fault import BadInput, Declined, Outside

REFUSED, BAD_INPUT, OUTSIDE = 1, 2, 3

P = ParamSpec("P")

_CONFLICT = Text("别人刚刚改动了同一事项，请再试一次。", "Somebody else changed the same matter just now; try again.")
_DATABASE = Text("数据库不可用：{0}", "The database cannot be used: {0}")
_NEWER = Text(
    "数据库是更新版本的 Duban 写的（{0}），请先升级本程序。", "A newer Duban wrote this database ({0}): update Duban."
)
_OLDER = Text(
    "数据库的表还是旧版程序的，没有动它。先停服务并备份：pg_dump --format=custom --file=duban.dump '{0}'，"
    "再运行 duban upgrade --backup-made",
    "The tables are those of an older program; nothing was changed. Stop the services and make a copy: "
    "pg_dump --format=custom --file=duban.dump '{0}', then `duban upgrade --backup-made`",
)
_SERVED = Text("{0} 已有一个 duban serve 在运行。", "A duban serve is already running on {0}.")
_SYSTEM = Text("系统不允许：{0}", "The system refuses: {0}")
_SYSTEM_ZH = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "只能读，不能写",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已经存在",
}
_INTERNAL = Text("程序内部出错，详情见 {0}", "An internal fault; its details are in {0}")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """The command, ending with one line and an exit code whatever happens. Its `lang` argument chooses the words."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as fault:
            if isinstance(fault, OSError) and fault.errno == errno.EPIPE:
                raise  # whoever reads our output has gone: `duban list | head`
            code, lines = _told(fault, str(kwargs.get("lang", "zh")), kwargs.get("county"))
            for line in lines:
                print(line, file=sys.stderr)  # noqa: T201 - the terminal is what this is about
            raise typer.Exit(code) from fault

    return run


def _told(fault: Exception, lang: str, county: object = None) -> tuple[int, list[str]]:
    match fault:
        case Refused():
            return REFUSED, [fault.text(lang)]
        case Declined():
            return REFUSED, [line.get(lang) for line in fault.lines]
        case InitRefused():
            return REFUSED, [str(fault) if lang == "en" else chinese.sentence(str(fault))]
        case Conflict():
            return REFUSED, [_CONFLICT.get(lang)]
        case Faults():
            folder = county if isinstance(county, Path) else Path()
            return BAD_INPUT, [placed(folder, each, lang) for each in fault.faults]
        case BadInput():
            return BAD_INPUT, [fault.text.get(lang)]
        case TablesOlder():
            return BAD_INPUT, [_filled(_OLDER, fault.url).get(lang)]
        case SecretMissing():
            return BAD_INPUT, [str(fault) if lang == "en" else chinese.sentence(str(fault))]
    outside = _told_outside(fault)
    if outside is not None:
        return OUTSIDE, [outside.get(lang)]
    return REFUSED, [_INTERNAL.get(lang).format(_kept(fault))]


def _told_outside(fault: Exception) -> Text | None:
    """A fault of a part we do not rule: the database, another process, the system."""
    match fault:
        case Outside():
            return fault.text
        case DatabaseFault():
            return _filled(_DATABASE, fault)
        case SchemaNewer():
            return _filled(_NEWER, fault.revision)
        case AlreadyServed():
            return _filled(_SERVED, fault)
        case OSError():
            return _told_by_system(fault)
    return None


def _told_by_system(fault: OSError) -> Text:
    """What the system refuses, and for which file."""
    what = fault.strerror or str(fault)
    zh = _SYSTEM_ZH.get(fault.errno or 0, what)
    name = f"{fault.filename}: " if fault.filename else ""
    return Text(_SYSTEM.zh.format(name.replace(": ", "：") + zh), _SYSTEM.en.format(name + what))


def placed(county: Path, fault: Fault, lang: str) -> str:
    """The fault with its file as seen from here, so that an editor finds it; a shipped rulebook keeps its name."""
    file = county / fault.place.file
    is_ours = file.exists() or fault.place.file in (COUNTY, ORGANISATION, PEOPLE)
    place = f"{file if is_ours else fault.place.file}:{fault.place.line}:{fault.place.column}"
    if lang == "en":
        return f"{place}: {fault.message}" + (f" ({fault.hint})" if fault.hint else "")
    return f"{place}: {chinese.sentence(fault.message)}" + (f"（{chinese.hint(fault.hint)}）" if fault.hint else "")


def _filled(text: Text, value: object) -> Text:
    return Text(text.zh.format(value), text.en.format(value))


def _kept(fault: Exception) -> Path:
    """The file that holds the traceback; for its owner alone, as values may stand in messages."""
    handle, name = tempfile.mkstemp(prefix="duban-fault-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(fault)))
    return Path(name)
