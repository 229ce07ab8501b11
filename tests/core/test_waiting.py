"""What lines say while a step waits for a word: days late that never go down, the next step as it will come (decision 5).

One duty of 5 wd from Mon 2 March 2026: due Mon 9; E1 belongs to Tue 10, E2 to Thu 12, E3 to Tue 17, E4 to Mon 23.
"""

from collections.abc import Callable
from dataclasses import replace

from engine.core.dates import due
from engine.core.notice import Notice
from engine.core.outlook import consequence, standing
from tests.core.play import Play, at, play
from tests.core.rulebooks import LICENCE, MOVABLE, machine, one_duty, verified_duty
from tests.core.test_decisions import order


def from_day(text: str) -> Callable[[Notice], bool]:
    return lambda notice: notice.at >= at(f"2026-{text} 08:30")


def unheard(since: str = "99-99") -> Play:
    """Nothing reaches anybody before that day."""
    county = play(one_duty())
    county.reaches = (lambda _: False) if since == "99-99" else from_day(since)
    return county.open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")


def said(county: Play, text: str, kind: str, person: str = "handler_a") -> Notice:
    wanted = (at(f"2026-{text} 08:30"), kind, person)
    return next(one for one in county.said if (one.at, one.kind, one.person) == wanted)


def counted(notice: Notice) -> tuple[object, object]:
    """Working days late, and those left out because no word had reached."""
    return notice.data["late"], notice.data.get("unheard", 0)


def after(notice: Notice) -> tuple[object, object]:
    found = notice.data["next"]
    assert isinstance(found, dict)
    return found["step"], found["on"]


def test_days_late_never_go_down_from_a_late_reminder_to_the_steps() -> None:
    """Down from Mon 9 to Mon 16 Mar. Due Mon 9: 10, 11, 12, 13, 16 = 5 wd waited for the word that the 16th brings.

    Mon 16 late 0 and 5 left out; Tue 17 E1: only the 17th = 1; Thu 19 E2: 17, 18, 19 = 3; 5 left out throughout.
    """
    county = unheard("03-16").batches("2026-03-09 09:00")

    county.batch(at("2026-03-16 08:30"))
    county.batches("2026-03-19 09:00")

    assert [counted(said(county, *line)) for line in (("03-16", "late"), ("03-17", "step"), ("03-19", "step"))] == [
        (0, 5),
        (1, 5),
        (3, 5),
    ]


def test_each_late_reminder_that_does_not_arrive_waits_on() -> None:
    """Tue 10: 1 day waits; Wed 11: 2; Thu 12: 3. None of them is anybody's lateness."""
    county = unheard().batches("2026-03-12 09:00")

    late = [counted(said(county, day, "late")) for day in ("03-10", "03-11", "03-12")]

    assert late == [(0, 1), (0, 2), (0, 3)]


def test_a_late_reminder_tells_the_first_step_in_the_batch_after_it() -> None:
    """E1, E2 and E3 would have passed by Mon 16; said is E1, the next batch is Tue 17, and Fri 20 follows a Thursday batch."""
    for day, following in (("03-16", "2026-03-17"), ("03-19", "2026-03-20"), ("03-20", "2026-03-23")):
        county = unheard(day).batches("2026-03-09 09:00")
        county.batch(at(f"2026-{day} 08:30"))

        assert after(said(county, day, "late")) == ("E1", following)
        assert after(said(county, day, "late", "jijiao_head")) == ("E1", following)
        county.batches(f"{following} 09:00")
        assert said(county, following[5:], "step").data["step"] == "E1"


def test_the_step_that_was_said_before_a_new_owner_is_not_told_again() -> None:
    """E1 on Tue 10; accepted by builder_a on Wed 11, who hears on Thu 12, the day of E2: it comes on Fri 13.

    Thu 12: 10 and 11 = 2 days, the 12th waits. Fri 13: 10, 11, 13 = 3.
    """
    county = order(machine(MOVABLE)).batches("2026-03-11 09:00").offer("2026-03-11 10:00", "jijian", "handler_a")
    county.act("2026-03-11 11:00", "accept_transfer", "jijian_head").batches("2026-03-13 09:00")

    told = said(county, "03-12", "transferred", "builder_a")

    assert after(told) == ("E2", "2026-03-13")
    assert counted(told) == (2, 1)
    assert counted(said(county, "03-13", "step", "jijian_head")) == (3, 1)


def test_before_the_first_late_reminder_the_days_that_wait_are_left_out_already() -> None:
    """What a list shows on Mon 16 Mar at 08:00 of a duty nobody has heard of: 10 to 13 = 4 days wait, 16 too; late 0.

    On Mon 9 it is due, on Tue 10 at 08:29 it is 1 day late and no step has waited yet.
    """
    county = unheard()
    rule, run = county.machine.clocks["work"], county.run("work")
    dates = due(rule, run, county.case.calendar)

    def shown(when: str) -> tuple[object, object]:
        facts = standing(county.case, rule, run, dates, at(when))
        return facts["late"], facts.get("unheard", 0)

    assert shown("2026-03-16 08:00") == (0, 5)
    assert [shown(f"2026-03-{when}") for when in ("09 17:30", "10 08:29", "10 08:30")] == [(0, 0), (1, 0), (0, 1)]


def test_a_word_that_reached_leaves_nothing_out() -> None:
    """Everything arrives: E1 Tue 10 = 1 day, E2 Thu 12 = 3 days."""
    county = order().batches("2026-03-12 09:00")

    assert [counted(said(county, day, "step")) for day in ("03-10", "03-12")] == [(1, 0), (3, 0)]


def test_days_a_verifier_took_are_told_apart_from_days_without_a_word() -> None:
    """Reported Fri 6, verified 2 wd = Tue 10; returned Thu 12: 11 and 12 are the verifier's. E1 = 9 + 1 + 2 = Fri 13.

    Fri 13: 10 and 13 = 2 days late, 2 are others'.
    """
    county = order(verified_duty()).batches("2026-03-06 09:00").act("2026-03-06 10:00", "finish", "handler_a")
    county.batches("2026-03-12 09:00").act("2026-03-12 10:00", "verify_insufficient", "desk_a")

    line = said(county.batches("2026-03-13 09:00"), "03-13", "step")

    assert (line.data["late"], line.data["others"], "unheard" in line.data) == (2, 2, False)


def test_a_step_in_the_batch_in_which_the_limit_acts_by_itself_threatens_nothing() -> None:
    """S3 A: received Wed 16 Sep, notice due Tue 22; on Wed 23 E1, and it is deemed accepted: no supervision order can follow.

    The copy of the due day still names what will happen on Wed 23.
    """
    county = play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证")
    county.batches("2026-09-23 09:00")

    lapsed = next(one for one in county.said if one.kind == "step" and one.clock == "check_material")
    before = next(one for one in county.said if one.kind == "due" and one.clock == "check_material")

    assert lapsed.data["lapsed"] == "deem_accepted"
    assert "next" not in lapsed.data
    assert before.data["next"] == {"event": "deem_accepted", "on": "2026-09-23"}
    assert "lapsed" not in before.data


def test_a_late_reminder_knows_whether_the_breach_is_reported() -> None:
    """Statutory 8 wd = Thu 12 Mar, flagged on Fri 13 whoever heard: from then on the late reminder says so."""
    county = play(machine(MOVABLE))
    county.reaches = lambda _: False
    county.open("2026-03-02 10:00", "desk_a", "jijiao", topic="证").batches("2026-03-16 09:00")

    told = [said(county, day, "late").data.get("breach_told", False) for day in ("03-12", "03-13", "03-16")]

    assert told == [False, True, True]


def test_a_clock_without_a_ladder_has_no_step_to_come() -> None:
    """Nothing is threatened where nothing can follow."""
    county = order()
    rule, run = replace(county.machine.clocks["work"], ladder=None), county.run("work")

    facts = consequence(county.case, rule, run, due(rule, run, county.case.calendar), at("2026-03-10 08:30"))

    assert facts == {}
