"""County affairs: calendar, absences and gaps change what running matters say, and say what they changed."""

from datetime import date

from config.calendars import plan_from_days, plan_from_holidays
from engine.core.calendar import Interval
from engine.core.organisation import Absence
from engine.run import absence, affairs
from engine.store import history, matters, notices
from engine.store.database import Database
from engine.store.tables.county import score
from tests.run.county import RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}


def handed_over(county: RunningCounty, day: str) -> str:
    number = county.open(f"{day} 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act(f"{day} 10:10", number, "offer", "officer_l", handler="handler_a")
    county.act(f"{day} 10:20", number, "accept", "handler_a")
    return number


def test_an_absence_sends_the_reminder_to_b_with_a_in_copy(database: Database) -> None:
    """Rule 15. Handed over on Mon 2 Mar, 5 wd: due Mon 9 Mar, T-1 on Fri 6 Mar, when A is on leave."""
    county = running_county(database, "2026-02-28 09:00")
    number = handed_over(county, "2026-03-02")
    away = Absence("handler_a", Interval(date(2026, 3, 5), date(2026, 3, 6)))
    absence.enter(county.cell, away, "jijiao_head", county.now)

    county.pass_to("2026-03-06 09:00")

    on_friday = sorted((person, subject) for when, person, subject in county.mails() if when == "03-06 08:30")
    assert on_friday == [("handler_a", f"point {number} cc"), ("handler_b", f"point {number} to")]


def test_when_both_are_away_the_head_acts_and_the_gap_is_a_matter_of_its_own(database: Database) -> None:
    """Rule 15 and S4: the reminder goes to the head as acting; the gap warns the head at once, the deputy a day later."""
    county = running_county(database, "2026-02-28 09:00", month_sets={"term_months": (1,)})
    number = handed_over(county, "2026-03-02")
    for person in ("handler_a", "handler_b"):
        away = Absence(person, Interval(date(2026, 3, 5), date(2026, 3, 10)))
        absence.enter(county.cell, away, "jijiao_head", county.now)

    county.pass_to("2026-03-11 09:00")

    head = [(when, subject) for when, person, subject in county.mails("jijiao_head")]
    # Thu 5 Mar is the first batch in which both are away: the duty is open, though nothing is said about it on that day.
    assert head[0] == ("03-05 08:30", f"start KG-2026-0001 to | assigned {number} to")
    assert head[1] == ("03-06 08:30", f"point {number} to")
    # The gap's limit is 1 wd: Thu 5 Mar -> Fri 6 Mar; E1 of ladder `gap` on Mon 9 Mar goes to the deputy.
    assert ("03-09 08:30", "deputy_1") in [
        (when, person) for when, person, subject in county.mails() if "KG" in subject
    ]
    with database.read() as tx:
        gap = matters.load(tx, ["KG-2026-0001"])[0]
    assert (gap.unit, gap.fields["post"], gap.state) == (
        "jijiao",
        "handler",
        "covered",
    )  # somebody was back on 11 March


def test_a_corrected_calendar_moves_dates_and_withdraws_the_step_it_undoes(database: Database) -> None:
    """Decision 11. Due Mon 9 Mar, E1 on Tue 10 Mar. On 10 March the county learns that 5 and 6 March were days off.

    Then day 5 of 3, 4, 9, 10, 11 March is Wed 11 March: E1 would not have been said by Wed 11 March 08:30 (it would be due on
    12 March), so it is withdrawn, its -0.5 comes back, and who was told is told so in the batch of 11 March.
    """
    county = running_county(database, "2026-02-28 09:00")
    number = handed_over(county, "2026-03-02")
    county.pass_to("2026-03-10 10:00")
    plan = plan_from_holidays(2026)
    assert plan is not None
    corrected = plan_from_days(2026, {*plan.off, date(2026, 3, 5), date(2026, 3, 6)}, plan.makeup, "county closure")

    report = affairs.load_years(county.cell, [corrected], "office_head", county.now)
    county.pass_to("2026-03-11 09:00")

    assert [(one.clock, one.name, one.before, one.after) for one in report.moved] == [
        ("answering", "promised", date(2026, 3, 9), date(2026, 3, 11))
    ]
    assert [(of, one.name) for of, one in report.withdrawn] == [(number, "E1")]
    told = {person for when, person, subject in county.mails() if when == "03-11 08:30" and "withdrawn" in subject}
    assert told == {"handler_a", "jijiao_head", "deputy_1", "desk_a"}
    with database.read() as tx:
        points = [row.points for row in tx.execute(score.select().order_by(score.c.id))]
        kinds = [one.entry.kind for one in history.of_matter(tx, number)]
        due_again = [one for one in notices.of_matter(tx, number) if one.notice.basis == "2026-03-11 due"]
    assert points == [-0.5, 0.5]
    assert {"withdrawn", "recomputed"} <= set(kinds)
    assert due_again  # the due-day reminder for the corrected date


def test_a_corrected_calendar_that_changes_nothing_says_so(database: Database) -> None:
    county = running_county(database, "2026-02-28 09:00")
    plan = plan_from_holidays(2026)
    assert plan is not None

    assert affairs.load_years(county.cell, [plan], "office_head", county.now) == affairs.Report()
