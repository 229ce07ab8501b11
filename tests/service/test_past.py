"""`duban open --at --history`: a running matter is taken over with its past; a past that cannot have been is refused at its line."""

from pathlib import Path

import pytest

from tests.service.conftest import VISIT, Run, printed

OPEN = ("open", "first_contact", *VISIT)

GOOD = """\
- {at: 2026-03-02T11:00, do: offer, as: front_desk, fields: {handler: basic_clerk_a}}
- at: 2026-03-02T15:00:00+08:00
  do: accept
  as: basic_clerk_a
"""


def history(folder: Path, text: str) -> str:
    file = folder / "past.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_running_matter_stands_where_its_past_has_led_and_nothing_is_sent(run: Run, tmp_path: Path) -> None:
    result = run(*OPEN, "--at", "2026-03-02T10:00", "--history", history(tmp_path, GOOD), "--json")

    number = printed(result)["number"]
    shown = printed(run("show", number, "--json"))
    assert printed(result) == {"number": number, "state": "answer", "mails": 0}
    assert shown["opened_at"] == "2026-03-02T10:00:00+08:00"
    assert [(line["kind"], line["at"][:16]) for line in shown["history"]][:3] == [
        ("opened", "2026-03-02T10:00"),
        ("done", "2026-03-02T11:00"),
        ("done", "2026-03-02T15:00"),
    ]
    assert shown["history"][-1]["kind"] == "taken_over"
    assert shown["notices"] == []
    assert number.startswith("SW-2026-")


def test_who_enters_a_past_is_recorded_as_such_and_who_opened_it_as_that(run: Run) -> None:
    number = printed(run(*OPEN, "--at", "2026-03-02 10:00", "--entered-by", "office_clerk", "--json"))["number"]

    history = printed(run("show", number, "--json"))["history"]
    assert [(line["kind"], line["actor"]) for line in history if line["kind"] in ("opened", "taken_over")] == [
        ("opened", "front_desk"),
        ("taken_over", "office_clerk"),
    ]


def test_without_a_history_it_stands_where_it_began(run: Run) -> None:
    result = run(*OPEN, "--at", "2026-03-02 10:00", "--unit", "finance", "--json")

    shown = printed(run("show", printed(result)["number"], "--json"))
    assert (shown["row"]["state"], shown["row"]["unit"]) == ("hand_over", "finance")


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        # the event does not exist, the person does not, the instant does not
        ("- {at: 2026-03-02T11:00, do: ofer, as: front_desk}", ":1:30", "是不是 `offer`？"),
        ("- {at: 2026-03-02T11:00, do: offer, as: front_dsk}", ":1:41", "是不是 `front_desk`？"),
        ("- {at: 2026-02-30T11:00, do: offer, as: front_desk}", ":1:8", "does not exist"),
        ("- {at: Monday, do: offer, as: front_desk}", ":1:8", "must be a day and a time"),
        # keys
        ("- {do: offer, as: front_desk}", ":1:3", "needs `at`"),
        ("- {at: 2026-03-02T11:00, do: offer, as: front_desk, who: x}", ":1:53", "has no key `who`"),
        ("- {at: 2026-03-02T11:00, do: offer, as: front_desk, fields: x}", ":1:61", "must be a map of fields"),
        ("- offer", ":1:3", "must be a map of keys"),
        # shape
        ("at: 2026-03-02T11:00", ":1:1", "must be a list"),
        ("- {at: 2026-03-02T11:00", ":1:3", "没有配对"),
        ("", ":1:1", "文件是空的"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_every_place(
    run: Run, tmp_path: Path, text: str, place: str, told: str
) -> None:
    file = history(tmp_path, text)

    result = run(*OPEN, "--at", "2026-03-02T10:00", "--history", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert any(line.startswith(f"{file}{place}: ") and told in line for line in result.stderr.splitlines())


@pytest.mark.parametrize(
    ("second", "told"),
    [
        # not by him, not in this state, without what it needs, before the line above, in the future, an unknown field
        ("{at: 2026-03-02T12:00, do: accept, as: finance_clerk_a}", "不是 finance_clerk_a"),
        ("{at: 2026-03-02T12:00, do: tell_result, as: basic_clerk_a}", "不能“tell_result”"),
        ("{at: 2026-03-02T12:00, do: guide, as: front_desk}", "还缺"),
        ("{at: 2026-03-02T10:59, do: accept, as: basic_clerk_a}", "早于"),
        ("{at: 2999-03-02T10:59, do: accept, as: basic_clerk_a}", "在将来"),
        ("{at: 2026-03-02T12:00, do: accept, as: basic_clerk_a, fields: {handlr: x}}", "没有字段 handlr"),
    ],
)
def test_an_act_that_cannot_have_been_is_refused_at_its_line_and_nothing_is_entered(
    run: Run, tmp_path: Path, second: str, told: str
) -> None:
    file = history(
        tmp_path, GOOD.splitlines()[0] + f"\n- {second}\n- {{at: 2026-03-03T10:00, do: guide, as: front_desk}}\n"
    )
    before = printed(run("list", "--json"))["total"]

    result = run(*OPEN, "--at", "2026-03-02T10:00", "--history", file)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{file}:2:3: ")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert printed(run("list", "--json"))["total"] == before


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--at", "yesterday"), 2, "--at yesterday：应写作 2026-03-02T10:00"),
        (("--at", "2026-13-01T10:00"), 2, "--at 2026-13-01T10:00"),
        (("--at", "2999-01-01T10:00"), 1, "在将来"),
        (("--history", "past.yaml"), 2, "--history 须与 --at 一起用"),
        (("--entered-by", "office_clerk"), 2, "--entered-by 须与 --at 一起用"),
        (("--at", "2026-03-02T10:00", "--entered-by", "nobody"), 1, "没有 nobody"),
        (("--at", "2026-03-02T10:00", "--history", "no/such.yaml"), 2, "no/such.yaml:1:1: 文件打不开"),
        (("--at", "2026-03-02T10:00", "--unit", "moon"), 1, "没有 moon"),
        (("--at", "2026-03-02T10:00", "-f", "colour=red"), 1, "没有字段 colour"),
    ],
)
def test_a_beginning_that_cannot_have_been_is_refused(run: Run, words: tuple[str, ...], code: int, told: str) -> None:
    result = run(*OPEN, *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("workflow", "told"), [("first_contct", "没有名为 first_contct 的制度"), ("monthly_check", "不能由人立项")]
)
def test_what_people_do_not_open_is_not_taken_over_either(run: Run, workflow: str, told: str) -> None:
    result = run("open", workflow, "--as", "front_desk", "--at", "2026-03-02T10:00")

    assert result.exit_code == 1
    assert told in result.stderr


def test_a_past_in_years_that_are_not_loaded_is_refused_with_the_command_that_loads_them(run: Run) -> None:
    """The county has this year, two before it and what is announced after; in 2019 nothing could be counted."""
    began = ("--at", "2019-03-04T10:00")

    refused = run(*OPEN, *began)

    assert refused.exit_code == 1
    missing = [year for year in range(2019, 2030) if f"duban calendar load --year {year} --as" in refused.stderr]
    assert missing[0] == 2019
    assert missing == list(range(2019, 2019 + len(missing)))
    for year in missing:
        assert run("calendar", "load", "--year", str(year), "--as", "office_clerk", "--yes").exit_code == 0
    opened = run(*OPEN, *began, "--json")
    assert opened.exit_code == 0
    # 5 wd from Mon 4 Mar 2019: 5, 6, 7, 8, Mon 11 Mar; that year is announced now.
    shown = run("explain", printed(opened)["number"])
    assert "2019-03-11" in shown.stdout
    assert "暂定" not in shown.stdout
