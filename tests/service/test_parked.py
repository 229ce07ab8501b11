"""`duban mail parked`, `release`, `sent` and `drop`, as they are typed."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.service.conftest import Run, printed
from tests.service.test_restoring import BY, backed_up
from tests.service.test_serve import here

__all__ = ["backed_up"]


@pytest.fixture(scope="session")
def restored(backed_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county after a restore: sending is held, a mail to the handler of an urgent matter is parked."""
    county = shutil.copytree(backed_up / "county", tmp_path_factory.mktemp("restored") / "county")
    here("restore", str(backed_up / "copy.db"), *BY, "--county", str(county))
    return county


@pytest.fixture
def used_county(restored: Path, tmp_path: Path) -> Path:
    """A copy of it, for `run`."""
    return shutil.copytree(restored, tmp_path / "used")


@pytest.fixture
def mail(run: Run) -> Any:
    """The handler's parked mail."""
    (one,) = [each for each in printed(run("mail", "parked", "--json")) if each["person"] == "basic_clerk_a"]
    return one


def arrival(run: Run, mail: Any) -> tuple[str, str]:
    """What became of the handler's line, and why, in the record of its matter."""
    for each in printed(run("list", "--json"))["matters"]:
        for line in printed(run("show", each["number"], "--json"))["notices"]:
            if line["person"] == mail["person"]:
                return line["became"], line["reason"]
    raise AssertionError


def test_every_parked_mail_is_listed_with_what_one_needs_to_decide(run: Run, mail: Any) -> None:
    zh, en = run("mail", "parked").stdout, run("mail", "parked", "--lang", "en").stdout

    (row,) = [line for line in zh.splitlines() if "basic_clerk_a" in line]
    assert row.split()[0] == str(mail["id"])
    assert mail["subject"] in row
    assert (mail["name"], mail["lines"], mail["moved_on"], mail["said_again"], mail["is_whole"]) == (
        "基教股经办人甲", 1, 0, 0, True,
    )  # fmt: skip
    assert "已再提醒" in zh
    assert "said again" in en


def test_a_released_mail_waits_for_the_end_of_the_hold_and_it_says_so(run: Run, mail: Any) -> None:
    result = run("mail", "release", str(mail["id"]), *BY, "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{mail['id']} leave as they were written.",
        "Sending is held: they leave after `duban release`.",
    ]
    assert arrival(run, mail) == ("queued", "")


def test_all_that_are_parked_can_be_released_at_once(run: Run) -> None:
    ids = {each["id"] for each in printed(run("mail", "parked", "--json"))}
    run("release", *BY)

    told = printed(run("mail", "release", "--all", *BY, "--json"))

    assert {*told["as_written"], *told["anew"], *told["outdated"]} == ids
    assert told["held"] is False
    assert run("mail", "parked").stdout == "没有搁置的邮件。\n"
    assert run("mail", "release", "--all", *BY).stdout == "没有搁置的邮件。\n"
    assert run("mail", "drop", "--all", "--because", "x", *BY).stdout == "没有搁置的邮件。\n"


def test_a_mail_that_had_left_counts_as_delivered(run: Run, mail: Any) -> None:
    result = run("mail", "sent", str(mail["id"]), *BY)

    assert (result.exit_code, result.stdout) == (0, f"{mail['id']} 记为已发出。\n")
    assert arrival(run, mail)[0] == "sent"


def test_a_dropped_mail_leaves_its_reason_with_every_line(run: Run, mail: Any) -> None:
    told = printed(run("mail", "drop", str(mail["id"]), "--because", " 已电话告知 ", *BY, "--json"))

    assert told == {"mails": [mail["id"]]}
    assert arrival(run, mail) == ("dropped", "dropped: 已电话告知")
    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("release", *BY), 2, "--all"),
        (("release", "1", "--all", *BY), 2, "--all"),
        (("release", "seven", *BY), 2, "ID"),
        (("release", "--all"), 2, "--as"),
        (("release", "--all", "--as", "nobody"), 1, "没有 nobody"),
        (("sent", "4711", *BY), 1, "没有搁置的邮件 4711。"),
        (("drop", "4711", "--because", "x", *BY), 1, "没有搁置的邮件 4711。"),
        (("drop", "--all", *BY), 2, "--because"),
        (("drop", "--all", "--because", " ", *BY), 1, "须写明理由"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(
    run: Run, mail: Any, words: tuple[str, ...], code: int, told: str
) -> None:
    before = printed(run("mail", "parked", "--json"))

    result = run("mail", *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    assert printed(run("mail", "parked", "--json")) == before
