"""The sweep: everything that is due, once, whatever came in between."""

from datetime import date, datetime

import pytest

from engine.core.batch import bring_up
from engine.core.case import Case
from engine.core.course import Course
from engine.core.organisation import Organisation, Person
from engine.run.sweep import next_wake, sweep
from engine.store import notices, settings
from engine.store.database import Database
from tests.core.play import at, small_organisation
from tests.run.county import RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}


def opened(county: RunningCounty, count: int) -> list[str]:
    return [county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST) for _ in range(count)]


def test_running_a_batch_twice_says_nothing_twice(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    opened(county, 3)
    county.pass_to("2026-02-14 08:30")
    said = len(county.arrived)

    county.wake()
    county.wake()

    assert len(county.arrived) == said


def test_one_person_gets_one_mail_for_a_whole_batch(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    numbers = opened(county, 12)
    county.pass_to("2026-02-14 08:30")

    mails = [subject for when, person, subject in county.mails("officer_l") if when == "02-14 08:30"]

    assert mails == [" | ".join(f"due {number} to" for number in numbers)]


def test_a_sweep_late_on_the_same_day_says_what_the_punctual_one_would(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    (number,) = opened(county, 1)

    county.sleep_to("2026-02-14 11:47")
    county.wake()

    assert ("02-14 11:47", "officer_l", f"due {number} to") in county.mails()


def test_after_an_outage_over_the_festival_only_the_highest_step_is_said(database: Database) -> None:
    """Down from Sat 14 Feb to Tue 3 Mar. Hand-over was due 14 Feb; the officer had his start mail, so a word had reached.

    Working days after 14 Feb: 24, 25, 26, 27, 28 Feb, 2, 3 Mar = 7 on 3 Mar: E3 (after 6) is the highest; E1, E2 are
    superseded. Answering was due 27 Feb: 28 Feb, 2, 3 Mar = 3: E2. Of one matter the word counts for both clocks.
    """
    county = running_county(database, "2026-02-13 09:00")
    (number,) = opened(county, 1)
    county.sleep_to("2026-03-03 09:12")

    county.wake()

    with database.read() as tx:
        said = {
            (one.notice.clock, one.notice.basis) for one in notices.of_matter(tx, number) if one.notice.kind == "step"
        }
    assert said == {("hand_over", "2026-02-14 E3"), ("answering", "2026-02-27 E2")}


def test_a_mail_server_that_is_away_holds_the_ladder_not_the_matters(database: Database) -> None:
    """Promise 4: nobody is reported over a reminder that never reached him; the late reminder goes first (decision 5)."""
    county = running_county(database, "2026-02-13 09:00")
    county.mail_is_up = False
    (number,) = opened(county, 1)
    county.pass_to("2026-02-24 09:00")  # hand-over due 14 Feb; 24 Feb is the first working day after it

    with database.read() as tx:
        kinds = {one.notice.kind for one in notices.of_matter(tx, number)}

    assert "late" in kinds
    assert "step" not in kinds


def test_an_undeliverable_mail_is_told_to_the_administrator(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    county.refuses = {"officer_l"}
    opened(county, 1)

    county.pass_to("2026-02-14 08:30")

    assert [mail[0] for mail in county.mails("office_head") if "delivery_fault" in mail[2]] == ["02-14 08:30"]


def test_a_matter_that_cannot_be_computed_does_not_stop_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = running_county(database, "2026-02-13 09:00")
    poison, healthy = opened(county, 2)

    def sometimes(case: Case, now: datetime, *, receipt_on: date | None = None) -> Course:
        if case.matter.number == poison:
            raise ZeroDivisionError
        return bring_up(case, now, receipt_on=receipt_on)

    monkeypatch.setattr("engine.run.desk.bring_up", sometimes)
    county.pass_to("2026-02-14 08:30")

    assert ("02-14 08:30", "officer_l", f"due {healthy} to") in county.mails()
    assert next_wake(county.cell, county.now) == at("2026-02-14 09:30")  # the poisoned one is tried again in an hour


def test_a_tick_takes_as_many_statements_for_one_matter_as_for_fifty(database: Database) -> None:
    """Hand-overs opened on a Monday are due on the Tuesday: one of them on 3 March, fifty on 10 March."""
    county = running_county(database, "2026-02-28 09:00")
    costs = []
    for monday, tuesday, how_many in (("2026-03-02", "2026-03-03", 1), ("2026-03-09", "2026-03-10", 50)):
        numbers = [
            county.open(f"{monday} 15:00", "first_contact", "officer_l", "jijiao", **REQUEST) for _ in range(how_many)
        ]
        costs.append(_cost_of_sweep(county, f"{tuesday} 08:30"))
        for number in numbers:
            county.act(f"{tuesday} 09:00", number, "answer_on_spot", "officer_l", result="已答复")

    assert costs[0] == costs[1]


def _cost_of_sweep(county: RunningCounty, when: str) -> tuple[int, int]:
    county.now = at(when)
    count = county.cell.database.count
    statements, transactions = count.statements, count.transactions
    sweep(county.cell, county.now)
    return count.statements - statements, count.transactions - transactions


def test_nothing_due_is_no_mail_and_no_checkpoint(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")

    swept = sweep(county.cell, at("2026-02-14 08:30"))

    assert (swept.matters, swept.notices, swept.mails) == (0, 0, 0)


def test_a_time_in_which_a_batch_was_missed_is_remembered(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    county.pass_to("2026-02-14 09:00")
    county.sleep_to("2026-02-24 10:15")

    county.wake()

    with database.read() as tx:
        assert settings.outages(tx) == [(at("2026-02-14 08:30"), at("2026-02-24 10:15"))]


def test_waking_between_two_batches_is_no_outage(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    county.pass_to("2026-02-14 09:00")
    county.sleep_to("2026-02-23 23:00")  # 15 to 23 February are days off: no batch was missed

    county.wake()

    with database.read() as tx:
        assert settings.outages(tx) == []


def test_papers_are_numbered_without_gaps_one_number_for_all_who_receive_it(database: Database) -> None:
    """Three hand-overs due 14 Feb: on 24 Feb three urging notices, numbers 1 to 3; on 26 Feb three orders, again 1 to 3."""
    county = running_county(database, "2026-02-13 09:00")
    numbers = opened(county, 3)
    county.pass_to("2026-02-26 09:00")

    found: dict[str, set[object]] = {}
    with database.read() as tx:
        for number in numbers:
            for one in notices.of_matter(tx, number):
                if one.notice.clock == "hand_over" and one.notice.kind == "step":
                    found.setdefault(str(one.notice.data["paper"]), set()).add(one.notice.data["paper_no"])

    assert found == {"urging_notice": {1, 2, 3}, "supervision_order": {1, 2, 3}}


def test_a_person_without_an_address_is_reached_through_the_other_of_the_pair(database: Database) -> None:
    """handler_a has no e-mail: T-1 (Fri 6 Mar) and the due day (Mon 9 Mar) go to handler_b's address, and count as a word."""
    everybody = small_organisation()
    people = {**everybody.people, "handler_a": Person(code="handler_a", name="handler_a")}
    organisation = Organisation(everybody.units, people, everybody.posts)
    county = running_county(database, "2026-02-28 09:00", organisation_=organisation)
    number = county.open("2026-03-02 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-03-02 10:10", number, "offer", "officer_l", handler="handler_a")
    county.act("2026-03-02 10:20", number, "accept", "handler_a")

    county.pass_to("2026-03-10 09:00")

    assert [mail for mail in county.mails("handler_b") if mail[0] > "03-03"] == [
        ("03-06 08:30", "handler_b", f"point {number} to"),
        ("03-09 08:30", "handler_b", f"due {number} to"),
        ("03-10 08:30", "handler_b", f"step {number} to"),
    ]
