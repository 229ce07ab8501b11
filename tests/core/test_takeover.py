"""A running matter taken over past its statutory date: what lies before the takeover is nobody's news (ADR 3).

Promised 5 wd and statutory 8 wd from Mon 2 March 2026: Mon 9 and Thu 12 March; the flag belongs to Fri 13.
"""

import pytest

from engine.core.act import Act
from engine.core.takeover import Past, take_over
from tests.core.play import Play, at, play
from tests.core.rulebooks import MOVABLE, machine
from tests.core.test_decisions import closed_days, steps


def taken_over(now: str, actor: str = "desk_a") -> Play:
    county = play(machine(MOVABLE))
    opening = county.machine.openings[0]
    begun = Act(event=opening.transition.event, actor=actor, at=at("2026-03-02 10:00"), values={"topic": "证"})
    past = Past(opening=begun, unit="jijiao")
    change = take_over(county.machine, county.world, opening, past, number="T-2026-0001", now=at(now))
    return county._take(change, at(now))


@pytest.mark.parametrize(
    ("now", "flagged"),
    [
        ("2026-03-12 16:00", ["03-13"]),  # the last day: the breach is still to come
        ("2026-03-13 08:00", []),  # over since yesterday
        ("2026-03-13 10:00", []),
        ("2026-04-01 10:00", []),
    ],
)
def test_a_breach_before_the_takeover_is_not_flagged(now: str, flagged: list[str]) -> None:
    county = taken_over(now).batches("2026-04-10 09:00")

    assert [when[:5] for when, what in county.kinds("work") if what == "breach"] == flagged
    assert (("jijiao", "breach") in county.scores()) is bool(flagged)


def test_the_ladder_begins_after_the_late_reminder_and_nobody_above_hears_before() -> None:
    """Taken over on Mon 16 Mar at 10:30. Tue 17: one late reminder, the section head in copy. Wed 18: E1; Fri 20: E2."""
    county = taken_over("2026-03-16 10:30").batches("2026-03-20 09:00")

    assert [(when[:5], what, person) for when, what, person, _ in county.told() if when < "03-18"] == [
        ("03-17", "late", "handler_a"),
        ("03-17", "late", "jijiao_head"),
    ]
    assert steps(county) == ["03-18 E1", "03-20 E2"]


def test_the_history_says_which_clock_was_in_breach() -> None:
    entries = taken_over("2026-03-16 10:30").changes[0].entries

    assert entries[-1].kind == "taken_over"
    assert entries[-1].data == {"state": "work", "breached": ["work"]}


def test_a_correction_withdraws_no_flag_that_was_never_said() -> None:
    """Taken over on Fri 13 with the breach of Thu 12. With 5 and 6 Mar off the statutory date is Mon 16: flagged on Tue 17."""
    county = taken_over("2026-03-13 10:00")

    gone = county.correct("2026-03-13 11:00", closed_days("03-05", "03-06"))
    county.batches("2026-03-17 09:00")

    assert gone == []
    assert [when for when, what in county.kinds("work") if what == "breach"] == ["03-17 08:30"]
