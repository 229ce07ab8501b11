"""CONTRIBUTING.md is done as it stands: its files are written, its commands given, its output compared.

A block with a path after its language is a file, or with `diff` a change of one. In a `console` block `$` begins a command; the
lines after it are its whole output, where `…` stands for the rest of a line, and alone for any lines.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from service.clock import SystemClock
from service.main import app

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

#: The day the walk is made on: Mon 12 October 2026, 10:00 in the county.
TODAY = datetime(2026, 10, 12, 2, tzinfo=UTC)


class Block(NamedTuple):
    language: str
    path: str
    text: str


BLOCKS = [Block(*found) for found in re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]


class Walk:
    """Somebody who does what the page says, in an empty folder."""

    def __init__(self, folder: Path, environ: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._environ = environ
        self._exit_code = 0

    def take(self, block: Block) -> None:
        if block.language == "console":
            for command, output in _commands(block.text):
                self._give(command, output)
        elif block.path:
            path = self._folder / block.path
            path.parent.mkdir(parents=True, exist_ok=True)
            text = _changed(path.read_text(encoding="utf-8"), block.text) if block.language == "diff" else block.text
            path.write_text(text, encoding="utf-8")

    def _give(self, command: str, output: str) -> None:
        program, *words = shlex.split(command)
        if program == "export":
            self._environ.setenv(*words[0].split("=", 1))
        elif command == "echo $?":
            assert output.strip() == str(self._exit_code)
            self._exit_code = 0
        else:
            assert (program, self._exit_code) == ("duban", 0), f"before `{command}`"
            result = CliRunner().invoke(app, words)
            self._exit_code = result.exit_code
            assert re.fullmatch(_pattern(output), result.output.rstrip() + "\n"), (command, result.output)

    def end(self) -> None:
        assert self._exit_code == 0


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with the output below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def _pattern(output: str) -> str:
    escaped = (re.escape(line) for line in output.splitlines(keepends=True))
    return "".join("(?s:.*\n)" if line.startswith("…") else line.replace("…", ".*") for line in escaped)


def _changed(text: str, diff: str) -> str:
    old, new = (
        "".join(line[1:] for line in diff.splitlines(keepends=True) if line.startswith(sign)) for sign in ("-", "+")
    )
    assert text.count(old) == 1
    return text.replace(old, new)


def test_the_walk_goes_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUBAN_COUNTY", raising=False)
    monkeypatch.setattr(SystemClock, "now", lambda _: TODAY)
    walk = Walk(tmp_path, monkeypatch)

    for block in BLOCKS:
        walk.take(block)
    walk.end()

    assert [block.language for block in BLOCKS].count("console") >= 5


def test_every_make_target_it_names_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`+(?:sh\n)?(.*?)`+", PAGE, re.DOTALL))))

    assert {"test", "check"} <= named <= targets


def test_the_rooms_stand_in_the_order_that_is_enforced() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    layers = next(one["layers"] for one in tools["importlinter"]["contracts"] if one["type"] == "layers")

    assert [block.text.strip() for block in BLOCKS if block.language == "text"] == [" > ".join(layers)]


def test_each_of_the_six_files_holds_what_to_look_for() -> None:
    rows = re.findall(r"^\| (\d) \| \[[^]]+\]\(([^)]+)\) \| `(\w+)` \|", PAGE, re.MULTILINE)

    missing = [
        (path, name)
        for _, path, name in rows
        if not re.search(rf"^ *(def |class |){name}\b[(:]", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert [number for number, _, _ in rows] == ["1", "2", "3", "4", "5", "6"]
    assert missing == []
