"""Decisions 2 to 8, 11 to 13, 15 and 16; 1, 10 and 14 are in test_rules_dates.py, 9 belongs to the check of overrides."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest

from config.calendars import load_years
from engine.core.appraisal import difference, scores
from engine.core.calendar import Calendar, Interval
from engine.core.course import Course
from engine.core.dates import days_late, due
from engine.core.doing import is_drawn
from engine.core.instant import step_days
from engine.core.machine import Machine
from engine.core.matter import Matter, Mode
from engine.core.notice import Notice
from engine.core.organisation import Organisation
from engine.core.refusal import Refused
from tests.core.play import HOURS, Play, at, away, play, small_calendar, small_organisation, what_of
from tests.core.rulebooks import (
    LICENCE,
    MOVABLE,
    ROUNDS,
    SUPERVISED,
    extendable,
    machine,
    one_duty,
    shipped,
    verified_duty,
)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def order(rules: Machine | None = None) -> Play:
    """5 wd from Mon 2 Mar: T-1 = Fri 6, due = Mon 9, E1 = Tue 10, E2 = Thu 12, E3 = Tue 17, E4 = Mon 23 Mar."""
    return play(rules or one_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")


def steps(county: Play, clock: str = "work") -> list[str]:
    return [f"{when[:5]} {what}" for when, what in county.kinds(clock) if what[0] == "E"]


def late_on(county: Play, text: str, clock: str = "work") -> int:
    return days_late(county.machine.clocks[clock], county.run(clock), county.case.calendar, day(text))


def closed_days(*texts: str) -> Calendar:
    """The calendar of 2025 and 2026 with further weekdays off."""
    plans = []

    for plan in load_years([2025, 2026]):
        more = frozenset(day(text) for text in texts) if plan.year == 2026 else frozenset()
        plans.append(replace(plan, off=plan.off | more))
    return Calendar(HOURS, plans)


# --- decision 2: points ----------------------------------------------------------------------------


def test_the_highest_step_sent_counts_once_and_e4_as_e3() -> None:
    """Decision 2. E1 -0.5, E2 -1, E3 -2, E4 -2; each replaces the one before."""
    county = order()
    seen = [county.batches(f"2026-03-{day} 09:00").scores() for day in ("09", "10", "12", "17", "23")]

    assert seen == [
        {},
        {("jijiao", "E1"): -0.5},
        {("jijiao", "E2"): -1.0},
        {("jijiao", "E3"): -2.0},
        {("jijiao", "E4"): -2.0},
    ]


def test_a_changed_mind_is_a_counter_entry() -> None:
    """Decision 2: the table is only added to."""
    county = order().batches("2026-03-12 09:00")

    assert [(score.reason, score.points) for score in county.all_scores()] == [("E1", -0.5), ("-E1", 0.5), ("E2", -1.0)]


def test_a_false_report_costs_on_top_and_insufficient_work_does_not() -> None:
    """Decision 2, domain 7: only `false` costs 3 points, once, charged to the unit that reported."""
    for result, points in (("verify_false", {("jijiao", "false_report"): -3.0}), ("verify_insufficient", {})):
        county = order(verified_duty()).act("2026-03-04 10:00", "finish", "handler_a")
        county.act("2026-03-04 11:00", result, "desk_a")
        assert county.scores() == points


def test_a_false_report_is_counted_on_one_clock_only() -> None:
    """Decision 2. The report holds the duty's clock and a spanning one; it costs 3, not 6."""
    text = ROUNDS.replace("    notes:", "    verify: {by: desk, limit: 2 wd @A}\n    notes:")
    county = play(machine(text)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访")

    county.act("2026-03-04 10:00", "report", "handler_a", count_of="1").act(
        "2026-03-04 11:00", "verify_false", "desk_a"
    )

    assert county.scores() == {("jijiao", "false_report"): -3.0}


def test_two_false_reports_cost_twice() -> None:
    """Decision 2."""
    county = order(verified_duty())
    for hour in ("10", "12"):
        county.act(f"2026-03-04 {hour}:00", "finish", "handler_a").act(
            f"2026-03-04 {hour}:30", "verify_false", "desk_a"
        )

    assert county.scores() == {("jijiao", "false_report"): -6.0}


def test_a_breach_costs_three() -> None:
    """Decision 2. Promised 5 wd = Mon 9, statutory 6 wd = Tue 10: E1 Tue 10, breach Wed 11."""
    county = order(one_duty("{promised: 5 wd @A, statutory: 6 wd @L 1}")).batches("2026-03-11 09:00")

    assert county.scores() == {("jijiao", "E1"): -0.5, ("jijiao", "breach"): -3.0}


def test_an_early_report_that_stood_earns_a_little() -> None:
    """Domain 7: verified early completion +0.2, for the unit that reported; on the promised day none."""
    early = order(verified_duty()).act("2026-03-06 10:00", "finish", "handler_a")
    early.act("2026-03-09 10:00", "verify_pass", "desk_a")
    on_time = order(verified_duty()).act("2026-03-09 10:00", "finish", "handler_a")
    on_time.act("2026-03-10 10:00", "verify_pass", "desk_a")

    assert early.scores() == {("jijiao", "early"): 0.2}
    assert on_time.scores() == {}


def test_points_belong_to_the_year_of_the_step() -> None:
    """Decision 2."""
    assert {score.year for score in order().batches("2026-03-12 09:00").all_scores()} == {2026}


def test_a_county_without_scoring_counts_nothing() -> None:
    """Decision 2: no rule set, no points."""
    county = order(replace(one_duty(), scoring=None)).batches("2026-03-23 09:00")

    assert scores(county.case) == ()
    assert county.scores() == {}


def test_an_approvers_clock_is_not_scored() -> None:
    """Decision 8: own ladder, no points."""
    county = order(extendable()).act("2026-03-03 10:00", "ask_extension", "handler_a", n="2")

    county.batches("2026-03-09 09:00")

    # Limit Wed 4 Mar: E1 Thu 5, E2 (3 wd) Mon 9.
    assert steps(county, "work.extension") == ["03-05 E1", "03-09 E2"]
    assert county.scores() == {}


def test_points_are_the_difference_of_two_cases() -> None:
    """Decision 2: nothing changed, nothing counted."""
    county = order().batches("2026-03-10 09:00")

    assert difference(county.case, county.case) == ()
    assert [score.reason for score in difference(None, county.case)] == ["E1"]


# --- decision 3: who is told -----------------------------------------------------------------------


def test_whoever_asked_for_an_extension_is_told_in_the_next_batch() -> None:
    """Decision 3. Granted Wed 4 Mar 11:00: told on Thu 5."""
    county = order(extendable()).act("2026-03-04 10:00", "ask_extension", "handler_a", n="2")

    county.act("2026-03-04 11:00", "grant_extension", "jijiao_head").batches("2026-03-05 09:00")

    assert ("03-05 08:30", "told", "handler_a", "to") in county.told()
    told = next(notice for notice in county.said if notice.kind == "told")
    assert (told.data["answer"], told.data["n"]) == ("granted", 2)


def test_who_grants_his_own_request_is_not_told() -> None:
    """Decision 3: he knows. The section head owes and would grant."""
    county = order(one_duty("5 wd @A", "extend: {by: unit_head, up_to: same, times: 1 @A}", who="unit_head"))
    county.act("2026-03-04 10:00", "ask_extension", "jijiao_head", n="2")

    county.act("2026-03-04 11:00", "grant_extension", "jijiao_head").batches("2026-03-06 08:00")

    assert not [line for line in county.told() if line[1] == "told"]


def test_a_duty_up_to_a_day_is_assigned_at_once() -> None:
    """Decision 3, rule 9: a verification of 1 wd without a start point; at 18:00 it waits for the batch."""
    rules = verified_duty("5 wd @A", "{by: desk, limit: 1 wd @A, remind: DUE}")
    for when, said in (("2026-03-04 10:00", "03-04 10:00"), ("2026-03-04 18:00", "03-05 08:30")):
        county = order(rules).act(when, "finish", "handler_a").batches("2026-03-05 09:00")
        assert (said, "assigned", "desk_a", "to") in county.told()


def test_a_start_point_stands_for_the_assigned_line() -> None:
    """Decision 3. A verification of 1 wd with WD1."""
    county = order(verified_duty("5 wd @A", "{by: desk, limit: 1 wd @A}")).act(
        "2026-03-04 10:00", "finish", "handler_a"
    )

    assert [line[1] for line in county.since("03-04 10")] == ["start"]


def test_beside_a_returned_line_no_point_of_the_duty_is_said() -> None:
    """Decision 3. Returned Thu 5 Mar: T-1 of Fri 6 gives way to the returned line; the due line of Mon 9 is said."""
    county = order(verified_duty()).act("2026-03-04 10:00", "finish", "handler_a").batches("2026-03-05 09:00")

    county.act("2026-03-05 10:00", "verify_insufficient", "desk_a").batches("2026-03-09 09:00")

    assert [what for when, what in county.kinds("work") if when >= "03-05"] == ["returned", "due"]


def test_a_step_is_said_beside_a_returned_line() -> None:
    """Decision 3: only points give way. S7: returned Wed 24 Jun, E2 on Thu 25 Jun, E1 skipped.

    10 wd from Fri 5 Jun: 8-12 = 5, 15-18 = 9, Mon 22 Jun = 10 (19 Jun is off). 23, 24, 25 Jun = 3 wd. E3 (6 wd): 26, 29, 30 Jun.
    """
    rules = verified_duty("10 wd @A", "{by: desk, limit: 5 wd @A}")
    county = play(rules).open("2026-06-05 10:00", "desk_a", "jijiao", topic="月查").batches("2026-06-17 09:00")
    county.act("2026-06-17 10:00", "finish", "handler_a").batches("2026-06-24 09:00")
    county.act("2026-06-24 10:00", "verify_insufficient", "desk_a").batches("2026-06-29 09:00")

    assert county.kinds("work") == [
        ("06-08 08:30", "assigned"), ("06-16 08:30", "T-3 wd"), ("06-25 08:30", "E2"), ("06-25 08:30", "returned"),
    ]  # fmt: skip
    order_ = next(notice for notice in county.said if notice.data.get("step") == "E2")
    assert order_.data["demand"] == "2026-06-29"
    assert late_on(county, "06-25") == 3


# --- decision 4: the ladder's formula ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "verifier", "approver", "word", "expected"),
    [
        # promised Mon 9 Mar; n + x working days after it
        (1, None, None, None, "03-10"),
        (3, None, None, None, "03-12"),
        (6, None, None, None, "03-17"),
        (10, None, None, None, "03-23"),
        (1, ("03-11", "03-12"), None, None, "03-12"),  # 1 + 2
        (3, ("03-11", "03-12"), None, None, "03-16"),  # 3 + 2
        (6, ("03-11", "03-12"), None, None, "03-19"),
        (10, ("03-11", "03-12"), None, None, "03-25"),
        (1, None, ("03-10", "03-12"), None, "03-13"),  # 1 + 3
        (3, None, ("03-10", "03-12"), None, "03-17"),
        (1, None, None, ("03-10", "03-10"), "03-11"),  # 1 + 1
        (3, None, None, ("03-10", "03-10"), "03-13"),
        (1, ("03-11", "03-12"), ("03-12", "03-13"), None, "03-13"),  # Thu 12 counts once: 3 days
        (1, ("03-11", "03-12"), None, ("03-10", "03-10"), "03-13"),  # 1 + 2 + 1
        (3, ("03-11", "03-12"), ("03-17", "03-18"), ("03-10", "03-10"), "03-19"),  # 3 + 5
        (1, ("03-13", "03-16"), None, None, "03-12"),  # Fri to Mon: 2 working days
        (1, ("03-14", "03-15"), None, None, "03-10"),  # a weekend costs nothing
        (6, ("03-30", "04-07"), None, None, "03-25"),  # 30, 31 Mar, 1, 2, 3, 7 Apr: 6; 4-6 Apr are off
    ],
)
def test_the_day_of_a_step(
    n: int,
    verifier: tuple[str, str] | None,
    approver: tuple[str, str] | None,
    word: tuple[str, str] | None,
    expected: str,
) -> None:
    """Decision 4: promised + n + x, in working days; x are the days others took beyond their own limits; a day counts once."""
    county = order()
    intervals = [Interval(day(first), day(last)) for first, last in filter(None, (verifier, approver, word))]
    run = replace(county.run("work"), excused=tuple(intervals))
    ladder = county.machine.clocks["work"].ladder
    assert ladder is not None

    found = {step.after: on for on, step in step_days(ladder, run, day("03-09"), county.case.calendar)}

    assert found[n] == day(expected)


def test_two_steps_are_two_working_days_apart() -> None:
    """Decision 4. E1 was said only on Wed 11 Mar (no batch on Tue 10): E2 not on Thu 12 but on Fri 13; E3 at its own day."""
    county = order().batches("2026-03-09 09:00")

    county.batch(at("2026-03-11 08:30"))
    county.batches("2026-03-20 09:00")

    assert steps(county) == ["03-11 E1", "03-13 E2", "03-17 E3"]


def test_a_breach_is_no_step() -> None:
    """Decision 4: it keeps no distance. E1 Tue 10, breach Wed 11, E2 Thu 12."""
    county = order(one_duty("{promised: 5 wd @A, statutory: 6 wd @L 1}")).batches("2026-03-12 09:00")

    assert [what for _, what in county.kinds("work")][-3:] == ["E1", "breach", "E2"]


def test_what_a_verifier_takes_beyond_his_limit_delays_the_ladder_and_is_nobodys_lateness() -> None:
    """Decision 4. Reported Fri 6 Mar, to be verified by Tue 10; returned Fri 13: x = Wed 11, Thu 12, Fri 13 = 3.

    E1 = Mon 9 + 1 + 3 = Fri 13, over at 10:00: said Mon 16. E2 = + 6 = Tue 17, but 2 wd after E1: Wed 18. E3 = + 9 = Fri 20.
    Late on Mon 16: 10, 11, 12, 13, 16 less 3 = 2.
    """
    county = order(verified_duty()).batches("2026-03-06 09:00").act("2026-03-06 10:00", "finish", "handler_a")
    county.batches("2026-03-13 09:00").act("2026-03-13 10:00", "verify_insufficient", "desk_a")

    county.batches("2026-03-20 09:00")

    assert steps(county) == ["03-16 E1", "03-18 E2", "03-20 E3"]
    assert late_on(county, "03-16") == 2


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("2026-03-10 10:00", ["03-11 E1", "03-13 E2", "03-17 E3"]),  # on his last day: x = 0; E2 2 wd after E1
        ("2026-03-10 18:00", ["03-11 E1", "03-13 E2", "03-18 E3"]),  # counts for Wed 11: x = 1; E1 = Wed 11 is ahead
        ("2026-03-11 08:00", ["03-11 E1", "03-13 E2", "03-18 E3"]),  # x = 1: E1 = Wed 11, still ahead
    ],
)
def test_the_verifiers_last_day_is_his_own(returned: str, expected: list[str]) -> None:
    """Decision 4: just before, at and after. Reported Fri 6 Mar, to be verified by Tue 10 Mar."""
    county = order(verified_duty()).batches("2026-03-06 09:00").act("2026-03-06 10:00", "finish", "handler_a")
    county.batches(returned).act(returned, "verify_insufficient", "desk_a")

    county.batches("2026-03-18 09:00")

    assert steps(county) == expected


def asked(when: str = "2026-03-09 10:00") -> Play:
    """Asked on the promised day, Mon 9 Mar; the head answers within 1 wd, by Tue 10 Mar."""
    return order(extendable()).batches(when).act(when, "ask_extension", "handler_a", n="3")


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        # In his time: x = 0. E1 = Tue 10, over: said Wed 11; E2 2 wd later.
        ("2026-03-10 17:00", ["03-11 E1", "03-13 E2", "03-17 E3"]),
        # One day beyond (Wed 11): E1 = Wed 11, over: Thu 12; E2 = Fri 13, but 2 wd apart: Mon 16; E3 = 9 Mar + 7 = Wed 18.
        ("2026-03-11 10:00", ["03-12 E1", "03-16 E2", "03-18 E3"]),
        # Wed 11, Thu 12, Fri 13: E1 = Fri 13 -> Mon 16; E2 Wed 18; E3 = + 9 = Fri 20.
        ("2026-03-13 10:00", ["03-16 E1", "03-18 E2", "03-20 E3"]),
    ],
)
def test_what_an_approver_takes_beyond_his_limit_delays_the_ladder(refused: str, expected: list[str]) -> None:
    """Decisions 4 and 8. While the request is unanswered the steps wait."""
    county = asked().batches(refused)
    assert steps(county) == []

    county.act(refused, "refuse_extension", "jijiao_head").batches("2026-03-20 09:00")

    assert steps(county)[:3] == expected


def test_an_approvers_days_count_from_the_promised_day_on() -> None:
    """Decision 4. Asked Tue 3, to be answered by Wed 4; refused Wed 11: of the days beyond only Tue 10 and Wed 11 count."""
    county = asked("2026-03-03 10:00").batches("2026-03-11 09:00")
    county.act("2026-03-11 10:00", "refuse_extension", "jijiao_head").batches("2026-03-20 09:00")

    # x = Tue 10, Wed 11: E1 = Thu 12, E2 = Mon 16, E3 = + 8 = Thu 19.
    assert steps(county) == ["03-12 E1", "03-16 E2", "03-19 E3"]


def test_a_grant_costs_nothing_for_it_moves_the_date() -> None:
    """Decision 4. Granted on Wed 11 Mar: 8 wd = Thu 12; E1 Fri 13, E2 Tue 17, E3 Fri 20."""
    county = asked().batches("2026-03-11 09:00").act("2026-03-11 10:00", "grant_extension", "jijiao_head")

    county.batches("2026-03-20 09:00")

    assert county.run("work").excused == ()
    assert steps(county) == ["03-13 E1", "03-17 E2", "03-20 E3"]


# --- decision 5: fairness ----------------------------------------------------------------------------


def only(*persons: str, since: str = "2026-01-01 00:00") -> Callable[[Notice], bool]:
    def reaches(notice: Notice) -> bool:
        return (not persons or notice.person in persons) and notice.at >= at(since)

    return reaches


def unheard(reaches: Callable[[Notice], bool], rules: Machine | None = None) -> Play:
    county = play(rules or one_duty())
    county.reaches = reaches
    return county.open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")


def test_no_step_before_a_word_has_reached() -> None:
    """Decision 5. Nothing reaches anybody: late on Tue 10 Mar and in each batch, with the section head in copy, no step ever."""
    county = unheard(lambda _: False).batches("2026-03-16 09:00")

    late = [(when[:5], person, capacity) for when, what, person, capacity in county.told() if what == "late"]
    assert steps(county) == []
    assert late == [
        line
        for text in ("03-10", "03-11", "03-12", "03-13", "03-16")
        for line in ((text, "handler_a", "to"), (text, "jijiao_head", "cc"))
    ]
    assert county.scores() == {}
    reasons = {notice.data.get("reason") for notice in county.said if notice.kind == "late"}
    assert reasons == {"no_word_before"}


def test_the_ladder_begins_in_the_batch_after_the_word() -> None:
    """Decision 5. The late reminder of Thu 12 Mar is the first that arrives: E1 on Fri 13, the others at their distances.

    x = Tue 10, Wed 11, Thu 12 = 3: E1 = 9 + 1 + 3 = Fri 13, E2 = + 6 = Tue 17, E3 = + 9 = Fri 20, E4 = + 13 = Thu 26 Mar.
    Late on Fri 13: 10, 11, 12, 13 less 3 = 1.
    """
    county = unheard(only(since="2026-03-12 08:30")).batches("2026-03-26 09:00")

    assert steps(county) == ["03-13 E1", "03-17 E2", "03-20 E3", "03-26 E4"]
    assert late_on(county, "03-13") == 1
    assert [line[0][:5] for line in county.told() if line[1:3] == ("late", "handler_a")] == ["03-10", "03-11", "03-12"]


def test_a_late_reminder_that_reached_only_the_section_head_is_enough() -> None:
    """Decision 5. The copy of the due day (Mon 9) is no word to the handler; the late reminder of Tue 10 is: E1 Wed 11, E2 Fri 13."""
    county = unheard(only("jijiao_head")).batches("2026-03-13 09:00")

    assert [what for _, what in county.kinds("work")] == ["assigned", "T-1 wd", "due", "late", "E1", "E2"]
    assert steps(county) == ["03-11 E1", "03-13 E2"]


def test_a_word_that_arrives_in_the_afternoon_counts_from_the_next_batch() -> None:
    """Decision 5. What was sent on Tue 10 and Wed 11 arrives on Wed 11 at 14:00: E1 on Thu 12, E2 on Mon 16."""
    county = unheard(lambda _: False).batches("2026-03-11 09:00")
    county.reach("2026-03-11 14:00", "handler_a")
    county.reaches = lambda _: True

    county.batches("2026-03-16 09:00")

    assert steps(county) == ["03-12 E1", "03-16 E2"]


def test_a_word_before_the_first_step_costs_nothing() -> None:
    """Decision 5. The line of Mon 9 Mar reaches B: it counts; E1 on Tue 10."""
    county = unheard(only("handler_b")).batches("2026-03-09 09:00")
    assert county.run("work").said.late == 0
    county.matter = replace(county.case.matter, words={("work", 1, "handler_b"): at("2026-03-09 17:00")})

    county.batches("2026-03-12 09:00")

    assert steps(county) == ["03-10 E1", "03-12 E2"]


def test_after_an_outage_a_known_duty_gets_the_highest_step_only() -> None:
    """Decision 5: where an earlier word did reach. Nothing ran from Tue 10 to Tue 17 Mar: E3 on Wed 18."""
    county = order().batches("2026-03-09 09:00")

    county.batch(at("2026-03-18 08:30"))

    assert steps(county) == ["03-18 E3"]
    assert "late" not in [what for _, what in county.kinds("work")]


def test_after_an_outage_from_the_beginning_the_ladder_waits_for_the_first_word() -> None:
    """Decision 5. Nothing ran before Fri 13 Mar: the first word then; E1 Mon 16, E2 Wed 18, E3 = 9 Mar + 6 + 4 = Mon 23.

    x = 10, 11, 12, 13 Mar = 4.
    """
    county = order()

    county.batch(at("2026-03-13 08:30"))
    county.batches("2026-03-23 09:00")

    assert steps(county) == ["03-16 E1", "03-18 E2", "03-23 E3"]


def test_a_pause_while_no_word_has_reached_counts_once() -> None:
    """Decisions 4 and 5. Late Tue 10 unheard, paused Wed 11 to Fri 13, heard Mon 16: x = Tue 10 and Mon 16; E1 on Tue 17."""
    county = unheard(only(since="2026-03-16 08:30"), machine(MOVABLE)).batches("2026-03-11 09:00")
    county.act("2026-03-11 10:00", "ask", "handler_a").act("2026-03-13 10:00", "answered", "handler_a")

    county.batches("2026-03-25 09:00")

    assert steps(county)[0] == "03-17 E1"


def test_days_without_a_word_are_nobodys_lateness() -> None:
    """Decision 4. Late Tue 10 Mar is the first word; finished the same afternoon: the only late day is the one it cost."""
    county = unheard(only(since="2026-03-10 08:30")).batches("2026-03-10 09:00")

    county.act("2026-03-10 15:00", "finish", "handler_a")

    assert late_on(county, "03-31") == 0


def test_a_vacant_post_does_not_stop_the_ladder() -> None:
    """Decision 5: repeated until it has reached one of them. The post is empty since Mon 9; the head heard on Tue 10: E1 Wed 11."""
    county = order().batches("2026-03-09 09:00")
    small = small_organisation()
    posts = tuple(post for post in small.posts if (post.kind, post.unit) != ("handler", "jijiao"))
    county.world = replace(county.world, organisation=Organisation(small.units, small.people, posts))

    county.batches("2026-03-20 09:00")

    assert steps(county)[:1] == ["03-11 E1"]


def test_a_new_owner_hears_before_a_step() -> None:
    """Decision 5, after a transfer accepted on Wed 11 Mar: transferred on Thu 12 in place of E2, which comes on Fri 13."""
    county = order(machine(MOVABLE)).batches("2026-03-11 09:00").offer("2026-03-11 10:00", "jijian", "handler_a")
    county.act("2026-03-11 11:00", "accept_transfer", "jijian_head").batches("2026-03-16 09:00")

    assert ("03-12 08:30", "transferred", "builder_a", "to") in county.told()
    assert steps(county) == ["03-10 E1", "03-13 E2"]


def test_a_new_owner_who_has_heard_gets_the_step_at_its_day() -> None:
    """Decision 5. Accepted Tue 10: transferred on Wed 11, E2 on Thu 12."""
    county = order(machine(MOVABLE)).batches("2026-03-10 09:00").offer("2026-03-10 10:00", "jijian", "handler_a")

    county.act("2026-03-10 11:00", "accept_transfer", "jijian_head").batches("2026-03-12 09:00")

    assert steps(county) == ["03-10 E1", "03-12 E2"]


def test_a_new_turn_of_a_duty_needs_a_new_word() -> None:
    """Decision 5: a duty owed afresh. The second visit was begun by the handler himself (no assigned line); nothing reached since.

    Visited Thu 5 Mar: 5 wd = Thu 12; E1 = Fri 13: late instead.
    """
    county = play(machine(ROUNDS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访").batches("2026-03-05 09:00")
    county.act("2026-03-05 10:00", "report", "handler_a", count_of="1")
    county.reaches = lambda _: False

    county.batches("2026-03-13 09:00")

    assert [what for when, what in county.kinds("visit") if when >= "03-05"] == ["T-1 wd", "due", "late"]


# --- decisions 6 and 7 -------------------------------------------------------------------------------


def test_after_e4_a_clock_is_silent_save_for_breach_and_returned_lines() -> None:
    """Decision 6. E4 Mon 23 Mar; statutory 30 wd = Tue 14 Apr; breach Wed 15 Apr.

    3-6 Mar = 4; 9-13 = 9; 16-20 = 14; 23-27 = 19; 30 Mar-3 Apr = 24; 7-10 Apr = 28; 13, 14 = 30.
    """
    county = order(verified_duty("{promised: 5 wd @A, statutory: 30 wd @L 1}")).batches("2026-04-13 09:00")
    county.act("2026-04-13 10:00", "finish", "handler_a").act("2026-04-13 11:00", "verify_insufficient", "desk_a")
    county.batches("2026-05-29 09:00")

    assert [line for line in county.kinds("work") if line[0] >= "03-23"] == [
        ("03-23 08:30", "E4"), ("04-14 08:30", "returned"), ("04-15 08:30", "breach"),
    ]  # fmt: skip


def test_a_supervision_order_names_the_last_working_day_before_the_next_step() -> None:
    """Decision 7. E2 on Thu 12 Mar, E3 on Tue 17: Mon 16. Only E2 demands."""
    county = order().batches("2026-03-23 09:00")

    demands = {notice.data["step"]: notice.data.get("demand") for notice in county.said if notice.kind == "step"}
    assert demands == {"E1": None, "E2": "2026-03-16", "E3": None, "E4": None}


def test_the_demand_follows_the_distance_of_the_steps() -> None:
    """Decisions 4 and 7. E2 is said late, on Mon 16 Mar: E3 not on Tue 17 but on Wed 18; the demand is Tue 17."""
    county = order().batches("2026-03-10 09:00")

    county.batch(at("2026-03-16 08:30"))

    assert {notice.data.get("demand") for notice in county.said if notice.data.get("step") == "E2"} == {"2026-03-17"}


def test_a_last_step_has_no_demand() -> None:
    """Decision 7, even where the ladder asks for one."""
    rules = one_duty("{promised: 5 wd @A, statutory: 20 wd @L 1}", "ladder: to_section_only")
    clock = rules.clocks["work"]
    assert clock.ladder is not None
    demanding = replace(clock.ladder, steps=tuple(replace(step, demand=True) for step in clock.ladder.steps))
    county = order(replace(rules, clocks={"work": replace(clock, ladder=demanding)})).batches("2026-03-10 09:00")

    assert {notice.data.get("demand") for notice in county.said if notice.kind == "step"} == {None}


# --- decision 8: the approver ------------------------------------------------------------------------


def test_a_request_is_the_approvers_own_duty() -> None:
    """Decision 8. Asked Tue 3 Mar 10:00: said at once; due Wed 4 without a copy to a boss; E1 Thu 5 to him and the desk, E2 Mon 9."""
    county = asked("2026-03-03 10:00").batches("2026-03-09 09:00")

    heard = [(what_of(n), n.person, n.capacity) for n in county.said if n.clock == "work.extension"]
    assert heard == [
        ("start", "jijiao_head", "to"), ("due", "jijiao_head", "to"),
        ("E1", "jijiao_head", "to"), ("E1", "desk_a", "to"),
        ("E2", "director", "to"), ("E2", "desk_a", "cc"), ("E2", "jijiao_head", "cc"),
    ]  # fmt: skip


def test_the_asked_clocks_reminders_go_on() -> None:
    """Decision 8: only its steps wait. Asked Tue 3 Mar, unanswered: T-1 Fri 6, due Mon 9, no E1 on Tue 10."""
    county = asked("2026-03-03 10:00").batches("2026-03-10 09:00")

    assert [what for when, what in county.kinds("work") if when >= "03-04"] == ["T-1 wd", "due"]


def test_a_request_counts_as_refused_five_days_after_the_approvers_limit() -> None:
    """Decision 8. Limit Tue 10 Mar, + 5 wd = Tue 17: still open that day; refused in the batch of Wed 18; the asker told on Thu 19."""
    county = asked().batches("2026-03-17 20:00")
    assert county.run("work").request is not None

    county.batches("2026-03-18 08:30")
    assert county.run("work").request is None
    assert county.case.matter.sides == ()
    assert county.run("work.extension").mode is Mode.STOPPED

    county.batches("2026-03-19 09:00")
    assert ("03-19 08:30", "told", "handler_a", "to") in county.told()
    # x = Wed 11 to Wed 18 = 6: E1 = 9 + 1 + 6 = Wed 18, over when it counted as refused: Thu 19.
    assert steps(county) == ["03-19 E1"]


def test_a_later_grant_is_refused() -> None:
    """Decision 8."""
    county = asked().batches("2026-03-18 09:00")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-18 10:00", "grant_extension", "jijiao_head")

    assert refused.value.code == "no_request"


def test_a_grant_on_the_evening_of_the_last_day_is_too_late() -> None:
    """Rule 0, decision 8. Tue 17 Mar 18:00 counts for Wed 18, and the patience ended on Tue 17."""
    county = asked().batches("2026-03-17 17:00")

    with pytest.raises(Refused):
        county.act("2026-03-17 18:00", "grant_extension", "jijiao_head")


def movable_asked() -> Play:
    """Promised Mon 9, statutory Thu 12 Mar; asked on Mon 9, the approver's limit Tue 10."""
    county = order(machine(MOVABLE)).batches("2026-03-09 09:00")
    return county.act("2026-03-09 10:00", "ask_extension", "handler_a", n="3")


def test_a_request_counts_as_refused_when_the_statutory_date_passes() -> None:
    """Decision 8. Thu 12 Mar passes before 5 wd are over: refused in the batch of Fri 13."""
    county = movable_asked().batches("2026-03-12 20:00")
    assert county.run("work").request is not None

    county.batches("2026-03-13 08:30")

    assert county.run("work").request is None


def test_a_breach_between_the_approvers_limit_and_his_answer_scores_nothing() -> None:
    """Decision 8. Breach on Fri 13 Mar, after Tue 10, before any answer: said, not scored."""
    county = movable_asked().batches("2026-03-13 09:00")

    assert "breach" in [what for _, what in county.kinds("work")]
    assert ("jijiao", "breach") not in county.scores()


def test_a_breach_after_an_answer_in_time_scores() -> None:
    """Decision 8. Refused on Tue 10 Mar."""
    county = movable_asked().act("2026-03-10 10:00", "refuse_extension", "jijiao_head").batches("2026-03-13 09:00")

    assert county.scores()["jijiao", "breach"] == -3.0


def test_a_breach_within_the_approvers_time_scores() -> None:
    """Decision 8. Promised Mon 9, statutory Tue 10 Mar, asked Mon 9, breach Wed 11.

    To be answered by Tue 10: the breach lies after his limit and scores nothing; by Thu 12 (3 wd): it scores.
    """
    limit = "{promised: 5 wd @A, statutory: 6 wd @L 1}"
    for answer, counted in (("1 wd @A", False), ("3 wd @A", True)):
        rules = extendable(limit, f"{{by: unit_head, up_to: same, times: 1 @A, answer: {answer}}}")
        county = order(rules).batches("2026-03-09 09:00").act("2026-03-09 10:00", "ask_extension", "handler_a", n="3")
        county.batches("2026-03-11 09:00")
        assert (("jijiao", "breach") in county.scores()) is counted


def first_contact_asked() -> Play:
    """Asked by the first-contact person of the office; then a handler of jijiao accepts the matter."""
    county = play(shipped("first_contact")).open(
        "2026-03-02 10:00", "officer_l", "jijiao", visitor="张", channel="visit", request="入学"
    )
    county.act("2026-03-02 11:00", "ask_extension", "officer_l", n="2")
    county.act("2026-03-02 12:00", "offer", "officer_l", handler="handler_a")
    return county.act("2026-03-02 13:00", "accept", "handler_a")


@pytest.mark.parametrize("event", ["grant_extension", "refuse_extension"])
def test_the_approver_is_found_from_the_line_of_who_owed_when_it_was_asked(event: str) -> None:
    """Decision 8: the office's head answers, not the handler's."""
    county = first_contact_asked()
    with pytest.raises(Refused) as refused:
        county.act("2026-03-02 14:00", event, "jijiao_head")
    assert refused.value.code == "not_yours"

    county.act("2026-03-02 14:00", event, "office_head")

    assert county.run("answering").request is None


# --- decision 11: corrections ------------------------------------------------------------------------


def test_a_step_that_would_not_have_been_said_is_withdrawn() -> None:
    """Decision 11. E2 was said on Thu 12 Mar; Fri 6 and Mon 9 turn out to be days off: promised Wed 11, E1 Thu 12, E2 Mon 16.

    The batch of Fri 13 tells of it: E1 stands, E2 would not have been said. It is said again on Mon 16.
    """
    county = order().batches("2026-03-12 09:00")
    assert county.scores() == {("jijiao", "E2"): -1.0}

    gone = county.correct("2026-03-12 10:00", closed_days("03-06", "03-09"))

    assert [(one.clock, one.name, one.told_of) for one in gone] == [("work", "E2", day("03-09"))]
    assert county.scores() == {("jijiao", "E1"): -0.5}
    county.batches("2026-03-16 09:00")
    told = {(person, capacity) for when, what, person, capacity in county.told() if what == "withdrawn"}
    assert told == {("handler_a", "to"), ("jijiao_head", "to"), ("deputy_1", "to"), ("desk_a", "to")}
    assert steps(county) == ["03-10 E1", "03-12 E2", "03-16 E2"]


def test_what_the_telling_batch_would_say_stands_and_is_not_repeated() -> None:
    """Decision 11. Only Fri 6 Mar is off: promised Tue 10, E1 Wed 11, E2 Fri 13, the batch that tells: both stand; E3 = Wed 18."""
    county = order().batches("2026-03-12 09:00")

    gone = county.correct("2026-03-12 10:00", closed_days("03-06"))
    county.batches("2026-03-18 09:00")

    assert gone == []
    assert steps(county) == ["03-10 E1", "03-12 E2", "03-18 E3"]


def test_a_correction_that_brings_the_date_nearer_withdraws_nothing() -> None:
    """Decision 11. The county's own closing day Fri 6 Mar is taken back: promised Tue 10 becomes Mon 9."""
    county = play(one_duty(), calendar=closed_days("03-06")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.batches("2026-03-11 09:00")

    gone = county.correct("2026-03-11 10:00", small_calendar())
    county.batches("2026-03-17 09:00")

    # E1 of Wed 11 stands for the new date; E2 = 9 + 3 = Thu 12, but 2 wd after E1: Fri 13; E3 Tue 17.
    assert gone == []
    assert steps(county) == ["03-11 E1", "03-13 E2", "03-17 E3"]


@pytest.mark.parametrize(
    ("finished", "kept"),
    [
        ("2026-03-12 08:31", True),  # E1 of the corrected date was said at 08:30
        pytest.param(
            "2026-03-12 08:00",
            False,
        ),
        pytest.param(
            "2026-03-11 18:00",
            False,
        ),
        ("2026-03-11 10:00", False),
    ],
)
def test_a_stopped_clock_is_corrected_too(finished: str, kept: bool) -> None:
    """Decision 11. With Fri 6 and Mon 9 off E1 falls on Thu 12 Mar 08:30; it stands only if the clock still ran then."""
    county = order().batches(finished).act(finished, "finish", "handler_a").batches("2026-03-19 09:00")

    county.correct("2026-03-19 10:00", closed_days("03-06", "03-09"))

    assert ("E1" in county.run("work").said.steps) is kept
    assert (("jijiao", "E1") in county.scores()) is kept


@pytest.mark.parametrize(("reported", "kept"), [("2026-03-12 10:00", True), ("2026-03-11 10:00", False)])
def test_a_reported_clock_is_corrected_up_to_its_report(reported: str, kept: bool) -> None:
    """Decision 11: held, and stopped by a verification that passed."""
    for passed in ("", "2026-03-16 10:00"):
        county = order(verified_duty()).batches(reported).act(reported, "finish", "handler_a")
        if passed:
            county.batches(passed).act(passed, "verify_pass", "desk_a")
        county.correct("2026-03-19 10:00", closed_days("03-06", "03-09"))

        assert ("E1" in county.run("work").said.steps) is kept


def test_a_paused_clock_is_corrected_up_to_its_pause() -> None:
    """Decision 11. Promised Mon 9, E1 Tue 10, paused from that day to Thu 12; then Thu 5 turns out to be off."""
    county = order(machine(MOVABLE)).batches("2026-03-10 09:00").act("2026-03-10 10:00", "ask", "handler_a")
    county.batches("2026-03-12 09:00").act("2026-03-12 10:00", "answered", "handler_a")

    gone = county.correct("2026-03-12 11:00", closed_days("03-05"))

    # With Thu 5 off: promised Mon 9 -> 10, paused: uncounted 10, 11, 12; so Fri 13 is day 5; E1 = Mon 16, not by Fri 13.
    assert [one.name for one in gone] == ["E1"]


def test_a_correction_during_a_pause_leaves_a_just_step_alone() -> None:
    """Decision 11. E1 of Tue 10 Mar was right, on the corrected dates too (Mon 16 Mar turns out to be off, long after)."""
    county = order(machine(MOVABLE)).batches("2026-03-11 09:00").act("2026-03-11 10:00", "ask", "handler_a")

    gone = county.correct("2026-03-12 10:00", closed_days("03-16"))

    assert gone == []


def breached(*off: str) -> tuple[Play, list[str]]:
    """Statutory 8 wd: Thu 12 Mar, flagged on Fri 13; corrected on that day."""
    county = order(machine(MOVABLE)).batches("2026-03-13 09:00")
    return county, [one.name for one in county.correct("2026-03-13 10:00", closed_days(*off))]


def test_a_breach_flag_is_withdrawn_as_well() -> None:
    """Decision 11. With two more days off the flag belongs to Tue 17, after Mon 16, the batch that tells: taken back, 3 points too."""
    county, gone = breached("03-05", "03-06")

    # Promised Wed 11: E1 Thu 12, E2 Mon 16 by the telling batch: both stand. Statutory Mon 16.
    assert gone == ["breach"]
    assert ("jijiao", "breach") not in county.scores()
    assert county.run("work").said.breach_of is None
    county.batches("2026-03-17 09:00")
    assert [when for when, what in county.kinds("work") if what == "breach"] == ["03-13 08:30", "03-17 08:30"]


def test_a_breach_flag_that_the_telling_batch_would_raise_stands() -> None:
    """Decision 11. With one more day off it belongs to Mon 16, the batch that tells; it is not repeated."""
    county, gone = breached("03-05")

    assert gone == []
    assert county.run("work").said.breach_of == day("03-13")
    county.batches("2026-03-20 09:00")
    assert [when for when, what in county.kinds("work") if what == "breach"] == ["03-13 08:30"]


def test_points_of_an_earlier_run_are_given_back() -> None:
    """Decision 11: on stopped clocks as well. E1 of the first visit on Tue 10 Mar, reported that day, a second visit runs.

    With Fri 6 and Mon 9 off the first visit was due on Wed 11: it was never late.
    """
    county = play(machine(ROUNDS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访").batches("2026-03-10 09:00")
    county.act("2026-03-10 10:00", "report", "handler_a", count_of="1").batches("2026-03-11 09:00")
    assert county.scores() == {("jijiao", "E1"): -0.5}

    gone = county.correct("2026-03-11 10:00", closed_days("03-06", "03-09"))

    assert [one.name for one in gone] == ["E1"]
    assert county.scores() == {}


def test_a_withdrawn_e4_comes_again_at_its_day() -> None:
    """Decisions 6 and 11. E4 said on Mon 23 Mar; with Fri 6 and Mon 9 off it belongs to Wed 25, after the telling batch of Tue 24."""
    county = order().batches("2026-03-23 09:00")

    county.correct("2026-03-23 10:00", closed_days("03-06", "03-09"))
    county.batches("2026-03-27 09:00")

    assert steps(county)[-2:] == ["03-23 E4", "03-25 E4"]


def test_passed_acts_and_receipt_days_stay() -> None:
    """Decision 11. The deemed acceptance of Wed 23 Sep stands although Mon 21 Sep turns out to be off."""
    county = (
        play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches("2026-09-23 09:00")
    )

    gone = county.correct("2026-09-23 10:00", closed_days("09-21"))

    # E1 of the notice would be Thu 24 Sep: the clock was stopped on Wed 23; it would never have been said.
    assert [one.name for one in gone] == ["E1"]
    assert county.case.matter.state == "decide"
    assert county.run("decide").day_zero == day("09-16")


def test_a_clock_without_a_word_said_needs_no_correction() -> None:
    """Decision 11."""
    county = order().batches("2026-03-05 09:00")

    assert county.correct("2026-03-05 10:00", closed_days("03-06")) == []


def test_a_correction_settles_what_a_missing_word_cost() -> None:
    """Decisions 5 and 11. E1 of Fri 13 Mar after a word on Thu 12; Fri 6 off: promised Tue 10.

    x = 10, 11, 12 = 3: E1 = Tue 10 + 1 + 3 = Mon 16 = the batch that tells: it stands.
    """
    county = unheard(only(since="2026-03-12 08:30")).batches("2026-03-13 09:00")
    assert steps(county) == ["03-13 E1"]

    assert county.correct("2026-03-13 10:00", closed_days("03-06")) == []


# --- decision 12: transfer ---------------------------------------------------------------------------


def offered(when: str = "2026-03-03 10:00") -> Play:
    return order(machine(MOVABLE)).batches(when).offer(when, "jijian", "handler_a")


def test_an_event_that_sets_the_unit_offers_the_matter() -> None:
    """Decision 12, language 2: `set: {unit: FIELD}`."""
    county = order(machine(MOVABLE)).batches("2026-03-03 09:00")

    county.act("2026-03-03 10:00", "move", "handler_a", new_unit="jijian")

    assert [side.name for side in county.case.matter.sides] == ["transfer"]
    assert county.case.matter.unit == "jijiao"


def test_an_offer_is_a_duty_of_the_receiving_head() -> None:
    """Decision 12. Said at once; due Wed 4; E1 on Thu 5 would reach only the head himself: his deputy too. The giver holds it."""
    county = offered().batches("2026-03-05 09:00")

    lines = {(n.kind, n.person, n.capacity) for n in county.said if n.clock == "transfer"}
    assert lines == {
        ("start", "jijian_head", "to"), ("due", "jijian_head", "to"), ("step", "jijian_head", "to"), ("step", "deputy_2", "to"),
    }  # fmt: skip
    assert county.case.matter.unit == "jijiao"
    assert county.case.owner is not None
    assert county.case.owner.person == "handler_a"


def test_an_evening_offer_is_assigned_in_the_next_batch() -> None:
    """Decision 12, rule 9. Tue 3 Mar 18:00: the start point on Wed 4."""
    county = offered("2026-03-03 18:00").batches("2026-03-04 09:00")

    assert ("03-04 08:30", "start", "jijian_head", "to") in county.told()


def test_an_accepted_matter_belongs_to_the_receiver_and_its_clocks_go_on() -> None:
    """Decision 12: a `transferred` line to both, in the next batch."""
    county = offered()
    before = county.run("work")

    county.act("2026-03-04 10:00", "accept_transfer", "jijian_head").batches("2026-03-05 09:00")

    assert county.case.matter.unit == "jijian"
    assert county.case.matter.given_by == "jijiao"
    assert county.run("work").day_zero == before.day_zero
    assert county.run("work").number == before.number
    assert county.case.owner is not None
    assert county.case.owner.person == "builder_a"
    assert {line[2:] for line in county.since("03-05") if line[1] == "transferred"} == {
        ("builder_a", "to"),
        ("handler_a", "cc"),
    }
    assert county.case.matter.sides == ()
    assert county.run("transfer").mode is Mode.STOPPED


def test_a_refused_offer_leaves_the_matter_where_it_is() -> None:
    """Decision 12: the giver is told."""
    county = (
        offered()
        .act("2026-03-04 10:00", "refuse_transfer", "jijian_head", reason="不属本股")
        .batches("2026-03-05 09:00")
    )

    assert county.case.matter.unit == "jijiao"
    assert ("03-05 08:30", "told", "handler_a", "to") in county.told()


def test_an_offer_counts_as_refused_after_three_working_days() -> None:
    """Decision 12. Offered Tue 3 Mar: 4, 5, 6; open on Fri 6, refused in the batch of Mon 9, the giver told on Tue 10."""
    county = offered().batches("2026-03-06 20:00")
    assert county.case.side("transfer") is not None

    county.batches("2026-03-10 09:00")

    assert county.case.matter.sides == ()
    assert ("03-10 08:30", "told", "handler_a", "to") in county.told()
    assert next(n for n in county.said if n.kind == "told").data["answer"] == "lapsed"


def test_after_a_refusal_it_may_be_offered_again() -> None:
    """Decision 12, rule 14: under a new number."""
    county = offered().act("2026-03-04 10:00", "refuse_transfer", "jijian_head")

    county.offer("2026-03-04 11:00", "jijian", "handler_a")

    assert county.run("transfer").number == 2
    everything = [notice.identity for change in county.changes for notice in change.notices]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize(
    ("unit", "code"),
    [("jijiao", "transfer_same"), ("office", "transfer_nobody")],
)
def test_an_offer_that_makes_no_sense_is_refused(unit: str, code: str) -> None:
    """Decision 12. The office has no handler."""
    county = order(machine(MOVABLE))

    with pytest.raises(Refused) as refused:
        county.offer("2026-03-03 10:00", unit, "handler_a")

    assert refused.value.code == code


def test_a_second_offer_waits_for_the_first() -> None:
    """Decision 12."""
    with pytest.raises(Refused) as refused:
        offered().offer("2026-03-03 11:00", "jijian", "handler_a")

    assert refused.value.code == "transfer_pending"


def test_no_offer_out_of_a_wait() -> None:
    """Decision 12."""
    county = order(machine(MOVABLE)).act("2026-03-03 10:00", "ask", "handler_a")

    with pytest.raises(Refused) as refused:
        county.offer("2026-03-03 11:00", "jijian", "handler_a")

    assert refused.value.code == "transfer_waiting"


def test_without_an_offer_nothing_can_be_accepted() -> None:
    """Decision 12."""
    for event in ("accept_transfer", "refuse_transfer"):
        with pytest.raises(Refused) as refused:
            order(machine(MOVABLE)).act("2026-03-03 10:00", event, "jijiao_head")
        assert refused.value.code == "no_transfer"


def test_only_the_receiving_head_accepts() -> None:
    """Decision 12."""
    with pytest.raises(Refused) as refused:
        offered().act("2026-03-03 11:00", "accept_transfer", "jijiao_head")

    assert refused.value.code == "not_yours"


def test_the_end_closes_an_offer() -> None:
    """Decision 12."""
    county = offered().act("2026-03-03 11:00", "finish", "handler_a")

    assert county.case.matter.sides == ()
    assert county.run("transfer").mode is Mode.STOPPED


def test_steps_in_the_first_three_days_are_charged_to_the_giver() -> None:
    """Decision 12. Accepted Thu 5 Mar: Fri 6, Mon 9, Tue 10 are the giver's: E1 of Tue 10 with his head in copy; E2 of Thu 12 not."""
    county = (
        offered("2026-03-05 10:00")
        .act("2026-03-05 11:00", "accept_transfer", "jijian_head")
        .batches("2026-03-12 09:00")
    )

    assert county.scores() == {("jijiao", "E1"): -0.5, ("jijian", "E2"): -1.0}
    heads = {(what, person) for _, what, person, _ in county.told() if person == "jijiao_head" and what[0] == "E"}
    assert heads == {("E1", "jijiao_head")}


def test_the_fourth_day_is_the_receivers() -> None:
    """Decision 12. Accepted Wed 4 Mar: 5, 6, 9 are over on Tue 10."""
    county = (
        offered("2026-03-04 10:00")
        .act("2026-03-04 11:00", "accept_transfer", "jijian_head")
        .batches("2026-03-10 09:00")
    )

    assert county.scores() == {("jijian", "E1"): -0.5}


def breached_in_grace() -> Play:
    """Accepted Tue 10 Mar; statutory Thu 12: the breach of Fri 13 lies in the first 3 wd (11, 12, 13)."""
    county = offered("2026-03-10 10:00").act("2026-03-10 11:00", "accept_transfer", "jijian_head")
    return county.batches("2026-03-13 09:00")


def test_a_breach_in_the_first_three_days_is_charged_to_the_giver() -> None:
    """Decision 12."""
    assert breached_in_grace().scores()["jijiao", "breach"] == -3.0


def test_the_givers_head_hears_of_a_breach_charged_to_him() -> None:
    """Decision 12: with his section head in copy."""
    assert ("03-13 08:30", "breach", "jijiao_head", "cc") in breached_in_grace().told()


def test_the_givers_head_is_covered_while_he_is_away() -> None:
    """Decision 12, rule 15. Nobody stands in for him but the deputy: he must hear of it."""

    county = play(machine(MOVABLE), away("jijiao_head", "2026-03-10", "2026-03-10"))
    county.open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-05 09:00")
    county.offer("2026-03-05 10:00", "jijian", "handler_a").act("2026-03-05 11:00", "accept_transfer", "jijian_head")

    county.batches("2026-03-10 09:00")

    assert "deputy_1" in {line[2] for line in county.told() if line[1] == "E1"}


# --- decision 13: samples ----------------------------------------------------------------------------


def drawn(seed: str, numbers: Iterable[int]) -> list[int]:
    county = play(machine(LICENCE)).open("2026-09-18 10:00", "window_a", "window", topic="证")
    move = county.machine.table["deliver", "deliver"]
    world = replace(county.world, seed=seed)
    case = replace(county.case, world=world)
    return [n for n in numbers if is_drawn(case.with_matter(replace(case.matter, number=f"T-2026-{n:04}")), move)]


def test_a_sample_is_drawn_by_seed_and_number() -> None:
    """Decision 13: the same seed draws the same, another draws others; of 2000 about a tenth (180 would be odd below 150)."""
    first = drawn("seed", range(2000))

    assert first == drawn("seed", range(2000))
    assert first != drawn("other", range(2000))
    assert 150 < len(first) < 250


@pytest.mark.parametrize("is_in", [True, False])
def test_not_drawn_is_straight_on(is_in: bool) -> None:
    """Decision 13."""
    numbers = drawn("seed", range(200))
    number = next(n for n in range(200) if (n in numbers) is is_in)
    county = play(machine(LICENCE)).open("2026-09-18 10:00", "window_a", "window", topic="证")
    county.matter = replace(county.case.matter, number=f"T-2026-{number:04}")
    county.act("2026-09-18 11:00", "accept", "window_a").act("2026-09-18 12:00", "decide", "window_a")

    county.act("2026-09-18 13:00", "deliver", "window_a")

    assert county.case.matter.state == ("deliver.verify" if is_in else "archived")
    assert county.run("deliver").mode is (Mode.HELD if is_in else Mode.STOPPED)


def test_without_a_share_every_report_is_verified() -> None:
    """Decision 13."""
    assert order(verified_duty()).act("2026-03-03 10:00", "finish", "handler_a").case.matter.state == "work.verify"


# --- decision 15 -------------------------------------------------------------------------------------


def test_history_names_duties_and_events_by_their_keys() -> None:
    """Decision 15: the field's words are titles."""
    county = play(shipped("first_contact")).open(
        "2026-03-02 10:00", "officer_l", "jijiao", visitor="张", channel="visit", request="入学"
    )
    county.act("2026-03-02 11:00", "answer_on_spot", "officer_l", result="已答复")

    entries = [entry for change in county.changes for entry in change.entries]
    assert [(entry.kind, entry.data.get("event")) for entry in entries if entry.kind in ("opened", "done")] == [
        ("opened", "register"),
        ("done", "answer_on_spot"),
    ]
    assert entries[0].data["private"] == ["visitor"]
    assert "张" not in str([entry.data for entry in entries])


# --- decision 16: wrong clicks -----------------------------------------------------------------------


def erred() -> tuple[Play, Matter]:
    county = order(verified_duty()).batches("2026-03-04 09:00")
    before = county.case.matter
    return county.act("2026-03-04 10:00", "finish", "handler_a"), before


def test_on_the_same_day_its_author_takes_an_act_back() -> None:
    """Decision 16: state and clocks are as before, what was said stays, the desk is told that nothing is to be verified."""
    county, before = erred()

    county.undo("2026-03-04 15:00", before, "handler_a")

    matter = county.case.matter
    assert matter.state == "work"
    assert matter.runs["work"].mode is Mode.RUNS
    assert "work.verify" not in matter.runs
    assert [entry.kind for entry in county.changes[-1].entries] == ["corrected"]
    county.batches("2026-03-05 09:00")
    assert [line[1:3] for line in county.since("03-05")] == [("withdrawn", "desk_a")]


def test_an_act_of_yesterday_is_corrected_by_the_section_head() -> None:
    """Decision 16: not by its author any more."""
    county, before = erred()
    county.batches("2026-03-05 09:00")
    with pytest.raises(Refused) as refused:
        county.undo("2026-03-05 10:00", before, "handler_a")
    assert refused.value.code == "correct_who"

    county.undo("2026-03-05 10:00", before, "jijiao_head")

    assert county.case.matter.state == "work"


@pytest.mark.parametrize(
    ("actor", "reason", "code"),
    [
        ("handler_a", "", "reason"),
        ("builder_a", "误点", "correct_who"),
        ("handler_b", "误点", "correct_who"),
    ],
)
def test_a_correction_that_may_not_be_is_refused(actor: str, reason: str, code: str) -> None:
    """Decision 16."""
    county, before = erred()
    matter = county.case.matter

    with pytest.raises(Refused) as refused:
        county.undo("2026-03-04 15:00", before, actor, reason)

    assert refused.value.code == code
    assert county.case.matter == matter


def test_a_closed_matter_is_opened_again_by_a_correction() -> None:
    """Decision 16."""
    county = order().batches("2026-03-04 09:00")
    before = county.case.matter
    county.act("2026-03-04 10:00", "finish", "handler_a")

    county.undo("2026-03-04 11:00", before, "handler_a").batches("2026-03-10 09:00")

    assert county.case.matter.is_open()
    assert [what for when, what in county.kinds("work") if when > "03-04"] == ["T-1 wd", "due", "E1"]


def test_what_was_said_before_a_correction_is_not_said_again() -> None:
    """Decision 16, rule 14: E1 of Tue 10 Mar stays said."""
    county = order().batches("2026-03-10 09:00")
    before = county.case.matter
    county.act("2026-03-10 10:00", "finish", "handler_a").undo("2026-03-10 11:00", before, "handler_a")

    county.batches("2026-03-12 09:00")

    assert steps(county) == ["03-10 E1", "03-12 E2"]


def test_a_grant_by_mistake_can_be_corrected() -> None:
    """Decision 16: an act may be corrected."""
    county = asked("2026-03-03 10:00")
    before = county.case.matter
    county.act("2026-03-03 11:00", "grant_extension", "jijiao_head")

    county.undo("2026-03-03 12:00", before, "jijiao_head")

    dates = due(county.machine.clocks["work"], county.run("work"), county.case.calendar)
    assert dates is not None
    assert dates.promised_on == day("03-09")


def test_a_matter_opened_in_error_is_voided() -> None:
    """Decision 16: its clocks stop, its points are countered, who owed is told; it stays visible."""
    county = order().batches("2026-03-10 09:00")
    assert county.scores() == {("jijiao", "E1"): -0.5}

    county.void("2026-03-10 10:00", "jijiao_head").batches("2026-03-31 09:00")

    assert county.case.matter.voided
    assert county.scores() == {}
    assert county.since("03-10 09") == [("03-11 08:30", "withdrawn", "handler_a", "to")]
    assert county.next_at is None


@pytest.mark.parametrize(
    ("when", "actor", "reason", "code"),
    [
        ("2026-03-02 11:00", "desk_a", "", "reason"),
        ("2026-03-02 11:00", "handler_a", "误立", "void_who"),
        ("2026-03-03 11:00", "desk_a", "误立", "void_who"),  # the next day its opener may not
    ],
)
def test_a_voiding_that_may_not_be_is_refused(when: str, actor: str, reason: str, code: str) -> None:
    """Decision 16."""
    with pytest.raises(Refused) as refused:
        order().void(when, actor, reason)

    assert refused.value.code == code


def test_its_opener_voids_it_on_the_same_day() -> None:
    """Decision 16. The owner voids his own: nobody is told."""
    county = order().void("2026-03-02 11:00", "desk_a")
    assert county.case.matter.voided
    with pytest.raises(Refused) as refused:
        county.void("2026-03-02 12:00", "desk_a")
    assert refused.value.code == "closed"

    own = (
        play(one_duty(who="desk"))
        .open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
        .void("2026-03-02 11:00", "desk_a")
    )
    assert own.case.matter.pending == ()


def test_a_unit_without_a_head_is_corrected_through_the_one_who_owes() -> None:
    """Decision 16: section head of the matter's unit or of the one who owes."""
    small = small_organisation()
    posts = tuple(post for post in small.posts if (post.kind, post.unit) != ("head", "jijiao"))
    county, before = erred()
    county.world = replace(county.world, organisation=Organisation(small.units, small.people, posts))

    # The report is with the desk: its head may.
    county.undo("2026-03-05 10:00", before, "office_head")

    assert county.case.matter.state == "work"


def test_a_paused_and_a_supervised_matter_can_be_voided() -> None:
    """Decision 16: whatever state it is in."""
    county = (
        play(machine(SUPERVISED))
        .open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
        .void("2026-03-02 11:00", "desk_a")
    )

    assert {run.mode for run in county.case.matter.runs.values()} == {Mode.STOPPED}
    assert isinstance(Course(county.case).matter.closed_at, type(at("2026-03-02 11:00")))


def test_a_refusal_during_a_pause_costs_no_days() -> None:
    """Decisions 4 and 8: while paused there is no promised day from which an approver's excess could count."""
    county = order(machine(MOVABLE)).act("2026-03-03 10:00", "ask_extension", "handler_a", n="2")
    county.act("2026-03-04 10:00", "ask", "handler_a").batches("2026-03-06 09:00")

    county.act("2026-03-06 10:00", "refuse_extension", "jijiao_head")

    assert county.run("work").excused == ()
