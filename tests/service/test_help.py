"""Help: every command says in both languages what it does, with an example; the shell can complete them."""

import os
import re
import subprocess
import sys

import pytest
import typer

from service.main import app


def commands() -> dict[str, str]:
    """Every command and sub-command with its help."""
    found: dict[str, str] = {}

    def walk(group: object, prefix: str) -> None:
        for name, command in getattr(group, "commands", {}).items():
            if getattr(command, "commands", None):
                walk(command, f"{prefix}{name} ")
            else:
                found[f"{prefix}{name}"] = command.help or ""

    walk(typer.main.get_command(app), "")
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_help_of_a_command_shows_an_example_in_both_languages(name: str) -> None:
    told = commands()[name]

    assert f"duban {name}" in told
    assert re.search(r"[\u4e00-\u9fff]", told)
    assert re.search(r"[A-Za-z]{4}", told)


def test_the_shell_completes_commands() -> None:
    """What bash asks when somebody has typed `duban ex` and pressed Tab."""
    asked = {**os.environ, "_DUBAN_COMPLETE": "complete_bash", "COMP_WORDS": "duban ex", "COMP_CWORD": "1"}
    code = "import sys; sys.argv = ['duban']; from service.__main__ import main; main()"

    done = subprocess.run([sys.executable, "-c", code], env=asked, capture_output=True, text=True, timeout=60)

    assert done.stdout.split() == ["explain"]
