"""Rules 9 to 14 and 16 and the order of a batch: what is said when, and when a matter wakes."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from config.calendars import load_years
from engine.core.calendar import Calendar, DayHours
from engine.core.matter import Mode
from tests.core.play import SHANGHAI, Play, at, play, small_calendar
from tests.core.rulebooks import LAPSING, LICENCE, SUPERVISED, machine, one_duty, shipped, verified_duty


def order(limit: str = "5 wd @A", when: str = "2026-03-02 10:00", *keys: str) -> Play:
    """5 wd from Mon 2 Mar: T-1 = Fri 6, due = Mon 9, E1 = Tue 10, E2 = Thu 12, E3 = Tue 17, E4 = Mon 23 Mar."""
    return play(one_duty(limit, *keys)).open(when, "desk_a", "jijiao", topic="证")


def licence(text: str = "2026-09-18 10:00") -> Play:
    """Accepted Fri 18 Sep: promised Wed 14 Oct, statutory Thu 22 Oct."""
    opened = play(machine(LICENCE)).open(text, "window_a", "window", topic="证")
    return opened.act(text.replace("10:00", "11:00"), "accept", "window_a")


def said(county: Play, clock: str = "work") -> list[str]:
    return [f"{when[:5]} {what}" for when, what in county.kinds(clock) if what != "assigned"]


# --- rule 9: points --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "start"),
    [
        ("2026-03-03 08:29", "03-03 08:30"),  # before the batch: the batch
        ("2026-03-03 08:30", "03-03 08:30"),  # both ends included
        ("2026-03-03 12:00", "03-03 12:00"),
        ("2026-03-03 17:30", "03-03 17:30"),
        ("2026-03-03 17:31", "03-04 08:30"),
        ("2026-03-06 18:00", "03-09 08:30"),  # Friday evening
        ("2026-03-07 12:00", "03-09 08:30"),  # Saturday
        ("2026-02-28 12:00", "02-28 12:00"),  # a Saturday that is worked
    ],
)
def test_a_start_point_is_said_at_once_within_business_hours(opened: str, start: str) -> None:
    """Rule 9. WD1: [start, due]; the start stands for the assigned line (decision 3)."""
    county = order("1 wd @A", opened).batches("2026-03-09 08:30")

    assert county.kinds("work")[0] == (start, "start")
    assert "assigned" not in {what for _, what in county.kinds("work")}


def test_a_limit_of_two_days_has_no_start_point() -> None:
    """Rule 9. WD_SHORT: [T-1 wd, due]. 2 wd from Mon 2 Mar: Tue 3 is T-1, beside the assigned line; Wed 4 is due."""
    county = order("2 wd @A").batches("2026-03-04 09:00")

    assert county.kinds("work") == [("03-03 08:30", "assigned"), ("03-04 08:30", "due")]


def test_points_count_back_from_the_rolled_date_and_roll_back() -> None:
    """Rule 9. 30 cd from Fri 24 Apr: Sun 24 May, promised Fri 22 May: 15, 7, 3, 1 cd before are Thu 7, Fri 15, Tue 19, Thu 21."""
    county = order("{statutory: 30 cd @L 1}", "2026-04-24 10:00").batches("2026-05-22 09:00")

    assert said(county) == ["05-07 T-15 cd", "05-15 T-7 cd", "05-19 T-3 cd", "05-21 T-1 cd", "05-22 due"]


def test_points_that_meet_in_one_batch_are_one_the_latest() -> None:
    """Rule 9. 10 cd from Fri 27 Feb: Mon 9 Mar. T-3 = Fri 6, T-1 = Sun 8 -> Fri 6: the T-1 is said."""
    county = order("10 cd @A", "2026-02-27 10:00").batches("2026-03-09 09:00")

    assert said(county) == ["03-02 T-7 cd", "03-06 T-1 cd", "03-09 due"]
    assert ("point", "2026-03-09 T-3 cd", "later_point") in {
        (line.kind, line.basis, line.reason) for line in county.superseded
    }


def test_a_start_that_meets_the_due_day_gives_way() -> None:
    """Rule 9. The day of receipt counts and the matter came at 07:00: 1 wd ends today; only the due line is said."""
    hours = DayHours(zone=SHANGHAI, count_receipt_day=True)
    calendar = Calendar(hours, load_years([2026]))
    county = play(one_duty("1 wd @A"), calendar=calendar).open("2026-03-03 07:00", "desk_a", "jijiao", topic="证")

    county.batches("2026-03-03 09:00")

    assert said(county) == ["03-03 due"]


def test_points_before_the_opening_are_not_made_up_for() -> None:
    """Rule 13: the last point later than the last fact. 3 cd from Thu 5 Mar: Sun 8 -> Fri 6: T-15 to T-1 lie before the opening."""
    county = order("3 cd @A", "2026-03-05 10:00").batches("2026-03-06 09:00")

    # The due line of Fri 6 Mar stands beside the assigned line and is dropped for it (decision 3).
    assert county.kinds("work") == [("03-06 08:30", "assigned")]


def test_no_mail_on_a_day_off() -> None:
    """Rule 9, domain 5.11. 13 Feb to 27 Feb: nothing from 15 to 23 Feb."""
    county = order("5 wd @A", "2026-02-13 15:00").batches("2026-03-02 09:00")

    # 14, 24, 25, 26, 27 Feb: T-1 = Thu 26, due = Fri 27, E1 = Sat 28 (worked).
    assert county.kinds("work") == [
        ("02-14 08:30", "assigned"), ("02-26 08:30", "T-1 wd"), ("02-27 08:30", "due"), ("02-28 08:30", "E1"),
    ]  # fmt: skip


def test_points_come_again_for_a_later_date() -> None:
    """S2. T-3 of the extended date Fri 6 Nov: Tue 3 Nov, T-1: Thu 5 Nov; Fri 23 Oct, the old day, says nothing."""
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")
    county.batches("2026-10-12 09:00").act("2026-10-12 15:00", "resume", "window_a")
    county.batches("2026-10-22 09:00").act("2026-10-22 10:00", "ask_extension", "window_a", n="10")
    county.act("2026-10-22 15:00", "grant_extension", "director").batches("2026-11-05 09:00")

    # Whoever asked is told the answer on Fri 23 Oct.
    assert said(county, "decide") == ["10-20 T-3 wd", "10-22 T-1 wd", "10-23 told", "11-03 T-3 wd", "11-05 T-1 wd"]


def test_a_role_joins_from_a_point_on() -> None:
    """Rule 9 `add`: the deputy from T-3 cd on, not at T-7."""
    county = order("30 cd @A", "2026-04-24 10:00", "remind: {profile: CAL, add: {deputy: T-3 cd}}").batches(
        "2026-05-22 09:00"
    )

    assert [line[:2] for line in county.to("deputy_1")] == [
        ("05-19 08:30", "T-3 cd"), ("05-21 08:30", "T-1 cd"), ("05-22 08:30", "due"),
    ]  # fmt: skip


def test_a_role_that_joins_at_the_start_hears_all_and_at_due_only_the_last() -> None:
    """Rule 9 `add` with `start` and with `due`."""
    first = order("1 wd @A", "2026-03-02 10:00", "remind: {profile: WD1, add: {deputy: start}}").batches(
        "2026-03-03 09:00"
    )
    last = order("1 wd @A", "2026-03-02 10:00", "remind: {profile: WD1, add: {deputy: due}}").batches(
        "2026-03-03 09:00"
    )

    assert [line[1] for line in first.to("deputy_1")] == ["start", "due"]
    assert [line[1] for line in last.to("deputy_1")] == ["due"]


def test_the_section_head_gets_a_copy_on_the_due_day_only() -> None:
    """Decision 3, shared `due_day_cc`."""
    county = order().batches("2026-03-09 09:00")

    assert county.to("jijiao_head") == [("03-09 08:30", "due", "cc")]


# --- rule 10: steps and breach ---------------------------------------------------------------------


def test_the_ladder_counts_working_days_after_the_promised_day() -> None:
    """Rule 10. 1, 3, 6, 10 wd after Mon 9 Mar: Tue 10, Thu 12, Tue 17, Mon 23 Mar; then never again."""
    county = order().batches("2026-05-29 09:00")

    assert said(county) == [
        "03-06 T-1 wd", "03-09 due", "03-10 E1", "03-12 E2", "03-17 E3", "03-23 E4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-03-10 08:29", []),
        ("2026-03-10 08:30", ["E1"]),
        ("2026-03-12 08:29", ["E1"]),
        ("2026-03-12 08:30", ["E1", "E2"]),
    ],
)
def test_a_step_is_said_in_its_batch_and_not_before(when: str, expected: list[str]) -> None:
    """Rule 10. The minute before, and at."""
    county = order().batches(when)

    assert [line[6:] for line in said(county) if line[6] == "E"] == expected


def test_the_ladder_walks_over_the_holidays() -> None:
    """Rule 10, S1. Due Fri 27 Feb: E1 Sat 28 Feb (worked), E2 Tue 3 Mar, E3 Fri 6 Mar, E4 Thu 12 Mar."""
    county = order("5 wd @A", "2026-02-13 15:00").batches("2026-03-13 09:00")

    assert [line for line in said(county) if " E" in line] == ["02-28 E1", "03-03 E2", "03-06 E3", "03-12 E4"]


def test_everybody_hears_his_steps() -> None:
    """Rules 10 and 15, decision 3: who is addressed and who is copied, E1 to E4."""
    county = order().batches("2026-03-23 09:00")

    heard = {
        step: {(person, capacity) for _, what, person, capacity in county.told() if what == step}
        for step in ("E1", "E2", "E3", "E4")
    }
    assert heard == {
        "E1": {("handler_a", "to"), ("jijiao_head", "to"), ("deputy_1", "cc"), ("desk_a", "cc")},
        "E2": {("jijiao_head", "to"), ("deputy_1", "to"), ("desk_a", "cc"), ("handler_a", "cc")},
        "E3": {
            ("director", "to"), ("inspector_a", "cc"), ("discipline_a", "cc"), ("deputy_1", "cc"),
            ("jijiao_head", "cc"), ("handler_a", "cc"),
        },
        "E4": {("leader", "to"), ("director", "cc"), ("handler_a", "cc")},
    }  # fmt: skip


def test_a_breach_is_flagged_in_the_first_batch_after_the_statutory_day() -> None:
    """Rule 10. Statutory Thu 22 Oct: nothing on that day, the flag on Fri 23, once; the one who owes gets a copy (decision 3)."""
    county = licence().batches("2026-10-22 23:00")
    assert "breach" not in {what for _, what in county.kinds("decide")}

    county.batches("2026-11-20 09:00")

    assert {line for line in county.told() if line[1] == "breach"} == {
        ("10-23 08:30", "breach", "director", "to"),
        ("10-23 08:30", "breach", "discipline_a", "to"),
        ("10-23 08:30", "breach", "window_a", "cc"),
    }


def test_breach_and_early_warning_are_tracks_beside_the_ladder() -> None:
    """Rule 13. T-3 wd before Thu 22 Oct is Mon 19 Oct, the day of E2 (3 wd after Wed 14): both are said."""
    county = licence().batches("2026-10-30 09:00")

    # T-3 wd before Wed 14 Oct: 13, 12, 10 (Sat, worked).
    # E1 Thu 15, E2 Mon 19, E3 Thu 22, breach Fri 23, E4 (10 wd: 15, 16, 19-23, 26, 27, 28) Wed 28 Oct.
    assert said(county, "decide") == [
        "10-10 T-3 wd", "10-13 T-1 wd", "10-14 due", "10-15 E1", "10-19 E2", "10-19 before_statutory",
        "10-22 E3", "10-23 breach", "10-28 E4",
    ]  # fmt: skip
    assert county.to("deputy_2")[0] == ("10-15 08:30", "E1", "cc")
    assert ("10-19 08:30", "before_statutory", "to") in county.to("deputy_2")


def test_an_early_warning_is_not_given_after_the_statutory_day() -> None:
    """Rule 13. Nothing ran from Thu 15 Oct on: on Fri 23 Oct the breach is flagged, the warning of Mon 19 is moot."""
    county = licence().batches("2026-10-15 09:00")

    county.batch(at("2026-10-23 08:30"))

    kinds = {what for when, what in county.kinds("decide") if when >= "10-23"}
    assert kinds == {"E3", "breach"}


def test_an_early_warning_is_made_up_for_until_the_statutory_day() -> None:
    """Rule 13. Nothing ran from Mon 19 to Wed 21 Oct: on Thu 22 Oct, the statutory day, it still helps."""
    county = licence().batches("2026-10-16 09:00")

    county.batch(at("2026-10-22 08:30"))

    assert ("10-22 08:30", "before_statutory") in county.kinds("decide")


def test_a_clock_that_passes_by_itself_has_no_breach() -> None:
    """Rule 10. The notice of S3 lapses on Wed 23 Sep: E1 and the deemed acceptance, no flag."""
    county = (
        play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches("2026-09-30 09:00")
    )

    assert said(county, "check_material") == ["09-21 T-1 wd", "09-22 due", "09-23 E1"]


def test_a_ladder_without_a_breach_step_flags_none() -> None:
    """Rule 10."""
    county = order("{promised: 2 wd @A, statutory: 3 wd @L 1}", "2026-03-02 10:00", "ladder: to_section_only")

    county.batches("2026-03-20 09:00")

    # Promised Wed 4 Mar, statutory Thu 5 Mar: E1 on the 5th and nothing after it.
    assert said(county)[-1] == "03-05 E1"


# --- rule 11: passed -------------------------------------------------------------------------------


def test_a_passed_limit_acts_in_the_first_batch_after_it() -> None:
    """Rule 11. Limit Mon 9 Mar: still open that evening, explained from Tue 10 Mar 08:30."""
    county = play(machine(LAPSING)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="查").batches("2026-03-09 23:00")
    assert county.case.matter.state == "work"

    county.batches("2026-03-10 08:30")

    assert county.case.matter.state == "explain"
    assert county.run("work").stopped_on == date(2026, 3, 10)
    assert [entry.kind for change in county.changes for entry in change.entries if entry.kind == "passed"] == ["passed"]


def test_a_limit_that_has_passed_when_the_duty_begins_acts_in_the_next_batch() -> None:
    """Rule 11. Owed from Thu 5 Mar, but counted from Mon 16 Feb: passed long ago; the engine acts on Fri 6 Mar, not before."""
    rules = one_duty("1 wd @A", "from: due_on", "passed: {event: miss, zh: 缺办, en: Miss, next: closed}")
    county = play(rules).open("2026-03-05 10:00", "desk_a", "jijiao", topic="查", due_on="2026-02-13")
    assert county.case.matter.is_open()

    county.batches("2026-03-06 08:30")

    assert county.case.matter.closed_at == at("2026-03-06 08:30")


def test_a_wait_with_a_limit_may_pass() -> None:
    """Rule 11. A paused duty is not the wait: what the wait's limit does it does by itself."""
    rules = machine(
        LICENCE.replace(
            "    watch: window_officer\n    ends:\n      complete",
            "    watch: window_officer\n    limit: 3 wd @A\n"
            "    passed: {event: give_up, zh: 视为放弃, en: Give up, next: withdrawn}\n    ends:\n      complete",
        )
    )
    county = play(rules).open("2026-03-02 10:00", "window_a", "window", topic="证")
    county.act("2026-03-03 10:00", "ask_supplement", "window_a")  # 4, 5, 6 Mar

    county.batches("2026-03-06 20:00")
    assert county.case.matter.is_open()
    county.batches("2026-03-09 08:30")

    assert county.case.matter.state == "withdrawn"


# --- rule 12: silence ------------------------------------------------------------------------------


def test_a_held_clock_says_nothing_and_the_returned_one_goes_on() -> None:
    """Rules 12 and 13. Promised Mon 9 Mar; reported Fri 6, so nothing on the 9th and 10th; returned Wed 11: E1 is due since the 10th.

    The verifier had until Tue 10 Mar: Wed 11 is one day beyond, x = 1. E1 = promised + 2 = Wed 11, over when the report
    comes back at 10:00: said on Thu 12, beside the returned line. E2 = promised + 4 = Fri 13, but 2 wd after E1: Mon 16.
    """
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-06 09:00")
    county.act("2026-03-06 10:00", "finish", "handler_a").batches("2026-03-11 09:00")
    assert said(county) == ["03-06 T-1 wd"]

    county.act("2026-03-11 10:00", "verify_insufficient", "desk_a").batches("2026-03-16 09:00")

    assert said(county) == ["03-06 T-1 wd", "03-12 E1", "03-12 returned", "03-16 E2"]


def test_a_stopped_clock_says_nothing() -> None:
    """Rule 12."""
    county = order().act("2026-03-05 10:00", "finish", "handler_a").batches("2026-04-30 09:00")

    assert said(county) == []
    assert county.next_at is None


# --- rule 13: the last one only --------------------------------------------------------------------


def test_of_two_missed_points_the_later_one_is_said() -> None:
    """Rule 13. 10 wd: T-3 = Wed 11, T-1 = Fri 13, due = Mon 16 Mar. Nothing ran from Wed 11 to Fri 13 before 14:00."""
    county = order("10 wd @A").batches("2026-03-10 09:00")

    county.batch(at("2026-03-13 14:00"))

    assert said(county) == ["03-13 T-1 wd"]
    assert [(line.basis, line.reason) for line in county.superseded] == [("2026-03-16 T-3 wd", "later_point")]


def test_a_higher_step_silences_the_lower_ones() -> None:
    """Rule 13. Nothing ran from Tue 10 to Mon 16 Mar: on Tue 17 Mar E3 only, E1 and E2 superseded; E4 at its own day."""
    county = order().batches("2026-03-09 09:00")

    county.batch(at("2026-03-17 08:30"))
    county.batches("2026-03-23 09:00")

    assert [line for line in said(county) if " E" in line] == ["03-17 E3", "03-23 E4"]
    assert [(line.basis, line.reason) for line in county.superseded] == [
        ("2026-03-09 E1", "higher_step"),
        ("2026-03-09 E2", "higher_step"),
    ]


def test_a_point_that_stands_beside_an_assigned_line_is_superseded() -> None:
    """Decision 3. 2 wd from Mon 2 Mar: the assigned line of Tue 3 Mar stands for T-1."""
    county = order("2 wd @A").batches("2026-03-03 09:00")

    assert [(line.kind, line.basis, line.reason) for line in county.superseded] == [
        ("point", "2026-03-04 T-1 wd", "beside_line")
    ]


# --- rule 14: identity -----------------------------------------------------------------------------


def test_an_identity_is_said_once() -> None:
    """Rule 14. Over a whole life no two lines are the same."""
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")
    county.batches("2026-10-12 09:00").act("2026-10-12 15:00", "resume", "window_a").batches("2026-12-31 09:00")
    everything = [notice.identity for change in county.changes for notice in change.notices]

    assert len(everything) == len(set(everything))


def test_a_basis_names_the_promised_date_and_the_step() -> None:
    """Rule 14. Of a breach the statutory date; of an assigned line its number."""
    county = licence().batches("2026-10-23 09:00")

    bases = {(notice.kind, notice.basis) for notice in county.said if notice.clock == "decide"}
    assert ("step", "2026-10-14 E1") in bases
    assert ("breach", "2026-10-22") in bases
    assert ("before_statutory", "2026-10-22") in bases
    assert ("due", "2026-10-14 due") in bases


def test_a_second_run_speaks_under_its_own_number() -> None:
    """Rule 14."""
    county = play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-02 11:00", "sign", "handler_a").act("2026-03-03 10:00", "report", "handler_a")
    county.batches("2026-03-04 09:00").act("2026-03-04 10:00", "verify_insufficient", "desk_a")
    county.act("2026-03-04 11:00", "report", "handler_a").batches("2026-03-05 09:00")

    runs = {notice.run for notice in county.said if notice.clock == "carry_out.verify" and notice.kind == "assigned"}
    assert runs == {1, 2}


def test_a_returned_line_has_the_number_of_the_return() -> None:
    """Rule 14."""
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    for day in ("03-03", "03-05"):
        county.act(f"2026-{day} 10:00", "finish", "handler_a").act(f"2026-{day} 11:00", "verify_false", "desk_a")
        county.batches(f"2026-{day[:4]}{int(day[4]) + 1} 09:00")

    returned = [notice.basis for notice in county.said if notice.kind == "returned"]
    assert returned == ["1", "2"]


def test_a_matter_that_closes_twice_tells_it_twice() -> None:
    """Rule 14, decision 16. Closed, corrected, closed again: two lines, two identities."""
    county = order()
    before = county.case.matter
    county.act("2026-03-05 10:00", "finish", "handler_a")
    county.undo("2026-03-05 11:00", before, "handler_a")
    county.act("2026-03-05 12:00", "finish", "handler_a")

    everything = [notice.identity for change in county.changes for notice in change.notices]
    assert len(everything) == len(set(everything))


# --- rule 16: waking -------------------------------------------------------------------------------


def wakes(county: Play, until: str) -> list[str]:
    found: list[datetime] = []
    while county.next_at is not None and county.next_at <= at(until):
        found.append(county.next_at)
        county.batch(county.next_at)
    return [f"{when.astimezone(SHANGHAI):%m-%d %H:%M}" for when in found]


def test_a_matter_wakes_only_when_it_has_something_to_say() -> None:
    """Rule 16. Assigned, T-1, due, E1 to E4."""
    assert wakes(order(), "2026-04-20 09:00") == [
        f"03-{day} 08:30" for day in ("03", "06", "09", "10", "12", "17", "23")
    ]


def test_after_its_last_step_an_open_matter_wakes_once_a_month() -> None:
    """Rule 16: after E4 on Mon 23 Mar, 30 cd later: Wed 22 Apr, then Fri 22 May; no line then."""
    county = order().batches("2026-03-23 09:00")
    before = county.told()

    assert county.next_at == at("2026-04-22 08:30")
    assert wakes(county, "2026-05-25 09:00") == ["04-22 08:30", "05-22 08:30"]
    assert county.told() == before


def test_a_held_clock_gives_no_instant_but_the_verifier_does() -> None:
    """Rule 16. Reported Thu 5 Mar 10:00: the verifier's assigned line in the next batch."""
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    county.act("2026-03-05 10:00", "finish", "handler_a")

    assert county.next_at == at("2026-03-06 08:30")


def test_a_wait_without_a_limit_is_looked_at_every_month() -> None:
    """Rule 16, language 2. From Mon 21 Sep: 30 cd = Wed 21 Oct; then Fri 20 Nov; then Sun 20 Dec -> Mon 21 Dec."""
    county = play(machine(LICENCE)).open("2026-09-16 10:00", "window_b", "window", topic="证")
    county.act("2026-09-21 15:00", "ask_supplement", "window_a")

    county.batches("2026-12-31 09:00")

    assert said(county, "supplement") == ["10-21 look_in", "11-20 look_in", "12-21 look_in"]
    assert {notice.person for notice in county.said if notice.kind == "look_in"} == {"window_a"}


def test_the_next_wake_is_derived_from_what_would_be_said() -> None:
    """Rule 16. Before the batch of 10 Mar the next instant is that batch; after it E2."""
    county = order().batches("2026-03-09 09:00")
    assert county.next_at == at("2026-03-10 08:30")

    county.batches("2026-03-10 09:00")

    assert county.next_at == at("2026-03-12 08:30")


def test_an_overdue_batch_is_the_next_instant() -> None:
    """Rule 16: the next batch if the clock would speak in it. Opened on the day after its date passed."""
    county = play(one_duty("on due_on")).open("2026-03-12 10:00", "desk_a", "jijiao", topic="证", due_on="2026-03-09")
    county.batches("2026-03-13 08:30")  # the assigned line; the late reminder gives way to it

    assert county.next_at == at("2026-03-16 08:30")


# --- one batch, in order ---------------------------------------------------------------------------


def test_a_lapse_gives_its_step_and_its_act_in_one_batch() -> None:
    """One batch: the notice's E1 from the state of 08:30, then the deemed acceptance; the new dates are known at once."""
    county = (
        play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches("2026-09-22 09:00")
    )

    county.batch(at("2026-09-23 08:30"))

    change = county.changes[-1]
    assert [entry.kind for entry in change.entries] == ["said", "passed"]
    assert change.matter.state == "decide"
    assert change.derived["decide"].promised_on == date(2026, 10, 12)


def test_a_start_point_that_a_lapse_causes_comes_in_the_same_batch() -> None:
    """One batch: `passed` acts to rest, then the start points they caused. The step of the lapsed clock comes first."""
    county = play(machine(LAPSING)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="查").batches("2026-03-09 09:00")

    county.batch(at("2026-03-10 08:30"))

    kinds = [(notice.kind, notice.clock) for notice in county.changes[-1].notices]
    assert kinds.index(("step", "work")) < kinds.index(("start", "explain"))


def test_the_oldest_due_speaks_first() -> None:
    """One batch: sign-for (due Tue 3 Mar) before the order (due Thu 5 Mar) in the batch of Fri 6 Mar."""
    county = play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", grade="hard")
    # 20 wd from Mon 2 Mar: Mon 30 Mar; T-3 = Wed 25 Mar. Sign-for: due Tue 3 Mar, E4 (10 wd) = Tue 17 Mar.
    county.batches("2026-03-16 09:00")
    county.batch(at("2026-03-25 08:30"))

    clocks = [notice.clock for notice in county.changes[-1].notices]
    assert clocks.index("sign_for") < clocks.index("order_time")


def test_returned_lines_come_before_other_lines_that_waited() -> None:
    """One batch: clocks, returned lines, the rest. The asker's answer and the return wait for the same batch."""
    rules = verified_duty("5 wd @A", "", "extend: {by: unit_head, up_to: same, times: 1 @A}")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-04 09:00")
    county.act("2026-03-04 10:00", "ask_extension", "handler_a", n="2").act("2026-03-04 10:10", "finish", "handler_a")
    county.act("2026-03-04 11:00", "grant_extension", "jijiao_head").act("2026-03-04 12:00", "verify_false", "desk_a")

    county.batches("2026-03-05 08:30")

    kinds = [notice.kind for notice in county.changes[-1].notices]
    assert kinds.index("returned") < kinds.index("told")


def test_an_act_at_half_past_eight_belongs_to_the_next_batch() -> None:
    """One batch. Opened at exactly 08:30 on Tue 3 Mar: assigned on Wed 4."""
    county = order("5 wd @A", "2026-03-03 08:30").batches("2026-03-04 09:00")

    assert county.kinds("work") == [("03-04 08:30", "assigned")]


def test_an_urgent_matter_speaks_at_once() -> None:
    """One batch, `at_once`: at night, on a Saturday."""
    county = play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", grade="urgent")

    county.act("2026-03-07 22:00", "sign", "handler_a").act("2026-03-07 22:05", "report", "handler_a")

    assert ("03-07 22:05", "assigned", "desk_a", "to") in county.told()


def test_a_closed_matter_tells_who_opened_and_who_reported() -> None:
    """One batch: information lines."""
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_b", "jijiao", topic="证")
    county.act("2026-03-04 10:00", "finish", "handler_a").act("2026-03-05 10:00", "verify_pass", "desk_a")

    assert {line[2] for line in county.told() if line[1] == "closed"} == {"desk_b", "handler_a"}
    assert {notice.state for notice in county.said if notice.kind == "closed"} == {""}


def test_an_offer_is_told_to_its_receiver() -> None:
    """`tells`, as first contact offers a matter: at once, for the hand-over has 1 wd."""
    county = play(shipped("first_contact")).open(
        "2026-03-02 10:00", "officer_l", "jijiao", visitor="张", channel="visit", request="入学"
    )

    county.act("2026-03-02 11:00", "offer", "officer_l", handler="handler_a")

    assert ("03-02 11:00", "offered", "handler_a", "to") in county.told()


def test_a_line_whose_duty_is_over_is_not_said() -> None:
    """One batch: what waited and is no longer true is dropped. Assigned Mon 2 Mar, finished before the batch of Tue 3."""
    county = order().act("2026-03-02 11:00", "finish", "handler_a").batches("2026-03-04 09:00")

    assert [line for line in county.told() if line[1] == "assigned"] == []


def test_a_calendar_of_another_county_moves_the_batch() -> None:
    """Domain 5.11: the batch is a setting."""
    calendar = Calendar(replace(small_calendar().hours, batch=datetime(2026, 1, 1, 9, 15).time()), load_years([2026]))  # noqa: DTZ001
    county = play(one_duty(), calendar=calendar).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    county.batches("2026-03-10 10:00")

    assert ("03-10 09:15", "E1") in county.kinds("work")
    assert county.run("work").mode is Mode.RUNS
