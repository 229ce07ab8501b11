"""`duban org apply`: the difference is shown, successors are named, what leaves a duty to nobody is refused with its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.run import reorganising
from engine.run.doorbell import Doorbell
from service.main import app
from tests.run.signal import Calls
from tests.service.conftest import VISIT, Run, printed

LICENCE = ("open", "time_limit", "-f", "applicant=某园", "-f", "item=办学许可", "--as", "window_officer_a")
APPLY = ("org", "apply", "--as", "office_clerk")


def change(folder: Path, file: str, old: str, new: str, *, everywhere: bool = False) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, -1 if everywhere else 1), encoding="utf-8")


def replace_window_officer(folder: Path) -> None:
    """window_officer_a leaves for good; somebody new has the posts."""
    change(folder, "people.yaml", "  window_officer_a: {name: ", "  window_new: {name: 新来的", everywhere=True)
    change(folder, "organisation.yaml", "window_officer_a", "window_new", everywhere=True)


@pytest.fixture
def licence(run: Run) -> str:
    """An application whose papers the window officer has to look through."""
    return str(printed(run(*LICENCE, "--json"))["number"])


def in_force(run: Run) -> bool:
    """Whether the folder is what is in force."""
    return not printed(run(*APPLY, "--json"))["changes"]


def test_an_unchanged_folder_is_nothing_to_take_over(run: Run) -> None:
    result = run(*APPLY)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "县文件夹与生效的机构相同，无需采用。\n", "")


def test_the_difference_is_shown_and_successors_are_named_before_it_is_asked(
    run: Run, used_county: Path, licence: str
) -> None:
    replace_window_officer(used_county)

    result = CliRunner().invoke(app, [*APPLY], env={"DUBAN_COUNTY": str(used_county)}, input="n\n")

    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert any("政务中心窗口岗位 window_officer的A角" in line for line in lines)
    (passing,) = (line for line in lines if licence in line)
    assert passing.startswith("新来的")
    assert passing.rstrip().endswith("审查材料并一次性告知   窗口经办人甲")
    assert result.stderr == "没有采用，原机构仍然生效。\n"
    assert not in_force(run)


def test_yes_takes_it_over_wakes_the_service_and_tells_the_successor(run: Run, used_county: Path, licence: str) -> None:
    replace_window_officer(used_county)
    heard = Calls()
    close = Doorbell.of(f"sqlite:///{used_county / 'duban.db'}").listen(heard)

    result = run(*APPLY, "--yes", "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout.endswith("Taken over: in force from now on.\n")
    heard.wait_for(1)
    close()
    assert in_force(run)
    shown = printed(run("show", licence, "--json"))
    assert shown["row"]["people"] == ["window_new"]
    assert [line["data"] for line in shown["history"] if line["kind"] == "succeeded"] == [
        {"duty": "check_material", "before": "window_officer_a", "after": "window_new"}
    ]


def test_an_answer_at_the_terminal_takes_it_over(run: Run, used_county: Path) -> None:
    change(used_county, "people.yaml", "name: 局长", "name: 新局长")

    result = CliRunner().invoke(app, [*APPLY], env={"DUBAN_COUNTY": str(used_county)}, input="y\n")

    assert (result.exit_code, result.stderr) == (0, "")
    assert in_force(run)


def test_json_only_shows_unless_it_may(run: Run, used_county: Path, licence: str) -> None:
    replace_window_officer(used_county)

    shown, applied = printed(run(*APPLY, "--json")), printed(run(*APPLY, "--json", "--yes"))

    assert (shown["applied"], applied["applied"]) == (False, True)
    assert shown["changes"] == applied["changes"] != []
    assert [(one["matter"], one["after"]) for one in shown["passed"]] == [(licence, "window_new")]
    assert in_force(run)


def test_another_order_is_told_as_such(run: Run, used_county: Path) -> None:
    change(used_county, "people.yaml", "people:\n", "people:\n  zz_last: {name: 甲, email: zz@edu.example}\n")
    assert run(*APPLY, "--yes").exit_code == 0
    change(used_county, "people.yaml", "  zz_last: {name: 甲, email: zz@edu.example}\n", "")
    with (used_county / "people.yaml").open("a", encoding="utf-8") as file:
        file.write("\n  zz_last: {name: 甲, email: zz@edu.example}\n")

    assert "只有次序变了" in run(*APPLY, "--yes").stdout


def replace_front_desk(folder: Path) -> None:
    """Whoever took a matter in at the front desk owes it himself until he has handed it over."""
    change(folder, "people.yaml", "  front_desk: {name: ", "  newcomer: {name: 新来的")
    change(folder, "organisation.yaml", "front_desk", "newcomer", everywhere=True)


def abolish_front_desk(folder: Path) -> None:
    """He leaves, and the office has none of his posts any more."""
    change(folder, "people.yaml", "  front_desk:", "  newcomer:")
    change(folder, "organisation.yaml", "      handler: {a: office_clerk, b: front_desk}\n      ", "      ")
    change(folder, "organisation.yaml", "first_contact: {a: front_desk, b: office_clerk}", "reading_room: office_clerk")
    change(folder, "organisation.yaml", "front_desk", "newcomer")


def replace_law_clerk(folder: Path) -> None:
    change(folder, "people.yaml", "  law_clerk: {name: ", "  law_new: {name: 新来的")
    change(folder, "organisation.yaml", "law_clerk", "law_new", everywhere=True)


def take_law_clerk_away(folder: Path) -> None:
    """The section of the law has no handler any more; he stands in for another one."""
    change(folder, "organisation.yaml", "      handler: {a: law_clerk, b: law_head}\n", "      archive: law_head\n")


def abolish_aid_centre(folder: Path) -> None:
    text = (folder / "organisation.yaml").read_text(encoding="utf-8")
    start = text.index("  aid_centre:\n")
    (folder / "organisation.yaml").write_text(text[:start] + text[text.index("\n\n", start) + 2 :], encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "unit", "place", "told"),
    [
        (abolish_front_desk, "office", "  office:",
         "“移交承办人”将无人负责：角色 first_contact_person，办公室 office first_contact，现为 首问岗工作人员 front_desk"),
        (abolish_aid_centre, "aid_centre", "units:", "属于要撤销的单位 捐助中心 aid_centre"),
    ],
)  # fmt: skip
def test_a_duty_left_to_nobody_is_refused_with_matter_role_and_unit(
    run: Run, used_county: Path, number: str, spoil: Callable[[Path], None], unit: str, place: str, told: str
) -> None:
    matter = printed(run("open", "first_contact", *VISIT, "--unit", unit, "--json"))["number"]
    spoil(used_county)

    result = run(*APPLY, "--yes")

    assert result.exit_code == 1
    *reasons, last = result.stderr.splitlines()
    (reason,) = [line for line in reasons if matter in line]
    assert told in reason
    line = int(reason.split(":")[1])
    assert place in (used_county / "organisation.yaml").read_text(encoding="utf-8").splitlines()[line - 1]
    assert last == "没有采用，原机构仍然生效。"
    assert matter in [one["matter"] for one in json.loads(run(*APPLY, "--json").stdout)["lost"]]


def test_a_post_that_rulebooks_need_cannot_go_at_all(run: Run, used_county: Path) -> None:
    officer = "window_officer: {a: window_officer_a, b: window_officer_b}"
    change(used_county, "organisation.yaml", officer, "adviser: director")

    result = run(*APPLY, "--yes")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "window_officer" in result.stderr


def test_who_was_offered_a_matter_and_is_succeeded_by_nobody_is_refused_by_name(
    run: Run, used_county: Path, number: str
) -> None:
    run("act", number, "offer", "-f", "handler=law_clerk", "--as", "front_desk")
    take_law_clerk_away(used_county)

    result = run(*APPLY, "--yes", "--lang", "en")

    assert result.exit_code == 1
    assert "organisation.yaml:" in result.stderr
    assert f"{number}: “Handler” (handler) names" in result.stderr
    assert "law_clerk" in result.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_accepted_a_matter_by_name_is_succeeded_and_shown_with_the_duty(
    run: Run, used_county: Path, law_matter: str, lang: str
) -> None:
    replace_law_clerk(used_county)

    result = run(*APPLY, "--yes", "--lang", lang)

    assert (result.exit_code, result.stderr) == (0, "")
    (passing,) = (line for line in result.stdout.splitlines() if law_matter in line)
    assert {"zh": "答复来访人", "en": "Answer the visitor"}[lang] in passing
    shown = printed(run("show", law_matter, "--json"))
    assert shown["row"]["people"][0] == "law_new"
    assert run("act", law_matter, "tell_result", "-f", "result=已答复", "--as", "law_new").exit_code == 0


def test_whoever_registered_a_matter_is_succeeded_in_what_he_owes(run: Run, used_county: Path, number: str) -> None:
    replace_front_desk(used_county)

    assert run(*APPLY, "--yes").exit_code == 0
    assert printed(run("show", number, "--json"))["row"]["people"][0] == "newcomer"


def test_who_changes_unit_and_stays_in_the_county_leaves_the_matter_to_his_successor(
    run: Run, used_county: Path, law_matter: str
) -> None:
    change(
        used_county,
        "people.yaml",
        "  law_clerk:",
        "  law_new: {name: 新来的, email: law-new@edu.example}\n  law_clerk:",
    )
    change(used_county, "organisation.yaml", "handler: {a: law_clerk,", "handler: {a: law_new,")
    change(used_county, "organisation.yaml", "handler: {a: finance_clerk_a,", "handler: {a: law_clerk,")

    result = run(*APPLY, "--yes")

    assert result.exit_code == 0
    (passing,) = (line for line in result.stdout.splitlines() if law_matter in line)
    assert passing.startswith("新来的")
    assert printed(run("show", law_matter, "--json"))["row"]["people"][0] == "law_new"


def test_what_would_come_to_him_later_is_shown_as_such(run: Run, used_county: Path, number: str) -> None:
    run("act", number, "offer", "-f", "handler=law_clerk", "--as", "front_desk")
    replace_law_clerk(used_county)

    result = run(*APPLY, "--yes")

    (passing,) = (line for line in result.stdout.splitlines() if number in line)
    assert "答复来访人（轮到时）" in passing


def test_a_post_that_moves_with_its_holder_is_shown_with_both_units(
    run: Run, used_county: Path, law_matter: str
) -> None:
    """The desk's post moves to another section; who has it verifies on."""
    run("act", law_matter, "tell_result", "-f", "result=已答复", "--as", "law_clerk")
    text = (used_county / "organisation.yaml").read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.strip().startswith("office_supervision:"))
    change(used_county, "organisation.yaml", line + "\n", "")
    change(
        used_county,
        "organisation.yaml",
        "      handler: {a: law_clerk, b: law_head}\n",
        f"      handler: {{a: law_clerk, b: law_head}}\n{line}\n",
    )

    result = run(*APPLY, "--yes", "--lang", "en")

    (passing,) = (line for line in result.stdout.splitlines() if law_matter in line)
    assert "before in Office" in passing


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        # two As for one post
        ("organisation.yaml", "head: window_head", "head: [window_head, law_head]", "一个岗位一个A角、一个B角"),
        # a cycle of units
        ("organisation.yaml", "    parent: bureau\n", "    parent: task_1_projects\n", "organisation.yaml:"),
        # A and B are one
        ("organisation.yaml", "a: window_officer_a, b: window_officer_b", "a: window_head, b: window_head", "与 a 是同一个人"),
        # a person nobody has declared
        ("organisation.yaml", "head: window_head", "head: window_hed", "是不是 `window_head`？"),
        ("people.yaml", "  window_head:", "  window_hed:", "是不是 `window_hed`？"),
        ("people.yaml", "people:", "poeple:", "people.yaml:"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_is_refused_with_its_place_and_the_old_one_stays(
    run: Run, used_county: Path, file: str, old: str, new: str, told: str
) -> None:
    before = (used_county / file).read_text(encoding="utf-8")
    change(used_county, file, old, new)

    result = run(*APPLY, "--yes")

    assert (result.exit_code, result.stdout) == (2, "")
    assert all(line.split(": ")[0].count(":") == 2 for line in result.stderr.splitlines())
    assert told in result.stderr
    (used_county / file).write_text(before, encoding="utf-8")
    assert in_force(run)


def test_nobody_unknown_takes_over(run: Run) -> None:
    result = run("org", "apply", "--as", "nobody")

    assert (result.exit_code, result.stderr) == (1, "人员表里没有 nobody。\n")


def test_what_changed_while_it_was_asked_is_refused_all_the_same(
    run: Run, used_county: Path, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The preview finds nothing against it; by the time of the answer a matter has come."""
    abolish_front_desk(used_county)
    monkeypatch.setattr(reorganising, "preview_organisation", lambda *_: reorganising.Applied(is_new=True))

    result = run(*APPLY, "--yes")

    assert (result.exit_code, result.stdout.count("已采用")) == (1, 0)
    assert number in result.stderr
