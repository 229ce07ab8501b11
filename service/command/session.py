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
    """The opened cell and this command's one instant. Without `notes` for a command that is about the folder itself."""
    now = SystemClock().now()
    with open_cell(county, now, os.environ) as opened:
        if notes:
            note_differences(printer, len(opened.changes))
        yield opened, now


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
