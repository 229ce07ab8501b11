"""What commands print: text and tables for people, JSON for programs. Nothing is computed here."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Rich

from engine.core.machine import Text

#: Columns of a line nobody's window limits: a file or another program reads it.
WIDE = 400
#: Columns from the left that are never broken: a number, a light.
KEPT_WHOLE = 2


def plain(value: object, zone: tzinfo = UTC) -> object:
    """Any value as JSON values: titles in both languages, days and instants (in the zone) in ISO 8601."""
    if isinstance(value, Mapping):
        return {str(key): plain(item, zone) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name), zone) for each in fields(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, zone) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


class Printer:
    """Standard output in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._console = _console(sys.stdout.isatty())

    def say(self, text: Text | str) -> None:
        self._console.print(text if isinstance(text, str) else text.get(self.lang), soft_wrap=True)

    def line(self, mark: Rich, text: str) -> None:
        """A line that begins with a mark in its colour."""
        self._console.print(Rich.assemble(mark, "  ", text), soft_wrap=True)

    def json(self, value: object, zone: tzinfo = UTC) -> None:
        self._console.file.write(json.dumps(plain(value, zone), ensure_ascii=False, indent=2) + "\n")

    def table(self, heads: Sequence[Text], rows: Sequence[Sequence[str | Rich]], *, title: Text | None = None) -> None:
        """A table without frames; values are never taken for markup."""
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left", title_style="bold", show_edge=False)
        table.title = title.get(self.lang) if title else None
        for head in heads:
            table.add_column(head.get(self.lang), overflow="fold", no_wrap=len(table.columns) < KEPT_WHOLE)
        for row in rows:
            table.add_row(*[cell if isinstance(cell, Rich) else Rich(cell) for cell in row])
        self._console.print(table)

    def note(self, text: Text) -> None:
        """Beside the answer: to the person, not into the file or program that takes the answer."""
        print(text.get(self.lang), file=sys.stderr)  # noqa: T201 - the terminal is what this is about


def _console(is_terminal: bool) -> Console:
    return Console(width=None if is_terminal else WIDE, markup=False, highlight=False, emoji=False)
