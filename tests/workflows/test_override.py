"""A county's overrides: one existing value or list, checked like everything else, told where the county wrote it."""

import pytest

from config.yaml_reader import Faults
from engine.core.limit import Bound, Count
from tests.workflows.text import CHILD, load


def test_a_number_is_overridden_with_its_own_source() -> None:
    rulebooks = load(overrides={"our.yaml": "small.duties.answer.limit.promised: 12 wd @P 县教发〔2026〕3号\n"})

    limit = rulebooks.machines["small"].clocks["answer"].limit.cases[""]
    assert limit.promised == Bound(Count(12, "wd"), "P", "县教发〔2026〕3号")
    assert limit.statutory == Bound(Count(20, "wd"), "L", "条例1")


def test_the_shared_file_is_overridden_too() -> None:
    rulebooks = load(
        overrides={
            "our.yaml": 'shared.ladders.standard.E2.after: 4 wd @P 县教发〔2026〕3号\nshared.day.batch: "08:00"\n'
            "shared.due_day_cc: [unit_head, deputy]\n"
        }
    )

    clock = rulebooks.machines["small"].clocks["answer"]
    assert clock.ladder is not None
    assert [step.after for step in clock.ladder.steps] == [1, 4, 6, 10]
    assert clock.due_day_cc == ("unit_head", "deputy")
    assert str(rulebooks.shared.day.batch) == "08:00:00"


def test_a_title_a_list_and_an_item_are_overridden() -> None:
    rulebooks = load(
        overrides={
            "a.yaml": "small.title.zh: 小事\nsmall.subject: [request, kind]\n",
            "b.yaml": "small.anywhere.drop.by: clerk\nsmall.roles.checker: post auditor\n",
        },
    )

    machine = rulebooks.machines["small"]
    assert (machine.title.zh, machine.subject) == ("小事", ("request", "kind"))
    assert machine.table["answer", "drop"].by == ("clerk",)


def test_an_override_changes_the_hash() -> None:
    plain, changed = load(), load(overrides={"our.yaml": "small.title.zh: 小事\n"})

    assert plain.machines["small"].hash != changed.machines["small"].hash


@pytest.mark.parametrize(
    ("text", "column", "says", "hint"),
    [
        ("smal.title.zh: x", 1, "there is no workflow `smal`", "`small`"),
        ("small.duties.anser.limit.promised: 12 wd @A", 1, "there is no `anser` to override", "`answer`"),
        ("small.duties.answer.limit.promise: 12 wd @A", 1, "there is no `promise` to override", "`promised`"),
        ("small.duties.answer.roll: forward", 1, "there is no `roll` to override", ""),
        ("small.duties.answer.limit: 12 wd @A", 1, "this path leads to a group of keys", "promised, statutory"),
        ("small.duties.archive.done.file_away.next.1.when: not sent", 1, "`next` is structure", "copy the workflow"),
        ("small.limits.whole.over: [answer]", 1, "`over` is structure", "copy the workflow"),
        ("small.limits.whole.limit.choose: sent", 1, "`choose` is structure", "copy the workflow"),
        ("small.workflow: other", 1, "`workflow` is structure", ""),
        ("shared.ladders.petition.like: gap", 1, "`like` is structure", ""),
        ("small.title.zh.deep: x", 1, "nothing is inside this value", ""),
        ("small.roles.checker: {a: b}", 1, "changes structure", "copy the workflow"),
        ("small.subject.3: x", 1, "there is no item `3`", "from 1 to 1"),
        ("small.subject.x: x", 1, "there is no item `x`", ""),
        ("small.duties.answer.limit.promised: 30 wd @A", 37, "is not shorter than the law's 20 wd", ""),
        ("small.duties.answer.limit.promised: 12 wd", 42, "`12 wd` has no tag", "@L law"),
        ("small.subject: [visitor]", 17, "`visitor` is private", ""),
        ("small.waits.experts.watch: clark", 28, "there is no role `clark`", "`clerk`"),
        ("- small", 1, "an override file is a list of `path: value`", ""),
    ],
)
def test_an_override_that_cannot_be(text: str, column: int, says: str, hint: str) -> None:
    """Its faults stand in the county's file, those of its values too."""
    with pytest.raises(Faults) as caught:
        load(overrides={"our.yaml": text})

    fault = caught.value.faults[0]
    assert (fault.place.file, fault.place.line, fault.place.column) == ("our.yaml", 1, column), str(fault)
    assert says in fault.message
    assert hint in fault.hint


def test_a_list_of_groups_is_not_replaced() -> None:
    with pytest.raises(Faults, match="this path leads to a list of groups"):
        load(
            ("opens: {event", "opens: [{event"),
            ("needs: [request]}\nroles", "needs: [request]}]\nroles"),
            overrides={"our.yaml": "small.opens: [a]"},
        )


def test_an_item_of_a_list_of_groups_is_reached() -> None:
    rulebooks = load(
        ("opens: {event", "opens: [{event"),
        ("needs: [request]}\nroles", "needs: [request]}]\nroles"),
        overrides={"our.yaml": "small.opens.1.zh: 交办事项"},
    )

    assert rulebooks.machines["small"].openings[0].transition.title.zh == "交办事项"


def test_one_value_is_overridden_once() -> None:
    with pytest.raises(Faults, match=r"is overridden twice, first in a\.yaml:1:1"):
        load(overrides={"a.yaml": "small.title.zh: x", "b.yaml": "small.title.zh: y"})


def test_a_workflow_is_not_replaced_by_one_of_the_same_name() -> None:
    with pytest.raises(Faults, match=r"child\.yaml:1:11: `small` is already in small\.yaml \(a county copies"):
        load(child=CHILD.replace("workflow: child", "workflow: small").replace("number: CH", "number: CI"))


# --- what an override changes besides (decision 9) --------------------------------------------------


def test_a_note_says_that_reminders_are_lost() -> None:
    """10 wd and 9 wd take different profiles: T-3 would silently go."""
    rulebooks = load(overrides={"our.yaml": "small.duties.answer.limit.promised: 9 wd @A\n"})

    assert [str(note) for note in rulebooks.notes] == [
        "our.yaml:1:1: note: small.answer now takes the reminders WD_SHORT instead of WD_LONG: it loses T-3 wd"
    ]


def test_a_note_says_so_for_a_case_and_for_the_shared_file() -> None:
    case = load(overrides={"our.yaml": "small.limits.whole.limit.simple: 40 cd @A\n"})
    shared = load(
        overrides={"our.yaml": "shared.profiles.WD_SHORT.for: 2-10 wd\nshared.profiles.WD_LONG.for: 11+ wd\n"}
    )

    assert "small.whole when simple now takes the reminders CAL" in str(case.notes[0])
    assert "small.answer now takes the reminders WD_SHORT" in str(shared.notes[0])


def test_an_override_within_the_profile_needs_no_note() -> None:
    assert load(overrides={"our.yaml": "small.duties.answer.limit.promised: 12 wd @A\n"}).notes == ()
