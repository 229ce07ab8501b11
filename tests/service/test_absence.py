"""`duban absent` and `duban absence`: what is typed, who stands in, and what can be changed again."""

from datetime import timedelta

import pytest

from service.clock import SystemClock
from tests.service.conftest import Run, printed


def on(days: int) -> str:
    """So many days from today."""
    return str(SystemClock().now().date() + timedelta(days=days))


WEEK = (on(16), on(20))
AS = ("--as", "office_clerk")


@pytest.fixture(autouse=True)
def _used(used_county: object) -> None:
    """A county whose database is there."""


def test_the_b_who_is_there_stands_in(run: Run) -> None:
    done = run("absent", "basic_clerk_a", *WEEK, *AS)

    assert done.exit_code == 0
    assert "基教股：由 基教股经办人乙 顶岗" in done.stdout


def test_an_absence_of_the_b_changes_nothing_while_the_a_is_there(run: Run) -> None:
    done = run("absent", "inspector", *WEEK, *AS)

    assert "督查组：只任B角，A角 督查组组长 在岗，事项不变。" in done.stdout
    assert "顶岗" not in done.stdout


def test_days_on_which_both_are_away_are_named(run: Run) -> None:
    run("absent", "inspection_head", on(10), on(17), *AS)
    as_b = run("absent", "inspector", *WEEK, *AS).stdout
    run("absence", "drop", "1", *AS, "--reason", "改期")
    as_a = run("absent", "inspection_head", on(18), on(24), *AS).stdout

    assert f"只任B角，但督查组组长 {on(16)} 至 {on(17)} 也请假：其间由单位负责人代办" in as_b
    assert f"由 督查员 顶岗，但督查员 {on(18)} 至 {on(20)} 也请假" in as_a


def test_without_a_b_the_head_acts(run: Run) -> None:
    assert "没有B角，其间由单位负责人代办" in run("absent", "deputy_guarantee", *WEEK, *AS).stdout


@pytest.mark.parametrize("days", [("2020-01-01", "2099-12-31"), (on(10), on(400)), (on(400), on(401))])
def test_what_is_longer_or_farther_off_than_a_year_is_asked_about(run: Run, days: tuple[str, str]) -> None:
    refused = run("absent", "basic_clerk_a", *days, *AS)
    meant = run("absent", "basic_clerk_a", *days, *AS, "--long")

    assert (refused.exit_code, meant.exit_code) == (2, 0)
    assert "--long" in refused.stderr


def test_the_same_days_twice_are_refused_and_the_days_after_are_not(run: Run) -> None:
    run("absent", "basic_clerk_a", *WEEK, *AS)
    twice = run("absent", "basic_clerk_a", on(20), on(25), *AS)

    assert (twice.exit_code, "编号 1" in twice.stderr) == (1, True)
    assert run("absent", "basic_clerk_a", on(21), on(25), *AS).exit_code == 0
    assert run("absent", "basic_clerk_b", *WEEK, *AS).exit_code == 0


def test_the_last_day_before_the_first_is_bad_input(run: Run) -> None:
    assert run("absent", "basic_clerk_a", on(20), on(16), *AS).exit_code == 2


def test_absences_are_listed_with_their_numbers(run: Run) -> None:
    assert run("absence", "list").stdout == "没有人请假。\n"
    run("absent", "basic_clerk_a", *WEEK, *AS)
    run("absent", "inspector", on(-5), on(-4), *AS)

    assert "基教股经办人甲" in run("absence", "list").stdout
    assert "督查员" not in run("absence", "list").stdout
    assert [one["person"] for one in printed(run("absence", "list", "--all", "--json"))] == [
        "inspector",
        "basic_clerk_a",
    ]


def test_an_absence_ends_early_and_can_be_taken_back(run: Run) -> None:
    run("absent", "basic_clerk_a", *WEEK, *AS)

    assert run("absence", "end", "1", on(18), *AS).exit_code == 0
    assert printed(run("absence", "list", "--json"))[0]["to"] == on(18)
    assert printed(run("absence", "end", "1", on(17), *AS, "--json"))["to"] == on(17)
    assert run("absence", "end", "1", on(17), *AS).exit_code == 1
    assert run("absence", "end", "1", on(30), *AS).exit_code == 1
    assert run("absence", "drop", "1", *AS, "--reason", " ").exit_code == 1
    assert "已撤销" in run("absence", "drop", "1", *AS, "--reason", "登记错人").stdout
    assert run("absence", "drop", "1", *AS, "--reason", "登记错人").exit_code == 1
    assert printed(run("absence", "list", "--json")) == []


def test_as_json_it_says_who_stands_in_where(run: Run) -> None:
    told = printed(run("absent", "inspection_head", *WEEK, *AS, "--json"))

    assert (told["absence"], told["from"]) == (1, WEEK[0])
    assert {"unit": "inspection", "other": "inspector", "is_a": True, "gaps": []} in told["cover"]
    assert printed(run("absence", "drop", "1", *AS, "--reason", "x", "--json"))["person"] == "inspection_head"


def test_who_is_not_known_is_refused(run: Run) -> None:
    assert run("absent", "nobody", *WEEK, *AS).exit_code == 1
    assert run("absent", "basic_clerk_a", *WEEK, "--as", "nobody").exit_code == 1
