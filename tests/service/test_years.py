"""`duban calendar load`: years are loaded or corrected, what moved is reported, what cannot be true is refused with its place."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.calendars import plan_from_holidays
from engine.core.correction import Withdrawn
from engine.core.machine import Text
from engine.run.affairs import Report
from engine.run.calendar_ahead import Ahead, YearChange
from service.command import years
from service.printing import Printer
from tests.service.conftest import Run, printed

LOOK = ("calendar", "load", "--as", "office_clerk")
LOAD = (*LOOK, "--yes")
#: A running matter, handed over on a Monday: 5 wd to Mon 9 March 2026.
PAST = ("open", "first_contact", "-f", "visitor=a", "-f", "channel=visit", "-f", "request=转学", "--as", "front_desk",
        "--at", "2026-03-02T10:00")  # fmt: skip


def write(folder: Path, year: int, text: str) -> None:
    (folder / "calendar" / f"{year}.yaml").write_text(f"year: {year}\nsource: 县教育局\n{text}", encoding="utf-8")


def days_of(year: int, *more: str) -> str:
    """The year as it is announced, with further days off."""
    plan = plan_from_holidays(year)
    assert plan is not None
    off = ", ".join([*map(str, sorted(plan.off)), *more])
    return f"off: [{off}]\nwork: [{', '.join(map(str, sorted(plan.makeup)))}]\n"


def moved(report: Any) -> list[tuple[str, str, str, str]]:
    return [(one["clock"], one["name"], one["before"], one["after"]) for one in report["moved"]]


def test_a_corrected_year_tells_what_moved(run: Run, used_county: Path) -> None:
    number = printed(run(*PAST, "--json"))["number"]
    write(used_county, 2026, days_of(2026, "2026-03-05", "2026-03-06"))

    report = printed(run(*LOAD, "--json"))

    assert report["years"] == [2026]
    assert ("answering", "promised", "2026-03-09", "2026-03-11") in moved(report)
    assert {one["matter"] for one in report["moved"]} == {number}
    assert report["loaded"] is True
    again = printed(run(*LOAD, "--json"))
    assert again == {"years": [], "days": [], "moved": [], "withdrawn": [], "loaded": False}


def test_what_would_change_is_shown_before_anything_does(run: Run, used_county: Path) -> None:
    """A year written for one closure alone makes the holidays working days: one sees it, and says no."""
    number = printed(run(*PAST, "--json"))["number"]
    write(used_county, 2026, "off: [2026-03-05]\nclosed: [2026-03-06]\n")

    shown = run(*LOOK, "--lang", "en", typed="n\n")

    assert (shown.exit_code, shown.stderr) == (1, "Not loaded: the calendar in force stays.\n")
    lines = shown.stdout.splitlines()
    assert any("no longer worked" in line and "03-05..03-06" in line for line in lines)
    assert any("worked from now on" in line and "10-01..10-02, 10-05..10-07" in line for line in lines)
    assert any(number in line and "03-09 Mon" in line and "03-11 Wed" in line for line in lines)
    before = printed(run(*LOOK, "--json"))
    assert (before["years"], before["loaded"]) == ([2026], False)
    assert moved(printed(run(*LOAD, "--json"))) == moved(before)


def test_whoever_agrees_has_it_loaded(run: Run, used_county: Path) -> None:
    write(used_county, 2027, "off: [2027-01-01]\n")

    result = run(*LOOK, typed="y\n")

    assert result.exit_code == 0
    assert "2027（首次公布）" in result.stdout
    assert result.stdout.endswith("已载入：2027。期限变化 0 处，撤回催办 0 次。\n")


def test_the_report_is_a_table_for_people(run: Run, used_county: Path) -> None:
    number = printed(run(*PAST, "--json"))["number"]
    write(used_county, 2026, days_of(2026, "2026-03-05", "2026-03-06"))

    shown = run(*LOAD, "--year", "2026", "--lang", "en").stdout

    assert any(line.startswith(number) and "03-09 Mon" in line and "03-11 Wed" in line for line in shown.splitlines())
    assert re.search(r"^Loaded: 2026\. \d+ date\(s\) moved, 0 step\(s\) withdrawn\.$", shown, re.MULTILINE)


def test_steps_that_are_withdrawn_are_told_with_who_was_told(capsys: pytest.CaptureFixture[str]) -> None:
    gone = Withdrawn("answering", 1, "E1", date(2026, 3, 9), ("basic_clerk_a", "basic_education_head"))
    report = Report(years=(2026,), withdrawn=(("SW-2026-0001", gone),))
    change = YearChange(year=2026, is_new=False, off=(date(2026, 3, 5),), worked=())
    titles = {("SW-2026-0001", "answering"): Text("答复", "Answer"), ("", "basic_clerk_a"): Text("甲", "Jia")}
    titles["", "basic_education_head"] = Text("乙", "Yi")

    years._show(Printer("en"), Ahead(years=(change,), report=report), titles, date(2026, 3, 11))

    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("SW-2026-0001")]
    assert line.split() == ["SW-2026-0001", "Answer", "E1", "03-09", "Mon", "Jia,", "Yi"]


def test_only_the_wanted_year_is_loaded(run: Run, used_county: Path) -> None:
    write(used_county, 2027, "off: [2027-01-01]\n")
    write(used_county, 2028, "off: [2028-01-03]\n")

    assert printed(run(*LOAD, "--year", "2027", "--json"))["years"] == [2027]
    assert printed(run(*LOAD, "--json"))["years"] == [2028]


def test_a_calendar_that_is_in_force_already_says_so(run: Run) -> None:
    result = run(*LOAD)

    assert (result.exit_code, result.stdout) == (0, "日历没有变化。\n")


def test_loading_leaves_a_line_in_the_record_that_holds(run: Run, used_county: Path) -> None:
    write(used_county, 2027, "off: [2027-01-01]\n")

    run(*LOAD)

    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("words", "year", "text", "code", "told"),
    [
        # a day both off and made up
        ((), 2027, "off: [2027-01-01, 2027-02-06]\nwork: [2027-02-06]\n", 2, "calendar/2027.yaml:"),
        # a weekday cannot be made up
        ((), 2027, "off: [2027-01-01]\nwork: [2027-02-01]\n", 2, "只有周六、周日才需调休上班"),
        # a year written for a closure alone would make its holidays working days
        ((), 2026, "closed: [2026-09-23]\n", 2, "calendar/2026.yaml:1:7: `year` 写了年份，却没有一天放假"),
        # a day of another year
        ((), 2027, "off: [2026-01-01]\n", 2, "应写进 2026 年的日历"),
        # no day at all
        ((), 2027, "off: [2027-02-30]\n", 2, "calendar/2027.yaml:3:7"),
        (("--year", "2031"), 2027, "off: [2027-01-01]\n", 1, "2031 年的放假安排还没有公布"),
        (("--year", "next"), 2027, "", 2, "--year"),
        (("--year", "1"), 2027, "", 2, "2000"),
        (("--as", "nobody"), 2027, "off: [2027-01-01]\n", 1, "没有 nobody"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_is_refused_with_its_place(
    run: Run, used_county: Path, words: tuple[str, ...], year: int, text: str, code: int, told: str
) -> None:
    write(used_county, year, text)

    result = run(*LOAD, *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
