"""What may be typed at a running demo: the real commands, on its county and by its clock.

Here: giving them, and proposing some that will work. Not here: the commands (service/command/), waiting for input (prompt.py).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import typer

from engine.core.machine import Text
from engine.run.cell import Cell
from service.clock import Clock, going_by, published
from service.command import explain, listing, matter, record
from service.demo import phrases
from service.demo.diligence import duty_of
from service.demo.place import CLOCK
from service.fault import BadInput
from service.ledger import Wanted, find

COMMANDS: Mapping[str, Callable[..., None]] = {
    "list": listing.list_matters,
    "show": record.show,
    "explain": explain.explain,
    "open": matter.open_matter,
    "act": matter.act,
}


def give(words: Sequence[str], folder: Path, clock: Clock, lang: str) -> int:
    """Give one command; its exit code. Raises BadInput for a word that is none."""
    if words[0] not in COMMANDS:
        known = " ".join(COMMANDS)
        raise BadInput(Text(phrases.UNKNOWN.zh.format(words[0], known), phrases.UNKNOWN.en.format(words[0], known)))
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    for name, command in COMMANDS.items():
        app.command(name)(command)
    with going_by(clock):
        try:
            app([*words, "--county", str(folder), "--lang", lang], prog_name="duban")
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 0
    return 0


def clock_of(folder: Path) -> Clock:
    """The clock of the demo that runs on a folder. Raises BadInput when none does."""
    try:
        return published(folder / CLOCK)
    except (OSError, ValueError, KeyError) as fault:
        raise BadInput(Text(phrases.NOT_RUNNING.zh.format(folder), phrases.NOT_RUNNING.en.format(folder))) from fault


def proposals(cell: Cell, now: datetime, lang: str) -> Iterator[tuple[str, str]]:
    """Commands worth typing now with what they do, about the most pressing matter there is."""
    yield "list", phrases.MEANS["list"].get(lang)
    for row in find(cell, Wanted(limit=1), now).rows:
        duty = duty_of(cell.rules.machines[row.workflow], row, lang)
        for name in ("show", "explain"):
            yield f"{name} {row.number}", phrases.MEANS[name].get(lang)
        if duty is not None:
            fields = "".join(f" -f {name}={_typed(value)}" for name, value in duty.values.items())
            yield f"act {row.number} {duty.event} --as {duty.person}{fields}", phrases.MEANS["act"].get(lang)


def _typed(value: object) -> str:
    text = str(value)
    return f"'{text}'" if " " in text else text
