"""The rulebooks that come with the program: whole, in both languages, and with the dates of the field's scenarios."""

import pytest

from engine.core.machine import Machine, Text
from tests.core.play import play
from workflows.loader import load_rulebooks

RULEBOOKS = load_rulebooks()
NAMES = sorted(RULEBOOKS.machines)


@pytest.fixture(params=NAMES)
def machine(request: pytest.FixtureRequest) -> Machine:
    return RULEBOOKS.machines[request.param]


def test_they_are_all_loaded_without_a_note() -> None:
    assert {"first_contact", "monthly_bulletin", "monthly_check", "time_limit"} <= set(NAMES)
    assert RULEBOOKS.notes == ()


def test_numbers_begin_as_the_field_writes_them() -> None:
    prefixes = {name: machine.prefix for name, machine in RULEBOOKS.machines.items()}

    assert (
        prefixes.items()
        >= {"first_contact": "SW", "time_limit": "XS", "monthly_check": "YC", "monthly_bulletin": "YB"}.items()
    )


def _titles(machine: Machine) -> list[Text]:
    moves = [*machine.table.values(), *(opening.transition for opening in machine.openings)]
    states = [text for state in machine.states.values() for text in (state.title, state.awaiting, state.to) if text]
    fields = [field.title for field in machine.fields.values()]
    return [
        machine.title,
        *states,
        *fields,
        *(move.title for move in moves),
        *(clock.title for clock in machine.clocks.values()),
    ]


def test_every_title_is_there_in_both_languages(machine: Machine) -> None:
    for title in _titles(machine):
        assert any("一" <= character <= "鿿" for character in title.zh), title
        assert title.en.isascii(), title


def test_every_state_is_handled(machine: Machine) -> None:
    """Every duty, verification and wait has events; an end has none."""
    for name, state in machine.states.items():
        assert bool(machine.events_in(name)) == (state.kind != "end"), name


def test_the_shared_file_as_a_value() -> None:
    shared = RULEBOOKS.shared

    assert (str(shared.day.batch), str(shared.day.close), str(shared.day.zone)) == (
        "08:30:00",
        "17:30:00",
        "Asia/Shanghai",
    )
    assert (shared.roll_forward, shared.day.count_receipt_day) == (False, False)
    assert [(digest.name, digest.to) for digest in shared.digests] == [("weekly", ("deputy", "unit_head"))]
    assert (shared.late_progress, shared.objection) == (-0.1, "5 wd @A")
    assert shared.scoring is not None
    assert dict(shared.scoring.steps) == {"E1": -0.5, "E2": -1.0, "E3": -2.0, "E4": -2.0}


# --- the scenarios of the field --------------------------------------------------------------------


def test_s1_first_contact_over_spring_festival() -> None:
    story = play(RULEBOOKS.machines["first_contact"])
    story.open("2026-02-13 15:00", "officer_l", "jijiao", visitor="家长", channel="visit", request="转学")
    story.act("2026-02-14 09:00", "offer", "officer_l", handler="handler_a")
    story.act("2026-02-14 10:20", "accept", "handler_a").batches("2026-03-02 10:00")
    story.act("2026-03-02 11:00", "tell_result", "handler_a", result="已告知").batches("2026-03-03 09:00")
    story.act("2026-03-03 10:00", "verify_pass", "desk_a").batches("2026-03-10 09:00")

    assert story.kinds("hand_over")[:2] == [("02-13 15:00", "start"), ("02-14 08:30", "due")]
    assert story.kinds("answering") == [("02-26 08:30", "T-1 wd"), ("02-27 08:30", "due"), ("02-28 08:30", "E1")]
    assert story.kinds("answer.verify") == [("03-02 11:00", "start"), ("03-03 08:30", "due")]
    assert story.scores() == {("jijiao", "E1"): -0.5}
    assert story.case.state.kind == "end"


def test_s2_licence_with_excluded_procedure_and_extension() -> None:
    story = play(RULEBOOKS.machines["time_limit"])
    story.open("2026-09-18 09:00", "window_a", "window", applicant="甲", item="许可")
    story.act("2026-09-18 10:00", "accept", "window_a")
    story.act("2026-09-28 09:00", "exclude", "window_a", ground="expert_review", expected_end="2026-10-12")
    story.batches("2026-10-12 09:00").act("2026-10-12 16:00", "resume", "window_a").batches("2026-10-22 09:00")
    story.act("2026-10-22 14:00", "ask_extension", "window_a", n=10, unit="wd", reason="专家意见待补")
    story.act("2026-10-22 15:00", "grant_extension", "director").batches("2026-11-05 10:00")
    story.act("2026-11-05 16:00", "decide", "window_a", decision="准予").batches("2026-11-17 09:00")
    story.act("2026-11-17 10:00", "deliver", "window_a", proof="回证").batches("2026-11-30 09:00")

    assert [line for line in story.kinds("decide") if line[1] != "told"] == [
        ("10-20 08:30", "T-3 wd"), ("10-22 08:30", "T-1 wd"), ("11-03 08:30", "T-3 wd"), ("11-05 08:30", "T-1 wd"),
    ]  # fmt: skip
    assert story.kinds("deliver") == [("11-16 08:30", "T-3 wd")]
    assert story.scores() == {}
    assert story.case.state.name == "archived"


def test_s3_no_notice_is_acceptance_and_urging_in_one_batch() -> None:
    story = play(RULEBOOKS.machines["time_limit"])
    story.open("2026-09-16 09:00", "window_a", "window", applicant="甲", item="许可").batches("2026-09-23 09:00")

    assert story.kinds("check_material") == [("09-21 08:30", "T-1 wd"), ("09-22 08:30", "due"), ("09-23 08:30", "E1")]
    assert story.case.state.name == "decide"
    story.batches("2026-10-12 09:00")
    said = [line for line in story.kinds("decide") if line[1] != "assigned"]
    assert said == [("10-08 08:30", "T-3 wd"), ("10-10 08:30", "T-1 wd"), ("10-12 08:30", "due")]


def test_s3_notice_in_time_waits_and_counts_from_completeness() -> None:
    story = play(RULEBOOKS.machines["time_limit"])
    story.open("2026-09-16 09:00", "window_a", "window", applicant="甲", item="许可").batches("2026-09-21 09:00")
    story.act("2026-09-21 15:00", "ask_supplement", "window_a", missing="身份证").batches("2026-09-29 09:00")
    story.act("2026-09-29 10:00", "complete", "window_a").batches("2026-10-20 09:00")

    assert story.kinds() == [("09-21 08:30", "T-1 wd"), ("10-20 08:30", "T-3 wd")]


def test_s7_school_x_is_silent() -> None:
    story = play(RULEBOOKS.machines["monthly_check"])
    story.open("2026-05-06 08:30", "engine", "school_x", period="2026-05").batches("2026-06-04 09:00")
    story.act("2026-06-04 10:00", "submit", "academic_x", summary="小结").batches("2026-06-05 09:00")
    story.act("2026-06-05 10:00", "bulletin_issued", "engine").batches("2026-06-30 09:00")

    assert story.kinds("hand_in_summary") == [
        ("05-22 08:30", "T-5 wd"), ("05-28 08:30", "T-1 wd"), ("05-29 08:30", "due"), ("06-01 08:30", "E1"), ("06-03 08:30", "E2"),
    ]  # fmt: skip
    assert story.scores() == {("school_x", "E2"): -1.0}
    assert story.case.state.name == "closed"


def test_s7_school_y_rectifies_and_is_returned() -> None:
    story = play(RULEBOOKS.machines["monthly_check"])
    story.open("2026-05-06 08:30", "engine", "school_x", period="2026-05").batches("2026-05-20 09:00")
    story.act("2026-05-20 10:00", "submit", "academic_x", summary="小结")
    story.act("2026-05-26 10:00", "sample_school", "researcher_a", problems=True, findings="教案缺页")
    story.batches("2026-06-05 09:00").act("2026-06-05 10:00", "bulletin_issued", "engine").batches("2026-06-17 09:00")
    story.act("2026-06-17 10:00", "report", "academic_x", proof="照片").batches("2026-06-24 09:00")
    story.act("2026-06-24 10:00", "verify_insufficient", "researcher_a").batches("2026-06-29 09:00")
    story.act("2026-06-29 10:00", "report", "academic_x", proof="教案").batches("2026-06-30 09:00")
    story.act("2026-06-30 10:00", "verify_pass", "researcher_a").batches("2026-07-10 09:00")

    said = [line for line in story.kinds("rectify") if line[1] not in ("assigned", "returned")]
    assert said == [("06-16 08:30", "T-3 wd"), ("06-25 08:30", "E2")]
    assert story.scores() == {("school_x", "E2"): -1.0}
    assert story.case.state.name == "closed"
