"""Limits, reminders and ladders: each check at its exact place."""

import pytest

from tests.workflows.text import load, refused


def test_every_duty_has_a_limit() -> None:
    refused(
        ("over: [archive]", "over: [answer]"),
        ("\n  archive:\n", "\n  «archive:\n"),
        says="nothing limits the duty `archive`",
        hint="`over`",
    )


@pytest.mark.parametrize(
    ("new", "says", "hint"),
    [
        ("«10 days @A", "`10 days` is not a limit", "wd for working days"),
        ("«ten wd @A", "`ten wd` is not a limit", "10 wd"),
        ("«0 wd @A", "at least 1", ""),
        ("«by wd 40 of this_month @A", "not between 1 and 20", ""),
        ("10 wd«", "`10 wd` has no tag", "@L law"),
        ("10 wd «@X 来源", "`@X` is not a tag", "@A"),
        ("«by year_end @A", "`by year_end` is not a limit", "by month_end"),
    ],
)
def test_a_limit_that_cannot_be_read(new: str, says: str, hint: str) -> None:
    refused(("promised: 10 wd @A", f"promised: {new}"), says=says, hint=hint)


@pytest.mark.parametrize("promised", ["20 wd", "25 wd"])
def test_a_promise_is_shorter_than_the_law(promised: str) -> None:
    refused(("promised: 10 wd @A", f"promised: «{promised} @A"), says="is not shorter than the law's 20 wd")


def test_a_promise_of_another_unit_is_not_compared() -> None:
    assert load(("promised: 10 wd @A", "promised: 25 cd @A")).machines


def test_choose_covers_every_choice() -> None:
    refused(
        ("choose: kind, simple: 30 wd @A, hard: 60 wd @A", "choose: «kind, simple: 30 wd @A"),
        says="no limit is given when `kind` is hard",
        hint="hard: 10 wd @A",
    )


def test_choose_has_no_other_case() -> None:
    refused(
        ("simple: 30 wd @A, hard", "simple: 30 wd @A, «herd: 30 wd @A, hard"),
        says="`herd` is no choice of `kind`",
        hint="`hard`",
    )


def test_choose_needs_a_choice() -> None:
    refused(
        ("choose: kind, simple: 30 wd @A, hard: 60 wd @A", "choose: «request, simple: 30 wd @A"),
        says="`request` is no choice and no yes or no",
    )


def test_a_limit_reads_no_empty_field() -> None:
    refused(
        ("of: [simple, hard], default: simple", "of: [simple, hard]"),
        ("choose: kind, simple", "choose: «kind, simple"),
        says="`kind` may still be empty when this limit begins",
    )


def test_a_date_is_filled_before_the_limit_on_it_begins() -> None:
    refused(
        ("next: experts, needs: [back_on]", "next: experts"),
        ("limit: on back_on", "limit: «on back_on"),
        says="`back_on` may still be empty",
    )


def test_a_limit_on_a_field_needs_a_date() -> None:
    refused(("limit: on back_on", "limit: «on request"), says="`request` is no date")


def test_a_limit_counts_from_a_date_or_an_event() -> None:
    refused(
        ("promised: 10 wd @A, statutory: 20 wd @L 条例1}", "statutory: 20 wd @L 条例1}\n    from: «request"),
        says="`request` is no date",
    )


def test_a_key_of_a_limit_needs_a_limit() -> None:
    refused(
        ("    verify: {by: checker", "    «roll: forward\n    verify: {by: checker"),
        says="`roll` belongs to a limit, and `archive` has none of its own",
    )


def test_an_empty_limit_says_nothing() -> None:
    refused(("{promised: 10 wd @A, statutory: 20 wd @L 条例1}", "«{}"), says="this limit says nothing")


def test_a_ladder_needs_a_word_before_it() -> None:
    refused(
        ("    watch: clerk", "    watch: clerk\n    remind: «NONE"),
        says="`experts` has a ladder but reminds nobody before it",
        hint="ladder: none",
    )


def test_no_reminders_and_no_ladder_go_together() -> None:
    machine = load(("    watch: clerk", "    watch: clerk\n    remind: NONE\n    ladder: none")).machines["small"]

    assert machine.clocks["experts"].ladder is None


def test_a_warning_before_the_statutory_date_needs_one() -> None:
    refused(
        ("    watch: clerk", "    watch: clerk\n    remind: «LICENCE"),
        says="`LICENCE` warns before a statutory date, but this limit has none",
    )


def test_a_ladder_that_reaches_only_who_owes() -> None:
    refused(
        ("    who: clerk\n    limit", "    who: unit_head\n    ladder: «to_section_only\n    limit"),
        says="the ladder `to_section_only` reaches nobody but `unit_head`",
    )
