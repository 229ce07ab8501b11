"""Rules 0 to 5: what an act counts for, what a move does to the clocks, pauses and extensions."""

from dataclasses import replace
from datetime import date

import pytest

from config.calendars import load_years
from engine.core.calendar import Calendar, DayHours, Interval
from engine.core.dates import days_late, due
from engine.core.matter import Mode
from engine.core.refusal import Refused
from tests.core.play import SHANGHAI, Play, at, play, small_calendar
from tests.core.rulebooks import (
    IN_A_ROW,
    LAPSING,
    LICENCE,
    ROUNDS,
    SUPERVISED,
    TWO_WAITS,
    VERIFIED_ROUNDS,
    extendable,
    machine,
    one_duty,
    verified_duty,
)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def order(text: str = "2026-03-02 10:00", *, play_: Play | None = None) -> Play:
    """5 wd from Mon 2 Mar: 3, 4, 5, 6, 9 Mar. T-1 = Fri 6, due = Mon 9, E1 = Tue 10, E2 = Thu 12, E3 = Tue 17, E4 = Mon 23."""
    return (play_ or play(one_duty())).open(text, "desk_a", "jijiao", topic="食堂")


def licence(text: str = "2026-09-18 10:00") -> Play:
    """Received and accepted on Fri 18 Sep: promised 14 wd = Wed 14 Oct, statutory 20 wd = Thu 22 Oct.

    20 (Sun, worked), 21, 22, 23, 24 Sep = 5; 28, 29, 30 = 8; 8, 9, 10 (Sat, worked) Oct = 11; 12, 13, 14 = 14; 15, 16 = 16;
    19, 20, 21, 22 = 20.
    """
    accepted = text.replace("10:00", "11:00")
    opened = play(machine(LICENCE)).open(text, "window_a", "window", topic="证")
    return opened.act(accepted, "accept", "window_a")


def promised(county: Play, clock: str = "work") -> date:
    dates = due(county.machine.clocks[clock], county.run(clock), county.case.calendar)
    assert dates is not None
    return dates.promised_on


def statutory(county: Play, clock: str = "work") -> date | None:
    dates = due(county.machine.clocks[clock], county.run(clock), county.case.calendar)
    assert dates is not None
    return dates.statutory_on


def late_on(county: Play, clock: str, text: str) -> int:
    return days_late(county.machine.clocks[clock], county.run(clock), county.case.calendar, day(text))


# --- rule 0 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("swept", ["2026-03-10 08:30", "2026-03-10 08:31", "2026-03-10 15:00", "2026-03-10 23:59"])
def test_a_late_sweep_on_the_same_day_says_what_the_punctual_one_would_have(swept: str) -> None:
    """Rule 0. E1 of Tue 10 Mar, in the name of its batch."""
    punctual = order().batches("2026-03-10 08:30")
    late = order().batches("2026-03-09 09:00")

    late.batch(at(swept))

    assert late.told() == punctual.told()
    assert ("03-10 08:30", "E1", "handler_a", "to") in late.told()


def test_before_the_batch_a_sweep_says_nothing_of_that_day() -> None:
    """Rule 0. 08:29 on Tue 10 Mar still belongs to Monday."""
    county = order().batches("2026-03-09 09:00")

    county.batch(at("2026-03-10 08:29"))

    assert county.since("03-10") == []


def test_an_act_before_a_late_sweep_finds_the_step_said() -> None:
    """Rule 0. The batch of 08:30 was missed; the act at 10:00 first says it."""
    county = order().batches("2026-03-09 09:00")

    county.act("2026-03-10 10:00", "finish", "handler_a")

    assert ("03-10 08:30", "E1", "jijiao_head", "to") in county.told()
    assert county.scores() == {("jijiao", "E1"): -0.5}


def test_what_was_due_stands_even_if_the_act_is_refused() -> None:
    """Rule 0. A stranger's act brings the matter up to now and changes nothing else."""
    county = order().batches("2026-03-09 09:00")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-10 10:00", "finish", "builder_a")

    assert refused.value.code == "not_yours"
    assert ("03-10 08:30", "E1", "handler_a", "to") in county.told()
    assert county.case.matter.state == "work"


def test_of_missed_batches_only_the_last_speaks() -> None:
    """Rule 0, rule 13. Nothing ran from Wed 4 to Thu 12 Mar; on Fri 13 Mar E2 (due Thu 12) is the highest step reached."""
    county = order().batches("2026-03-04 08:30")

    county.batch(at("2026-03-13 08:30"))

    assert [line[1] for line in county.since("03-05") if line[2] == "handler_a"] == ["E2"]
    gone = {(line.kind, line.basis, line.reason) for line in county.superseded}
    assert gone == {
        ("point", "2026-03-09 T-1 wd", "step_said"),
        ("point", "2026-03-09 due", "step_said"),
        ("step", "2026-03-09 E1", "higher_step"),
    }


def lapsing() -> Play:
    """5 wd from Mon 2 Mar: Mon 9 Mar; missed in the batch of Tue 10 Mar; the explanation 1 wd later: Wed 11 Mar."""
    return play(machine(LAPSING)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="月查")


def test_a_passed_limit_acts_for_its_own_day_after_an_outage() -> None:
    """Rule 0. Nothing ran from Mon 9 to Thu 12 Mar, yet the explanation is owed from Tue 10 Mar."""
    county = lapsing().batches("2026-03-06 08:30")

    county.batch(at("2026-03-13 08:30"))

    assert county.case.matter.state == "explain"
    assert county.run("explain").day_zero == day("03-10")
    assert promised(county, "explain") == day("03-11")


def test_what_the_stopped_clock_would_have_said_is_superseded() -> None:
    """Rule 0. E1 of Tue 10 Mar was never said: its batch was missed and its clock is stopped since."""
    county = lapsing().batches("2026-03-06 08:30")

    county.batch(at("2026-03-13 08:30"))

    gone = {(line.kind, line.basis, line.reason) for line in county.superseded}
    assert ("step", "2026-03-09 E1", "missed_batch") in gone
    assert not [line for line in county.since("03-07") if line[1] == "E1"]


def test_nothing_is_said_in_the_name_of_a_missed_batch() -> None:
    """Rule 0. What is said after an outage counts as word from then."""
    county = lapsing().batches("2026-03-06 08:30")

    county.batch(at("2026-03-13 08:30"))

    assert all(line[0] >= "03-13" for line in county.since("03-07"))


def test_after_an_outage_the_late_reminder_of_the_new_duty_goes_first() -> None:
    """Rule 0, decision 5. E1 of the explanation would be Thu 12 Mar; nobody had heard of it."""
    county = lapsing().batches("2026-03-06 08:30")
    county.reaches = lambda notice: notice.at >= at("2026-03-13 08:30")

    county.batch(at("2026-03-13 08:30"))

    assert ("03-13 08:30", "late") in county.kinds("explain")


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("2026-09-22 17:29", "supplement"),
        ("2026-09-22 17:30", "supplement"),  # closing time still belongs to the day
    ],
)
def test_an_act_on_the_last_day_comes_before_the_lapse(when: str, state: str) -> None:
    """Rule 0. Notice due 5 wd after Wed 16 Sep: 17, 18, 20 (worked Sunday), 21, 22 Sep."""
    county = play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches(when)

    county.act(when, "ask_supplement", "window_a")

    assert county.case.matter.state == state


def test_an_act_on_the_evening_of_a_lapsed_day_finds_the_lapse_done() -> None:
    """Rule 0. 17:31 on Tue 22 Sep counts for the 23rd: the limit lies before it, and E1 is said on the 23rd all the same."""
    opened = play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证")
    county = opened.batches("2026-09-22 17:00")

    with pytest.raises(Refused) as refused:
        county.act("2026-09-22 17:31", "ask_supplement", "window_a")

    assert refused.value.code == "not_in_state"
    assert county.case.matter.state == "decide"
    county.batches("2026-09-23 08:30")
    assert ("09-23 08:30", "E1") in county.kinds("check_material")


def test_an_evening_act_and_the_batch_say_the_same_of_a_lapse() -> None:
    """Rule 0. The refused act of the evening changes nothing in what the coming batch tells about the notice."""
    waited = (
        play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches("2026-09-23 08:30")
    )
    acted = (
        play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches("2026-09-22 17:00")
    )
    with pytest.raises(Refused):
        acted.act("2026-09-22 18:00", "ask_supplement", "window_a")
    acted.batches("2026-09-23 08:30")

    assert acted.kinds("check_material") == waited.kinds("check_material")
    assert acted.run("decide").day_zero == waited.run("decide").day_zero == day("09-16")


def test_an_act_on_a_saturday_finds_fridays_lapse_done() -> None:
    """Rule 0. 5 wd from Fri 27 Feb: 28 Feb (worked Saturday), 2, 3, 4, 5 Mar; Thu 5 Mar has passed on Sat 7 Mar."""
    county = (
        play(machine(LAPSING)).open("2026-02-27 10:00", "desk_a", "jijiao", topic="月查").batches("2026-03-05 17:00")
    )

    with pytest.raises(Refused):
        county.act("2026-03-07 10:00", "finish", "handler_a")

    assert county.case.matter.state == "explain"


def test_bringing_up_twice_says_nothing_twice() -> None:
    """Rule 0, rule 14."""
    county = order().batches("2026-03-10 08:30")
    before = (county.told(), county.case.matter)

    county.batch(at("2026-03-10 08:30"))
    county.batch(at("2026-03-10 12:00"))

    assert (county.told(), county.case.matter) == before


# --- rule 1 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "zero"),
    [
        ("2026-03-02 07:00", "03-02"),
        ("2026-03-02 17:30", "03-02"),  # closing time belongs to the day
        ("2026-03-02 17:31", "03-03"),
        ("2026-03-02 23:59", "03-03"),
        ("2026-03-06 18:00", "03-09"),  # Friday evening: Monday
        ("2026-03-07 10:00", "03-09"),  # Saturday
        ("2026-02-28 10:00", "02-28"),  # a Saturday that is worked
        ("2026-02-28 18:00", "03-02"),  # its evening: Monday, for Sunday is off
        ("2026-02-15 10:00", "02-24"),  # Spring Festival, 15 to 23 Feb
        ("2026-04-03 18:00", "04-07"),  # 4 to 6 Apr are off
    ],
)
def test_an_act_counts_for_its_receipt_day(when: str, zero: str) -> None:
    """Rule 1. Its date, or the next working day after closing or on a day off; the instant is kept too."""
    county = order(when)

    assert county.run("work").day_zero == day(zero)
    assert county.case.matter.opened_on == day(zero)
    assert county.case.matter.opened_at == at(when)


def test_a_county_may_count_the_day_of_receipt() -> None:
    """Rule 1. `count_receipt_day`: Mon 2 Mar is day 1, so 5 wd end on Fri 6 Mar."""
    hours = DayHours(zone=SHANGHAI, count_receipt_day=True)
    calendar = Calendar(hours, load_years([2026]))
    county = order(play_=play(one_duty(), calendar=calendar))

    assert promised(county) == day("03-06")


def test_an_act_takes_the_day_of_the_event_it_is_effective_from() -> None:
    """Rule 1. Received Wed 16 Sep, deemed accepted on Wed 23 Sep from the day of receipt: 14 wd = Mon 12 Oct, 20 = Tue 20 Oct.

    17, 18, 20, 21, 22, 23, 24 Sep = 7; 28, 29, 30 = 10; 8, 9, 10 Oct = 13; 12 = 14; 13, 14, 15, 16 = 18; 19, 20 = 20.
    """
    county = (
        play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证").batches("2026-09-23 08:30")
    )

    assert county.case.matter.state == "decide"
    assert county.case.matter.entered_at == at("2026-09-23 08:30")
    assert county.run("decide").day_zero == day("09-16")
    assert (promised(county, "decide"), statutory(county, "decide")) == (day("10-12"), day("10-20"))


def test_a_clock_may_start_from_a_date_field() -> None:
    """Rule 1. `from: due_on`: 5 wd from Thu 5 Mar: 6, 9, 10, 11, 12 Mar."""
    county = play(one_duty("5 wd @A", "from: due_on")).open(
        "2026-03-02 10:00", "desk_a", "jijiao", topic="证", due_on="2026-03-05"
    )

    assert promised(county) == day("03-12")


def test_without_the_date_the_clock_starts_with_the_duty() -> None:
    """Rule 1. `from` an empty field."""
    county = play(one_duty("5 wd @A", "from: due_on")).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    assert promised(county) == day("03-09")


def test_a_clock_may_start_from_an_event() -> None:
    """Rule 1. The second duty counts from the order of Mon 2 Mar: 20 wd.

    3-6 = 4; 9-13 = 9; 16-20 = 14; 23-27 = 19; 30 Mar = 20.
    """
    rules = machine(IN_A_ROW.replace("limit: 20 wd @A", "limit: 20 wd @A\n    from: order"))
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    county.act("2026-03-05 10:00", "pass_on", "handler_a")

    assert promised(county, "second") == day("03-30")


# --- rule 2 ----------------------------------------------------------------------------------------


def test_a_run_keeps_the_values_its_limit_reads() -> None:
    """Rule 2. Opened as ordinary (5 wd); a later `hard` does not change the running clock."""
    limit = "{choose: grade, urgent: 1 wd @A, ordinary: 5 wd @A, hard: 20 wd @A}"
    rules = one_duty(limit, "notes: {regrade: {zh: 改类别, en: Regrade, needs: [grade]}}")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    county.act("2026-03-03 10:00", "regrade", "handler_a", grade="hard")

    assert county.case.matter.fields["grade"] == "hard"
    assert promised(county) == day("03-09")


def test_a_run_keeps_the_date_its_limit_reads() -> None:
    """Rule 2. `on due_on`, changed afterwards."""
    rules = one_duty("on due_on", "notes: {move_on: {zh: 改期, en: Move the day, needs: [due_on]}}")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", due_on="2026-03-12")

    county.act("2026-03-03 10:00", "move_on", "handler_a", due_on="2026-03-20")

    assert promised(county) == day("03-12")


# --- rule 3 ----------------------------------------------------------------------------------------


def supervised() -> Play:
    """Ordered Mon 2 Mar: sign by Tue 3; 10 wd = Mon 16 Mar (3-6 = 4, 9-13 = 9, 16 = 10)."""
    return play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="食堂")


def test_a_live_clock_goes_on_within_its_duties() -> None:
    """Rule 3: t in over and C live."""
    county = supervised()
    before = county.run("order_time")

    county.act("2026-03-03 10:00", "sign", "handler_a")

    assert county.run("order_time") == before
    assert county.run("sign_for").mode is Mode.STOPPED


def test_a_clock_that_is_not_live_begins_a_new_run() -> None:
    """Rule 3: t in over and C not live. A supplement that comes back opens the decision for the first time."""
    county = play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证")
    county.act("2026-09-21 15:00", "ask_supplement", "window_a")
    assert county.run("check_material").mode is Mode.STOPPED
    assert "decide" not in county.case.matter.runs

    county.act("2026-09-29 10:00", "complete", "window_a")

    run = county.run("decide")
    assert (run.number, run.mode, run.day_zero) == (1, Mode.RUNS, day("09-29"))
    # 30 Sep = 1; 8, 9, 10 Oct = 4; 12-16 = 9; 19-23 = 14; 26-30 = 19; 2 Nov = 20.
    assert (promised(county, "decide"), statutory(county, "decide")) == (day("10-23"), day("11-02"))


def test_a_duty_done_into_itself_begins_anew() -> None:
    """Rule 3: t = s by `done` and C is the duty's own clock: stop, new run; a spanning clock goes on."""
    county = play(machine(ROUNDS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访")
    whole = county.run("whole")

    county.act("2026-03-05 10:00", "report", "handler_a", count_of="1")

    assert (county.run("visit").number, county.run("visit").day_zero) == (2, day("03-05"))
    assert [(run.number, run.mode) for run in county.case.matter.ended_runs] == [(1, Mode.STOPPED)]
    assert county.run("whole") == whole
    assert promised(county, "visit") == day("03-12")  # 6, 9, 10, 11, 12 Mar


def test_a_note_changes_no_clock() -> None:
    """Rule 3: no move, no change."""
    county = play(machine(ROUNDS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访")
    before = county.case.matter.runs

    county.act("2026-03-05 10:00", "remark", "handler_a")

    assert county.case.matter.runs == before


def test_a_verified_duty_that_returns_to_itself_begins_anew() -> None:
    """Rule 3: t = s by verify_pass of s: stop, new run."""
    county = play(machine(VERIFIED_ROUNDS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访")
    county.act("2026-03-05 10:00", "report", "handler_a", count_of="1")

    county.act("2026-03-06 10:00", "verify_pass", "desk_a")

    assert county.case.matter.state == "visit"
    assert (county.run("visit").number, county.run("visit").day_zero) == (2, day("03-06"))


def test_a_spanning_clock_goes_on_after_a_passed_verification() -> None:
    """Rule 3: a spanning clock goes on."""
    county = play(machine(VERIFIED_ROUNDS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="访")
    county.act("2026-03-05 10:00", "report", "handler_a", count_of="1")
    assert county.run("whole").mode is Mode.HELD

    county.act("2026-03-06 10:00", "verify_pass", "desk_a")

    assert (county.run("whole").number, county.run("whole").mode) == (1, Mode.RUNS)


def test_a_report_holds_the_clock_and_opens_the_verifiers() -> None:
    """Rule 3: t is <d>.verify, d in over."""
    county = supervised().act("2026-03-03 10:00", "sign", "handler_a")

    county.act("2026-03-05 10:00", "report", "handler_a")

    assert county.case.matter.state == "carry_out.verify"
    assert county.run("order_time").mode is Mode.HELD
    assert county.run("carry_out.verify").mode is Mode.RUNS


def test_a_returned_report_is_the_same_run_and_the_verifiers_a_new_one() -> None:
    """Rule 3: held, then again in over: goes on. Each report is a new run of the verifier's clock."""
    county = supervised().act("2026-03-03 10:00", "sign", "handler_a").act("2026-03-05 10:00", "report", "handler_a")

    county.act("2026-03-06 10:00", "verify_insufficient", "desk_a")
    county.act("2026-03-09 10:00", "report", "handler_a")

    assert (county.run("order_time").number, county.run("order_time").mode) == (1, Mode.HELD)
    assert county.run("carry_out.verify").number == 2


def test_a_wait_that_pauses_a_clock_pauses_it_from_this_day() -> None:
    """Rule 3: t is a wait naming C in `pauses`."""
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")

    assert county.run("decide").mode is Mode.PAUSED
    assert county.run("decide").pauses == (Interval(day("09-28")),)


def test_anything_else_stops_a_clock() -> None:
    """Rule 3: an end stops them all, a paused one too."""
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")

    county.act("2026-09-30 10:00", "withdraw", "window_a")

    assert {run.mode for run in county.case.matter.runs.values()} == {Mode.STOPPED}
    assert county.run("decide").pauses == (Interval(day("09-28"), day("09-30")),)
    assert county.case.matter.closed_at == at("2026-09-30 10:00")
    assert county.next_at is None or county.case.matter.pending


def test_a_pause_goes_on_from_one_wait_into_the_next() -> None:
    """Rule 3: paused already, and t pauses it too. Hearing from Wed 4 Mar, review from Fri 6, back on Tue 10 Mar.

    10 wd from Mon 2 Mar: 3 Mar = 1; 4 to 10 Mar uncounted; 11, 12, 13 = 4; 16-20 = 9; Mon 23 Mar = 10.
    """
    county = play(machine(TWO_WAITS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-04 10:00", "hear", "handler_a")
    county.act("2026-03-06 10:00", "review", "handler_a")

    county.act("2026-03-10 10:00", "end_review", "handler_a")

    assert promised(county, "decide") == day("03-23")


def test_an_extension_duty_ends_with_the_clock_it_is_about() -> None:
    """Rule 3, decision 8: closed by grant or refusal or with its clock."""
    county = play(machine(IN_A_ROW)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-04 10:00", "ask_extension", "handler_a", n="3")

    county.act("2026-03-04 11:00", "pass_on", "handler_a")

    assert county.case.matter.sides == ()
    assert county.run("first").request is None


def test_nobody_is_reminded_of_an_extension_that_is_no_longer_asked() -> None:
    """Decision 8, rule 12. The clock `first` ended on Wed 4 Mar; its approver owes nothing any more."""
    county = play(machine(IN_A_ROW)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-04 10:00", "ask_extension", "handler_a", n="3").act("2026-03-04 11:00", "pass_on", "handler_a")

    county.batches("2026-03-13 09:00")

    assert county.run("first.extension").mode is Mode.STOPPED
    assert [line for line in county.kinds("first.extension") if line[0] > "03-04 11:00"] == []


# --- rule 4 ----------------------------------------------------------------------------------------


def test_both_end_days_of_a_pause_are_uncounted() -> None:
    """Rule 4. Expert review from Mon 28 Sep to Mon 12 Oct: 7 working days uncounted, day 6 is Tue 13 Oct.

    13-16 Oct = 9; 19-23 = 14 (Fri 23 Oct); 26-30 = 19; Mon 2 Nov = 20.
    """
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")

    county.act("2026-10-12 15:00", "resume", "window_a")

    assert county.run("decide").pauses == (Interval(day("09-28"), day("10-12")),)
    assert (promised(county, "decide"), statutory(county, "decide")) == (day("10-23"), day("11-02"))


def test_a_pause_that_ends_on_its_first_day_costs_one_day() -> None:
    """Rule 4. Thu 24 Sep, the fifth day, is uncounted: 14 wd = Thu 15 Oct, 20 wd = Fri 23 Oct."""
    county = licence().act("2026-09-24 10:00", "exclude", "window_a", expected_end="2026-09-24")

    county.act("2026-09-24 16:00", "resume", "window_a")

    assert (promised(county, "decide"), statutory(county, "decide")) == (day("10-15"), day("10-23"))


def test_an_evening_pause_begins_and_ends_with_the_next_working_day() -> None:
    """Rules 1 and 4. Paused Thu 24 Sep 18:00 (counts for Mon 28), resumed Tue 29 Sep 18:00 (counts for Wed 30): 3 wd uncounted.

    Days 1-5 = 24 Sep; 8, 9, 10 Oct = 8; 12-16 = 13; Mon 19 Oct = 14.
    """
    county = licence().act("2026-09-24 18:00", "exclude", "window_a", expected_end="2026-09-30")

    county.act("2026-09-29 18:00", "resume", "window_a")

    assert county.run("decide").pauses == (Interval(day("09-28"), day("09-30")),)
    assert promised(county, "decide") == day("10-19")


def test_a_paused_clock_has_no_due_date_and_says_nothing() -> None:
    """Rules 4, 12 and 16: no line, no column, no instant of its own."""
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-12-31")

    county.batches("2026-11-20 09:00")

    assert due(county.machine.clocks["decide"], county.run("decide"), county.case.calendar) is None
    assert county.changes[-1].derived["decide"].promised_on is None
    assert county.kinds("decide") == []


@pytest.mark.parametrize("when", ["2026-10-14 10:00", "2026-10-15 10:00", "2026-10-22 17:30"])
def test_a_pause_is_possible_until_the_last_of_the_limits(when: str) -> None:
    """Rule 4. Promised Wed 14 Oct, statutory Thu 22 Oct."""
    county = licence().batches(when)

    county.act(when, "exclude", "window_a", expected_end="2026-11-12")

    assert county.run("decide").mode is Mode.PAUSED


@pytest.mark.parametrize("when", ["2026-10-22 17:31", "2026-10-23 10:00"])
def test_no_pause_after_the_last_of_the_limits(when: str) -> None:
    """Rule 4. What comes after closing on Thu 22 Oct counts for Friday."""
    county = licence().batches(when)
    before = county.case.matter

    with pytest.raises(Refused) as refused:
        county.act(when, "exclude", "window_a", expected_end="2026-11-12")

    assert refused.value.code == "pause_after_limit"
    assert refused.value.params["on"] == day("10-22")
    assert county.case.matter == before


def test_lateness_up_to_a_pause_stays() -> None:
    """Rule 4. Promised Wed 14 Oct; late on 15 and 16; E2 in the batch of Mon 19; paused from that day to Thu 22; Fri 23 = 3."""
    county = licence().batches("2026-10-19 09:00")
    county.act("2026-10-19 10:00", "exclude", "window_a", expected_end="2026-10-22")
    assert late_on(county, "decide", "10-21") == 2

    county.batches("2026-10-22 09:00").act("2026-10-22 10:00", "resume", "window_a").batches("2026-10-23 09:00")

    assert promised(county, "decide") == day("10-14")
    assert late_on(county, "decide", "10-22") == 2
    assert late_on(county, "decide", "10-23") == 3
    assert [line for line in county.kinds("decide") if line[1].startswith("E")] == [
        ("10-15 08:30", "E1"),
        ("10-19 08:30", "E2"),
    ]


def test_steps_walk_over_a_pause() -> None:
    """Rule 4, rule 10. Promised Wed 14 Oct; paused Fri 16 to Thu 22 Oct: E1 on the 15th, E2 (3 wd) on 23 = 2, Mon 26 = 3."""
    county = licence().batches("2026-10-16 08:30")
    county.act("2026-10-16 10:00", "exclude", "window_a", expected_end="2026-10-22")
    county.batches("2026-10-22 09:00").act("2026-10-22 10:00", "resume", "window_a")

    county.batches("2026-10-27 09:00")

    steps = [line for line in county.kinds("decide") if line[1].startswith("E")]
    assert steps == [("10-15 08:30", "E1"), ("10-26 08:30", "E2")]


# --- rule 5 ----------------------------------------------------------------------------------------


def asked(when: str, limit: str = "5 wd @A", extend: str = "", **values: object) -> Play:
    rules = extendable(limit, extend) if extend else extendable(limit)
    county = order(play_=play(rules)).batches(when)
    return county.act(when, "ask_extension", "handler_a", **values)


@pytest.mark.parametrize("when", ["2026-03-03 10:00", "2026-03-09 08:30", "2026-03-09 17:30"])
def test_an_extension_is_asked_up_to_the_promised_day(when: str) -> None:
    """Rule 5. 5 wd from Mon 2 Mar: Mon 9 Mar, closing time included."""
    county = asked(when, n="3")

    request = county.run("work").request
    assert request is not None
    assert (request.n, request.unit) == (3, "wd")


@pytest.mark.parametrize("when", ["2026-03-09 17:31", "2026-03-10 08:00"])
def test_a_request_after_the_promised_day_is_refused(when: str) -> None:
    """Rule 5. It counts as overdue."""
    county = order(play_=play(extendable())).batches(when)
    before = county.case.matter

    with pytest.raises(Refused) as refused:
        county.act(when, "ask_extension", "handler_a", n="3")

    assert refused.value.code == "extension_late"
    assert county.case.matter == before


def test_the_same_unit_is_added_to_the_count() -> None:
    """Rule 5. 5 + 3 wd from Mon 2 Mar: 9 Mar = 5; 10, 11, 12 = 8."""
    county = asked("2026-03-06 10:00", n="3").act("2026-03-06 11:00", "grant_extension", "jijiao_head")

    assert promised(county) == day("03-12")


def test_another_unit_is_added_to_the_date() -> None:
    """Rule 5. Mon 9 Mar + 5 cd = Sat 14 Mar, rolled back to Fri 13 Mar."""
    county = asked("2026-03-06 10:00", extend="{by: unit_head, up_to: 5 cd @A, times: 1 @A}", n="5")

    county.act("2026-03-06 11:00", "grant_extension", "jijiao_head")

    assert promised(county) == day("03-13")


def test_an_extension_moves_both_limits() -> None:
    """Rule 5. Promised 5 wd = Mon 9 Mar, statutory 14 cd = Mon 16 Mar; + 3 wd: Thu 12 Mar, and Mon 16 + 3 wd = Thu 19 Mar."""
    county = asked("2026-03-06 10:00", "{promised: 5 wd @A, statutory: 14 cd @L 1}", n="3")

    county.act("2026-03-06 11:00", "grant_extension", "jijiao_head")

    assert (promised(county), statutory(county)) == (day("03-12"), day("03-19"))


def test_an_extension_is_added_before_rolling() -> None:
    """Rule 5. 5 cd from Mon 2 Mar = Sat 7 Mar (rolled back: Fri 6); + 4 cd = Wed 11 Mar, not 4 days after the Friday."""
    county = asked("2026-03-05 10:00", "5 cd @A", n="4").act("2026-03-05 11:00", "grant_extension", "jijiao_head")

    assert promised(county) == day("03-11")


def test_an_extension_walks_over_a_pause() -> None:
    """Rules 4 and 5. 14 + 10 wd from Fri 18 Sep with 28 Sep to 12 Oct uncounted: Fri 6 Nov, statutory 20 + 10: Mon 16 Nov.

    Fri 23 Oct = 14; 26-30 = 19; 2-6 Nov = 24; 9-13 = 29; Mon 16 = 30.
    """
    county = licence().act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")
    county.act("2026-10-12 15:00", "resume", "window_a").act("2026-10-22 10:00", "ask_extension", "window_a", n="10")

    county.act("2026-10-22 15:00", "grant_extension", "director")

    assert (promised(county, "decide"), statutory(county, "decide")) == (day("11-06"), day("11-16"))


def test_asked_in_time_counts_even_if_granted_late() -> None:
    """Rule 5, decision 8. Asked on Mon 9 Mar, granted on Fri 13 Mar: 8 wd = Thu 12 Mar.

    E1 of the new date belongs to the batch of Fri 13 Mar, which is over at 10:00; it is said on Mon 16 Mar.
    """
    county = asked("2026-03-09 10:00", n="3").batches("2026-03-13 09:00")
    assert [line for line in county.kinds("work") if line[1].startswith("E")] == []

    county.act("2026-03-13 10:00", "grant_extension", "jijiao_head").batches("2026-03-16 09:00")

    assert promised(county) == day("03-12")
    assert [line for line in county.kinds("work") if line[1].startswith("E")] == [("03-16 08:30", "E1")]


def test_no_more_extensions_than_times() -> None:
    """Rule 5. `times: 1`: the second request is refused."""
    county = asked("2026-03-06 10:00", n="2").act("2026-03-06 11:00", "grant_extension", "jijiao_head")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-06 12:00", "ask_extension", "handler_a", n="2")

    assert refused.value.code == "extension_times"


def test_two_extensions_where_two_are_allowed() -> None:
    """Rule 5. `times: 2`: 5 + 2 + 1 wd = Thu 12 Mar."""
    county = asked("2026-03-06 10:00", extend="{by: unit_head, up_to: same, times: 2 @A}", n="2")
    county.act("2026-03-06 11:00", "grant_extension", "jijiao_head")
    county.act("2026-03-06 12:00", "ask_extension", "handler_a", n="1")

    county.act("2026-03-06 13:00", "grant_extension", "jijiao_head")

    assert promised(county) == day("03-12")


def test_no_second_request_while_one_waits() -> None:
    """Rule 5."""
    county = asked("2026-03-06 10:00", n="2")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-06 12:00", "ask_extension", "handler_a", n="2")

    assert refused.value.code == "extension_pending"


@pytest.mark.parametrize(
    ("n", "code"),
    [
        ("6", "extension_length"),
        ("0", "extension_positive"),
        ("-1", "extension_positive"),
        ("2.5", "extension_positive"),
        ("三", "extension_positive"),
        ("٣", "extension_positive"),
        ("", "extension_positive"),
    ],
)
def test_a_length_that_is_none_or_too_much_is_refused(n: str, code: str) -> None:
    """Rule 5. `up_to: same` = at most 5 wd."""
    with pytest.raises(Refused) as refused:
        asked("2026-03-06 10:00", n=n)

    assert refused.value.code == code


def test_the_whole_length_is_allowed() -> None:
    """Rule 5. 5 of 5."""
    assert asked("2026-03-06 10:00", n="5").run("work").request is not None


def test_an_absurd_length_is_refused() -> None:
    """Rule 5. More digits than any number has."""
    with pytest.raises(Refused):
        asked("2026-03-06 10:00", n="9" * 30)


def test_a_length_of_5000_digits_is_refused() -> None:
    """Rule 5."""
    with pytest.raises(Refused):
        asked("2026-03-06 10:00", n="9" * 5000)


def asked_on_a_date(**values: object) -> Play:
    rules = extendable("on due_on")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", due_on="2026-03-12")
    return county.act("2026-03-06 10:00", "ask_extension", "handler_a", **values)


def test_a_fixed_date_is_extended_in_the_unit_that_is_asked() -> None:
    """Rule 5. A limit `on FIELD` has no length; Thu 12 Mar + 3 wd = Tue 17 Mar, + 3 cd = Sun 15 -> Fri 13 Mar."""
    county = asked_on_a_date(n="3").act("2026-03-06 11:00", "grant_extension", "jijiao_head")
    other = asked_on_a_date(n="3", unit="cd").act("2026-03-06 11:00", "grant_extension", "jijiao_head")

    assert (promised(county), promised(other)) == (day("03-17"), day("03-13"))


def test_an_unknown_unit_is_refused() -> None:
    """Rule 5."""
    with pytest.raises(Refused):
        asked_on_a_date(n="3", unit="weeks")


def test_a_fixed_date_is_not_extended_beyond_the_calendar() -> None:
    """Rule 5."""
    with pytest.raises(Refused):
        asked_on_a_date(n="99999999").act("2026-03-06 11:00", "grant_extension", "jijiao_head")


def test_where_none_is_declared_there_is_no_extension() -> None:
    """Rule 5."""
    with pytest.raises(Refused) as refused:
        order().act("2026-03-06 10:00", "ask_extension", "handler_a", n="2")
    assert refused.value.code == "unknown_event"

    opened = play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证")
    with pytest.raises(Refused) as refused:
        opened.act("2026-09-17 10:00", "ask_extension", "window_a", n="2")
    assert refused.value.code == "not_in_state"


TWO_CLOCKS = extendable(
    "5 wd @A",
    "{by: unit_head, up_to: same, times: 1 @A}\nlimits: {whole: {zh: 全, en: Whole, over: [work], limit: 20 wd @A, "
    "extend: {by: deputy, up_to: 5 wd @A, times: 1 @A}}}\n#",
)


def test_of_two_clocks_one_must_be_named() -> None:
    """Rule 5."""
    county = order(play_=play(TWO_CLOCKS))
    with pytest.raises(Refused) as refused:
        county.act("2026-03-06 10:00", "ask_extension", "handler_a", n="2")
    assert refused.value.code == "which_clock"

    county.act("2026-03-06 10:00", "ask_extension", "handler_a", n="2", clock="whole")

    assert county.run("whole").request is not None
    with pytest.raises(Refused) as refused:
        county.act("2026-03-06 10:00", "ask_extension", "handler_a", n="2", clock="other")
    assert refused.value.code == "no_extension"


def test_of_two_requests_the_named_one_is_answered() -> None:
    """Rule 5. Both clocks asked; the deputy grants his."""
    county = order(play_=play(TWO_CLOCKS))
    county.act("2026-03-06 10:00", "ask_extension", "handler_a", n="2", clock="whole")
    county.act("2026-03-06 10:10", "ask_extension", "handler_a", n="2", clock="work")

    county.act("2026-03-06 11:00", "grant_extension", "deputy_1", clock="whole")

    assert county.run("whole").request is None
    assert county.run("work").request is not None


def test_an_answer_without_a_request_is_refused() -> None:
    """Rule 5."""
    county = order(play_=play(extendable()))

    for event in ("grant_extension", "refuse_extension"):
        with pytest.raises(Refused) as refused:
            county.act("2026-03-06 10:00", event, "jijiao_head")
        assert refused.value.code == "no_request"


def test_a_calendar_without_the_year_is_no_obstacle() -> None:
    """Rule 8. A request in an unannounced year is measured against the provisional date."""
    county = play(extendable(), calendar=small_calendar((2025,))).open(
        "2026-03-02 10:00", "desk_a", "jijiao", topic="证"
    )

    county.act("2026-03-09 10:00", "ask_extension", "handler_a", n="2")

    assert county.run("work").request is not None


def test_a_verified_report_can_still_be_extended_while_it_is_held() -> None:
    """Rule 3, decision 8: the request stays open while the report is verified, and moves the date when granted."""
    rules = verified_duty("5 wd @A", "", "extend: {by: unit_head, up_to: same, times: 1 @A}")
    county = order(play_=play(rules)).act("2026-03-06 10:00", "ask_extension", "handler_a", n="3")
    county.act("2026-03-06 11:00", "finish", "handler_a")
    assert county.run("work").mode is Mode.HELD

    county.act("2026-03-09 10:00", "grant_extension", "jijiao_head")

    assert (county.run("work").mode, promised(county)) == (Mode.HELD, day("03-12"))


def test_a_matter_is_a_value() -> None:
    """Nothing that was handed out before changes afterwards."""
    county = order()
    before = county.case.matter
    copy = replace(before)

    county.act("2026-03-05 10:00", "finish", "handler_a")

    assert before == copy


def test_an_evening_lapse_loses_no_line_of_another_clock() -> None:
    """Rule 0: what the clock would say in the coming batch is said there all the same. Two clocks end with the missed work.

    Both are due on Mon 9 Mar; the batch of Tue 10 says E1 for both, whether somebody tried an act on Monday evening or not.
    """
    text = LAPSING.replace("ends:\n", "limits:\n  whole: {zh: 全, en: Whole, over: [work], limit: 5 wd @A}\nends:\n")
    waited, acted = (play(machine(text)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="查") for _ in range(2))
    acted.batches("2026-03-09 17:00")
    with pytest.raises(Refused):
        acted.act("2026-03-09 18:00", "finish", "handler_a")

    waited.batches("2026-03-10 09:00")
    acted.batches("2026-03-10 09:00")

    assert acted.kinds("whole") == waited.kinds("whole")
