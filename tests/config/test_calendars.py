"""Years from `holidays` and from a county's own lists, held against the notice of 2026 and an oracle."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from holidays import country_holidays

from config.calendars import CalendarFault, days_in, load_years, plan_from_days, plan_from_holidays
from engine.core.calendar import Calendar, DayHours, YearPlan

HOURS = DayHours(zone=ZoneInfo("Asia/Shanghai"))

#: domain.md 5.3 as the notice of 4 Nov 2025 prints it.
OFF_2026 = [
    "2026-01-01..2026-01-03",
    "2026-02-15..2026-02-23",
    "2026-04-04..2026-04-06",
    "2026-05-01..2026-05-05",
    "2026-06-19..2026-06-21",
    "2026-09-25..2026-09-27",
    "2026-10-01..2026-10-07",
]
MAKEUP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]

#: The notice of 2006 had the last day of 2005 made up; chinesecalendar begins 2006 on 1 January.
KNOWN_DIFFERENCES = [date(2005, 12, 31)]


def flat(entries: list[str]) -> list[date]:
    return [day for entry in entries for day in days_in(entry)]


def holidays_plan(year: int) -> YearPlan:
    plan = plan_from_holidays(year)
    assert plan is not None
    return plan


# From the package


def test_2026_of_the_package_is_the_notice_of_the_state_council() -> None:
    notice = plan_from_days(2026, flat(OFF_2026), flat(MAKEUP_2026), "holidays")

    assert plan_from_holidays(2026) == notice
    assert Calendar(HOURS, [notice]).working_days_between(date(2026, 1, 1), date(2026, 12, 31)) == 248


def test_every_day_both_libraries_know_is_the_same() -> None:
    calendar = Calendar(HOURS, load_years(range(2004, 2027)))
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    all_days = (first + timedelta(days=n) for n in range((last - first).days + 1))

    differing = [day for day in all_days if calendar.is_working(day) != chinese_calendar.is_workday(day)]

    assert differing == KNOWN_DIFFERENCES


def test_an_unannounced_year_has_no_plan_although_the_package_answers() -> None:
    """The trap: it names festivals for any year, and make-up days of 2001 to 2011 along with them."""
    answer = country_holidays("CN", years=[2099], expand=False)
    assert list(answer)
    assert answer.weekend_workdays

    assert plan_from_holidays(2099) is None


def test_years_before_the_first_notice_have_no_plan() -> None:
    assert plan_from_holidays(2000) is None
    assert plan_from_holidays(2001) is not None


def test_a_plan_says_where_it_comes_from() -> None:
    assert holidays_plan(2026).source == "holidays"


# Years together


def test_loading_leaves_unannounced_years_out() -> None:
    assert [plan.year for plan in load_years([2099, 2026, 2025, 2026])] == [2025, 2026]


def test_a_written_year_replaces_the_packages() -> None:
    written = plan_from_days(2026, [date(2026, 1, 1)], [], "县政办发〔2026〕1号")

    assert load_years([2025, 2026], written=[written]) == (plan_from_holidays(2025), written)


def test_a_written_year_announces_itself() -> None:
    written = plan_from_days(2099, [date(2099, 1, 1)], [], "国办发明电〔2098〕7号")

    assert load_years([2026], written=[written])[-1] == written


def test_a_closure_is_a_day_off_on_top() -> None:
    """A weekday, a make-up Saturday, an ordinary Saturday, a holiday."""
    closed = [date(2026, 7, 1), date(2026, 10, 10), date(2026, 7, 4), date(2026, 10, 1)]
    bare = holidays_plan(2026)

    (plan,) = load_years([2026], closed=closed)

    assert plan.off == bare.off | {date(2026, 7, 1)}
    assert plan.makeup == bare.makeup - {date(2026, 10, 10)}


def test_a_closure_cannot_announce_a_year() -> None:
    with pytest.raises(CalendarFault, match="2099, a year that is not announced") as caught:
        load_years([2026, 2099], closed=[date(2099, 7, 1)])
    assert caught.value.day == date(2099, 7, 1)


# From lists of days


def test_weekend_days_off_are_accepted_and_dropped() -> None:
    plan = plan_from_days(2026, flat(["2026-10-01..2026-10-07"]), [], "")
    assert plan.off == frozenset(flat(["2026-10-01..2026-10-02", "2026-10-05..2026-10-07"]))


@pytest.mark.parametrize(
    ("off", "work", "words", "day"),
    [
        (["2026-10-10"], ["2026-10-10"], "both off and worked", date(2026, 10, 10)),
        (["2026-10-09"], ["2026-10-09"], "both off and worked", date(2026, 10, 9)),
        (["2027-01-01"], [], "belongs in the calendar of 2027", date(2027, 1, 1)),
        ([], ["2025-12-27"], "belongs in the calendar of 2025", date(2025, 12, 27)),
        ([], ["2026-10-09"], "is a weekday", date(2026, 10, 9)),
    ],
)
def test_a_list_that_cannot_be_true_names_its_day(off: list[str], work: list[str], words: str, day: date) -> None:
    with pytest.raises(CalendarFault, match=words) as caught:
        plan_from_days(2026, flat(off), flat(work), "")
    assert caught.value.day == day


def test_a_range_includes_both_ends() -> None:
    assert days_in("2027-02-27..2027-03-01") == (date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1))
    assert days_in(" 2027-02-27 .. 2027-02-27 ") == days_in("2027-02-27") == (date(2027, 2, 27),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither a day"),
        ("1 May", "neither a day"),
        ("2027-5-1", "neither a day"),
        ("2027-05-01...2027-05-03", "neither a day"),
        ("2027-02-29", "does not exist"),
        ("2027-02-01..2027-02-30", "does not exist"),
        ("2027-05-03..2027-05-01", "ends before it begins"),
    ],
)
def test_an_entry_that_is_no_day_is_a_fault(text: str, words: str) -> None:
    with pytest.raises(CalendarFault, match=words):
        days_in(text)
