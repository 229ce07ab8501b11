"""Edges of time: limits that pass by themselves, batches that were missed, the last announced day, words known late."""

from dataclasses import replace
from datetime import date

import pytest

from config.calendars import load_years
from engine.core import batch
from engine.core.calendar import YearPlan
from engine.core.explain import future, heard
from engine.core.machine import Machine
from tests.core.play import Play, at, play, small_calendar
from tests.core.rulebooks import LAPSING, MOVABLE, machine, one_duty


def ordered(rules: Machine, when: str = "2026-03-02 10:00") -> Play:
    """Ordered by the desk; by default on Mon 2 Mar, of which 5 wd end on Mon 9 Mar."""
    return play(rules).open(when, "desk_a", "jijiao", topic="证")


def names(county: Play, clock: str) -> list[str]:
    """What a clock said: `03-10 E1`."""
    return [f"{when[:5]} {what}" for when, what in county.kinds(clock)]


# --- limits that pass by themselves (rules 0 and 11) ---------------------------------------------------

CIRCLE = one_duty("5 wd @A", "passed: {event: again, zh: 重来, en: Again, next: work}")


def passes(county: Play) -> int:
    return sum(entry.kind == "passed" for change in county.changes for entry in change.entries)


@pytest.fixture
def three_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last resort at 3 engine acts instead of 50."""
    monkeypatch.setattr(batch, "MOST_ACTS", 3)


@pytest.mark.usefixtures("three_acts")
def test_a_circle_of_limits_ends_the_batch_all_the_same() -> None:
    """Rule 11, with a limit that passes into itself, which the check refuses: 3 times on Tue 10 Mar, and Wed 11 is next."""
    county = ordered(CIRCLE).batches("2026-03-10 09:00")

    assert passes(county) == 3
    assert county.next_at == at("2026-03-11 08:30")


@pytest.mark.usefixtures("three_acts")
def test_a_circle_of_limits_ends_a_missed_batch_too() -> None:
    """Rule 0. Nothing ran on Tue 10 Mar: 3 times for that day, 3 times in the batch of Wed 11, which speaks.

    Each time the duty is owed afresh, and of that no word has reached: a late reminder goes before the ladder.
    """
    county = ordered(CIRCLE).batches("2026-03-09 09:00")

    county.batch(at("2026-03-11 08:30"))

    assert passes(county) == 6
    assert names(county, "work")[-1] == "03-11 late"


@pytest.mark.usefixtures("three_acts")
def test_a_circle_of_limits_lets_a_late_act_through() -> None:
    """Rule 0. Finished on Mon 9 Mar at 18:00, receipt day Tue 10: the limit has passed 3 times before, then it is done."""
    county = ordered(CIRCLE).batches("2026-03-09 09:00")

    county.act("2026-03-09 18:00", "finish", "handler_a")

    assert passes(county) == 3
    assert county.case.matter.state == "closed"


#: the lapse stops the first clock; the one over both duties goes on, and is as late
LAPSING_BELOW = machine(
    LAPSING.replace("limit: 1 wd @A", "limit: 1 wd @A\n    remind: DUE").replace(
        "ends:\n", "limits:\n  whole: {zh: 全程, en: The whole, over: [work, explain], limit: 5 wd @A}\nends:\n"
    )
)


def test_a_missed_lapse_supersedes_only_what_the_ended_clock_would_have_said() -> None:
    """Rule 0. Nothing ran on Tue 10 Mar, when E1 was due on both clocks: that of the lapsed one is recorded as missed.

    The other lives: on Wed 11 the explanation is assigned, and beside that line its own late reminder is not said
    (decision 3). x = Tue 10 and Wed 11: E1 = Mon 9 + 1 + 2 = Thu 12.
    """
    county = ordered(LAPSING_BELOW).batches("2026-03-09 09:00")

    county.batch(at("2026-03-11 08:30"))
    county.batches("2026-03-12 09:00")

    lines = [(one.clock, one.kind, one.reason) for one in county.superseded if one.due_at >= at("2026-03-10 08:30")]
    assert lines[:2] == [("work", "step", "missed_batch"), ("whole", "late", "beside_line")]
    assert "missed_batch" not in {reason for clock, _, reason in lines if clock == "whole"}
    assert [name for name in names(county, "whole") if "E" in name] == ["03-12 E1"]


def test_what_a_missed_lapse_causes_is_told_in_the_batch_that_runs() -> None:
    """Rule 0, decision 3. A limit of one day is told of at once, but not in the name of Tue 10 Mar, when nothing ran."""
    told = {}
    for ran in ("2026-03-10 08:30", "2026-03-11 08:30"):
        county = ordered(LAPSING_BELOW).batches("2026-03-09 09:00")
        county.batch(at(ran))
        told[ran] = [(when, who) for when, what, who, _ in county.since("03-10") if what == "assigned"]

    assert told == {
        "2026-03-10 08:30": [("03-10 08:30", "handler_a")],
        "2026-03-11 08:30": [("03-11 08:30", "handler_a")],
    }


def test_an_evening_act_says_only_what_the_ended_clock_would_have_said() -> None:
    """Rule 0. Explained on Mon 9 Mar at 18:00, after the lapse: E1 of the lapsed clock is said with the batch of Tue 10.

    The clock over both duties was not ended by the lapse but by the act itself, and has nothing to say any more.
    """
    county = ordered(LAPSING_BELOW).batches("2026-03-09 09:00")

    county.act("2026-03-09 18:00", "explained", "handler_a").batches("2026-03-20 09:00")

    assert county.case.matter.state == "closed"
    assert names(county, "work")[-1] == "03-10 E1"
    assert [name for name in names(county, "whole") if "E" in name] == []


def test_a_limit_on_the_last_announced_day_passes_once_the_next_year_is_known() -> None:
    """Decision 14. 5 wd from Thu 24 Dec 2026: Thu 31 Dec; its batch is in 2027, which nobody has announced.

    With Fri 1 Jan off it is the one of Mon 4 Jan; the year is loaded on Wed 6, so it passes on Thu 7.
    """
    county = ordered(machine(LAPSING), "2026-12-24 10:00").batches("2027-01-06 09:00")
    assert county.case.matter.state == "work"

    known = YearPlan(year=2027, off=frozenset({date(2027, 1, 1)}), makeup=frozenset())
    county.correct("2027-01-06 10:00", small_calendar((2025, 2026), (known,)))
    county.batches("2027-01-07 09:00")

    assert county.case.matter.state == "explain"


# --- words (decision 5) --------------------------------------------------------------------------------

#: what the lapse opens counts from the order, so that it is late from its first moment
LATE_AT_BIRTH = machine(
    LAPSING.replace("next: explain}", "next: explain, effective: order}")
    .replace("next: closed, effective: order}", "next: answer}")
    .replace(
        "ends:\n",
        """  answer:
    zh: 答复
    en: Answer
    who: handler
    limit: 20 wd @A
    done:
      answer: {zh: 答复, en: Answer, next: closed}
limits:
  whole: {zh: 全程, en: The whole, over: [explain, answer], limit: 1 wd @A}
ends:
""",
    )
)


def test_the_late_reminder_is_said_once_a_batch() -> None:
    """Decision 5. The batch of Tue 10 Mar 08:30 opens a clock that was promised for Tue 3; an act at that very instant
    goes on to a duty of which no word has reached: no second reminder at 08:30, one on Wed 11.

    x = Wed 4 to Wed 11 = 6: E1 = Tue 3 + 1 + 6 = Thu 12.
    """
    county = ordered(LATE_AT_BIRTH).batches("2026-03-09 09:00")

    county.act("2026-03-10 08:30", "explained", "handler_a").batches("2026-03-12 09:00")

    assert names(county, "whole") == ["03-10 late", "03-11 late", "03-12 E1"]
    assert county.run("whole").said.late == 2


def test_a_word_that_had_arrived_before_the_first_step_costs_nothing_though_known_later() -> None:
    """Decision 5. Late on Tue 10 Mar; then it turns out that the mail of Mon 9 had arrived at 08:00 on Tue 10.

    No day is excused: E1 on Wed 11, E2 on Fri 13 (2 wd apart), E3 = Mon 9 + 6 = Tue 17.
    """
    county = play(one_duty())
    county.reaches = lambda _: False
    county.open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-10 09:00")

    county.reach("2026-03-10 08:00", "handler_a").batches("2026-03-17 09:00")

    assert names(county, "work")[-4:] == ["03-10 late", "03-11 E1", "03-13 E2", "03-17 E3"]
    assert county.run("work").excused == ()


def test_a_reminder_of_an_unannounced_year_is_foreseen_and_is_no_word() -> None:
    """Decision 14. 5 wd from Mon 28 Dec: T-1 on Fri 1 Jan 2027, due on Mon 4 Jan, then nothing."""
    county = ordered(one_duty(), "2026-12-28 10:00").batches("2026-12-29 09:00")

    foreseen = future(county.case, at("2026-12-29 09:00"), until=at("2027-01-20 09:00"))

    lines = [notice for one in foreseen for notice in one.notices if notice.person == "handler_a"]
    assert [notice.data["point"] for notice in lines] == ["T-1 wd", "due"]
    assert heard(county.case.matter, lines) == county.case.matter


# --- corrections (decision 11) -------------------------------------------------------------------------


def test_a_breach_flag_is_withdrawn_where_no_step_was_said() -> None:
    """Decisions 5 and 11. No word ever reached, so there were late reminders only, and the flag on Fri 13 Mar.

    With Thu 5 and Fri 6 off the statutory date is Mon 16, its flag Tue 17: the batch of Mon 16 tells that it is taken back.
    """
    county = play(machine(MOVABLE))
    county.reaches = lambda _: False
    county.open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-13 09:00")
    assert county.scores() == {("jijiao", "breach"): -3.0}

    (plan,) = load_years([2026])
    off = replace(plan, off=plan.off | {date(2026, 3, 5), date(2026, 3, 6)})
    gone = county.correct("2026-03-13 10:00", small_calendar((2025,), (off,)))

    assert [(one.name, one.told_of) for one in gone] == [("breach", date(2026, 3, 12))]
    assert county.scores() == {}


LATE_PAUSE = machine(
    MOVABLE.replace("en: Ask, next: asked}", "en: Ask, next: asked, backdate: {up_to: 5 wd @A, by: unit_head}}")
)


def paused_late() -> Play:
    """Ordered Wed 16 Dec: promised Wed 23, statutory Mon 28; E1 Thu 24, E2 Mon 28, breach Tue 29.

    A pause since Mon 28, asked for on Tue 29, is approved on Wed 30 Dec and goes on: if it ended with the batch that
    tells, on Thu 31, the statutory date would lie in 2027, which nobody has announced.
    """
    county = ordered(LATE_PAUSE, "2026-12-16 10:00").batches("2026-12-29 09:00")
    assert names(county, "work")[-3:] == ["12-24 E1", "12-28 E2", "12-29 breach"]
    county.act_on("2026-12-29 10:00", "ask", "handler_a", on="2026-12-28", reason="漏登")
    return county.act("2026-12-30 10:00", "approve_backdating", "jijiao_head")


def test_a_breach_flag_is_withdrawn_when_its_date_moves_into_an_unannounced_year() -> None:
    """Decisions 11 and 14: no breach on such a date, so the flag of Tue 29 Dec would not have been raised."""
    county = paused_late()

    assert ("jijiao", "breach") not in county.scores()
    assert county.run("work").said.breach_of is None


def test_the_steps_of_an_announced_promised_date_stand() -> None:
    """Rule 8, decision 11. E1 and E2 were about Wed 23 Dec, which the pause since Mon 28 did not move: only the flag goes."""
    county = paused_late()

    assert county.scores() == {("jijiao", "E2"): -1.0}


def test_a_step_about_an_announced_date_is_said_though_the_statutory_date_is_provisional() -> None:
    """Rule 8, decision 14. From Tue 22 Dec 3 wd: Fri 25 Dec, E1 on Mon 28, E2 on Wed 30; 8 wd: Fri 1 Jan 2027, provisional."""
    county = ordered(one_duty("{promised: 3 wd @A, statutory: 8 wd @L 1}"), "2026-12-22 10:00")

    county.batches("2026-12-31 09:00")

    assert names(county, "work")[-2:] == ["12-28 E1", "12-30 E2"]
