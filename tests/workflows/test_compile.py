"""From duties to a machine: states, the table, clocks, side duties, profiles."""

from engine.core.limit import Bound, Count
from engine.core.machine import (
    ANYONE,
    ENGINE,
    RESPONSIBLE,
    Branch,
    FieldRef,
    Machine,
    Recurring,
    Text,
)
from tests.workflows.text import load

NOTE = "Note the progress}"


def small(*changes: tuple[str, str]) -> Machine:
    return load(*changes).machines["small"]


def events(machine: Machine, state: str) -> list[str]:
    return [move.event for move in machine.events_in(state)]


# --- states and events -----------------------------------------------------------------------------


def test_states_are_duties_verifications_waits_and_ends() -> None:
    machine = small()

    assert {name: state.kind for name, state in machine.states.items()} == {
        "answer": "duty", "archive": "duty", "archive.verify": "verify", "experts": "wait", "closed": "end", "dropped": "end",
    }  # fmt: skip
    verify, wait = machine.states["archive.verify"], machine.states["experts"]
    assert (verify.who, verify.duty, verify.title) == ("checker", "archive", Text("核查：归档", "Verify: Archive it"))
    assert (wait.who, wait.to, wait.awaiting) == (
        "clerk",
        Text("专家", "the experts"),
        Text("专家评审", "expert review"),
    )
    assert machine.states["answer"].awaiting == Text("待办：答复", "To do: Answer it")


def test_events_stand_in_the_order_of_the_rulebook() -> None:
    assert events(small(), "answer") == ["tell", "ask_experts", "note_progress", "lapse", "drop"]


def test_who_may_do_an_event_by_default() -> None:
    table = small().table

    assert table["answer", "tell"].by == (RESPONSIBLE,)
    assert table["answer", "lapse"].by == (ENGINE,)
    assert table["answer", "drop"].by == ("desk",)
    assert table["archive.verify", "verify_pass"].by == ("checker",)
    assert table["archive", "grant_extension"].by == ("unit_head",)
    assert table["archive", "ask_extension"].by == (RESPONSIBLE,)


def test_kinds_of_events() -> None:
    table = small().table

    kinds = {event: table["answer", event].kind for event in events(small(), "answer")}
    assert kinds == {
        "tell": "done",
        "ask_experts": "suspend",
        "note_progress": "note",
        "lapse": "passed",
        "drop": "anywhere",
    }
    assert table["experts", "come_back"].kind == "resume"
    assert table["answer", "note_progress"].branches == ()


def test_what_is_possible_anywhere_is_possible_in_every_duty_verification_and_wait_but_not_at_an_end() -> None:
    machine = small()

    assert [state for state in machine.states if (state, "drop") in machine.table] == [
        "answer", "archive", "archive.verify", "experts",
    ]  # fmt: skip


def test_branches_are_conditions_and_states() -> None:
    first, last = small().table["archive", "file_away"].branches

    assert (first.to, first.when and first.when.source) == ("closed", "sent")
    assert last == Branch("dropped")


def test_everything_an_event_can_say() -> None:
    said = (
        "needs: [copies], when: copies > 1, set: {sent: yes, copies: 2, request: visitor}, tells: [desk, responsible], "
        "effective: order, other_than: order, backdate: 3 wd @A"
    )
    move = small((NOTE, f"Note the progress, {said}}}")).table["answer", "note_progress"]

    assert (move.needs, move.tells, move.effective, move.other_than) == (
        ("copies",),
        ("desk", "responsible"),
        "order",
        "order",
    )
    assert move.sets == {"sent": True, "copies": 2, "request": FieldRef("visitor")}
    assert (move.backdate, move.backdate_by) == (Bound(Count(3, "wd"), "A"), "unit_head")


def test_back_dating_names_its_approver() -> None:
    move = small((NOTE, "Note the progress, backdate: {up_to: 5 wd @A, by: head}}")).table["answer", "note_progress"]

    assert (move.backdate, move.backdate_by) == (Bound(Count(5, "wd"), "A"), "head")


# --- verification ----------------------------------------------------------------------------------


def test_a_report_keeps_its_branches_for_the_pass() -> None:
    machine = small()

    report = machine.table["archive", "file_away"]
    assert (report.verified, report.sample, len(report.branches)) == (True, None, 2)
    assert machine.table["archive.verify", "verify_pass"].branches == ()
    for event in ("verify_insufficient", "verify_false"):
        assert machine.table["archive.verify", event].branches == (Branch("archive"),)
        assert machine.table["archive.verify", event].kind == "verify_fail"


def test_other_ways_out_of_a_verified_duty_are_not_verified() -> None:
    machine = small(
        (
            "    verify: {by: checker",
            "    refused:\n      give_up: {zh: 弃, en: Give up, next: dropped}\n    verify: {by: checker",
        )
    )

    assert not machine.table["archive", "give_up"].verified


def test_a_sample_and_what_a_pass_needs() -> None:
    machine = small(
        ("{by: checker, limit: 2 wd @A}", "{by: checker, limit: 2 wd @A, sample: 10 % @A, pass_needs: [copies]}")
    )

    assert machine.table["archive", "file_away"].sample == 10
    assert machine.table["archive.verify", "verify_pass"].needs == ("copies",)


# --- openings --------------------------------------------------------------------------------------


def test_an_opening_by_hand() -> None:
    opening = small(("by: desk, next: answer", "by: anyone, next: answer")).openings[0]

    assert (opening.transition.event, opening.transition.by, opening.transition.kind) == ("order", (ANYONE,), "open")
    assert opening.recurring is None


def test_an_opening_the_calendar_makes() -> None:
    new = (
        "by: engine, next: answer, every: quarter, on: 5 wd before, in: term_months, for_each: school where level != 'x', "
        "sample: {share: 20 % @A, seed: logged}}"
    )
    opening = small(("by: desk, next: answer, needs: [request]}", new)).openings[0]

    assert opening.recurring == Recurring(every="quarter", on=("wd_before", 5), within="term_months", sample_share=20)
    assert (opening.for_each, opening.where and opening.where.source) == ("school", "level != 'x'")
