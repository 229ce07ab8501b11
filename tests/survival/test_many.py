"""A hundred thousand matters: every one has its word in the batch, and everybody has one mail (promises 1 and 2)."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import func, select

from engine.core.act import Act
from engine.core.takeover import Past
from engine.run.desk import Desk
from engine.run.sweep import sweep
from engine.store.database import Database
from engine.store.tables.mail import mail, notice
from engine.store.tables.matter import matter
from engine.store.verification import verify
from tests.core.play import at
from tests.run.county import running_county
from tests.survival.seeded import cell_on

MATTERS = 100_000
CHUNK = 5_000
IMPORTED = "2026-03-02 09:30"
BATCH = "2026-03-03 08:30"


def import_matters(database: Database, count: int) -> None:
    """Enter running matters with their past, many to a transaction. First contacts of Fri 27 Feb, not handed over."""
    cell = cell_on(database)
    machine = cell.rules.machines["first_contact"]
    people = ("officer_l", "handler_a", "handler_b", "builder_a", "desk_a")
    values = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
    for start in range(0, count, CHUNK):
        with database.write() as tx:
            desk = Desk(cell, tx, at(IMPORTED))
            for index in range(start, min(start + CHUNK, count)):
                act = Act(event="register", actor=people[index % len(people)], at=at("2026-02-27 10:00"), values=values)
                desk.take_over(machine, machine.openings[0], Past(opening=act, acts=(), unit="jijiao"))
            desk.save()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_matters_are_imported_and_swept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Handing over was due on Sat 28 Feb (a make-up day), nobody has heard of it: on Tue 3 March one late reminder each.

    Of the five people who owe it each gets one mail, and so does each of their heads, in copy. The figures are printed, not judged.
    """
    with closing(Database.open(f"sqlite:///{tmp_path / 'duban.db'}")) as database:
        running_county(database, IMPORTED)
        begun = monotonic()
        import_matters(database, MATTERS)
        imported = monotonic()
        swept = sweep(cell_on(database), at(BATCH))
        done = monotonic()

        with database.read() as tx:
            late = select(func.count()).select_from(notice).where(notice.c.kind == "late", notice.c.capacity == "to")
            open_without_wake = matter.c.closed_at.is_(None) & matter.c.next_at.is_(None)
            silent = tx.execute(select(func.count()).select_from(matter).where(open_without_wake)).scalar_one()
            told = tx.execute(late).scalar_one()
            mails = list(tx.execute(select(mail.c.person).order_by(mail.c.person)).scalars())
            proof = verify(tx)
        again = sweep(cell_on(database), at(BATCH) + timedelta(minutes=1))

    with capsys.disabled():
        figures = f"imported in {imported - begun:.0f} s, swept in {done - imported:.0f} s, {len(mails)} mails"
        print(f"\n{MATTERS} matters: {figures}")  # noqa: T201 - what this run is for
    assert (swept.matters, told, silent) == (MATTERS, MATTERS, 0)
    assert mails == sorted(set(mails))
    assert {"officer_l", "handler_a", "handler_b", "builder_a", "desk_a", "jijiao_head"} <= set(mails)
    assert (again.matters, again.notices, again.mails) == (0, 0, 0)
    assert proof == []
