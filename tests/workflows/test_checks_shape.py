"""The shape of a workflow, what happens by itself, who verifies: each check at its exact place."""

from tests.workflows.text import refused


def test_an_unreachable_state_is_found() -> None:
    refused(("  closed: {zh", "  «lost: {zh: 失, en: lost}\n  closed: {zh"), says="nothing leads to `lost`")


def test_a_trap_is_found() -> None:
    """A state from which no end can be reached."""
    refused(
        ("next: [{when: sent, to: closed}, {to: dropped}]", "next: archive"),
        ("next: closed}\n  archive", "next: archive}\n  archive"),
        ("\n  archive:\n", "\n  «archive:\n"),
        ("  answer:\n", "  «answer:\n"),
        ("  experts:\n", "  «experts:\n"),
        ("anywhere:\n  drop: {zh: 撤销, en: Drop it, next: dropped, by: desk}\n", ""),
        ("  closed: {zh", "  «closed: {zh"),
        ("  dropped: {zh", "  «dropped: {zh"),
        says="from `answer` no end can be reached",
    )


def test_lapses_do_not_go_round_for_ever() -> None:
    """Duties that lapse into each other would keep the engine busy without anybody acting."""
    refused(
        ("Let it lapse, next: closed}", "Let it lapse, next: «archive}"),
        (
            "    verify: {by: checker",
            "    passed: {event: fall_back, zh: 退, en: Fall back, next: «answer, limit: whole}\n    verify: {by: checker",
        ),
        says="`answer` lapses back into itself",
    )


def test_suspended_leads_into_a_wait_that_pauses() -> None:
    refused(
        ("    pauses: [answer]\n", ""),
        ("next: experts, needs", "next: «experts, needs"),
        says="`experts` pauses no limit of `answer`",
        hint="pauses: [answer]",
    )


def test_a_wait_that_pauses_is_entered_by_suspended() -> None:
    refused(
        ("    suspended:\n", "    refused:\n"),
        ("next: experts, needs", "next: «experts, needs"),
        ("pauses: [answer]", "pauses: [«answer]"),
        says="this event suspends and does not discharge",
        hint="`suspended`",
    )


def test_a_pause_of_a_limit_that_no_suspension_comes_from() -> None:
    refused(
        ("pauses: [answer]", "pauses: [answer, «whole]"), says="no `suspended` event leads from a duty under `whole`"
    )


def test_suspended_does_not_lead_into_a_duty() -> None:
    refused(
        ("    done:\n      tell", "      skip: {zh: 跳, en: Skip, next: «archive}\n    done:\n      tell"),
        says="`archive` is not a wait",
    )


def test_a_wait_is_not_paused() -> None:
    refused(("pauses: [answer]", "pauses: [answer, «experts]"), says="`experts` is a wait and cannot be paused")


def test_a_wait_without_a_limit_is_watched() -> None:
    refused(
        ("    watch: clerk\n    pauses: [answer]\n    limit: on back_on\n", "    pauses: [answer]\n"),
        ("  experts:\n", "  «experts:\n"),
        says="nobody watches the wait `experts`, and no limit ends it",
        hint="watch: ROLE",
    )


def test_a_wait_whose_limit_nobody_is_told_of() -> None:
    refused(
        ("    watch: clerk\n", ""),
        ("  experts:\n", "  «experts:\n"),
        says="nobody is told when the limit of `experts` ends",
    )


def test_a_wait_ends() -> None:
    refused(
        ("    ends:\n      come_back: {zh: 恢复, en: Come back, next: answer, by: clerk}\n", ""),
        ("  experts:\n", "  «experts:\n"),
        says="nothing ends the wait `experts`",
    )


def test_an_event_of_an_unwatched_wait_says_who() -> None:
    refused(
        ("    watch: clerk\n", "    passed: {event: late, zh: 逾, en: Be late, next: answer}\n"),
        (
            "      come_back: {zh: 恢复, en: Come back, next: answer, by: clerk}",
            "      «come_back: {zh: 恢, en: Back, next: answer}",
        ),
        says="`come_back` must say who may do it",
    )


def test_an_unwatched_wait_reminds_nobody() -> None:
    refused(
        ("    watch: clerk\n", "    passed: {event: late, zh: 逾, en: Be late, next: answer}\n    «remind: DUE\n"),
        says="nobody watches `experts`, so nobody can be reminded",
    )


def test_a_lapse_needs_a_limit() -> None:
    refused(
        (
            "    verify: {by: checker",
            "    «passed: {event: fall, zh: 落, en: Fall, next: closed}\n    verify: {by: checker",
        ),
        says="`archive` has no limit that could pass",
    )


def test_a_lapse_of_a_limit_that_does_not_run() -> None:
    refused(
        ("Let it lapse, next: closed}", "Let it lapse, next: closed, limit: «whole}"),
        says="the limit `whole` does not run while `answer` is open",
    )


def test_a_lapse_of_the_statutory_limit_needs_one() -> None:
    refused(
        ("limit: {promised: 10 wd @A, statutory: 20 wd @L 条例1}", "limit: 10 wd @A"),
        ("Let it lapse, next: closed}", "Let it lapse, next: closed, of: «statutory}"),
        says="`answer` has no statutory limit",
        hint="of: promised",
    )


def test_a_lapse_says_which_limit_when_only_some_cases_have_a_law() -> None:
    refused(
        (
            "limit: {promised: 10 wd @A, statutory: 20 wd @L 条例1}",
            "limit: {choose: kind, simple: 10 wd @A, hard: {statutory: 20 wd @L 条例1}}",
        ),
        ("    passed: {event: lapse", "    «passed: {event: lapse"),
        says="only some cases of `answer` have a statutory limit",
    )


def test_a_limit_lapses_with_one_event() -> None:
    refused(
        ("over: [archive]", "over: [answer, archive]"),
        ("Let it lapse, next: closed}", "Let it lapse, next: closed, limit: whole}"),
        (
            "    verify: {by: checker",
            "    passed: {event: «fall, zh: 落, en: Fall, next: closed, limit: whole}\n    verify: {by: checker",
        ),
        says="the limit `whole` already lapses with the event `lapse`",
    )


def test_a_limit_lapses_in_one_way() -> None:
    second = "    «passed: {event: lapse, zh: 落, en: Fall, next: closed, limit: whole, of: promised}\n"
    refused(
        ("over: [archive]", "over: [answer, archive]"),
        ("Let it lapse, next: closed}", "Let it lapse, next: closed, limit: whole}"),
        ("    verify: {by: checker", f"{second}    verify: {{by: checker"),
        says="`of` differs from the first lapse of `whole`",
    )


def test_verification_needs_a_report() -> None:
    refused(
        ("    done:\n      file_away", "    refused:\n      file_away"),
        ("    verify: {by: checker", "    «verify: {by: checker"),
        says="`archive` is verified but has no `done` event",
    )


def test_the_verifier_is_not_the_reporter() -> None:
    refused(("verify: {by: checker", "verify: {by: «clerk"), says="`clerk` would verify what he reports himself")


def test_the_verifier_is_not_the_reporter_under_another_name() -> None:
    """Also through what the roles come down to, and through a role inside a role."""
    refused(
        ("  checker: post inspector", "  checker: [boss]\n  boss: post handler of unit"),
        ("verify: {by: checker", "verify: {by: «checker"),
        says="`checker` and `clerk`, who reports, are both found by `post handler`",
    )


def test_whoever_else_may_report_does_not_verify_either() -> None:
    refused(
        ("next: [{when: sent, to: closed}, {to: dropped}]}", "by: [checker], next: closed}"),
        ("verify: {by: checker", "verify: {by: «checker"),
        says="`checker` would verify what he reports himself",
    )


def test_an_event_possible_anywhere_says_who() -> None:
    refused(
        ("  drop: {zh: 撤销, en: Drop it, next: dropped, by: desk}", "  «drop: {zh: 撤销, en: Drop it, next: dropped}"),
        says="`drop` is possible anywhere, so it must say who may do it",
    )


def test_a_role_does_not_come_back_to_itself() -> None:
    refused(
        ("  checker: post inspector", "  «checker: [other]\n  «other: [checker]"),
        says="the role `checker` comes back to itself",
    )


def test_the_engine_fills_no_fields() -> None:
    refused(
        ("Note the progress}", "Note the progress, by: engine, «needs: [copies]}"),
        says="the engine enters `note_progress` and fills no fields",
    )


def test_a_lapse_asks_no_leave() -> None:
    refused(("Let it lapse, next: closed}", "Let it lapse, next: closed, «when: sent}"), says="knows no key `when`")


def test_a_role_that_cannot_be_read_is_told_once() -> None:
    refused(
        ("  checker: post inspector", "  checker: «somebody of importance"),
        says="`somebody of importance` names nobody",
    )
