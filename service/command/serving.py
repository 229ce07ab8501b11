"""`duban serve`: the background service in the foreground, until it is told to end."""

import os
import sys
from contextlib import closing
from typing import Annotated

import typer

from service import journal
from service.bootstrap import open_cell
from service.clock import SystemClock
from service.command.guard import guarded
from service.command.option import COUNTY, CountyFolder, Lang, Language
from service.composing import transport_of
from service.journal import Form

Log = Annotated[
    Form | None,
    typer.Option("--log", envvar="DUBAN_LOG", help="日志格式 How the journal looks; JSON unless at a terminal."),
]


@guarded
def serve_county(county: CountyFolder = COUNTY, log: Log = None, lang: Lang = Language.ZH) -> None:  # noqa: ARG001 - for the guard
    """后台服务 Serve a county: remind, escalate, send. Ends cleanly on SIGTERM.

    例 Example: duban serve --county county
    """
    from service.serve import serve

    clock = SystemClock()
    with open_cell(county, clock.now(), os.environ) as opened:
        form = log or (Form.CONSOLE if sys.stderr.isatty() else Form.JSON)
        journal.set_up(clock, opened.cell.hours.zone, form)
        with closing(transport_of(opened.county.settings.mail, os.environ)) as transport:
            serve(opened, transport, clock=clock, on_ready=_tell_ready)


def _tell_ready() -> None:
    """One line for whoever started us: from now on nothing is missed."""
    print("ready", flush=True)  # noqa: T201 - it is waited for
