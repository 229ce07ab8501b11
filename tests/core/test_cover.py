"""The duties that somebody who is away leaves to whoever stands in."""

from dataclasses import replace
from datetime import date

from engine.core.calendar import Interval
from engine.core.course import Course
from engine.core.cover import hand_over, is_for, owed_by_absent
from engine.core.organisation import Absence, Holder
from tests.core.play import Play, at, play, small_organisation
from tests.core.rulebooks import shipped

WEEK = Interval(date(2026, 3, 4), date(2026, 3, 10))
A, B, HEAD = (Absence(code, WEEK) for code in ("handler_a", "handler_b", "jijiao_head"))


def answering(*absences: Absence) -> Play:
    """The handler owes an answer by Mon 9 March; an extension is asked of his head."""
    county = play(shipped("first_contact"), *absences)
    county.open("2026-03-02 10:00", "officer_l", "jijiao", visitor="甲", channel="visit", request="学位")
    county.act("2026-03-02 10:10", "offer", "officer_l", handler="handler_a")
    county.act("2026-03-02 10:20", "accept", "handler_a")
    return county.act("2026-03-03 10:00", "ask_extension", "handler_a", n=2, unit="wd", reason="材料未齐")


def found(county: Play, when: str = "2026-03-04 08:30") -> list[tuple[str, str, str]]:
    """(duty, who owes, who stands in)"""
    return [(one.duty, one.holder.person, one.by.person) for one in owed_by_absent(county.case, at(when))]


def test_nobody_away_leaves_nothing() -> None:
    assert found(answering()) == []
    assert found(answering(A), "2026-03-11 08:30") == []


def test_b_stands_in_for_the_open_duty_and_the_next_above_for_a_head_without_b() -> None:
    assert found(answering(A, HEAD)) == [
        ("answer", "handler_a", "handler_b"),
        ("answering.extension", "jijiao_head", "deputy_1"),
    ]


def test_both_away_the_head_acts() -> None:
    assert found(answering(A, B)) == [("answer", "handler_a", "jijiao_head")]


def test_in_a_wait_and_at_an_end_nobody_owes_anything() -> None:
    county = answering(A)
    county.act("2026-03-04 09:00", "tell_result", "handler_b", result="已答")
    county.act("2026-03-04 10:00", "verify_pass", "desk_a")

    assert found(county, "2026-03-05 08:30") == []


def test_a_post_nobody_holds_is_nobody_s_absence() -> None:
    county = answering(A)
    whole = small_organisation((A,))
    without = tuple(replace(post, a="", b="") if post.kind == "head" else post for post in whole.posts)
    county.world = replace(county.world, organisation=type(whole)(whole.units, whole.people, without, (A,)))

    assert found(county) == [("answer", "handler_a", "handler_b")]


def test_the_line_names_the_duty_and_goes_to_b_with_a_in_copy() -> None:
    county = answering(A)
    course = Course(county.case)
    (owed,) = owed_by_absent(county.case, at("2026-03-04 08:30"))

    hand_over(course, owed, at("2026-03-04 08:30"))

    told = [(one.kind, one.person, one.capacity, one.because, one.state) for one in course.notices]
    assert told == [
        ("assigned", "handler_b", "to", "backup", "answer"),
        ("assigned", "handler_a", "cc", "away", "answer"),
    ]
    assert course.entries[-1].data["to"] == ("handler_b", "handler_a")


def test_a_duty_is_left_by_a_or_by_the_b_who_could_have_and_by_nobody_where_nobody_stands_in() -> None:
    (owed,) = owed_by_absent(answering(A, B).case, at("2026-03-04 08:30"))

    assert is_for(owed, {"handler_a"})
    assert is_for(owed, {"handler_b"})
    assert not is_for(owed, {"officer_l"})
    alone = replace(owed, holder=Holder("jijiao_head", "jijiao"))
    assert not is_for(alone, {"jijiao_head", ""})
