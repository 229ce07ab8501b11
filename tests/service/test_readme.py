"""The README promises only what runs: its commands are given, its workflow is checked, its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.main import app

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.zh-CN.md")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("duban ")]


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_readme_runs_as_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUBAN_COUNTY", raising=False)
    number = "SW-2026-0001"

    for words in commands((ROOT / name).read_text(encoding="utf-8")):
        given = [number if word == "SW-2026-0001" else word for word in words]
        result = CliRunner().invoke(app, given)
        assert result.exit_code == 0, (words, result.output)
        number = found[0] if (found := re.findall(r"SW-\d{4}-\d{4}", result.output)) else number


@pytest.mark.parametrize("name", READMES)
def test_the_workflow_of_the_readme_is_a_workflow(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (workflow,) = blocks((ROOT / name).read_text(encoding="utf-8"), "yaml")
    CliRunner().invoke(app, ["init", "county", "--sample"])
    (tmp_path / "county" / "workflows" / "letter.yaml").write_text(workflow, encoding="utf-8")

    checked = CliRunner().invoke(app, ["check"])
    drawn = CliRunner().invoke(app, ["draw", "letter"])

    assert (checked.exit_code, checked.output) == (0, checked.output)
    assert "reply__verify" in drawn.output


def test_both_readmes_show_the_same_commands_and_the_same_workflow() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)

    assert commands(english) == commands(chinese)
    assert blocks(english, "yaml") == blocks(chinese, "yaml")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/language.md", "docs/domain.md"])
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    page = ROOT / name
    targets = re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []
