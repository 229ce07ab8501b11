"""Where the time of a sweep goes: its parts are wrapped while it is measured, each counting only its own time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Any

from engine.run import post as post_module
from engine.run import sweep as sweep_module
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.world import Worlds
from engine.store import matters, notices, outbox, seals
from engine.store.rows import Rows

_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("openings, gaps, digest", sweep_module, "_open_recurring"),
    ("openings, gaps, digest", sweep_module, "_end_gaps"),
    ("openings, gaps, digest", sweep_module, "_say_beside"),
    ("load world", Worlds, "now"),
    ("load matters", matters, "due"),
    ("decide", Desk, "bring_up"),
    ("make rows", Desk, "save"),
    ("write rows", Rows, "write"),
    ("collect lines", notices, "unmailed"),
    ("collect lines", notices, "unsent"),
    ("collect lines", post_module, "faces"),
    ("look back", post_module, "look_back"),
    ("queue mails", outbox, "queue"),
    ("queue mails", outbox, "supersede"),
    ("seal", seals, "seal_heads"),
)
REST = "commit and rest"


class Stopwatch:
    """Seconds by part."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._inner: list[float] = []

    def wrap(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            begun = perf_counter()
            self._inner.append(0.0)
            try:
                return work(*args, **named)
            finally:
                whole = perf_counter() - begun
                self.spent[part] = self.spent.get(part, 0.0) + whole - self._inner.pop()
                if self._inner:
                    self._inner[-1] += whole

        return timed


class _TimedComposer:
    def __init__(self, compose: Callable[..., Any]) -> None:
        self.compose = compose


@contextmanager
def measured(cell: Cell) -> Iterator[tuple[Cell, Stopwatch]]:
    """The cell with all parts wrapped, for the length of the block; what is left of it is `REST`."""
    watch = Stopwatch()
    plain = [(owner, name, getattr(owner, name)) for _, owner, name in _PARTS]
    composer: Any = _TimedComposer(watch.wrap("compose mails", cell.composer.compose))
    for (part, owner, name), (_, _, work) in zip(_PARTS, plain, strict=True):
        setattr(owner, name, watch.wrap(part, work))
    try:
        yield replace(cell, composer=composer), watch
    finally:
        for owner, name, work in plain:
            setattr(owner, name, work)
