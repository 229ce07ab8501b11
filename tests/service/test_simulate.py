"""`duban simulate` from the outside: what is printed, and the exit code."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from service.simulate import simulate

SCENARIO = """\
scenario: {zh: 示例, en: Example}
county: sample
workflows: [first_contact]
begins: 2026-03-09T08:30
ends: 2026-03-10T18:00
timeline:
  - {at: 2026-03-09T09:00, open: first_contact, as: front_desk, name: q, fields: {visitor: 家长, channel: call, request: 学籍}}
  - {at: 2026-03-09T10:00, do: guide, matter: q, as: front_desk, refused: needs}
  - {at: 2026-03-09T11:00, do: guide, matter: q, as: front_desk, fields: {sent_where: 派出所}}
expect:
  - {at: 2026-03-09T09:00, to: front_desk, matter: q, clock: hand_over, says: start}
  - {at: 2026-03-09T10:30, matter: q, state: hand_over, promised: 2026-03-10, clock: hand_over}
  - {matter: q, state: guided}
"""


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(simulate)
    return app


def _run(app: typer.Typer, folder: Path, text: str, *options: str) -> Result:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, [str(path), *options])


def test_a_scenario_that_goes_as_expected_ends_with_0(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO, "--lang", "en")

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[:3] == ["Example", "2026-03-09 Mon 09:00", "  ● front_desk opens first_contact q → SW-2026-0001"]
    assert "      · start q hand_over" in lines
    assert "(needs)" in result.output
    assert lines[-1] == "As expected."


def test_the_page_speaks_chinese_unless_told_otherwise(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO)

    assert result.output.startswith("示例\n2026-03-09 周一 09:00\n")
    assert result.output.endswith("与预期相符。\n")


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("says: start", "says: due", "11:5", "front_desk should get `due (hand_over)`"),
        ("state: guided}", "state: confirmed}", "13:5", "state of q should be confirmed, not guided"),
        ("refused: needs", "refused: closed", "8:5", "should be refused with closed, not needs"),
        (", refused: needs", "", "8:5", "refused (needs)"),
        (
            "{sent_where: 派出所}}",
            "{sent_where: 派出所}, refused: needs}",
            "9:5",
            "should be refused (needs) and was not",
        ),
    ],
)
def test_a_difference_is_told_with_the_place_of_its_line(
    app: typer.Typer, tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    result = _run(app, tmp_path, SCENARIO.replace(old, new), "--lang", "en")

    assert result.exit_code == 1
    assert any(f"x.yaml:{place}: " in line and words in line for line in result.output.splitlines()), result.output


def test_a_line_that_nobody_expects_is_told_at_the_head_of_the_expectations(app: typer.Typer, tmp_path: Path) -> None:
    text = "".join(line for line in SCENARIO.splitlines(keepends=True) if "says: start" not in line)

    result = _run(app, tmp_path, text, "--lang", "en")

    assert result.exit_code == 1
    assert "x.yaml:11:3: 2026-03-09 09:00 front_desk gets `start (hand_over)` about q (addressed)" in result.output


def test_a_broken_silence_is_a_difference(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO + "  - {silence: [2026-03-09T08:30, 2026-03-09T09:00]}\n", "--lang", "en")

    assert result.exit_code == 1
    assert "x.yaml:14:5: silence is broken: `start` to front_desk at 2026-03-09 09:00" in result.output


def test_a_mistake_in_the_file_ends_with_2_and_plays_nothing(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO.replace("says: start", "says: begin"))

    assert result.exit_code == 2
    assert "x.yaml:11:" in result.output
    assert "first_contact q" not in result.output


def test_a_line_for_later_is_reported_and_not_compared(app: typer.Typer, tmp_path: Path) -> None:
    later = "  - {at: 2026-03-10T08:30, to: front_desk, matter: q, says: digest, later: true}\n"

    result = _run(app, tmp_path, SCENARIO + later, "--lang", "en")

    assert result.exit_code == 0
    assert "x.yaml:14:5: not compared yet" in result.output


def test_json_holds_everything_that_was_said_sent_and_missed(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO.replace("says: start", "says: due"), "--json")

    told = json.loads(result.output)
    assert result.exit_code == 1
    assert told["scenario"] == {"zh": "示例", "en": "Example"}
    assert [(one["at"], one["person"], one["says"]) for one in told["notices"]] == [
        ("2026-03-09T09:00:00+08:00", "front_desk", "start")
    ]
    assert [(one["person"], one["reached_at"], one["lines"]) for one in told["mails"]] == [
        ("front_desk", "2026-03-09T09:00:00+08:00", 1)
    ]
    assert [one["refused"] for one in told["deeds"]] == ["", "needs", ""]
    assert len(told["differences"]) == 2


def test_a_county_given_on_the_command_line_takes_the_place_of_the_file_s(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO, "--county", str(tmp_path / "nowhere"))

    assert result.exit_code == 2


def test_a_county_of_the_environment_does_not(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_COUNTY", str(tmp_path / "nowhere"))

    assert _run(app, tmp_path, SCENARIO).exit_code == 0
    assert _run(app, tmp_path, SCENARIO.replace("county: sample\n", "")).exit_code == 2


def test_a_county_that_is_not_there_is_told_at_its_place(app: typer.Typer, tmp_path: Path) -> None:
    result = _run(app, tmp_path, SCENARIO.replace("county: sample", "county: nowhere"))

    assert result.exit_code == 2
    assert "x.yaml:2:9: `county` names no folder: nowhere" in result.output
