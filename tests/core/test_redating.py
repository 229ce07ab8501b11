"""A calendar loaded late: a date that was told is not moved into the past, and who owes hears of the new one (ADR 3).

May 2026: Thu 28 and Fri 29 are worked, Sun 31 is the month's end, so a limit by month end is due on Fri 29 May.
"""

import pytest

from engine.core.calendar import Calendar, YearPlan
from engine.core.dates import days_late, due
from engine.core.outlook import standing
from tests.core.play import Play, at, date, play, small_calendar
from tests.core.rulebooks import MOVABLE, extendable, machine, one_duty, verified_duty
from tests.core.test_decisions import closed_days, order, steps


def by_month_end(calendar: Calendar | None = None) -> Play:
    """Told on Fri 29 May at 08:30: today 17:30."""
    county = play(one_duty("by month_end @A"), calendar=calendar)
    return county.open("2026-05-11 10:00", "desk_a", "jijiao", topic="月报").batches("2026-05-29 09:00")


def promised(county: Play) -> str:
    rule = county.machine.clocks["work"]
    dates = due(rule, county.run("work"), county.case.calendar)
    assert dates is not None
    return f"{dates.promised_on:%m-%d}"


def told(county: Play) -> list[tuple[str, str, dict[str, object]]]:
    """Lines about another date: when, to whom, and what the dates were."""
    lines = [one for one in county.said if one.kind == "redated"]
    return [
        (f"{one.at.astimezone(county.case.calendar.hours.zone):%m-%d %H:%M}", one.person,
         {name: value for name, value in one.data.items() if name.endswith("_was")})
        for one in lines
    ]  # fmt: skip


def with_2027(off: tuple[str, ...] = (), makeup: tuple[str, ...] = ()) -> Calendar:
    days = [frozenset(date.fromisoformat(f"2027-{text}") for text in some) for some in (off, makeup)]
    return small_calendar(extra=(YearPlan(year=2027, off=days[0], makeup=days[1], source="test"),))


def test_a_day_told_that_is_closed_afterwards_moves_on_to_the_next_working_day() -> None:
    """28 and 29 May turn out to be off, known on the 29th at 16:00. Rolled back the date would be Wed 27, which nobody was told.

    He hears of it in the next batch, Mon 1 June: that is his day; E1 on Tue 2 June, one day late.
    """
    county = by_month_end()

    gone = county.correct("2026-05-29 16:00", closed_days("05-28", "05-29"))
    county.batches("2026-06-02 09:00")

    assert gone == []
    assert promised(county) == "06-01"
    assert told(county) == [("06-01 08:30", "handler_a", {"promised_was": "2026-05-29"})]
    assert [line for line in county.kinds("work") if line[0] >= "05-29"] == [
        ("05-29 08:30", "due"),
        ("06-01 08:30", "due"),
        ("06-01 08:30", "redated"),
        ("06-02 08:30", "E1"),
    ]
    rule, run = county.machine.clocks["work"], county.run("work")
    assert days_late(rule, run, county.case.calendar, date(2026, 6, 2)) == 1


@pytest.mark.parametrize(
    ("loaded", "expected"),
    [
        ("2026-05-26 16:00", "05-27"),  # he hears of it on Wed 27 at 08:30, in time for that day: rule 7 as it is
        ("2026-05-27 08:29", "05-27"),  # in the batch of this very day
        ("2026-05-27 08:31", "06-01"),  # the next batch is Mon 1 June
        ("2026-05-29 16:00", "06-01"),
        ("2026-06-01 10:00", "06-01"),  # told of it on Tue 2: the day after the closure was his
    ],
)
def test_a_closure_moves_no_date_before_the_batch_that_tells_of_it(loaded: str, expected: str) -> None:
    """28 and 29 May are closed. The last working days before are Wed 27 and Tue 26, the next one is Mon 1 June."""
    county = play(one_duty("by month_end @A")).open("2026-05-11 10:00", "desk_a", "jijiao", topic="月报")
    county.batches(loaded)

    county.correct(loaded, closed_days("05-28", "05-29"))

    assert promised(county) == expected


def test_a_step_said_about_the_day_that_was_closed_is_withdrawn() -> None:
    """E1 on Mon 1 June about Fri 29 May; on the 1st at 10:00 it turns out that the 28th and 29th were off.

    His day is Mon 1 June, E1 Tue 2 June, the batch that tells of it: it stands, and is not said twice. E2 = Thu 4 June.
    """
    county = by_month_end().batches("2026-06-01 09:00")

    gone = county.correct("2026-06-01 10:00", closed_days("05-28", "05-29"))
    county.batches("2026-06-04 09:00")

    assert gone == []
    assert steps(county) == ["06-01 E1", "06-04 E2"]


def test_a_day_that_is_worked_after_all_makes_nobody_late_before_he_hears_of_it() -> None:
    """5 wd from Mon 2 Mar with Fri 6 off: due Tue 10. Known on Mon 9 at 16:00 that the 6th is worked: day 5 is Mon 9 itself.

    He hears of it on Tue 10 at 08:30 and has that day; E1 on Wed 11.
    """
    county = play(one_duty(), calendar=closed_days("03-06")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.batches("2026-03-09 09:00").correct("2026-03-09 16:00", small_calendar())

    county.batches("2026-03-11 09:00")

    assert promised(county) == "03-10"
    assert steps(county) == ["03-11 E1"]


def test_who_was_late_already_gains_nothing() -> None:
    """The same, known on Wed 11 at 10:00, after E1: the day told, Tue 10, is still worked and over."""
    county = play(one_duty(), calendar=closed_days("03-06")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.batches("2026-03-11 09:00").correct("2026-03-11 10:00", small_calendar())

    assert promised(county) == "03-09"


def test_a_statutory_date_does_not_come_before_the_promised_one_that_stands() -> None:
    """Statutory alone, 5 wd, Fri 6 off: both dates Tue 10 Mar. With the 6th worked both would be Mon 9, known on that afternoon."""
    rules = one_duty("{statutory: 5 wd @L 1}")
    county = play(rules, calendar=closed_days("03-06")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.batches("2026-03-09 09:00").correct("2026-03-09 16:00", small_calendar())

    dates = due(rules.clocks["work"], county.run("work"), county.case.calendar)

    assert dates is not None
    assert (dates.promised_on, dates.statutory_on) == (date(2026, 3, 10), date(2026, 3, 10))
    county.batches("2026-03-11 09:00")
    assert [line for line in county.kinds("work") if "breach" in line] == [("03-11 08:30", "breach")]


def test_a_later_closing_of_the_day_that_stands_moves_it_on() -> None:
    """Mon 1 June stands; then it is closed as well, known on that day at 16:00: Tue 2 June."""
    county = by_month_end()
    county.correct("2026-05-29 16:00", closed_days("05-28", "05-29"))

    county.batches("2026-06-01 09:00").correct("2026-06-01 16:00", closed_days("05-28", "05-29", "06-01"))

    assert promised(county) == "06-02"


def test_both_dates_are_told_and_only_what_has_changed() -> None:
    """Promised 5 wd Mon 9, statutory 8 wd Thu 12 Mar. With Wed 11 off only the statutory date moves: Fri 13."""
    county = order(machine(MOVABLE)).batches("2026-03-05 09:00")
    county.correct("2026-03-05 10:00", closed_days("03-11"))
    county.correct("2026-03-05 11:00", closed_days("03-06", "03-11"))

    county.batches("2026-03-06 09:00").batches("2026-03-09 09:00")

    # With Fri 6 off too: day 5 is Tue 10, day 8 = 3, 4, 5, 9, 10, 12, 13, 16: Mon 16. Both lines come on Mon 9.
    assert told(county) == [
        ("03-09 08:30", "handler_a", {"statutory_was": "2026-03-12"}),
        ("03-09 08:30", "handler_a", {"promised_was": "2026-03-09", "statutory_was": "2026-03-13"}),
    ]


def test_the_line_names_the_duty_and_says_the_new_date() -> None:
    """It is a word like an assigned one (decision 5), and carries how things stand in its batch."""
    county = order().batches("2026-03-05 09:00")
    county.correct("2026-03-05 10:00", closed_days("03-09"))

    line = next(one for one in county.batches("2026-03-06 09:00").said if one.kind == "redated")

    assert (line.state, line.data["promised"], line.data["left"]) == ("work", "2026-03-10", 1)


def test_nobody_is_told_while_his_report_is_verified() -> None:
    county = order(verified_duty()).batches("2026-03-05 09:00").act("2026-03-05 10:00", "finish", "handler_a")

    county.correct("2026-03-05 11:00", closed_days("03-09"))
    county.batches("2026-03-13 09:00")

    assert [person for _, person, _ in told(county) if person == "handler_a"] == []


def test_an_approver_hears_of_his_own_date() -> None:
    """Asked on Thu 5 Mar: the section head answers within 1 wd, Fri 6. The 6th is closed: Mon 9."""
    county = play(extendable()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-05 09:00")
    county.act("2026-03-05 10:00", "ask_extension", "handler_a", n="2", reason="多")

    county.correct("2026-03-05 11:00", closed_days("03-06"))
    county.batches("2026-03-09 09:00")

    assert ("03-09 08:30", "jijiao_head", {"promised_was": "2026-03-06"}) in told(county)


def test_a_date_that_stays_provisional_is_no_news() -> None:
    """Due in 2027, which is not announced: another day off in 2026 moves the raw date, and nobody is told of what is not sure."""
    county = play(one_duty("5 wd @A")).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证")

    county.correct("2026-12-28 11:00", closed_days("12-30"))
    county.batches("2026-12-29 09:00")

    assert told(county) == []


@pytest.mark.parametrize(
    (
        "off",
        "due_on",
    ),
    [(("01-01", "01-04"), "01-06"), (("01-01",), "01-05"), ((), "01-04")],
)
def test_a_provisional_date_that_gives_more_time_is_no_news(off: tuple[str, ...], due_on: str) -> None:
    """5 wd from Mon 28 Dec 2026: 29, 30, 31 Dec, 1 and 4 Jan stand in, provisional. Each day off of 2027 moves it on by one."""
    county = play(one_duty()).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证").batches("2026-12-29 09:00")

    county.correct("2026-12-29 10:00", with_2027(off=off))
    county.batches("2026-12-30 09:00")

    assert (promised(county), told(county)) == (due_on, [])


def test_a_provisional_date_that_comes_earlier_is_told() -> None:
    """Sat 2 January 2027 is worked: day 5 of 29, 30, 31 Dec, 1, 2 Jan is that Saturday instead of Mon 4."""
    county = play(one_duty()).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证").batches("2026-12-29 09:00")

    county.correct("2026-12-29 10:00", with_2027(makeup=("01-02",)))
    county.batches("2026-12-30 09:00")

    assert promised(county) == "01-02"
    assert told(county) == [("12-30 08:30", "handler_a", {"promised_was": "2027-01-04"})]


def test_a_red_light_never_counts_nothing_for_a_closure() -> None:
    """On Sat 30 and Sun 31 May the date told lies in the past only if it was not moved on: it is Mon 1 June, and the light amber."""
    county = by_month_end()
    county.correct("2026-05-29 16:00", closed_days("05-28", "05-29"))
    rule, run = county.machine.clocks["work"], county.run("work")

    facts = standing(county.case, rule, run, due(rule, run, county.case.calendar), at("2026-05-30 10:00"))

    assert (facts["light"], facts["late"], facts["promised"]) == ("amber", 0, "2026-06-01")
