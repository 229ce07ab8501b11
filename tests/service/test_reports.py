"""The views as those who bring their own reporting see them, on a county at work."""

from datetime import datetime

from sqlalchemy import text

from engine.run import commands, sweep
from engine.run.cell import Cell
from engine.store import matters
from engine.store.tables.base import UtcDateTime
from tests.service.conftest import NOW

VALUES = {"visitor": "某家长", "channel": "visit", "request": "转学"}
CLOCKS = text("SELECT clock, next_at FROM v_clocks WHERE next_at IS NOT NULL").columns(next_at=UtcDateTime)
SAID = text("SELECT clock, at FROM v_notices").columns(at=UtcDateTime)
MANY = 12  #: instants at which the matter wakes


def test_every_clock_speaks_when_its_view_says_it_will(cell: Cell) -> None:
    commands.open_matter(cell, "first_contact", "front_desk", VALUES, NOW)
    kept = 0
    for _ in range(MANY):
        foretold, at = _read(cell)
        assert foretold
        assert min(foretold.values()) >= at
        sweep.sweep(cell, at)
        with cell.database.read() as tx:
            said = {(row.clock, row.at) for row in tx.execute(SAID)}
        speaking = {(clock, when) for clock, when in foretold.items() if when == at}
        assert speaking <= said
        kept += len(speaking)

    assert kept > MANY // 2


def _read(cell: Cell) -> tuple[dict[str, datetime], datetime]:
    """When each clock will next speak, and when the first matter is to be looked at."""
    with cell.database.read() as tx:
        at = matters.next_wake(tx)
        assert at is not None
        return {row.clock: row.next_at for row in tx.execute(CLOCKS)}, at


def test_a_clock_that_has_ended_says_nothing_more(cell: Cell) -> None:
    number = commands.open_matter(cell, "first_contact", "front_desk", VALUES, NOW).number
    commands.act(cell, number, "answer_on_spot", "front_desk", {"result": "x"}, NOW)

    with cell.database.read() as tx:
        assert tx.execute(CLOCKS).all() == []
