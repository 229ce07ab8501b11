"""The commands as they are typed: what they print, what they refuse, and how they end."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from engine.run.doorbell import Doorbell
from tests.run.signal import Calls
from tests.service.conftest import VISIT, Run, printed

# --- init, check, version ---


def test_version_is_that_of_the_distribution(run: Run) -> None:
    assert run("version").stdout == f"duban {version('duban')}\n"
    assert printed(run("version", "--json")) == {"version": version("duban")}


@pytest.mark.parametrize("sample", [True, False])
def test_init_makes_a_folder_once(run: Run, tmp_path: Path, sample: bool) -> None:
    words = ("init", str(tmp_path / "new"), *(["--sample"] if sample else []))

    first, second = run(*words), run(*words)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert (tmp_path / "new" / "county.yaml").is_file()
    assert second.stderr == "new 不是空的，请换一个新文件夹的名称\n"


def test_check_of_the_sample_county_finds_nothing(run: Run) -> None:
    result = run("check")

    assert result.exit_code == 0
    assert "没有错误" in result.stdout
    assert printed(run("check", "--json"))["faults"] == []


def test_check_tells_every_fault_at_its_place(run: Run, used_county: Path) -> None:
    settings, people = used_county / "county.yaml", used_county / "people.yaml"
    settings.write_text(settings.read_text().replace("Asia/Shanghai", "Asia/Shanghay"))
    people.write_text(people.read_text().replace("email: director@", "emial: director@"))
    (used_county / "workflows" / "mine.yaml").write_text("workflow: mine\n\tnumber: XX\n")
    (used_county / "templates" / "mail.txt.j2").write_text("{{ conty }}")

    result = run("check")

    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    for file, words in (
        (settings, "是不是 `Asia/Shanghai`？"),
        (people, "是不是 `email`？"),
        (used_county / "workflows" / "mine.yaml", "这里有制表符"),
        (used_county / "templates" / "mail.txt.j2", "did you mean `county`"),
    ):
        assert any(re.match(rf"{re.escape(str(file))}:[0-9]+:[0-9]+: ", line) and words in line for line in lines), (
            words
        )


def test_check_tells_of_a_private_field_in_a_template(run: Run, used_county: Path) -> None:
    (used_county / "templates" / "mail.txt.j2").write_text(
        "{% for entry in sheet.entries %}{{ entry.fields.visitor }}{% endfor %}"
    )

    result = run("check")

    assert result.exit_code == 2
    assert "templates/mail.txt.j2:1:1: `visitor` is a private field" in result.stdout


def test_check_prints_faults_as_json_too(run: Run, used_county: Path) -> None:
    (used_county / "people.yaml").unlink()

    result = run("check", "--json")

    assert result.exit_code == 2
    (fault,) = json.loads(result.stdout)["faults"]
    assert (fault["file"], fault["line"], fault["column"]) == ("people.yaml", 1, 1)


def test_check_tells_notes_and_is_content(run: Run, used_county: Path) -> None:
    (used_county / "overrides" / "notes.docx").write_text("")

    result = run("check")

    assert result.exit_code == 0
    assert "overrides/notes.docx:1:1: 不会读取这个文件" in result.stdout


# --- open, act ---


def test_open_tells_number_and_state(run: Run, number: str) -> None:
    result = run("open", "first_contact", *VISIT)

    assert (result.exit_code, result.stdout) == (0, f"已立项：{number[:-1]}2，现为“待移交”。\n")


def test_open_speaks_english_when_asked(run: Run, number: str) -> None:
    result = run("open", "first_contact", *VISIT, "--lang", "en")

    assert result.stdout == f"Opened: {number[:-1]}2, now to be handed over.\n"


def test_act_moves_the_matter(run: Run, number: str) -> None:
    result = run("act", number, "guide", "--as", "front_desk", "-f", "sent_where=人社局")

    assert (result.exit_code, result.stdout) == (0, f"已办理：{number}，现为“已指引”。\n")


def test_act_prints_json(run: Run, number: str) -> None:
    done = printed(run("act", number, "guide", "--as", "front_desk", "-f", "sent_where=人社局", "--json"))

    assert done == {"number": number, "state": "guided", "mails": 0}


@pytest.mark.parametrize(
    "words", [("open", "first_contact", *VISIT), ("act", "{}", "guide", "--as", "front_desk", "-f", "sent_where=x")]
)
def test_a_command_rings_the_doorbell(run: Run, used_county: Path, number: str, words: tuple[str, ...]) -> None:
    heard = Calls()
    close = Doorbell.of(f"sqlite:///{used_county / 'duban.db'}").listen(heard)

    result = run(*(word.format(number) for word in words))

    assert result.exit_code == 0
    heard.wait_for(1)
    close()


# --- list, show ---


def test_list_shows_light_as_mark_and_word_and_dates_with_weekday(run: Run, number: str) -> None:
    lines = run("list", "--workflow", "first_contact").stdout.splitlines()

    (line,) = [line for line in lines if line.startswith(number)]
    assert "答复来访家长" in line
    assert "待移交" in line
    assert "首问岗工作人员" in line
    assert any(mark in line for mark in ("▲", "●"))
    assert any(f" 周{day}" in line for day in "一二三四五六日")
    assert lines[-1] == "共 1 件。"


def test_list_speaks_english_when_asked(run: Run, number: str) -> None:
    result = run("list", "--workflow", "first_contact", DUBAN_LANG="en")

    assert "to be handed over" in result.stdout
    assert "1 in all." in result.stdout


def test_a_list_of_nothing_says_so(run: Run) -> None:
    assert run("list", "--state", "guided").stdout == "没有符合条件的事项。\n"
    assert printed(run("list", "--state", "guided", "--json")) == {"total": 0, "matters": []}


def test_list_is_not_folded_for_a_file(run: Run) -> None:
    long = "答复" * 60
    run("open", "first_contact", *VISIT[:-3], f"request={long}", *VISIT[-2:])

    assert long in run("list").stdout


def test_show_tells_clocks_history_and_notices(run: Run, number: str) -> None:
    shown = run("show", number).stdout

    assert f"{number}  首问责任制  答复来访家长" in shown
    for words in ("状态：待移交", "责任人：首问岗工作人员", "来访人：（不公开）", "移交承办人", "立项：登记首问事项"):
        assert words in shown
    assert "某家长" not in shown


def test_show_prints_instants_in_the_countys_zone(run: Run, number: str) -> None:
    shown = printed(run("show", number, "--json"))

    assert shown["opened_at"].endswith("+08:00")
    assert shown["row"]["number"] == number
    assert shown["history"][0]["kind"] == "opened"
    assert "某家长" not in json.dumps(shown, ensure_ascii=False)


def test_markup_in_a_value_stays_text(run: Run) -> None:
    run("open", "first_contact", *VISIT[:-3], "request=[red]x[/red] :smile:", *VISIT[-2:])

    assert "[red]x[/red] :smile:" in run("list").stdout
