"""What nearly every command begins with: the clock, the cell of the county folder, a word if the folder has moved on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine.core.machine import Text
from service.bootstrap import Opened, open_cell
from service.clock import SystemClock
from service.printing import Printer


@contextmanager
def session(county: Path, printer: Printer, *, notes: bool = True) -> Iterator[tuple[Opened, datetime]]:
    """The opened cell and this command's one instant. Without `notes` for a command that is about the folder itself, which
    must be without a fault then."""
    now = SystemClock().now()
    with open_cell(county, now, os.environ, strict=not notes) as opened:
        note_upgrade(printer, opened)
        if notes:
            note_faults(printer, opened)
            note_differences(printer, len(opened.changes))
        yield opened, now


def note_upgrade(printer: Printer, opened: Opened) -> None:
    """A word if this command has brought the tables up to the program."""
    if opened.copy:
        printer.note(
            Text(
                f"数据库的表已升级；升级前的副本是 {opened.copy}。",
                f"The tables were brought up to this program; the copy from before is {opened.copy}.",
            )
        )


def note_faults(printer: Printer, opened: Opened) -> None:
    """A word if the folder has faults, and what it said before them is gone by."""
    if opened.faults:
        count, folder = len(opened.faults), opened.county.folder
        printer.note(
            Text(
                f"注意：县文件夹有 {count} 处错误，仍按改动前的执行；见 duban check --county {folder}",
                f"Note: the county folder has {count} fault(s); what it said before is gone by. "
                f"See `duban check --county {folder}`.",
            )
        )


def note_differences(printer: Printer, count: int) -> None:
    """A word if the folder says in `count` places what is not in force."""
    if count:
        printer.note(
            Text(
                f"注意：县文件夹与生效的机构、日历有 {count} 处不同；运行 duban org apply（机构）、"
                "duban calendar load（日历）后才生效。",
                f"Note: the county folder differs in {count} places from what is in force; run `duban org apply` "
                "(organisation) or `duban calendar load` (calendar).",
            )
        )
