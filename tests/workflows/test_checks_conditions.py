"""Conditions, constants and subjects: each check at its exact place."""

import pytest

from tests.workflows.text import refused


@pytest.mark.parametrize(
    ("new", "says", "hint"),
    [
        ("back_on == «'simple'", "a date is compared with a text", ""),
        ("kind == «'simpel'", "can only be compared with its choices", "'simple'"),
        ("«request", "`request` is a text: compare it", ""),
        ("kind «< 'hard'", "", ""),
        ("sent and «in", "`in` is not known here", ""),
        ("copies «= 3", "cannot be read; write `==`", ""),
        ("sent and «period_first == back_on", "`period_first` in a condition is not supported yet", ""),
    ],
)
def test_a_condition_is_typed(new: str, says: str, hint: str) -> None:
    if new == "kind «< 'hard'":
        new = "«kind < 'hard'"
    refused(("Note the progress}", f'Note the progress, when: "{new}"}}'), says=says, hint=hint)


def test_a_condition_points_into_a_plain_text_too() -> None:
    refused(("{when: sent, to: closed}", "{when: sent and «snt, to: closed}"), says="no field `snt`")


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("sent: «maybe", "neither yes nor no"),
        ("kind: «simpel", "none of the choices"),
        ("copies: «many", "not a number"),
        ("back_on: «tomorrow", "not a date"),
        ("helper: «clerk", "a constant cannot be a person"),
        ("sent: «copies", "of different types"),
        ("unit: «request", "`request` is no field that holds a unit"),
    ],
)
def test_a_field_is_set_to_what_it_can_hold(new: str, says: str) -> None:
    refused(("Note the progress}", f"Note the progress, set: {{{new}}}}}"), says=says)


def test_a_transfer_is_offered_by_a_note() -> None:
    refused(
        ("en: Tell the result, next: archive}", "en: Tell the result, next: archive, set: {unit: «section}}"),
        says="a transfer is offered by a note of a duty",
    )


def test_the_last_branch_holds_always() -> None:
    refused(("{to: dropped}]", "{«when: not sent, to: dropped}]"), says="the last branch must hold always")


def test_a_branch_before_the_last_has_a_condition() -> None:
    refused(("[{when: sent, to: closed}", "[«{to: closed}"), says="the branches after this one are never taken")


def test_branches_are_not_empty() -> None:
    refused(
        ("next: [{when: sent, to: closed}, {to: dropped}]", "next: «[]"),
        says="this list of branches is empty",
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "  copies: {zh: 份数, en: Copies, type: number}",
            "  «copies: {zh: 份, en: Copies, type: choice}",
            "has no choices",
        ),
        (
            "  copies: {zh: 份数, en: Copies, type: number}",
            "  copies: {zh: 份, en: Co, type: number, «of: [a]}",
            "only a choice",
        ),
        ("of: [simple, hard]", "of: [simple, hard, «hard]", "stands twice"),
        ("type: yes_no, default: no", "type: yes_no, default: «nein", "neither yes nor no"),
    ],
)
def test_a_field_is_sound(old: str, new: str, says: str) -> None:
    refused((old, new), says=says)


def test_a_private_field_is_in_no_subject() -> None:
    refused(("subject: [request]", "subject: [«visitor]"), says="`visitor` is private")
