"""Edges of who is told and who may: acts dated back, requests to oneself, waits without a limit, steps without a paper."""

from dataclasses import replace

import pytest

from engine.core.machine import Machine
from engine.core.refusal import Refused
from tests.core.play import Play, play
from tests.core.rulebooks import IN_A_ROW, LAPSING, MOVABLE, SUPERVISED, TWO_WAITS, extendable, machine, one_duty


def ordered(rules: Machine) -> Play:
    """Ordered by the desk on Mon 2 Mar."""
    return play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")


# --- acts dated back (decision 11) ---------------------------------------------------------------------

LATE_PAUSE = machine(
    MOVABLE.replace("en: Ask, next: asked}", "en: Ask, next: asked, backdate: {up_to: 5 wd @A, by: unit_head}}")
)
TWO_APPROVERS = machine(
    IN_A_ROW.replace(
        "en: Pass on, next: second}", "en: Pass on, next: second, backdate: {up_to: 5 wd @A, by: unit_head}}"
    ).replace("en: Finish, next: closed}", "en: Finish, next: closed, backdate: {up_to: 5 wd @A, by: deputy}}")
)


def test_no_act_is_dated_back_before_the_one_that_led_here() -> None:
    """Decision 11. Asked Wed 4 Mar, answered Fri 6: a pause since Thu 5 would lie in the pause that there was; since Fri 6 may be."""
    county = ordered(LATE_PAUSE).act("2026-03-04 10:00", "ask", "handler_a")
    county.act("2026-03-06 10:00", "answered", "handler_a")

    with pytest.raises(Refused) as refused:
        county.act_on("2026-03-09 10:00", "ask", "handler_a", on="2026-03-05", reason="漏登")
    assert refused.value.code == "before_last_act"

    county.act_on("2026-03-09 10:00", "ask", "handler_a", on="2026-03-06", reason="漏登")
    assert [side.name for side in county.case.matter.sides] == ["backdating"]


@pytest.mark.parametrize("event", ["approve_backdating", "refuse_backdating"])
def test_who_approves_another_act_does_not_answer_for_this_one(event: str) -> None:
    """Decision 11. The deputy approves an earlier day of the second step, the section head of the first, which was asked."""
    county = ordered(TWO_APPROVERS).act_on("2026-03-04 10:00", "pass_on", "handler_a", on="2026-03-03", reason="漏登")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-04 11:00", event, "deputy_1")
    assert (refused.value.code, refused.value.params["who"]) == ("not_yours", "unit_head")

    county.act("2026-03-04 11:00", event, "jijiao_head")
    assert county.case.matter.sides == ()


# --- lines (decision 3) --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owes", "asks", "told"),
    [("handler", "handler_a", [("03-03 10:00", "assigned", "jijiao_head")]), ("unit_head", "jijiao_head", [])],
)
def test_only_what_falls_to_somebody_through_another_is_assigned(
    owes: str, asks: str, told: list[tuple[str, str, str]]
) -> None:
    """Decision 3. The section head is told at once of a request he answers within 3 wd; of his own he knows."""
    extend = "{by: unit_head, up_to: same, times: 1 @A, answer: 3 wd @A}"
    rules = one_duty("5 wd @A", f"extend: {extend}", who=owes)

    county = ordered(rules).act("2026-03-03 10:00", "ask_extension", asks, n="2")

    assert [line[:3] for line in county.since("03-03 10:00", "03-03 10:01")] == told
    assert county.run("work").request is not None


@pytest.mark.parametrize(
    ("limit", "told"),
    [("", "03-04 08:30"), ("\n    limit: 1 wd @A", "03-03 10:00"), ("\n    limit: 2 wd @A", "03-04 08:30")],
)
def test_a_line_about_a_wait_without_a_limit_waits_for_the_batch(limit: str, told: str) -> None:
    """Decision 3: at once for limits of up to one working day, else in the next batch."""
    text = TWO_WAITS.replace("en: Hear, next: hearing}", "en: Hear, next: hearing, tells: [desk]}")
    text = text.replace("the parties}\n    watch: handler", f"the parties}}\n    watch: handler{limit}", 1)

    county = ordered(machine(text)).act("2026-03-03 10:00", "hear", "handler_a").batches("2026-03-04 09:00")

    assert [(when, who) for when, what, who, _ in county.told() if what == "offered"] == [(told, "desk_a")]


def test_a_line_about_the_end_waits_for_the_batch() -> None:
    """Decision 3: nothing runs any more by which the line would be for now, though the duty itself had one working day."""
    rules = machine(LAPSING.replace("en: Explain, next: closed,", "en: Explain, next: closed, tells: [desk],"))
    county = ordered(rules).batches("2026-03-10 09:00")

    county.act("2026-03-10 10:00", "explained", "handler_a").batches("2026-03-11 09:00")

    assert [(when, who) for when, what, who, _ in county.told() if what == "offered"] == [("03-11 08:30", "desk_a")]


def test_a_clock_whose_limit_nobody_has_chosen_does_not_begin() -> None:
    """Rule 2: it keeps the value its limit reads, so there must be one."""
    with pytest.raises(Refused) as refused:
        play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", grade="")

    assert (refused.value.code, refused.value.params["fields"]) == ("needs", "grade")


def test_a_step_without_a_paper_names_none() -> None:
    """Decision 7: the next step and its day are told all the same. Promised Mon 9 Mar: E1 on Tue 10, E2 on Thu 12."""
    rules = one_duty()
    clock = rules.clocks["work"]
    assert clock.ladder is not None
    bare = tuple(replace(step, paper="", paper_title="") for step in clock.ladder.steps)
    clocks = {**rules.clocks, "work": replace(clock, ladder=replace(clock.ladder, steps=bare))}

    county = ordered(replace(rules, clocks=clocks)).batches("2026-03-12 09:00")

    facts = {str(notice.data["step"]): notice.data for notice in county.said if notice.kind == "step"}
    assert facts["E1"]["next"] == {"step": "E2", "on": "2026-03-12", "to": ["unit_head", "deputy"]}
    assert facts["E2"]["demand"] == "2026-03-16"  # the last working day before E3 on Tue 17
    assert not {"paper", "paper_title"} & set(facts["E1"])


def test_an_answer_about_another_clock_than_the_one_that_was_asked_is_refused() -> None:
    """Rule 5: the answer names a clock for which nothing was asked."""
    county = play(extendable()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-03 10:00", "ask_extension", "handler_a", n=2, reason="复杂")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 11:00", "grant_extension", "jijiao_head", clock="another")

    assert refused.value.code == "no_request"
