"""`duban show` says why a line is late: the service was down at its time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

from rich.console import Console

from engine.core.change import Change, Wake
from engine.core.course import Course
from engine.core.notice import Superseded
from engine.run import commands
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.sweep import sweep
from engine.store import outbox, settings
from service.command.record import _Page
from service.dossier import Dossier, dossier
from service.printing import Printer
from tests.service.conftest import NOW

VALUES = {"visitor": "某家长", "channel": "visit", "request": "答复来访家长"}
#: The next batch: Tue 10 November 08:30 in the county.
BATCH = datetime(2026, 11, 10, 0, 30, tzinfo=UTC)
BACK = BATCH + timedelta(hours=3)


def after_an_outage(cell: Cell) -> Dossier:
    """Opened on Monday; nobody serves on Tuesday morning, when the hand-over is due; at 11:30 the service is back."""
    sweep(cell, NOW)
    number = commands.open_matter(cell, "first_contact", "front_desk", VALUES, NOW).number
    sweep(cell, BACK)
    with cell.database.write() as tx:
        while mail := outbox.claim(tx, BACK, worker="t", lease=timedelta(minutes=5)):
            outbox.sent(tx, mail.id, BACK)
    return dossier(cell, number, BACK)


def test_a_line_of_the_outage_names_it_and_one_before_does_not(cell: Cell) -> None:
    found = after_an_outage(cell)

    down = {line.kind: line.down for line in found.notices if line.person == "front_desk"}
    assert down["due"] == (NOW, BACK)
    assert down["start"] is None


def test_the_page_says_from_when_to_when(cell: Cell) -> None:
    found = after_an_outage(cell)
    zh, en = (page(found, cell, lang) for lang in ("zh", "en"))

    assert "（迟发：11-09 周一 10:00 至 11-10 周二 11:30 服务中断）" in zh
    assert "(late: the service was down from 11-09 Mon 10:00 to 11-10 Tue 11:30)" in en


def page(found: Dossier, cell: Cell, lang: str) -> str:
    printer = Printer(lang)
    out = StringIO()
    printer._console = Console(width=400, file=out, markup=False, highlight=False)
    _Page(printer, found, cell.hours.zone).print()
    return out.getvalue()


def test_what_was_not_said_any_more_names_the_outage_it_fell_into(cell: Cell) -> None:
    number = after_an_outage(cell).row.number
    lost = Superseded(
        matter=number, clock="answering", run=1, kind="point", basis="x", due_at=BATCH, reason="missed_batch"
    )
    later = replace(lost, basis="y", due_at=BACK)
    with cell.database.write() as tx:
        settings.add_outage(tx, BATCH - timedelta(days=400), BATCH - timedelta(days=399))
        for one in (lost, later):
            desk = Desk(cell, tx, BACK)
            change = _unchanged(desk, number)
            desk.keep(replace(change, superseded=(one,)))
            desk.save()

    lines = [line.down for line in dossier(cell, number, BACK).history if line.kind == "superseded"]
    assert lines[-2:] == [(NOW, BACK), None]


def _unchanged(desk: Desk, number: str) -> Change:
    course = Course(desk.load(number))
    return course.change(Wake(desk.tx.held[number].next_at))
