"""Two weeks, a month, a year end without the service: on return everything is accounted for (language.md rules 0 and 13).

For each clock the highest step or one late reminder, one mail for each person, and what was passed over stands in the history
with the reason.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from json import loads

import pytest
from sqlalchemy import select

from config.calendars import plan_from_days
from engine.run import affairs
from engine.store.database import Database
from engine.store.matters import load
from engine.store.tables.history import entry
from engine.store.tables.mail import notice
from engine.store.verification import verify
from tests.run.county import RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
LICENCE = {"applicant": "某幼儿园", "item": "办学许可"}

Story = Callable[[RunningCounty], object]
Line = tuple[str, str, int, str, str]  #: matter, clock, run, kind, basis


def county_with(database: Database, begins: str, *workflows: str) -> RunningCounty:
    """A county with these rulebooks only, so that every mail can be told beforehand."""
    county = running_county(database, begins)
    rules = county.cell.rules
    few = replace(rules, machines={name: rules.machines[name] for name in workflows})
    return replace(county, cell=replace(county.cell, rules=few))


def two_requests(county: RunningCounty, day: str) -> None:
    """One that is never handed over, and one that handler_a took at once: nothing has told him of it yet."""
    county.open(f"{day} 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    taken = county.open(f"{day} 10:10", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act(f"{day} 10:20", taken, "offer", "officer_l", handler="handler_a")
    county.act(f"{day} 10:30", taken, "accept", "handler_a")


def wake_after(county: RunningCounty, down: str, back: str) -> list[tuple[str, str, str]]:
    """The mails of the batch after a time in which nothing ran."""
    county.pass_to(down)
    county.arrived.clear()
    county.sleep_to(back)
    county.wake()
    return sorted(county.mails())


def said(database: Database) -> set[Line]:
    """What was said; the points of a clock go by one name."""
    with database.read() as tx:
        rows = tx.execute(select(notice).where(notice.c.matter != ""))
        return {_line(row.matter, row.clock, row.run, row.kind, row.basis) for row in rows}


def superseded(database: Database) -> dict[Line, str]:
    """What was passed over, with the reason."""
    found: dict[Line, str] = {}
    with database.read() as tx:
        for row in tx.execute(select(entry.c.matter, entry.c.data).where(entry.c.kind == "superseded")):
            for told in loads(row.data)["lines"]:
                line = _line(row.matter, told["clock"], told["run"], told["kind"], told["basis"])
                found[line] = told["reason"]
    return found


def _line(number: str, clock: str, run: int, kind: str, basis: str) -> Line:
    return number, clock, run, "point" if kind in ("start", "due") else kind, basis


def unaccounted(story: Story, begins: str, down: str, back: str, *workflows: str) -> list[Line]:
    """What an undisturbed county said up to `back` that the one which slept neither said nor passed over with a reason.

    A step behind a late reminder is still to come (decision 5). The digest of a week that is over is not said later.
    """
    undisturbed, sleeper = (county_with(Database.open("sqlite://"), begins, *workflows) for _ in range(2))
    story(undisturbed)
    undisturbed.pass_to(back)
    story(sleeper)
    wake_after(sleeper, down, back)
    known = said(sleeper.cell.database) | superseded(sleeper.cell.database).keys()
    waiting = {line[:3] for line in known if line[3] == "late"}
    missing = said(undisturbed.cell.database) - known
    for county in (undisturbed, sleeper):
        county.cell.database.close()
    return sorted(line for line in missing if line[3] != "digest" and not (line[3] == "step" and line[:3] in waiting))


def test_two_weeks_later_each_clock_says_its_highest_step_or_one_late_reminder(database: Database) -> None:
    """Opened on Mon 2 Mar, down from that evening to Mon 16 Mar 09:00.

    SW-1: hand over 1 wd: due 3 Mar, E1 4, E2 6, E3 11, E4 17 Mar: E3. Answer 5 wd: due 9 Mar, E1 10, E2 12, E3 17 Mar: E2.
    The start mail was its word. SW-2: answer due 9 Mar, no word has reached handler_a: late. 16 Mar begins a week: digest to
    the deputy of the one matter that is not in his mail; the section head has it in his.
    """
    county = county_with(database, "2026-02-28 09:00", "first_contact")
    two_requests(county, "2026-03-02")

    mails = wake_after(county, "2026-03-02 18:00", "2026-03-16 09:00")

    one, two = "SW-2026-0001", "SW-2026-0002"
    assert mails == [
        ("03-16 09:00", "deputy_1", f"digest {two} to"),
        ("03-16 09:00", "deputy_2", f"step {one} cc | step {one} to"),
        ("03-16 09:00", "desk_a", f"step {one} cc"),
        ("03-16 09:00", "director", f"step {one} to"),
        ("03-16 09:00", "discipline_a", f"step {one} cc"),
        ("03-16 09:00", "handler_a", f"late {two} to"),
        ("03-16 09:00", "inspector_a", f"step {one} cc"),
        ("03-16 09:00", "jijiao_head", f"late {two} cc"),
        ("03-16 09:00", "office_head", f"step {one} cc | step {one} to"),
        ("03-16 09:00", "officer_l", f"step {one} cc | step {one} cc"),
    ]
    assert superseded(database) == {
        (one, "hand_over", 1, "point", "2026-03-03 due"): "step_said",
        (one, "hand_over", 1, "step", "2026-03-03 E1"): "higher_step",
        (one, "hand_over", 1, "step", "2026-03-03 E2"): "higher_step",
        (one, "answering", 1, "point", "2026-03-09 T-1 wd"): "step_said",
        (one, "answering", 1, "point", "2026-03-09 due"): "step_said",
        (one, "answering", 1, "step", "2026-03-09 E1"): "higher_step",
        (two, "answering", 1, "point", "2026-03-09 T-1 wd"): "late_reminder",
        (two, "answering", 1, "point", "2026-03-09 due"): "late_reminder",
    }


def test_a_month_later_the_ladder_stands_at_its_top_and_the_late_one_begins_below(database: Database) -> None:
    """Down from Mon 2 Mar to Thu 2 Apr 11:00. SW-1: both clocks are past E4 (17 and 23 Mar): group leader, director in copy.

    SW-2 is late on 2 Apr; it reaches, so E1 comes in the next batch, Fri 3 Apr, and E2 not before two working days later
    (4 to 6 Apr is the Tomb-sweeping holiday). Digest of SW-1 to those of its line who do not have it in their mail.
    """
    county = county_with(database, "2026-02-28 09:00", "first_contact")
    two_requests(county, "2026-03-02")

    mails = wake_after(county, "2026-03-02 18:00", "2026-04-02 11:00")

    one, two = "SW-2026-0001", "SW-2026-0002"
    assert mails == [
        ("04-02 11:00", "deputy_1", f"digest {two} to"),
        ("04-02 11:00", "deputy_2", f"digest {one} to"),
        ("04-02 11:00", "director", f"step {one} cc | step {one} cc"),
        ("04-02 11:00", "handler_a", f"late {two} to"),
        ("04-02 11:00", "jijiao_head", f"late {two} cc"),
        ("04-02 11:00", "leader", f"step {one} to | step {one} to"),
        ("04-02 11:00", "office_head", f"digest {one} to"),
        ("04-02 11:00", "officer_l", f"step {one} cc | step {one} cc"),
    ]
    county.pass_to("2026-04-07 18:00")
    steps = {line[4] for line in said(database) if line[0] == two and line[3] == "step"}
    assert steps == {"2026-03-09 E1"}
    with database.read() as tx:
        assert verify(tx) == []


def test_a_year_end_slept_through_waits_for_the_calendar_and_then_goes_on(database: Database) -> None:
    """Decision 14. Opened on Mon 14 Dec, down from Fri 18 Dec 18:00 to Tue 12 Jan 2027 09:00; 2027 is not announced.

    SW-1: hand over due 15 Dec, E4 29 Dec; answer due 21 Dec, E3 29 Dec; E4 would be in 2027: it waits. SW-2: answer due 21
    Dec, T-1 had reached: E3. SW-3, a complaint taken on 18 Dec: 15 wd with Mondays to Fridays = Fri 8 Jan, provisional: due
    is said, no step. The administrator hears of the missing year.
    Then 2027 is loaded, off 1 to 3 January: SW-3 is due on Mon 11 Jan; the reminder was no word, so late on Wed 13 Jan; the
    E4 of the answers, two working days after E3, on Thu 14 Jan.
    """
    county = county_with(database, "2026-12-12 09:00", "first_contact")
    two_requests(county, "2026-12-14")
    three = county.open("2026-12-18 15:00", "first_contact", "officer_l", "jijiao", complaint=True, **REQUEST)
    county.act("2026-12-18 15:10", three, "offer", "officer_l", handler="handler_a")
    county.act("2026-12-18 15:20", three, "accept", "handler_a")

    mails = wake_after(county, "2026-12-18 18:00", "2027-01-12 09:00")

    assert [who for _, who, _ in mails] == sorted({who for _, who, _ in mails})
    told = {person: subject for _, person, subject in mails}
    one, two = "SW-2026-0001", "SW-2026-0002"
    assert told["leader"] == f"step {one} to"
    assert told["director"] == f"step {one} cc | step {one} to | step {two} to"
    assert told["handler_a"] == f"step {two} cc | due {three} to"
    assert "provisional" in told["office_head"]
    assert {line[4] for line in said(database) if line[:2] == (one, "answering") and line[3] == "step"} == {
        "2026-12-21 E3"
    }

    plan = plan_from_days(2027, {date(2027, 1, day) for day in (1, 2, 3)}, set(), "announced late")
    affairs.load_years(county.cell, [plan], "office_head", county.now)
    county.arrived.clear()
    county.pass_to("2027-01-14 09:00")

    assert ("01-13 08:30", "handler_a", f"late {three} to") in county.mails()
    assert ("01-14 08:30", "leader", f"step {one} to | step {two} to") in county.mails()
    with database.read() as tx:
        assert verify(tx) == []


SPANS = [
    ("2026-03-02", "2026-03-02 18:00", "2026-03-16 09:00"),
    ("2026-03-02", "2026-03-05 18:00", "2026-03-19 08:30"),
    ("2026-03-02", "2026-03-02 18:00", "2026-04-02 11:00"),
    ("2026-12-14", "2026-12-18 18:00", "2027-01-12 09:00"),
]


@pytest.mark.parametrize(("day", "down", "back"), SPANS)
def test_what_an_undisturbed_county_would_have_said_is_said_or_passed_over_with_the_reason(
    day: str, down: str, back: str
) -> None:
    """Rule 0 and 13, in the county that has every rulebook but the one with limits that pass by themselves."""
    lost = unaccounted(
        lambda county: two_requests(county, day), f"{day} 08:00", down, back,
        "first_contact", "monthly_bulletin", "monthly_check", "post_gap",
    )  # fmt: skip

    assert lost == []


def test_the_reminders_of_a_limit_that_passed_by_itself_meanwhile_are_passed_over_with_the_reason() -> None:
    """Rule 0. Received on Mon 2 Mar, nobody looks: due 9 Mar, deemed accepted on 10 Mar while the service is down."""

    def story(county: RunningCounty) -> None:
        county.open("2026-03-02 11:00", "time_limit", "window_a", "window", **LICENCE)

    lost = unaccounted(story, "2026-02-28 09:00", "2026-03-02 18:00", "2026-03-12 09:00", "time_limit")

    assert [line for line in lost if line[3] == "point"] == []


def test_a_warning_before_the_statutory_date_that_was_slept_through_is_passed_over_with_the_reason() -> None:
    """Rule 13. Accepted on Mon 2 Mar, statutory 20 wd = 30 Mar: the deputy is warned on 25 Mar; back on 2 April."""

    def story(county: RunningCounty) -> None:
        number = county.open("2026-03-02 11:00", "time_limit", "window_a", "window", **LICENCE)
        county.act("2026-03-02 11:10", number, "accept", "window_a")

    lost = unaccounted(story, "2026-02-28 09:00", "2026-03-02 18:00", "2026-04-02 09:00", "time_limit")

    assert lost == []


def test_a_passed_limit_acts_for_its_own_day_however_late(database: Database) -> None:
    """Rule 0: deemed accepted on the day of receipt, so the decision's 14 and 20 wd count from 2 March."""
    county = county_with(database, "2026-02-28 09:00", "time_limit")
    number = county.open("2026-03-02 11:00", "time_limit", "window_a", "window", **LICENCE)

    wake_after(county, "2026-03-02 18:00", "2026-03-16 09:00")

    with database.read() as tx:
        (matter,) = load(tx, [number])
        derived = tx.held[number].derived["decide", 1]
    assert (matter.state, matter.runs["decide"].day_zero) == ("decide", date(2026, 3, 2))
    assert (derived.promised_on, derived.statutory_on) == (date(2026, 3, 20), date(2026, 3, 30))
