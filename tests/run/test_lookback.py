"""What mails know of earlier ones: the papers before, who owes, which dates their reader has, what is over since."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from engine.core.machine import Text
from engine.run.letter import Composed, Item, Letter
from engine.store.database import Database
from engine.store.tables.mail import mail
from notifications.compose import MailComposer
from notifications.mime import Sender
from notifications.sample import sample_calendar
from tests.notifications.reading import files_of
from tests.run.county import LineComposer, RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}


@dataclass
class Keeper:
    """Keeps the letters it writes."""

    letters: list[Letter] = field(default_factory=list)
    writer: LineComposer = field(default_factory=LineComposer)

    def compose(self, letter: Letter) -> Composed:
        self.letters.append(letter)
        return self.writer.compose(letter)

    def items(self, person: str, kind: str) -> list[Item]:
        return [
            item
            for letter in self.letters
            if letter.person.code == person
            for item in letter.items
            if item.notice.kind == kind
        ]


def keeping(database: Database, begins: str, *, dates: bool) -> tuple[RunningCounty, Keeper]:
    county, keeper = running_county(database, begins), Keeper()
    county.cell = replace(county.cell, composer=keeper, calendar_files=dates)
    return county, keeper


def opened(county: RunningCounty) -> str:
    return county.open("2026-02-13 15:00", "first_contact", "officer_l", "jijiao", **REQUEST)


@pytest.mark.parametrize("dates", [False, True])
def test_a_paper_knows_who_owes_and_which_papers_went_before(database: Database, dates: bool) -> None:
    """Due 14 Feb: urged on 24 Feb, ordered on 26 Feb."""
    county, keeper = keeping(database, "2026-02-13 09:00", dates=dates)
    opened(county)

    county.pass_to("2026-02-26 09:00")

    (order,) = [item for item in keeper.items("deputy_2", "step") if item.notice.data["paper"] == "supervision_order"]
    assert order.holder == "officer_l"
    assert [(each.data["paper"], each.data["paper_no"]) for each in order.steps] == [("urging_notice", 1)]


def test_lines_without_a_paper_and_a_date_know_nothing(database: Database) -> None:
    county, keeper = keeping(database, "2026-02-13 09:00", dates=False)
    opened(county)

    county.pass_to("2026-02-14 09:00")

    assert {(item.holder, item.steps, item.earlier) for letter in keeper.letters for item in letter.items} == {
        ("", (), ())
    }
    assert all(letter.ended == () for letter in keeper.letters)


def test_a_line_knows_what_its_reader_was_told_before(database: Database) -> None:
    county, keeper = keeping(database, "2026-02-13 09:00", dates=True)
    opened(county)

    county.pass_to("2026-02-14 09:00")

    first, second = keeper.items("officer_l", "start") + keeper.items("officer_l", "due")
    assert first.earlier == ()
    assert [(told.notice.kind, told.has_reached) for told in second.earlier] == [("start", True)]


def test_a_mail_that_never_arrived_told_nothing(database: Database) -> None:
    county, keeper = keeping(database, "2026-02-13 09:00", dates=True)
    county.refuses = {"officer_l"}
    opened(county)

    county.pass_to("2026-02-14 09:00")

    (late,) = keeper.items("officer_l", "due") or keeper.items("officer_l", "late")
    assert [told.has_reached for told in late.earlier] == [False]


def test_what_is_over_rides_once_in_the_next_mail(database: Database) -> None:
    """The hand-over is done at 15:30; the officer's next mail is about another matter, and so is the one after."""
    county, keeper = keeping(database, "2026-02-13 09:00", dates=True)
    number = opened(county)
    county.act("2026-02-13 15:30", number, "answer_on_spot", "officer_l", result="已当场说明")
    before = [letter for letter in keeper.letters if letter.ended]

    other = county.open("2026-02-13 16:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.pass_to("2026-02-24 09:00")

    assert before == []
    told = [
        [one.notice.matter for one in letter.ended] for letter in keeper.letters if letter.person.code == "officer_l"
    ]
    assert [matters for matters in told if matters] == [[number]]
    (over,) = next(letter.ended for letter in keeper.letters if letter.ended)
    assert over.notice.clock == "hand_over"
    assert [each.notice.kind for each in over.earlier] == ["start"]
    assert other != number


def files(database: Database, person: str) -> Iterator[list[str]]:
    """The names of what is attached to a person's mails, in order; each mail is read strictly."""
    with database.read() as tx:
        stored = tx.execute(select(mail.c.bytes).where(mail.c.person == person).order_by(mail.c.id)).scalars().all()
    for content in stored:
        composed = Composed(subject="", message_id="", content=content)
        yield list(files_of(composed))


def test_the_whole_way_of_a_matter_in_real_mails(database: Database) -> None:
    """Friday 13 Feb: a date; 24 Feb: the urging notice; 26 Feb: the order, with the date of the spanning limit; then it is over."""
    county = running_county(database, "2026-02-13 09:00")
    writer = MailComposer(
        county=Text("示例县教育局", "Sample County Education Bureau"),
        calendar=sample_calendar(),
        sender=Sender("duban@county.example", "督办"),
        calendar_files=True,
    )
    county.cell = replace(county.cell, composer=writer, calendar_files=True)
    number = opened(county)
    county.pass_to("2026-02-26 15:00")
    county.act("2026-02-26 15:30", number, "answer_on_spot", "officer_l", result="已当场说明")
    county.open("2026-02-26 16:00", "first_contact", "officer_l", "jijiao", **REQUEST)

    assert list(files(database, "officer_l")) == [
        ["due-SW-2026-0001-1.ics"],
        [],
        ["教催〔2026〕1号.html"],
        ["due-SW-2026-0001-1.ics"],
        ["due-SW-2026-0002-1.ics", "cancel-SW-2026-0001-2.ics"],
    ]
    assert list(files(database, "deputy_2")) == [["教催〔2026〕1号.html"], ["教督〔2026〕1号.html"]]
