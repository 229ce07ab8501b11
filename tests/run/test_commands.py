"""Commands: what a person does to a matter commits whole or not at all."""

import pytest

from engine.core.refusal import Refused
from engine.run import commands
from engine.store import history, matters
from engine.store.database import Database
from engine.store.verification import verify
from tests.core.play import at
from tests.run.county import running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}


def test_scenario_one_says_what_the_field_reference_says(database: Database) -> None:
    """S1: first contact over Spring Festival, every mail with its receiver and instant.

    13 Feb (Fri) 15:00 register: start to the officer at once. Hand-over 1 wd: Sat 14 Feb is a make-up day, so due
    there, with the officer's section head in copy. 15-23 Feb off. Answer 5 wd: 14, 24, 25, 26, 27 Feb: T-1 on 26, due
    on 27 with the handler's head in copy. Told on 2 Mar: E1 on Sat 28 Feb (make-up day), the weekly digest on Mon 2 Mar
    08:30, no E2 on 3 Mar. The call-back (1 wd) is the desk's: start at once, due on 3 Mar, the office head in copy.
    """
    county = running_county(database, "2026-02-13 09:00")

    number = county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-02-14 10:00", number, "offer", "officer_l", handler="handler_a")
    county.act("2026-02-14 10:20", number, "accept", "handler_a")
    county.act("2026-03-02 11:00", number, "tell_result", "handler_a", result="已答复")
    county.act("2026-03-03 10:00", number, "verify_pass", "desk_a")
    county.pass_to("2026-03-20 09:00")

    assert sorted(county.mails()) == [
        ("02-13 15:00", "officer_l", f"start {number} to"),
        ("02-14 08:30", "office_head", f"due {number} cc"),
        ("02-14 08:30", "officer_l", f"due {number} to"),
        ("02-14 10:00", "handler_a", f"offered {number} to"),
        ("02-26 08:30", "handler_a", f"point {number} to"),
        ("02-27 08:30", "handler_a", f"due {number} to"),
        ("02-27 08:30", "jijiao_head", f"due {number} cc"),
        ("02-28 08:30", "deputy_1", f"step {number} cc"),
        ("02-28 08:30", "desk_a", f"step {number} cc"),
        ("02-28 08:30", "handler_a", f"step {number} to"),
        ("02-28 08:30", "jijiao_head", f"step {number} to"),
        ("03-02 08:30", "deputy_1", f"digest {number} to"),
        ("03-02 08:30", "jijiao_head", f"digest {number} to"),
        ("03-02 11:00", "desk_a", f"start {number} to"),
        ("03-03 08:30", "desk_a", f"due {number} to"),
        ("03-03 08:30", "office_head", f"due {number} cc"),
    ]


def test_a_refused_act_changes_nothing_of_its_own(database: Database) -> None:
    """An illegal event is refused in one sentence and leaves no line of history."""
    county = running_county(database, "2026-02-13 09:00")
    number = county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    with database.read() as tx:
        before = (matters.load(tx, [number]), len(history.of_matter(tx, number)))

    with pytest.raises(Refused, match="Cannot tell_result while in to be handed over"):
        county.act("2026-02-13 16:00", number, "tell_result", "officer_l")

    with database.read() as tx:
        assert before == (matters.load(tx, [number]), len(history.of_matter(tx, number)))


def test_what_was_due_before_a_refused_act_is_said_all_the_same(database: Database) -> None:
    """Rule 0: bringing up has a transaction of its own that stands even if the act is refused."""
    county = running_county(database, "2026-02-13 09:00")
    number = county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.sleep_to("2026-02-14 09:00")  # nobody swept at 08:30

    with pytest.raises(Refused):
        commands.act(county.cell, number, "tell_result", "officer_l", {}, county.now)
    county.wake()

    assert ("02-14 09:00", "officer_l", f"due {number} to") in county.mails()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"visitor": "某家长", "channel": "visit"}, "still needs: 事项 request"),
        ({**REQUEST, "channel": "vist"}, "does not fit field channel: visit\\? expected"),
        ({**REQUEST, "chanel": "visit"}, "has no field chanel \\(channel\\?\\)"),
        ({**REQUEST, "handler": "nobody"}, "does not fit field handler"),
        ({**REQUEST, "urgent": "perhaps"}, "yes / no expected"),
    ],
)
def test_a_missing_or_wrong_value_is_refused_by_name(
    database: Database, values: dict[str, object], sentence: str
) -> None:
    county = running_county(database, "2026-02-13 09:00")

    with pytest.raises(Refused, match=sentence):
        commands.open_matter(county.cell, "first_contact", "officer_l", values, county.now, unit="jijiao")


def test_unknown_workflow_person_unit_and_matter_are_named_with_what_was_meant(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    cell, now = county.cell, county.now

    with pytest.raises(Refused, match="no workflow first_contakt \\(first_contact\\?\\)"):
        commands.open_matter(cell, "first_contakt", "officer_l", REQUEST, now)
    with pytest.raises(Refused, match="no person oficer_l \\(officer_l\\?\\)"):
        commands.open_matter(cell, "first_contact", "oficer_l", REQUEST, now)
    with pytest.raises(Refused, match=r"no unit jijia \(jijia[on]\?\)"):
        commands.open_matter(cell, "first_contact", "officer_l", REQUEST, now, unit="jijia")
    with pytest.raises(Refused, match="no matter SW-2026-0009"):
        commands.act(cell, "SW-2026-0009", "accept", "officer_l", {}, now)


def test_numbers_have_no_gap_after_a_refusal(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    first = county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    with pytest.raises(Refused):
        county.open("2026-02-13 15:01", "first_contact", "officer_l", "jijiao", visitor="某家长")

    second = county.open("2026-02-13 15:02", "first_contact", "officer_l", "jijiao", **REQUEST)

    assert (first, second) == ("SW-2026-0001", "SW-2026-0002")


def test_the_history_of_a_finished_matter_can_be_proved(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    number = county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-02-14 10:00", number, "answer_on_spot", "officer_l", result="已当场答复")
    county.pass_to("2026-02-25 09:00")

    with database.read() as tx:
        assert [one.entry.kind for one in history.of_matter(tx, number)] == ["opened", "said", "said", "done"]
        assert list(verify(tx)) == []


def test_a_private_value_is_in_no_line_of_history_or_notice(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    number = county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)

    with database.read() as tx:
        told = str(history.of_matter(tx, number))

    assert "某家长" not in told
    assert "visitor" in told


def test_an_act_in_the_evening_counts_for_the_next_working_day(database: Database) -> None:
    """Rule 1: 17:30:00 is still today; a second later it is the next working day."""
    county = running_county(database, "2026-03-02 09:00")
    in_time = county.open("2026-03-02 17:30:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    too_late = county.open("2026-03-02 17:30:01", "first_contact", "officer_l", "jijiao", **REQUEST)

    with database.read() as tx:
        on = [str(matter.opened_on) for matter in matters.load(tx, [in_time, too_late])]

    assert on == ["2026-03-02", "2026-03-03"]
    assert at("2026-03-02 17:30:01") > at("2026-03-02 17:30:00")


def test_a_wrong_click_is_taken_back_by_its_author_on_the_same_day(database: Database) -> None:
    """Decision 16: the facts are those before the act; both the act and the correction stay in the history."""
    county = running_county(database, "2026-02-28 09:00")
    number = county.open("2026-03-02 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-03-02 11:00", number, "guide", "officer_l", sent_where="县人社局")

    with pytest.raises(Refused, match="same day its author"):
        commands.correct(county.cell, number, "handler_a", "点错", at("2026-03-02 11:05"))
    commands.correct(county.cell, number, "officer_l", "点错", at("2026-03-02 11:05"))
    county.now = at("2026-03-02 11:05")

    with database.read() as tx:
        kinds = [one.entry.kind for one in history.of_matter(tx, number)]
        assert matters.load(tx, [number])[0].state == "hand_over"
    assert kinds == ["opened", "said", "done", "corrected"]
    county.pass_to("2026-03-03 09:00")
    assert ("03-03 08:30", "officer_l", f"due {number} to") in county.mails()


def test_a_wrong_click_of_yesterday_is_corrected_by_the_section_head(database: Database) -> None:
    county = running_county(database, "2026-02-28 09:00")
    number = county.open("2026-03-02 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-03-02 11:00", number, "guide", "officer_l", sent_where="县人社局")
    county.pass_to("2026-03-03 09:00")

    with pytest.raises(Refused, match="later the section head"):
        commands.correct(county.cell, number, "officer_l", "点错", county.now)
    done = commands.correct(county.cell, number, "jijiao_head", "点错", county.now)

    assert done.state == "hand_over"


def test_a_matter_opened_in_error_is_voided_and_says_nothing_more(database: Database) -> None:
    county = running_county(database, "2026-02-28 09:00")
    number = county.open("2026-03-02 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)

    commands.void(county.cell, number, "officer_l", "重复登记", at("2026-03-02 10:30"))
    county.now = at("2026-03-02 10:30")
    county.pass_to("2026-03-20 09:00")

    assert county.mails() == [("03-02 10:00", "officer_l", f"start {number} to")]
    with pytest.raises(Refused, match="has ended"):
        commands.act(county.cell, number, "guide", "officer_l", {"sent_where": "县人社局"}, county.now)
