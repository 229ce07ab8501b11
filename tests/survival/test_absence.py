"""An absence that is entered while a batch runs (language.md rules 0 and 15)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from engine.core.calendar import Interval
from engine.core.organisation import Absence
from engine.run import absence, bringing_up
from engine.store import organisation
from engine.store.database import Database
from tests.core.play import at
from tests.run.county import RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
FRIDAY = "2026-03-06 08:30"
AWAY = Absence("handler_a", Interval(date(2026, 3, 6), date(2026, 3, 6)))


def handed_over(county: RunningCounty, count: int) -> list[str]:
    """Matters handler_a took on Monday 2 March, 5 wd: T-1 on Friday 6 March, when he is away."""
    numbers = []
    for index in range(count):
        minute = 10 * index
        number = county.open(f"2026-03-02 10:{minute:02}", "first_contact", "officer_l", "jijiao", **REQUEST)
        county.act(f"2026-03-02 10:{minute + 1:02}", number, "offer", "officer_l", handler="handler_a")
        county.act(f"2026-03-02 10:{minute + 2:02}", number, "accept", "handler_a")
        numbers.append(number)
    county.pass_to("2026-03-05 20:00")
    county.arrived.clear()
    return numbers


@pytest.fixture
def county(database: Database, monkeypatch: pytest.MonkeyPatch) -> RunningCounty:
    """Two matters to a transaction, so that a batch of five takes three."""
    monkeypatch.setattr(bringing_up, "CHUNK", 2)
    return running_county(database, "2026-02-28 09:00")


def after_first_chunk(database: Database, do: Callable[[], object]) -> None:
    """Do something between the first two transactions of a batch, while no transaction is open."""
    seen: list[str] = []

    def spoke(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE matter"):
            seen.append(statement)

    def between(*_: object) -> None:
        if len(seen) == 1:
            seen.append("done")
            do()

    event.listen(database.engine, "before_cursor_execute", spoke)
    event.listen(database.engine, "checkin", between)


def test_an_absence_entered_by_command_in_a_batch_is_no_fact_of_that_batch(county: RunningCounty) -> None:
    """Rule 0: entering it brings every matter up to now on the facts of then, so the whole batch goes to A, once."""
    numbers = handed_over(county, 5)
    county.sleep_to(FRIDAY)
    after_first_chunk(county.cell.database, lambda: absence.enter(county.cell, AWAY, "jijiao_head", at(FRIDAY)))

    county.wake()

    assert county.mails() == [("03-06 08:30", "handler_a", " | ".join(f"point {number} to" for number in numbers))]


def test_an_absence_that_is_there_between_two_chunks_turns_only_the_later_lines(county: RunningCounty) -> None:
    """Rule 15: what was said goes to A; the rest to B with A in copy. One mail each, no line twice to anybody."""
    numbers = handed_over(county, 5)
    county.sleep_to(FRIDAY)

    def enter() -> None:
        with county.cell.database.write() as tx:
            organisation.add_absence(tx, AWAY, at=at(FRIDAY), by="jijiao_head")

    after_first_chunk(county.cell.database, enter)

    county.wake()

    own, later = numbers[:2], numbers[2:]
    assert sorted(county.mails()) == [
        ("03-06 08:30", "handler_a", " | ".join([*(f"point {n} to" for n in own), *(f"point {n} cc" for n in later)])),
        ("03-06 08:30", "handler_b", " | ".join(f"point {n} to" for n in later)),
    ]


def test_an_absence_entered_after_the_batch_changes_nothing_of_it(county: RunningCounty) -> None:
    """What was said to A stands; B gets no second copy of it on the same day."""
    handed_over(county, 3)
    county.pass_to(FRIDAY)
    said = county.mails()

    absence.enter(county.cell, AWAY, "jijiao_head", county.now)
    county.wake()

    assert county.mails() == said
