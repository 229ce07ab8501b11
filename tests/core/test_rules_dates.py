"""Rules 6 to 8: kinds of limits, rolling, months, provisional years. Expectations are counted by hand along the 2026 calendar."""

from datetime import date

import pytest

from engine.core.calendar import YearPlan
from engine.core.dates import Due, amber_on, days_late, due, light, limit_of
from engine.core.machine import Machine
from engine.core.matter import Mode
from tests.core.play import Play, at, play, small_calendar
from tests.core.rulebooks import TWO_LEGS, machine, one_duty, verified_duty


def dates_of(county: Play, clock: str = "work") -> Due:
    found = due(county.machine.clocks[clock], county.run(clock), county.case.calendar)
    assert found is not None
    return found


def opened(rules: Machine, when: str, period: str = "", **values: object) -> Due:
    return dates_of(play(rules).open(when, "desk_a", "jijiao", period, topic="证", **values))


def shown(dates: Due) -> tuple[str, str, str, str]:
    """(raw promised, promised, raw statutory, statutory)."""
    raws = (dates.raw_promised, dates.promised_on, dates.raw_statutory, dates.statutory_on)
    return tuple(str(day)[5:] if day else "" for day in raws)  # type: ignore[return-value]  # four of them


@pytest.mark.parametrize(
    ("limit", "when", "expected"),
    [
        # Working days: the day of the event is not counted.
        ("1 wd @A", "2026-03-02 10:00", ("03-03", "03-03", "", "")),
        ("5 wd @A", "2026-02-13 15:00", ("02-27", "02-27", "", "")),  # 14 (worked), 24, 25, 26, 27 Feb
        ("10 wd @A", "2026-09-18 10:00", ("10-09", "10-09", "", "")),  # 20-24 Sep = 5; 28-30 = 8; 8, 9 Oct = 10
        # Calendar days roll: promised back, statutory forward (rule 7).
        ("{statutory: 30 cd @L 1}", "2026-04-24 10:00", ("05-24", "05-22", "05-24", "05-25")),  # Sun 24 May
        ("5 cd @A", "2026-03-02 10:00", ("03-07", "03-06", "", "")),  # Sat 7 Mar
        ("4 cd @A", "2026-03-02 10:00", ("03-06", "03-06", "", "")),  # the day before
        ("7 cd @A", "2026-03-02 10:00", ("03-09", "03-09", "", "")),  # the Monday after
        ("12 cd @A", "2026-02-02 10:00", ("02-14", "02-14", "", "")),  # a Saturday that is worked
        ("{promised: 14 wd @A, statutory: 20 cd @L 1}", "2026-09-18 10:00", ("10-14", "10-14", "10-08", "10-08")),
        # Months: the same day number, else the month's end (rule 6).
        ("1 months @A", "2026-01-30 10:00", ("02-28", "02-28", "", "")),  # a Saturday that is worked
        ("1 months @A", "2026-03-31 10:00", ("04-30", "04-30", "", "")),
        ("{statutory: 2 months @L 1}", "2026-03-31 10:00", ("05-31", "05-29", "05-31", "06-01")),  # Sun 31 May
        ("3 months @A", "2026-03-02 10:00", ("06-02", "06-02", "", "")),
        ("{statutory: 60 cd @L 1}", "2026-03-04 10:00", ("05-03", "04-30", "05-03", "05-06")),  # inside 1-5 May
    ],
)
def test_a_limit_has_a_raw_and_a_rolled_date(limit: str, when: str, expected: tuple[str, str, str, str]) -> None:
    """Rules 6 and 7."""
    assert shown(opened(one_duty(limit), when)) == expected


@pytest.mark.parametrize(
    ("limit", "period", "expected"),
    [
        ("by month_end @A", "2026-01", ("01-31", "01-30")),  # Sat
        ("by month_end @A", "2026-02", ("02-28", "02-28")),  # Sat, worked
        ("by month_end @A", "2026-05", ("05-31", "05-29")),  # Sun
        ("by month_end @A", "2026-10", ("10-31", "10-30")),  # Sat
        ("by next_month_end @A", "2026-04", ("05-31", "05-29")),
        ("by quarter_end @A", "2026-Q2", ("06-30", "06-30")),
        ("by quarter_end @A", "2026-Q1", ("03-31", "03-31")),
        ("by wd 5 of next_month @A", "2026-05", ("06-05", "06-05")),  # 1-5 Jun
        ("by wd 1 of this_month @A", "2026-10", ("10-08", "10-08")),
        ("by wd 5 of this_month @A", "2026-02", ("02-06", "02-06")),
        ("on the 10 of this_month @A", "2026-10", ("10-10", "10-10")),  # a worked Saturday is not moved
        ("on the 10 of this_month @A", "2026-05", ("05-10", "05-09")),  # Sun -> Sat, worked
        ("on the 31 of next_month @A", "2026-05", ("06-30", "06-30")),  # no such day: its last
        ("on the 31 of this_month @A", "2026-02", ("02-28", "02-28")),
    ],
)
def test_a_limit_may_be_a_day_of_the_period(limit: str, period: str, expected: tuple[str, str]) -> None:
    """Rule 7: the period is a field of the matter, so that a late opening never skips one. Opened on 2 Mar all the same."""
    assert shown(opened(one_duty(limit), "2026-03-02 10:00", period))[:2] == expected


def test_without_a_period_the_day_of_opening_says_which() -> None:
    """Rule 7. Opened on 2 Mar: its month ends on Tue 31 Mar."""
    assert opened(one_duty("by month_end @A"), "2026-03-02 10:00").promised_on == date(2026, 3, 31)
    assert opened(one_duty("by month_end @A"), "2026-03-02 10:00", "2026").promised_on == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-01", "2026-01-12"),  # Sat 10 -> Mon 12 Jan
        ("2026-05", "2026-05-11"),  # Sun 10 -> Mon 11 May
        ("2026-10", "2026-10-10"),  # a worked Saturday
    ],
)
def test_a_reception_day_rolls_forward(period: str, expected: str) -> None:
    """Rule 7 `roll: forward`, decision 10."""
    rules = one_duty("on the 10 of this_month @P 1", "roll: forward", "remind: RECEPTION", "ladder: leaders")

    assert str(opened(rules, "2025-12-02 10:00", period).promised_on) == expected


def test_five_calendar_days_before_a_reception_day() -> None:
    """Decision 10. The 10th of October is worked; five days before is Mon 5 Oct, a day off: Wed 30 Sep."""
    rules = one_duty("on the 10 of this_month @P 1", "roll: forward", "remind: RECEPTION", "ladder: leaders")
    county = play(rules).open("2026-09-01 10:00", "desk_a", "jijiao", "2026-10", topic="接访")

    county.batches("2026-10-10 09:00")

    assert [line for line in county.kinds("work") if line[1] != "assigned"] == [("09-30 08:30", "T-5 cd")]


def test_a_limit_may_follow_a_field() -> None:
    """Rule 2. `on FIELD`, `N wd after FIELD`: Sat 7 Mar rolls back to Fri 6; 5 wd after it are 9-13 Mar."""
    on = opened(one_duty("on due_on"), "2026-03-02 10:00", due_on="2026-03-07")
    after = opened(one_duty("5 wd after due_on @A"), "2026-03-02 10:00", due_on="2026-03-07")

    assert shown(on)[:2] == ("03-07", "03-06")
    assert shown(after)[:2] == ("03-13", "03-13")


def test_a_limit_on_an_empty_field_has_no_date_yet() -> None:
    """Rule 2. Nothing is due, nothing is said, and the matter wakes after a month (rule 16): 2 Mar + 30 cd = Wed 1 Apr."""
    county = play(one_duty("on due_on")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    assert due(county.machine.clocks["work"], county.run("work"), county.case.calendar) is None
    assert county.next_at == at("2026-03-03 08:30")  # the assigned line
    county.batches("2026-03-03 09:00")
    assert county.next_at == at("2026-04-02 08:30")


# --- rule 8, decision 14 ---------------------------------------------------------------------------


def plan_2027() -> YearPlan:
    """New Year's Day off, nothing else moved."""
    return YearPlan(year=2027, off=frozenset({date(2027, 1, 1)}), makeup=frozenset())


def test_a_date_in_an_unannounced_year_is_provisional_and_not_rolled() -> None:
    """Rule 8. 5 cd from Mon 28 Dec 2026 = Sat 2 Jan 2027, as it is."""
    dates = opened(one_duty("{statutory: 5 cd @L 1}"), "2026-12-28 10:00")

    assert (dates.promised_on, dates.statutory_on, dates.provisional) == (date(2027, 1, 2), date(2027, 1, 2), True)


def test_the_last_day_of_an_announced_year_is_certain() -> None:
    """Rule 8. 3 wd from Mon 28 Dec = Thu 31 Dec; one more is provisional: Fri 1 Jan 2027, Monday to Friday standing in."""
    last = opened(one_duty("3 wd @A"), "2026-12-28 10:00")
    beyond = opened(one_duty("4 wd @A"), "2026-12-28 10:00")

    assert (last.promised_on, last.provisional) == (date(2026, 12, 31), False)
    assert (beyond.promised_on, beyond.provisional) == (date(2027, 1, 1), True)


def test_a_date_that_would_roll_into_an_unannounced_year_is_provisional() -> None:
    """Rule 8. The unannounced year before the calendar: 1 cd from Wed 31 Dec 2025, with 2025 not loaded."""
    calendar = small_calendar((2026,))
    county = play(one_duty("1 cd @A"), calendar=calendar).open("2025-12-31 10:00", "desk_a", "jijiao", topic="证")

    # 1 Jan 2026 is off; rolled back it lies in 2025, which is not loaded.
    dates = dates_of(county)
    assert (dates.promised_on, dates.provisional) == (date(2026, 1, 1), True)


def test_reminders_go_in_an_unannounced_year_but_no_step() -> None:
    """Decision 14. 5 wd from Mon 28 Dec: Mon 4 Jan 2027; T-1 = Fri 1 Jan, due Mon 4 Jan, then nothing, and no breach."""
    county = play(one_duty("{promised: 5 wd @A, statutory: 6 wd @L 1}")).open(
        "2026-12-28 10:00", "desk_a", "jijiao", topic="证"
    )

    county.batches("2027-02-01 09:00")

    assert county.kinds("work") == [("12-29 08:30", "assigned"), ("01-01 08:30", "T-1 wd"), ("01-04 08:30", "due")]


def test_nothing_passes_in_an_unannounced_year() -> None:
    """Decision 14: no `passed`."""
    rules = one_duty("5 wd @A", "passed: {event: miss, zh: 缺办, en: Miss, next: closed}")
    county = play(rules).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证").batches("2027-02-01 09:00")

    assert county.case.matter.is_open()


def test_a_reminder_with_a_provisional_date_is_no_word() -> None:
    """Decision 14: such reminders are no word for decision 5."""
    county = play(one_duty("5 wd @A")).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证")

    county.batches("2027-01-04 09:00")

    assert {notice.state for notice in county.said if notice.kind in ("point", "due")} == {""}


def test_dates_are_recomputed_when_the_year_is_loaded() -> None:
    """Rule 8. With Fri 1 Jan 2027 off, 5 wd from Mon 28 Dec are 29, 30, 31 Dec, 4, 5 Jan; the ladder lives again."""
    county = play(one_duty("5 wd @A")).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证")
    assert dates_of(county).provisional

    county.correct("2026-12-30 10:00", small_calendar((2026,), (plan_2027(),)))

    assert (dates_of(county).promised_on, dates_of(county).provisional) == (date(2027, 1, 5), False)
    county.batches("2027-01-06 09:00")
    assert ("01-06 08:30", "E1") in county.kinds("work")


def test_no_step_is_said_in_an_unannounced_year() -> None:
    """Decision 14. Promised Wed 30 Dec 2026 (2 wd from Mon 28): E1 on Thu 31 Dec; E2 would be said on a stand-in day of 2027."""
    county = play(one_duty("2 wd @A")).open("2026-12-28 10:00", "desk_a", "jijiao", topic="证")

    county.batches("2027-01-20 09:00")

    assert [what for _, what in county.kinds("work") if what.startswith("E")] == ["E1"]


def test_no_breach_is_flagged_in_an_unannounced_year() -> None:
    """Decision 14. Statutory Thu 31 Dec 2026; the first batch after it is in 2027, which nobody has announced."""
    county = play(one_duty("{promised: 2 wd @A, statutory: 3 wd @L 1}")).open(
        "2026-12-28 10:00", "desk_a", "jijiao", topic="证"
    )

    county.batches("2027-01-20 09:00")

    assert "breach" not in [what for _, what in county.kinds("work")]


# --- lateness and light ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "late", "colour"),
    [
        ("03-05", 0, "green"),
        ("03-06", 0, "amber"),  # T-1 for limits of up to 9 wd
        ("03-09", 0, "amber"),  # the promised day
        ("03-10", 1, "red"),
        ("03-13", 4, "red"),
        ("03-14", 4, "red"),  # Saturday
    ],
)
def test_lateness_counts_working_days_and_the_light_follows(day: str, late: int, colour: str) -> None:
    """Rule 10, domain 6. 5 wd from Mon 2 Mar: Mon 9 Mar."""
    county = play(one_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    rule, run, today = county.machine.clocks["work"], county.run("work"), date.fromisoformat(f"2026-{day}")
    dates = dates_of(county)
    amber = amber_on(limit_of(rule, run), dates, county.case.calendar, short=1, long=3)

    assert days_late(rule, run, county.case.calendar, today) == late
    assert light(run, dates, amber, today) == colour


def test_a_long_limit_is_amber_three_days_before() -> None:
    """Domain 6. 10 wd from Mon 2 Mar: Mon 16 Mar; T-3 wd = Wed 11 Mar; `on FIELD` counts as long, `9 wd after FIELD` as short."""
    for limit, amber in (("10 wd @A", "03-11"), ("on due_on", "03-11"), ("9 wd after due_on @A", "03-26")):
        county = play(one_duty(limit)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", due_on="2026-03-16")
        assert str(county.changes[-1].derived["work"].amber_on)[5:] == amber


def test_a_light_is_grey_while_paused_blue_while_verified_and_out_when_done() -> None:
    """Domain 6, rule 12."""
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    dates, today = dates_of(county), date(2026, 3, 6)

    county.act("2026-03-05 10:00", "finish", "handler_a")
    assert light(county.run("work"), dates, today, today) == "verifying"
    assert light(county.run("work.verify"), None, None, today) == "paused"

    county.act("2026-03-06 10:00", "verify_pass", "desk_a")
    assert light(county.run("work"), dates, today, today) == "done"


@pytest.mark.parametrize(("returned", "expected"), [(False, 1), (True, 4)])
def test_lateness_counts_to_the_report_if_it_stood_else_to_the_verification(returned: bool, expected: int) -> None:
    """Decision 1. Promised Mon 9 Mar. Reported Tue 10, passed Thu 12: 1 wd late. Returned Wed 11, again Thu 12, passed Fri 13: 4."""
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-10 09:00")
    county.act("2026-03-10 10:00", "finish", "handler_a")
    if returned:
        county.act("2026-03-11 10:00", "verify_insufficient", "desk_a").act("2026-03-12 10:00", "finish", "handler_a")
        county.act("2026-03-13 10:00", "verify_pass", "desk_a")
    else:
        county.act("2026-03-12 10:00", "verify_pass", "desk_a")

    rule, run = county.machine.clocks["work"], county.run("work")
    assert run.mode is Mode.STOPPED
    assert days_late(rule, run, county.case.calendar, date(2026, 4, 30)) == expected


def test_lateness_of_a_spanning_clock_counts_to_its_own_end() -> None:
    """Decision 1. 5 wd from Mon 2 Mar: Mon 9. Draft reported Thu 5, passed Fri 6; published only on Thu 12: 3 wd late."""
    county = play(machine(TWO_LEGS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-05 10:00", "hand_in", "handler_a").act("2026-03-06 10:00", "verify_pass", "desk_a")

    county.batches("2026-03-12 09:00").act("2026-03-12 10:00", "publish", "handler_a")

    rule, run = county.machine.clocks["whole"], county.run("whole")
    assert days_late(rule, run, county.case.calendar, date(2026, 4, 30)) == 3


def test_a_late_span_earns_nothing_for_an_early_part() -> None:
    """Decision 2, domain 7. The draft of Thu 5 Mar was early; the whole was published on the day after its limit: no bonus."""
    county = play(machine(TWO_LEGS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-05 10:00", "hand_in", "handler_a").act("2026-03-06 10:00", "verify_pass", "desk_a")

    county.act("2026-03-10 08:00", "publish", "handler_a")

    assert county.scores() == {}


def test_a_clock_without_a_date_is_never_late() -> None:
    """Rule 2: `on FIELD` while the field is empty."""
    county = play(one_duty("on due_on")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    assert days_late(county.machine.clocks["work"], county.run("work"), county.case.calendar, date(2026, 12, 31)) == 0
