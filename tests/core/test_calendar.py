"""The calendar of domain.md section 5, worked by hand on 2026, and its counting held against a daily walk."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.calendar import (
    Calendar,
    DayHours,
    Interval,
    YearPlan,
    month_end,
    next_month_end,
    quarter_end,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = DayHours(zone=SHANGHAI)
ONE_DAY = timedelta(days=1)
MICRO = timedelta(microseconds=1)


def d(text: str, year: int = 2026) -> date:
    """`9-18` is 18 September 2026."""
    month, day = text.split("-")
    return date(year, int(month), int(day))


def at(text: str, clock: str = "12:00") -> datetime:
    """County time on a day of 2026, as the UTC instant the engine passes round."""
    return datetime.combine(d(text), time.fromisoformat(clock), SHANGHAI).astimezone(UTC)


def days(first: str, last: str) -> list[date]:
    return [d(first) + ONE_DAY * n for n in range((d(last) - d(first)).days + 1)]


#: domain.md 5.3, weekend days included as the notice prints them.
OFF_2026 = [
    *days("1-1", "1-3"),
    *days("2-15", "2-23"),
    *days("4-4", "4-6"),
    *days("5-1", "5-5"),
    *days("6-19", "6-21"),
    *days("9-25", "9-27"),
    *days("10-1", "10-7"),
]
MAKEUP_2026 = [d("1-4"), d("2-14"), d("2-28"), d("5-9"), d("9-20"), d("10-10")]
PLAN_2026 = YearPlan(
    year=2026, off=frozenset(day for day in OFF_2026 if day.weekday() < 5), makeup=frozenset(MAKEUP_2026)
)
COUNTY = Calendar(HOURS, [PLAN_2026])
RECEIPT_COUNTS = Calendar(DayHours(zone=SHANGHAI, count_receipt_day=True), [PLAN_2026])


# Working days


def test_2026_has_248_working_days() -> None:
    assert COUNTY.working_days_between(d("1-1"), d("12-31")) == 248


def test_2026_is_worked_exactly_as_the_notice_says() -> None:
    for day in days("1-1", "12-31"):
        expected = day in MAKEUP_2026 or (day.weekday() < 5 and day not in OFF_2026)
        assert COUNTY.is_working(day) is expected, day


def test_only_a_loaded_year_is_announced() -> None:
    assert [year for year in range(2024, 2029) if COUNTY.announced(year)] == [2026]


@pytest.mark.parametrize("year", [1, 2025, 2027, 2100, 9999])
def test_monday_to_friday_stand_in_for_an_unannounced_year(year: int) -> None:
    for day in (date(year, 1, 1) + ONE_DAY * n for n in range(365)):
        assert COUNTY.is_working(day) is (day.weekday() < 5)


def test_counting_goes_on_from_an_announced_into_an_unannounced_year() -> None:
    # Mon 28 to Thu 31 Dec are 1-4; Fri 1 Jan 2027 would be a holiday, but nobody has announced it.
    assert COUNTY.nth_working_after(d("12-27"), 5) == date(2027, 1, 1)
    assert COUNTY.nth_working_before(date(2027, 1, 4), 6) == d("12-25")


def test_a_calendar_without_any_plan_counts_mondays_to_fridays() -> None:
    bare = Calendar(HOURS, [])

    assert bare.nth_working_after(d("10-1"), 5) == d("10-8")
    assert not bare.announced(2026)


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("5-31", "5-29", "6-1"),  # a Sunday between a Friday and a Monday
        ("2-28", "2-28", "2-28"),  # a Saturday, but worked
        ("2-18", "2-14", "2-24"),  # the Spring Festival ends in a make-up Saturday on one side
        ("10-3", "9-30", "10-8"),
        ("9-20", "9-20", "9-20"),  # a Sunday, but worked
    ],
)
def test_a_day_off_rolls_to_the_working_day_on_either_side(day: str, before: str, after: str) -> None:
    assert COUNTY.on_or_before(d(day)) == d(before)
    assert COUNTY.on_or_after(d(day)) == d(after)


@pytest.mark.parametrize(
    ("day", "previous", "following"),
    [
        ("9-18", "9-17", "9-20"),  # Friday: the make-up Sunday follows
        ("9-19", "9-18", "9-20"),  # its Saturday is off
        ("9-20", "9-18", "9-21"),
        ("2-14", "2-13", "2-24"),
        ("10-10", "10-9", "10-12"),
    ],
)
def test_the_next_and_previous_working_day_are_strictly_beside_it(day: str, previous: str, following: str) -> None:
    assert COUNTY.previous_working(d(day)) == d(previous)
    assert COUNTY.next_working(d(day)) == d(following)


@pytest.mark.parametrize("month", ["1-31", "5-31", "10-31"])
def test_a_month_end_on_a_day_off_is_due_on_the_friday_before(month: str) -> None:
    """domain.md 5.7."""
    assert COUNTY.on_or_before(d(month)) == {1: d("1-30"), 5: d("5-29"), 10: d("10-30")}[d(month).month]


def test_the_other_month_ends_of_2026_are_worked() -> None:
    rolled = [n for n in range(1, 13) if not COUNTY.is_working(month_end(date(2026, n, 1)))]
    assert rolled == [1, 5, 10]


def test_the_nth_working_day_of_a_month_is_counted_from_its_first_day() -> None:
    assert COUNTY.nth_working_of_month(2026, 6, 5) == d("6-5")  # S7: the bulletin
    assert COUNTY.nth_working_of_month(2026, 10, 1) == d("10-8")
    assert COUNTY.nth_working_of_month(2026, 1, 1) == d("1-4")  # a make-up Sunday
    assert COUNTY.nth_working_of_month(2026, 2, 16) == d("2-28")  # the last one of the shortest month


@pytest.mark.parametrize("n", [0, -1, 17])
def test_a_working_day_that_a_month_does_not_have_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="2026-02 has no working day number"):
        COUNTY.nth_working_of_month(2026, 2, n)


def test_skipped_days_say_why() -> None:
    assert COUNTY.skipped(d("9-18"), d("9-28")) == (
        (d("9-19"), "weekend"),  # the 20th is worked
        (d("9-25"), "holiday"),
        (d("9-26"), "weekend"),
        (d("9-27"), "weekend"),
    )
    assert COUNTY.skipped(d("9-28"), d("9-18")) == ()


# Counting


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        ("2-14", 5, "2-28"),  # 24, 25, 26, 27 and the make-up Saturday
        ("2-13", 5, "2-27"),  # S1, where day 1 is the make-up Saturday 14 Feb itself
        ("9-18", 14, "10-14"),  # S2: 20 Sep and 10 Oct count; 25 Sep and 1-7 Oct do not
        ("9-18", 20, "10-22"),
        ("9-16", 5, "9-22"),  # S3
        ("9-16", 14, "10-12"),
        ("9-16", 20, "10-20"),
        ("9-29", 14, "10-23"),
        ("9-29", 20, "11-2"),
        ("4-24", 30, "6-9"),  # S4, in working days
        ("6-5", 10, "6-22"),  # S7: 19 Jun is a holiday
        ("10-9", 1, "10-10"),  # S10: sign-for on a make-up Saturday
        ("10-9", 10, "10-22"),
        ("11-5", 10, "11-19"),  # S2: delivery
        ("10-3", 1, "10-8"),  # from a day off
        ("10-3", 0, "10-3"),  # nothing to count: the day as it is
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, n: int, due: str) -> None:
    assert COUNTY.nth_working_after(d(day), n) == d(due)


@pytest.mark.parametrize(
    ("due", "n", "point"),
    [
        ("10-12", 3, "10-8"),  # S3 A: T-3 and T-1
        ("10-12", 1, "10-10"),
        ("5-29", 5, "5-22"),  # S7
        ("6-22", 3, "6-16"),
        ("9-30", 5, "9-22"),  # S8
        ("10-23", 3, "10-20"),  # S3 B
        ("2-24", 1, "2-14"),
        ("10-3", 1, "9-30"),  # from a day off
        ("10-3", 0, "10-3"),
    ],
)
def test_reminder_points_are_counted_back(due: str, n: int, point: str) -> None:
    assert COUNTY.nth_working_before(d(due), n) == d(point)


def test_calendar_days_count_every_day_and_roll_both_ways() -> None:
    """S4: 30 cd from 24 Apr end on Sunday 24 May: promised rolls back, statutory forward."""
    raw = COUNTY.nth_calendar_after(d("4-24"), 30)

    assert (raw, COUNTY.on_or_before(raw), COUNTY.on_or_after(raw)) == (d("5-24"), d("5-22"), d("5-25"))


def test_a_calendar_point_in_the_holidays_moves_before_them() -> None:
    """S8: five calendar days before 10 Oct is 5 Oct, sent on 30 Sep."""
    assert COUNTY.on_or_before(d("10-10") - 5 * ONE_DAY) == d("9-30")


def test_reception_days_roll_forward_unless_they_are_made_up() -> None:
    days_ = [COUNTY.on_or_after(date(2026, month, 10)) for month in (1, 5, 10)]
    assert days_ == [d("1-12"), d("5-11"), d("10-10")]


def test_counting_the_receipt_day_makes_it_day_one() -> None:
    """domain.md 5.1: P9's city ends one working day, or one calendar day, earlier."""
    assert COUNTY.day_zero(d("9-18")) == d("9-18")
    assert RECEIPT_COUNTS.day_zero(d("9-18")) == d("9-17")
    assert RECEIPT_COUNTS.nth_working_after(RECEIPT_COUNTS.day_zero(d("9-18")), 1) == d("9-18")
    assert RECEIPT_COUNTS.nth_working_after(RECEIPT_COUNTS.day_zero(d("9-18")), 14) == d("10-13")
    # Received on a Monday: day 0 is a Sunday off, and the Monday is day 1 all the same.
    assert RECEIPT_COUNTS.nth_working_after(RECEIPT_COUNTS.day_zero(d("9-14")), 2) == d("9-15")
    assert RECEIPT_COUNTS.nth_calendar_after(RECEIPT_COUNTS.day_zero(d("9-18")), 30) == d("10-17")


EXPERT_REVIEW = Interval(d("9-28"), d("10-12"))


def test_a_pause_leaves_its_days_out_and_the_count_goes_on_the_day_after() -> None:
    """S2: five days used (20-24 Sep), 7 wd paused, day 6 is 13 Oct."""
    paused = [EXPERT_REVIEW]

    assert COUNTY.working_after(d("9-18"), d("9-27"), paused) == 5
    assert COUNTY.working_days_between(EXPERT_REVIEW.first, d("10-12")) == 7
    assert COUNTY.nth_working_after(d("9-18"), 5, paused) == d("9-24")
    assert COUNTY.nth_working_after(d("9-18"), 6, paused) == d("10-13")
    assert COUNTY.nth_working_after(d("9-18"), 14, paused) == d("10-23")
    assert COUNTY.nth_working_after(d("9-18"), 20, paused) == d("11-2")


def test_an_extension_of_the_same_unit_adds_to_the_count() -> None:
    """S2: 10 wd more for both limits."""
    assert COUNTY.nth_working_after(d("9-18"), 24, [EXPERT_REVIEW]) == d("11-6")
    assert COUNTY.nth_working_after(d("9-18"), 30, [EXPERT_REVIEW]) == d("11-16")


def test_pauses_may_overlap_touch_and_come_in_any_order() -> None:
    pieces = [
        Interval(d("10-8"), d("10-12")),
        Interval(d("9-28"), d("10-9")),
        Interval(d("9-30"), d("10-1")),
        Interval(d("9-26"), d("9-27")),  # a weekend: holds no working day at all
        Interval(d("9-1"), d("9-18")),  # over before the count begins
        Interval(d("11-3"), d("12-31")),  # begins after it has ended
    ]

    assert COUNTY.nth_working_after(d("9-18"), 20, pieces) == d("11-2")
    assert COUNTY.working_after(d("9-18"), d("11-2"), pieces) == 20
    assert COUNTY.nth_calendar_after(d("9-26"), 2, pieces) == d("10-14")


def test_a_pause_that_opens_before_the_count_begins_costs_only_its_later_days() -> None:
    straddling = [Interval(d("9-10"), d("9-21"))]

    assert COUNTY.nth_working_after(d("9-18"), 1, straddling) == d("9-22")
    assert COUNTY.nth_calendar_after(d("9-18"), 1, straddling) == d("9-22")


def test_calendar_days_in_a_pause_do_not_count() -> None:
    """Day 9 is 27 Sep; then 15 days stand still."""
    assert COUNTY.nth_calendar_after(d("9-18"), 9, [EXPERT_REVIEW]) == d("9-27")
    assert COUNTY.nth_calendar_after(d("9-18"), 10, [EXPERT_REVIEW]) == d("10-13")
    assert COUNTY.nth_calendar_after(d("9-18"), 0, [EXPERT_REVIEW]) == d("9-18")


def test_an_open_pause_has_no_due_date() -> None:
    still_open = [Interval(d("9-28"))]

    for ask in (COUNTY.nth_working_after, COUNTY.nth_calendar_after, COUNTY.months_after):
        with pytest.raises(ValueError, match="while a pause is open"):
            ask(d("9-18"), 14, still_open)


def test_what_is_used_up_can_be_asked_while_a_pause_is_open() -> None:
    assert COUNTY.working_after(d("9-18"), d("12-31"), [Interval(d("9-28"))]) == 5
    assert COUNTY.working_after(d("9-18"), d("9-22"), [Interval(d("9-28"))]) == 3


def test_a_count_back_in_time_is_nothing() -> None:
    assert COUNTY.working_after(d("9-18"), d("9-18")) == 0
    assert COUNTY.working_after(d("9-18"), d("9-1"), [EXPERT_REVIEW]) == 0
    assert COUNTY.working_days_between(d("9-18"), d("9-17")) == 0
    assert COUNTY.working_days_between(d("9-20"), d("9-20")) == 1


def test_lateness_is_the_working_days_after_the_promise() -> None:
    """S10: promised 29 Oct, verified 12 Nov is 10 wd late."""
    assert COUNTY.working_after(d("10-29"), d("11-12")) == 10


@pytest.mark.parametrize(
    "ask",
    [
        COUNTY.nth_working_after,
        COUNTY.nth_working_before,
        COUNTY.nth_calendar_after,
        COUNTY.months_after,
    ],
)
def test_a_negative_count_is_refused(ask: Callable[[date, int], date]) -> None:
    with pytest.raises(ValueError, match="cannot count -1"):
        ask(d("9-18"), -1)


# Months


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # no such day: month end
        (date(2028, 1, 31), 1, date(2028, 2, 29)),  # leap year
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),  # the same number, not "the end again"
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2099, 11, 30), 3, date(2100, 2, 28)),  # 2100 is no leap year
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_months_keep_the_day_number_or_end_with_the_month(day: date, n: int, due: date) -> None:
    assert COUNTY.months_after(day, n) == due


def test_uncounted_days_move_a_due_date_in_months() -> None:
    # 18 Sep + 1 month = 18 Oct; 15 days of review make it 2 Nov.
    assert COUNTY.months_after(d("9-18"), 1, [EXPERT_REVIEW]) == d("11-2")
    # A second pause that only the moved date runs into.
    assert COUNTY.months_after(d("9-18"), 1, [EXPERT_REVIEW, Interval(d("11-1"), d("11-3"))]) == d("11-5")
    # The opening day itself is not counted, so a pause on it costs nothing.
    assert COUNTY.months_after(d("9-18"), 1, [Interval(d("9-18"), d("9-18"))]) == d("10-18")
    assert COUNTY.months_after(d("9-18"), 1, [Interval(d("10-18"), d("10-18"))]) == d("10-19")
    assert COUNTY.months_after(d("9-18"), 1, [Interval(d("10-19"), d("10-30"))]) == d("10-18")


@pytest.mark.parametrize(
    ("day", "month", "following", "quarter"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)),
        (date(2028, 2, 10), date(2028, 2, 29), date(2028, 3, 31), date(2028, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 30), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)),
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 31), date(2026, 12, 31)),
    ],
)
def test_periods_end_on_their_last_day(day: date, month: date, following: date, quarter: date) -> None:
    assert (month_end(day), next_month_end(day), quarter_end(day)) == (month, following, quarter)


# Instants


@pytest.mark.parametrize(
    ("day", "clock", "receipt"),
    [
        ("9-18", "00:00", "9-18"),  # before opening counts for the day
        ("9-18", "17:29:59", "9-18"),
        ("9-18", "17:30:00", "9-18"),
        ("9-18", "17:30:00.000001", "9-20"),  # the make-up Sunday is the next working day
        ("9-18", "23:59:59.999999", "9-20"),
        ("9-19", "10:00", "9-20"),  # a Saturday off
        ("9-20", "10:00", "9-20"),
        ("9-30", "17:30:00.000001", "10-8"),
        ("10-1", "08:00", "10-8"),
        ("2-14", "17:30:00", "2-14"),
        ("2-14", "17:30:00.000001", "2-24"),
    ],
)
def test_what_comes_after_closing_or_on_a_day_off_counts_for_the_next_working_day(
    day: str, clock: str, receipt: str
) -> None:
    assert COUNTY.receipt_day(at(day, clock)) == d(receipt)


@pytest.mark.parametrize(
    ("day", "clock", "last", "following"),
    [
        ("9-18", "08:29:59.999999", "9-17", "9-18"),
        ("9-18", "08:30:00", "9-18", "9-20"),  # an act at exactly 08:30 belongs to the next batch
        ("9-18", "08:30:00.000001", "9-18", "9-20"),
        ("9-19", "08:30:00", "9-18", "9-20"),
        ("10-1", "07:00", "9-30", "10-8"),
        ("10-7", "23:59:59", "9-30", "10-8"),
        ("2-18", "12:00", "2-14", "2-24"),
    ],
)
def test_a_batch_runs_at_half_past_eight_on_working_days(day: str, clock: str, last: str, following: str) -> None:
    assert COUNTY.last_batch(at(day, clock)) == at(last, "08:30")
    assert COUNTY.next_batch(at(day, clock)) == at(following, "08:30")


@pytest.mark.parametrize(
    ("day", "clock", "open_"),
    [
        ("9-18", "08:29:59.999999", False),
        ("9-18", "08:30:00", True),
        ("9-18", "08:30:00.000001", True),
        ("9-18", "17:29:59", True),
        ("9-18", "17:30:00", True),
        ("9-18", "17:30:00.000001", False),
        ("9-19", "12:00", False),
        ("9-20", "12:00", True),
        ("9-25", "12:00", False),
    ],
)
def test_the_office_is_open_from_the_batch_to_closing_both_included(day: str, clock: str, open_: bool) -> None:
    assert COUNTY.in_hours(at(day, clock)) is open_


def test_instants_come_back_in_utc() -> None:
    for instant in (COUNTY.batch_at(d("9-18")), COUNTY.close_at(d("9-18")), COUNTY.next_batch(at("9-18"))):
        assert instant.tzinfo is UTC
    assert COUNTY.batch_at(d("9-18")) == datetime(2026, 9, 18, 0, 30, tzinfo=UTC)
    assert COUNTY.close_at(d("9-18")) == datetime(2026, 9, 18, 9, 30, tzinfo=UTC)


def test_a_batch_time_exists_on_days_off_too() -> None:
    assert COUNTY.batch_at(d("10-1")) == at("10-1", "08:30")


def test_the_countys_date_is_not_the_utc_date() -> None:
    late_utc = datetime(2026, 9, 17, 16, 0, tzinfo=UTC)

    assert COUNTY.today(late_utc - MICRO) == d("9-17")
    assert COUNTY.today(late_utc) == d("9-18")
    assert COUNTY.local(late_utc).isoformat() == "2026-09-18T00:00:00+08:00"


def test_an_aware_instant_in_another_zone_is_the_same_instant() -> None:
    elsewhere = at("9-18", "08:30").astimezone(timezone(-timedelta(hours=5)))

    assert COUNTY.next_batch(elsewhere) == COUNTY.next_batch(at("9-18", "08:30"))


@pytest.mark.parametrize(
    "ask",
    [
        COUNTY.local,
        COUNTY.today,
        COUNTY.receipt_day,
        COUNTY.next_batch,
        COUNTY.last_batch,
        COUNTY.in_hours,
    ],
)
def test_a_naive_instant_is_refused(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ask(datetime(2026, 9, 18, 8, 30))  # noqa: DTZ001 - the naive value is the case


def test_the_county_chooses_its_own_hours() -> None:
    winter = Calendar(DayHours(zone=SHANGHAI, batch=time(9), close=time(17)), [PLAN_2026])

    assert winter.next_batch(at("9-18", "08:59")) == at("9-18", "09:00")
    assert winter.receipt_day(at("9-18", "17:00:01")) == d("9-20")


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (date(2026, 3, 27), 7),  # Friday before the clocks go forward
        (date(2026, 3, 30), 6),
        (date(2026, 10, 23), 6),  # Friday before they go back
        (date(2026, 10, 26), 7),
    ],
)
def test_the_batch_keeps_its_wall_clock_across_summer_time(day: date, hour: int) -> None:
    berlin = Calendar(DayHours(zone=ZoneInfo("Europe/Berlin")), [])
    batch = datetime.combine(day, time(hour, 30), UTC)

    assert berlin.batch_at(day) == batch
    assert berlin.next_batch(batch - MICRO) == batch
    assert berlin.last_batch(batch) == batch
    assert not berlin.in_hours(batch - MICRO)
    assert berlin.in_hours(batch)


# What cannot be


def test_a_day_off_must_be_a_weekday_and_a_made_up_day_must_not() -> None:
    with pytest.raises(ValueError, match="only weekdays"):
        YearPlan(year=2026, off=frozenset({d("10-3")}), makeup=frozenset())
    with pytest.raises(ValueError, match="only weekdays"):
        YearPlan(year=2026, off=frozenset(), makeup=frozenset({d("10-9")}))


def test_a_plan_holds_days_of_its_year_only() -> None:
    with pytest.raises(ValueError, match="2027-01-01 is not in 2026"):
        YearPlan(year=2026, off=frozenset({date(2027, 1, 1)}), makeup=frozenset())


def test_a_year_has_one_plan() -> None:
    with pytest.raises(ValueError, match="more than one plan"):
        Calendar(HOURS, [PLAN_2026, PLAN_2026])


def test_a_day_that_closes_before_its_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="must come before closing"):
        DayHours(zone=SHANGHAI, batch=time(17, 30))


def test_an_interval_includes_both_its_ends() -> None:
    pause = Interval(d("9-28"), d("10-12"))

    assert [day in pause for day in (d("9-27"), d("9-28"), d("10-12"), d("10-13"))] == [
        False,
        True,
        True,
        False,
    ]


def test_an_open_interval_has_no_end() -> None:
    assert d("9-27") not in Interval(d("9-28"))
    assert date.max in Interval(d("9-28"))


def test_an_interval_cannot_end_before_it_begins() -> None:
    assert Interval(d("9-28"), d("9-28")).last == d("9-28")
    with pytest.raises(ValueError, match="before it begins"):
        Interval(d("9-28"), d("9-27"))


# Against a day-by-day walk

DAYS = st.dates(date(2025, 10, 1), date(2027, 3, 31))
#: The batch, closing and midnight of the county, or any minute, and a hair either way.
INSTANTS = st.builds(
    lambda day, minutes, hair: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes) + hair * MICRO,
    DAYS,
    st.sampled_from([0, 30, 9 * 60 + 30, 16 * 60]) | st.integers(0, 24 * 60),
    st.integers(-1, 1),
)
PAUSES = st.lists(
    st.builds(lambda first, length: Interval(first, first + length * ONE_DAY), DAYS, st.integers(0, 40)),
    max_size=4,
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Counties with two announced years of arbitrary exceptions around an unannounced rest."""
    plans = []
    for year in (2025, 2026):
        exceptions = draw(st.frozensets(st.dates(date(year, 1, 1), date(year, 12, 31)), max_size=60))
        off = frozenset(day for day in exceptions if day.weekday() < 5)
        plans.append(YearPlan(year=year, off=off, makeup=exceptions - off))
    return Calendar(HOURS, plans)


COUNTIES = st.just(COUNTY) | calendars()


def walk(day: date, n: int, counts: Callable[[date], bool]) -> date:
    """What the calendar must equal: go one day at a time, count those that count."""
    while n:
        day += ONE_DAY
        n -= counts(day)
    return day


def is_uncounted(day: date, uncounted: Sequence[Interval]) -> bool:
    return any(day in interval for interval in uncounted)


@given(COUNTIES, DAYS, st.integers(0, 90), PAUSES)
def test_nth_working_after_equals_a_walk(county: Calendar, day: date, n: int, uncounted: list[Interval]) -> None:
    counted = walk(day, n, lambda one: county.is_working(one) and not is_uncounted(one, uncounted))

    assert county.nth_working_after(day, n) == walk(day, n, county.is_working)
    assert county.nth_working_after(day, n, uncounted) == counted


@given(COUNTIES, DAYS, st.integers(0, 200), PAUSES)
def test_nth_calendar_after_equals_a_walk(county: Calendar, day: date, n: int, uncounted: list[Interval]) -> None:
    expected = walk(day, n, lambda one: not is_uncounted(one, uncounted))
    assert county.nth_calendar_after(day, n, uncounted) == expected


@given(DAYS, st.integers(0, 30), PAUSES)
def test_months_after_moves_a_day_for_each_uncounted_day(day: date, n: int, uncounted: list[Interval]) -> None:
    due, seen = COUNTY.months_after(day, n), day
    while seen < due:
        seen += ONE_DAY
        due += ONE_DAY * is_uncounted(seen, uncounted)

    assert COUNTY.months_after(day, n, uncounted) == due


@given(DAYS, st.integers(0, 60))
def test_months_after_lands_in_the_right_month(day: date, n: int) -> None:
    due = COUNTY.months_after(day, n)

    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == n
    assert due.day == day.day or (due.day < day.day and due == month_end(due))


@given(COUNTIES, DAYS, st.integers(1, 90), PAUSES)
def test_working_after_undoes_nth_working_after(county: Calendar, day: date, n: int, uncounted: list[Interval]) -> None:
    due = county.nth_working_after(day, n, uncounted)

    assert county.working_after(day, due, uncounted) == n
    assert county.working_after(day, due - ONE_DAY, uncounted) == n - 1


@given(COUNTIES, DAYS, DAYS, PAUSES, st.none() | DAYS)
def test_working_after_equals_a_walk(
    county: Calendar, day: date, upto: date, uncounted: list[Interval], open_from: date | None
) -> None:
    intervals = uncounted + ([Interval(open_from)] if open_from else [])
    between = (day + ONE_DAY * n for n in range(1, (upto - day).days + 1))
    expected = sum(county.is_working(one) and not is_uncounted(one, intervals) for one in between)

    assert county.working_after(day, upto, intervals) == expected


@given(COUNTIES, DAYS, st.integers(1, 90))
def test_counting_back_undoes_counting_on(county: Calendar, day: date, n: int) -> None:
    start = county.on_or_before(day)

    assert county.nth_working_before(county.nth_working_after(start, n), n) == start
    assert county.working_days_between(county.nth_working_before(day, n), day - ONE_DAY) == n


@given(COUNTIES, DAYS)
def test_neighbours_are_worked_and_nothing_worked_lies_between(county: Calendar, day: date) -> None:
    before, after = county.previous_working(day), county.next_working(day)

    assert before < day < after
    assert county.is_working(before)
    assert county.is_working(after)
    assert county.working_days_between(before + ONE_DAY, after - ONE_DAY) == county.is_working(day)
    assert county.on_or_before(day) == (day if county.is_working(day) else before)
    assert county.on_or_after(day) == (day if county.is_working(day) else after)


@given(COUNTIES, DAYS, DAYS)
def test_every_day_is_either_worked_or_skipped(county: Calendar, first: date, last: date) -> None:
    length = max(0, (last - first).days + 1)
    assert county.working_days_between(first, last) + len(county.skipped(first, last)) == length


@given(COUNTIES, INSTANTS)
def test_the_batches_bracket_every_instant(county: Calendar, instant: datetime) -> None:
    last, following = county.last_batch(instant), county.next_batch(instant)

    assert last <= instant < following
    assert county.next_batch(last) == following
    assert county.last_batch(following) == following
    assert county.last_batch(following - MICRO) == last
    assert all(county.is_working(county.today(batch)) for batch in (last, following))


@given(COUNTIES, INSTANTS)
def test_a_receipt_day_is_worked_and_never_past(county: Calendar, instant: datetime) -> None:
    receipt = county.receipt_day(instant)

    assert county.is_working(receipt)
    assert instant <= county.close_at(receipt)
    assert receipt >= county.today(instant)
