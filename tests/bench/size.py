"""How many lines each room has: code without blank lines, with its docstrings, and its tests."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("engine/core", "engine/store", "engine/run", "config", "workflows", "notifications", "service", "tests")


def lines() -> Iterator[tuple[str, int, int]]:
    """Room, files, lines of Python that are not blank."""
    for room in ROOMS:
        files = list((ROOT / room).rglob("*.py"))
        texts = (file.read_text(encoding="utf-8").splitlines() for file in files)
        yield room, len(files), sum(bool(line.strip()) for text in texts for line in text)
