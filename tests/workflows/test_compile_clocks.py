"""Clocks and side duties from their declarations: modes, profiles, lapses, extensions, transfers."""

import pytest

from engine.core.limit import Bound, Count, Limit
from engine.core.machine import ExtendRule, FieldRef, Machine, PassedRule, RoleTerm
from tests.workflows.text import load

NOTE = "Note the progress}"


def small(*changes: tuple[str, str]) -> Machine:
    return load(*changes).machines["small"]


# --- clocks ----------------------------------------------------------------------------------------


def test_clocks_as_functions_from_state_to_mode() -> None:
    modes = {
        clock.name: (clock.kind, set(clock.over), set(clock.held_in), set(clock.paused_in))
        for clock in small().clocks.values()
    }

    assert modes == {
        "answer": ("duty", {"answer"}, set(), {"experts"}),
        "archive.verify": ("verify", {"archive.verify"}, set(), set()),
        "experts": ("wait", {"experts"}, set(), set()),
        "whole": ("span", {"archive"}, {"archive.verify"}, set()),
        "whole.extension": ("extension", set(), set(), set()),
    }


def test_profiles_come_from_kind_and_length_of_each_case() -> None:
    profiles = {
        clock.name: {case: profile.name for case, profile in clock.profile.items()} for clock in small().clocks.values()
    }

    assert profiles == {
        "answer": {"": "WD_LONG"},
        "archive.verify": {"": "WD_SHORT"},
        "experts": {"": "MILESTONE"},
        "whole": {"simple": "WD_LONG", "hard": "WD_LONG"},
        "whole.extension": {"": "WD1"},
    }


@pytest.mark.parametrize(
    ("limit", "profile"),
    [
        ("1 wd @A", "WD1"),
        ("2 wd @A", "WD_SHORT"),
        ("9 wd @A", "WD_SHORT"),
        ("10 wd @A", "WD_LONG"),
        ("15 cd @A", "CAL"),
        ("3 months @A", "CAL"),
        ("1 years @A", "CAL"),
        ("by month_end @A", "PERIODIC"),
        ("by wd 5 of next_month @A", "PERIODIC"),
        ("on the 10 of this_month @A", "PERIODIC"),
        ("on back_on", "MILESTONE"),
        ("5 wd after back_on @A", "WD_SHORT"),
        ("{statutory: 10 wd @A}", "WD_LONG"),
        ("{promised: 5 wd @A, statutory: 10 wd @A}", "WD_SHORT"),
    ],
)
def test_the_default_profile_of_a_limit(limit: str, profile: str) -> None:
    machine = small(("    limit: on back_on", f"    limit: {limit}"))

    assert machine.clocks["experts"].profile[""].name == profile


def test_a_named_profile_and_a_further_receiver() -> None:
    machine = small(("    watch: clerk", "    watch: clerk\n    remind: {profile: CAL, add: {head: T-7 cd}}"))

    profile = machine.clocks["experts"].profile[""]
    assert profile.name == "CAL"
    assert [(role, point.name) for role, point in profile.added] == [("head", "T-7 cd")]


def test_a_further_receiver_leaves_the_default_profile() -> None:
    machine = small(("    watch: clerk", "    watch: clerk\n    remind: {add: {head: T-7 cd}}"))

    assert machine.clocks["experts"].profile[""].name == "MILESTONE"


def test_a_duty_that_leads_to_itself_is_owed_again() -> None:
    machine = small(("    notes:\n", "      again: {zh: 再, en: Do it again, next: answer}\n    notes:\n"))

    assert machine.clocks["answer"].restart_by == {"again"}


def test_a_lapse_is_of_the_statutory_limit_where_there_is_one() -> None:
    assert small().clocks["answer"].passed == PassedRule(event="lapse", of="statutory", states=("answer",))
    promised = small(("limit: {promised: 10 wd @A, statutory: 20 wd @L 条例1}", "limit: 10 wd @A"))
    assert promised.clocks["answer"].passed == PassedRule(event="lapse", of="promised", states=("answer",))


def test_a_lapse_of_a_limit_over_several_duties() -> None:
    machine = small(
        ("over: [archive]", "over: [answer, archive]"),
        ("Let it lapse, next: closed}", "Let it lapse, next: closed, limit: whole}"),
    )

    assert machine.clocks["whole"].passed == PassedRule(event="lapse", of="promised", states=("answer",))
    assert machine.clocks["answer"].passed is None
    assert machine.table["answer", "lapse"].kind == "passed"


def test_a_wait_that_lapses_has_no_ladder_unless_it_names_one() -> None:
    lapse = "    watch: clerk\n    passed: {event: late, zh: 逾, en: Be late, next: answer}"
    plain, named = small(("    watch: clerk", lapse)), small(("    watch: clerk", lapse + "\n    ladder: standard"))

    assert plain.clocks["experts"].ladder is None
    assert named.clocks["experts"].ladder is not None


def test_a_wait_that_nobody_watches_reminds_nobody() -> None:
    machine = small(("    watch: clerk", "    passed: {event: late, zh: 逾, en: Be late, next: answer}"))

    assert machine.clocks["experts"].profile[""].points == ()
    assert machine.clocks["experts"].watcher == ""


def test_a_wait_without_limit_is_looked_in_on() -> None:
    machine = small(("    limit: on back_on\n", ""))

    clock = machine.clocks["experts"]
    assert (clock.kind, clock.watcher, clock.ladder, clock.scored) == ("look_in", "clerk", None, False)
    assert clock.limit.cases == {"": Limit(promised=Bound(Count(30, "cd"), "A"))}
    assert machine.look_in == 30


def test_a_promise_can_roll_forward() -> None:
    machine = small(("limit: {choose", "roll: forward\n    limit: {choose"))

    assert machine.clocks["whole"].roll_forward
    assert not machine.clocks["answer"].roll_forward


# --- side duties -----------------------------------------------------------------------------------


def test_an_extension_is_a_duty_of_its_approver() -> None:
    machine = small()

    clock = machine.clocks["whole.extension"]
    assert (clock.side_role, clock.scored, clock.due_day_cc) == ("unit_head", False, ())
    assert clock.ladder is not None
    assert clock.ladder.name == "approver"
    assert clock.limit.cases == {"": Limit(promised=Bound(Count(1, "wd"), "A"))}
    assert machine.clocks["whole"].extend == ExtendRule(by="unit_head", up_to=None, times=1)


def test_an_extension_is_asked_where_the_clock_runs_and_answered_where_it_rests_too() -> None:
    machine = small(
        ("    over: [archive]", "    over: [answer, archive]"), ("pauses: [answer]", "pauses: [answer, whole]")
    )

    asked = {state for state, event in machine.table if event == "ask_extension"}
    answered = {state for state, event in machine.table if event == "grant_extension"}
    assert asked == {"answer", "archive"}
    assert answered == {"answer", "archive", "archive.verify", "experts"}


def test_several_clocks_of_one_state_share_one_event() -> None:
    told = "told: {zh: 申请人, en: the applicant}"
    extend = f"    extend: {{by: head, up_to: 5 wd @A, times: 2 @A, answer: 2 wd @A, {told}}}\n    suspended"
    machine = small(("    suspended", extend), ("    over: [archive]", "    over: [answer, archive]"))

    move = machine.table["answer", "grant_extension"]
    assert (move.clocks, move.by) == (("answer", "whole"), ("head", "unit_head"))
    assert machine.clocks["answer"].extend == ExtendRule(
        by="head", up_to=Bound(Count(5, "wd"), "A"), times=2, told="申请人"
    )
    assert machine.clocks["answer.extension"].limit.cases[""].promised == Bound(Count(2, "wd"), "A")


def test_an_offered_transfer_is_a_duty_of_the_receiving_head() -> None:
    machine = small((NOTE, "Note the progress, needs: [section], set: {unit: section}}"))

    clock = machine.clocks["transfer"]
    assert (clock.kind, clock.side_role, clock.ladder and clock.ladder.name) == (
        "transfer",
        "receiving_head",
        "to_section_only",
    )
    assert machine.roles["receiving_head"] == (RoleTerm("head", "", "line"),)
    assert machine.table["answer", "note_progress"].sets == {"unit": FieldRef("section")}
    moved_on = {state.name for state in machine.states.values() if state.kind != "end"}
    assert {state for state, event in machine.table if event == "accept_transfer"} == moved_on
    assert machine.table["archive", "refuse_transfer"].by == ("receiving_head",)


def test_nothing_is_transferred_unless_offered() -> None:
    assert "transfer" not in small().clocks
