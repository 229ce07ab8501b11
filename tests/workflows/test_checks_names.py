"""Names: every name stands for something, and for one thing only; the fault is at its exact place."""

import pytest

from tests.workflows.text import load, refused


def test_the_small_rulebook_is_accepted() -> None:
    assert list(load().machines) == ["small"]


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        # a key
        ("    who: clerk\n    limit", "    «whom: clerk\n    who: clerk\n    limit", "knows no key `whom`", "`who`"),
        ("workflow: small", "«titel: x\nworkflow: small", "knows no key `titel`", "`title`"),
        # a state
        ("next: archive}", "next: «archiv}", "no duty, wait or end `archiv`", "`archive`"),
        ("next: answer, needs", "next: «anser, needs", "no duty, wait or end `anser`", "`answer`"),
        ("{when: sent, to: closed}", "{when: sent, to: «close}", "no duty, wait or end `close`", "`closed`"),
        # an event
        ("Note the progress}", "Note the progress, effective: «ordr}", "no event `ordr`", "`order`"),
        ("Note the progress}", "Note the progress, other_than: «tel}", "no event `tel`", "`tell`"),
        ("  checker: post inspector", "  checker: «actor of tel", "no event `tel`", "`tell`"),
        # a field
        ("needs: [request]}", "needs: [«reqest]}", "no field `reqest`", "`request`"),
        ("subject: [request]", "subject: [«reqest]", "no field `reqest`", "`request`"),
        ("  checker: post inspector", "  checker: «field helpr", "no field `helpr`", "`helper`"),
        ("limit: on back_on", "limit: «on bak_on", "no field `bak_on`", "`back_on`"),
        ("Note the progress}", "Note the progress, set: {«snt: yes}}", "no field `snt`", "`sent`"),
        ("Note the progress}", "Note the progress, when: «snt}", "no field `snt`", "`sent`"),
        # a role
        ("    watch: clerk", "    watch: «clark", "no role `clark`", "`clerk`"),
        ("by: desk, next: answer", "by: «desc, next: answer", "no role `desc`", "`desk`"),
        ("    watch: clerk", "    watch: «helper", "no role `helper`", "`helper: field helper`"),
        ("Note the progress}", "Note the progress, tells: [responsible, «clark]}", "no role `clark`", "`clerk`"),
        ("  checker: post inspector", "  checker: [«inspektor, post inspector]", "no role `inspektor`", ""),
        # a profile, a ladder, a limit, a workflow
        ("    watch: clerk", "    watch: clerk\n    remind: «DU", "no profile `DU`", "`DUE`"),
        ("    watch: clerk", "    watch: clerk\n    ladder: «standart", "no ladder `standart`", "`standard`"),
        ("pauses: [answer]", "pauses: [«answr]", "no limit `answr`", "`answer`"),
        ("over: [archive]", "over: [archive, «arkive]", "no duty `arkive`", "`archive`"),
        ("next: closed}\n  archive", "next: closed, limit: «whol}\n  archive", "no limit `whol`", "`whole`"),
        ("Note the progress}", "Note the progress, open: {workflow: «smal}}", "no workflow `smal`", "`small`"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_one(old: str, new: str, says: str, hint: str) -> None:
    refused((old, new), says=says, hint=hint)


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        ("  archive:\n", "  «in:\n", "`in` is a word of the language", "`in_`"),
        ("  archive:\n", "  «class:\n", "`class` is a word of the language", ""),
        ("note_progress:", "«verify_pass:", "`verify_pass` is a word of the language", ""),
        ("  experts:\n", "  «transfer:\n", "`transfer` is the clock of an offered transfer", ""),
        ("note_progress:", "«Note-Progress:", "is not a name", "small letters"),
    ],
)
def test_a_word_of_the_language_is_no_name(old: str, new: str, says: str, hint: str) -> None:
    """Words that would break a condition, and names the engine derives itself, are refused in plain words."""
    changes = [(old, new)]
    if "archive" in old:
        changes += [("next: archive}", "next: closed}"), ("over: [archive]", "over: [answer]")]
    if "experts" in old:
        changes += [("next: experts, needs", "next: archive, needs"), ("    suspended:\n", "    refused:\n")]
    refused(*changes, says=says, hint=hint)


def test_a_name_stands_for_one_state_only() -> None:
    refused(("  closed: {zh", "  answer: {zh: 二, en: two}\n  closed: {zh"), ("  answer: {zh: 二", "  «answer: {zh: 二"),
            says="`answer` is already used in line")  # fmt: skip


def test_an_event_stands_once_in_a_state() -> None:
    refused(
        ("      note_progress: {zh", "      «tell: {zh: 又, en: Again}\n      note_progress: {zh"),
        says="the event `tell` stands twice in `answer`",
        hint="in `done`",
    )


def test_an_event_possible_anywhere_clashes_too() -> None:
    refused(("  drop: {zh", "  «tell: {zh"), says="the event `tell` stands twice in `answer`")


def test_a_built_in_field_is_not_declared() -> None:
    refused(
        ("  copies: {zh", "  «period: {zh: 周期, en: Period, type: text}\n  copies: {zh"),
        says="every matter has `period` already",
        hint="`period_`",
    )


def test_a_role_needs_a_field_with_a_person() -> None:
    refused(("  checker: post inspector", "  checker: «field request"), says="`request` holds no person")


def test_all_faults_are_told_at_once() -> None:
    refused(
        ("number: XX", "number: «xx"),
        ("next: archive}", "next: «archiv}"),
        ("promised: 10 wd @A", "promised: 10 wd«"),
        ("    watch: clerk", "    watch: «clark"),
        ("verify: {by: checker", "verify: {by: «clerk"),
        ("subject: [request]", "subject: [«visitor]"),
        says="cannot begin a matter's number",
    )
