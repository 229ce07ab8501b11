"""Handing a matter on by hand: to a colleague of the same unit, and which event offers it to another one."""

from dataclasses import replace

import pytest

from engine.core.batch import next_wake
from engine.core.calendar import Interval
from engine.core.course import Course
from engine.core.handover import hand_over, transfer_event
from engine.core.organisation import Absence, Organisation
from engine.core.refusal import Refused
from tests.core.play import Play, at, play, small_organisation
from tests.core.rulebooks import MOVABLE, machine, shipped

VALUES = {"visitor": "某家长", "channel": "visit", "request": "转学"}


def accepted(organisation: Organisation | None = None) -> Play:
    """The handler of the section has accepted a visitor's request by name: 5 wd from Mon 2 March, Mon 9 March."""
    county = play(shipped("first_contact"))
    if organisation:
        county.world = replace(county.world, organisation=organisation)
    county.open("2026-03-02 10:00", "officer_l", "office", **VALUES)
    county.act("2026-03-02 10:10", "offer", "officer_l", handler="handler_a")
    return county.act("2026-03-02 10:20", "accept", "handler_a")


def handed(county: Play, when: str, to: str, actor: str, reason: str = "") -> Play:
    county.bring(at(when))
    course = Course(county.case)
    hand_over(course, to, actor, at(when), reason)
    return county._take(course.change(next_wake(course.case, at(when))), at(when))


def owner(county: Play) -> tuple[str, str]:
    assert county.case.owner is not None
    return county.case.owner.person, county.case.owner.line


def refused(county: Play, to: str, actor: str) -> str:
    with pytest.raises(Refused) as fault:
        handed(county, "2026-03-03 10:00", to, actor)
    return fault.value.code


def test_a_colleague_of_the_unit_owes_it_from_now_on_and_its_clock_goes_on() -> None:
    county = handed(accepted(), "2026-03-03 10:00", "handler_b", "handler_a", "轮岗")

    assert owner(county) == ("handler_b", "jijiao")
    assert county.case.matter.fields["handler"] == "handler_a"
    assert str(county.case.matter.runs["answering"].day_zero) == "2026-03-02"
    (entry,) = [entry for change in county.changes for entry in change.entries if entry.kind == "handed_over"]
    assert (entry.actor, entry.data) == (
        "handler_a",
        {"duty": "answer", "before": "handler_a", "after": "handler_b", "reason": "轮岗"},
    )


def test_who_gets_it_is_told_in_the_next_batch_and_who_had_it_where_somebody_else_decided() -> None:
    by_himself = handed(accepted(), "2026-03-03 10:00", "handler_b", "handler_a").batches("2026-03-04 09:00")
    by_his_head = handed(accepted(), "2026-03-03 10:00", "handler_b", "jijiao_head").batches("2026-03-04 09:00")

    def told(county: Play) -> list[tuple[str, str]]:
        return [(notice.kind, notice.person) for notice in county.said if notice.at == at("2026-03-04 08:30")]

    assert told(by_himself) == [("assigned", "handler_b")]
    assert told(by_his_head) == [("assigned", "handler_b"), ("transferred", "handler_a")]


def test_a_head_who_takes_it_himself_needs_no_line() -> None:
    county = handed(accepted(), "2026-03-03 10:00", "jijiao_head", "jijiao_head").batches("2026-03-04 09:00")

    assert [notice.kind for notice in county.said if notice.person == "jijiao_head"] == []


@pytest.mark.parametrize("actor", ["handler_a", "handler_b", "jijiao_head", "deputy_1", "director"])
def test_who_owes_it_his_b_and_those_above_him_may(actor: str) -> None:
    assert owner(handed(accepted(), "2026-03-03 10:00", "jijiao_head", actor)) == ("jijiao_head", "jijiao")


def test_nobody_else_may() -> None:
    assert refused(accepted(), "handler_b", "officer_l") == "not_yours"


@pytest.mark.parametrize(("to", "code"), [("handler_a", "handover_same"), ("builder_a", "handover_elsewhere")])
def test_it_goes_to_somebody_else_of_the_same_unit(to: str, code: str) -> None:
    assert refused(accepted(), to, "handler_a") == code


def test_what_a_post_owes_goes_with_the_post() -> None:
    county = play(machine(MOVABLE)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    assert refused(county, "handler_b", "handler_a") == "handover_post"


def test_what_nobody_owes_and_what_has_ended_cannot_be_handed_over() -> None:
    old = small_organisation()
    nobody = accepted()
    nobody.world = replace(
        nobody.world,
        organisation=Organisation(old.units, {k: v for k, v in old.people.items() if k != "handler_a"}, old.posts),
    )
    closed = play(shipped("first_contact")).open("2026-03-02 10:00", "officer_l", "office", **VALUES)
    closed.act("2026-03-02 10:10", "guide", "officer_l", sent_where="市教育局")

    with pytest.raises(Refused) as vacant:
        hand_over(Course(nobody.case), "handler_b", "jijiao_head", at("2026-03-02 11:00"))
    assert (vacant.value.code, refused(closed, "handler_b", "handler_a")) == ("handover_post", "closed")


VERIFIED_BY_NAME = """
workflow: verified_by_name
title: {zh: 具名核查, en: Verified by name}
number: TT
subject: [topic]
basis: test
opens: {event: order, zh: 交办, en: Order, by: desk, next: work, needs: [checker]}
roles:
  handler: post handler of unit
  checker: field checker
fields:
  topic:   {zh: 事由, en: Topic, type: text}
  checker: {zh: 核查人, en: Checker, type: person}
duties:
  work:
    zh: 办理
    en: Do the work
    who: handler
    limit: 5 wd @A
    done: {report: {zh: 报告, en: Report, next: closed}}
    verify: {by: checker, limit: 2 wd @A}
ends:
  closed: {zh: 已办结, en: closed}
"""


def test_a_verification_is_never_handed_to_who_reported() -> None:
    """The section's head checks what the handler reports."""
    county = play(machine(VERIFIED_BY_NAME)).open(
        "2026-03-02 10:00", "desk_a", "jijiao", topic="证", checker="jijiao_head"
    )
    county.act("2026-03-02 11:00", "report", "handler_a")

    assert refused(county, "handler_a", "jijiao_head") == "own_report"
    assert owner(handed(county, "2026-03-03 10:00", "handler_b", "jijiao_head")) == ("handler_b", "jijiao")


def test_who_is_named_anew_sits_there_himself() -> None:
    """An offer is handed on; then it is made to the first one again: the seat is gone."""
    county = play(shipped("first_contact")).open("2026-03-02 10:00", "officer_l", "office", **VALUES)
    county.world = replace(county.world, organisation=with_two_at_the_desk())
    handed(county, "2026-03-02 10:05", "officer_m", "officer_l")
    assert owner(county) == ("officer_m", "office")
    county.act("2026-03-02 10:10", "offer", "officer_m", handler="handler_a")
    county.act("2026-03-02 10:20", "accept", "handler_a")
    handed(county, "2026-03-02 10:30", "handler_b", "handler_a")

    assert set(county.case.matter.seats) == {"actor register", "field handler"}
    county.act("2026-03-02 11:00", "tell_result", "handler_b", handler="handler_a", result="已答复")
    assert set(county.case.matter.seats) == {"actor register"}


def with_two_at_the_desk() -> Organisation:
    old = small_organisation()
    posts = tuple(replace(post, b="officer_m" if post.kind == "reception" else post.b) for post in old.posts)
    return Organisation(
        old.units, {**old.people, "officer_m": replace(old.people["officer_l"], code="officer_m")}, posts
    )


def test_taking_back_an_act_does_not_take_back_a_hand_over() -> None:
    county = accepted()
    before = county.case.matter
    handed(county, "2026-03-02 11:00", "handler_b", "handler_a")
    county.act("2026-03-02 15:00", "tell_result", "handler_b", result="已答复")
    county.undo("2026-03-02 15:05", before, "handler_b")

    assert owner(county) == ("handler_b", "jijiao")
    assert county.case.matter.succeeded["answer"].before == ("handler_a",)


def test_a_matter_handed_over_late_tells_whose_the_days_were() -> None:
    """Due Mon 9 March; E1 on Tue 10 March; handed over on Wed 11 March: two days late."""
    county = handed(accepted().batches("2026-03-11 09:00"), "2026-03-11 10:00", "handler_b", "jijiao_head")
    county.batches("2026-03-12 09:00")

    (line,) = [notice for notice in county.said if notice.kind == "assigned" and notice.person == "handler_b"]
    assert line.data["inherited"] == {"on": "2026-03-11", "before": ["handler_a"], "late": 2}


def test_while_he_is_away_his_head_may_give_it_to_the_b() -> None:
    away = Absence("handler_a", Interval(at("2026-03-03 08:00").date(), at("2026-03-20 08:00").date()))
    county = accepted(small_organisation((away,)))

    assert owner(handed(county, "2026-03-03 10:00", "handler_b", "handler_b")) == ("handler_b", "jijiao")


# --- to another unit ---


def test_the_event_that_offers_it_and_its_field_are_the_rulebook_s() -> None:
    county = play(machine(MOVABLE)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    move, field = transfer_event(county.case)
    assert (move.event, field) == ("move", "new_unit")


def test_where_the_rulebook_has_none_the_refusal_says_what_is_possible() -> None:
    closed = play(shipped("first_contact")).open("2026-03-02 10:00", "officer_l", "office", **VALUES)
    closed.act("2026-03-02 10:10", "guide", "officer_l", sent_where="市教育局")

    with pytest.raises(Refused) as fault:
        transfer_event(accepted().case)
    assert fault.value.code == "transfer_not_here"
    assert "tell_result" in fault.value.text("en")
    with pytest.raises(Refused, match="ended"):
        transfer_event(closed.case)


def test_who_accepts_a_transfer_is_told_whose_the_days_before_were() -> None:
    """Ordered on Mon 2 March, 5 wd: Mon 9 March. The other section accepts on Wed 11 March."""
    county = play(machine(MOVABLE)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.batches("2026-03-10 09:00").offer("2026-03-10 10:00", "jijian", "handler_a")
    county.act("2026-03-11 10:00", "accept_transfer", "jijian_head").batches("2026-03-12 09:00")

    (line,) = [notice for notice in county.said if notice.kind == "transferred" and notice.capacity == "to"]
    assert (line.person, line.data["inherited"]) == (
        "builder_a",
        {"on": "2026-03-11", "before": ["handler_a"], "late": 2},
    )
