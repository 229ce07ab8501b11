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
def session(county: Path, printer: Printer) -> Iterator[tuple[Opened, datetime]]:
    """The opened cell and this command's one instant."""
    now = SystemClock().now()
    with open_cell(county, now, os.environ) as opened:
        if opened.changes:
            count = len(opened.changes)
            printer.note(
                Text(
                    f"注意：县文件夹与生效的机构、日历有 {count} 处不同；运行 duban org apply 后才生效。",
                    f"Note: the county folder differs in {count} places from what is in force; run `duban org apply`.",
                )
            )
        yield opened, now
