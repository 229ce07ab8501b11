"""Running matters taken over at the start: their past is known, nobody is flooded."""

import pytest

from engine.core.act import Act
from engine.core.refusal import Refused
from engine.core.takeover import Past
from engine.run import commands
from engine.store import history, notices
from engine.store.database import Database
from tests.core.play import at
from tests.run.county import running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}


def past(*acts: Act) -> Past:
    opening = Act(event="register", actor="officer_l", at=at("2026-02-02 10:00"), values=REQUEST)
    return Past(opening=opening, acts=acts, unit="jijiao")


def offered() -> list[Act]:
    return [
        Act(event="offer", actor="officer_l", at=at("2026-02-02 11:00"), values={"handler": "handler_a"}),
        Act(event="accept", actor="handler_a", at=at("2026-02-02 15:00")),
    ]


def test_an_overdue_matter_taken_over_gets_one_late_reminder_before_any_step(database: Database) -> None:
    """Decision 5. Began Mon 2 Feb, answer due 5 wd = Mon 9 Feb; taken over on Mon 2 Mar, long overdue.

    Tue 3 Mar: the late reminder, section head in copy. It reached, so Wed 4 Mar: E1, the first unsaid step; E2 stands
    two days after it at the declared distance: Fri 6 Mar (Thu 5 Mar is between). No E3 before.
    """
    county = running_county(database, "2026-03-02 09:30")
    number = commands.take_over(county.cell, "first_contact", past(*offered()), county.now).number

    county.pass_to("2026-03-06 12:00")

    own = [(when, subject) for when, _, subject in county.mails("handler_a")]
    assert own == [
        ("03-03 08:30", f"late {number} to"),
        ("03-04 08:30", f"step {number} to"),
        ("03-06 08:30", f"step {number} cc"),
    ]
    with database.read() as tx:
        steps = [
            (str(one.notice.at.date()), one.notice.basis)
            for one in notices.of_matter(tx, number)
            if one.notice.kind == "step" and one.notice.person == "handler_a"
        ]
    assert steps == [("2026-03-04", "2026-02-09 E1"), ("2026-03-06", "2026-02-09 E2")]


def test_nobody_above_hears_of_a_matter_taken_over_before_its_late_reminder(database: Database) -> None:
    """Decision 5 before decision 6. Due Mon 9 Feb, taken over on Mon 2 Mar at 08:00: the digest of that morning leaves it out.

    Mon 2 Mar late, Tue 3 E1 (the deputy in copy), Thu 5 E2; the digest of Mon 9 Mar has it, E3 follows on Tue 10.
    """
    county = running_county(database, "2026-03-02 08:00")
    number = commands.take_over(county.cell, "first_contact", past(*offered()), county.now).number

    county.pass_to("2026-03-09 12:00")

    heard = [(when[:5], subject.split()[0]) for when, _, subject in county.mails("deputy_1") if number in subject]
    assert heard == [("03-03", "step"), ("03-05", "step"), ("03-09", "digest")]


def test_the_past_stands_in_the_history_and_nothing_was_said(database: Database) -> None:
    county = running_county(database, "2026-03-02 09:30")
    number = commands.take_over(county.cell, "first_contact", past(*offered()), county.now).number

    with database.read() as tx:
        kinds = [one.entry.kind for one in history.of_matter(tx, number)]
        said = notices.of_matter(tx, number)

    assert kinds == ["opened", "done", "done", "taken_over"]
    assert said == []


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        ([Act(event="tell_result", actor="officer_l", at=at("2026-02-02 11:00"))], "Cannot tell_result"),
        ([Act(event="guide", actor="officer_l", at=at("2026-02-01 11:00"))], "earlier than the last act"),
        ([Act(event="guide", actor="officer_l", at=at("2026-04-01 11:00"))], "in the future"),
    ],
)
def test_a_past_that_cannot_have_been_is_refused_whole(database: Database, acts: list[Act], sentence: str) -> None:
    county = running_county(database, "2026-03-02 09:30")

    with pytest.raises(Refused, match=sentence):
        commands.take_over(county.cell, "first_contact", past(*acts), county.now)

    number = county.open("2026-03-02 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    assert number == "SW-2026-0001"
