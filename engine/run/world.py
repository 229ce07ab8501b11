"""The world as it is now: calendar and organisation out of the store.

Here: loading them, and once for a whole sweep instead of once for each of its transactions. Not here: what they are (engine/core).
"""

from engine.core.calendar import Calendar
from engine.core.case import World
from engine.core.refusal import Refused
from engine.run.cell import Cell
from engine.store import calendar, organisation
from engine.store.edition import edition
from engine.store.transaction import Transaction


class Worlds:
    """The world of each transaction of a sweep: read again only when the county changed between two of them."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._edition: object = None
        self._world: World | None = None

    def now(self, tx: Transaction) -> World:
        """The world as this transaction sees it. Raises Refused before the first organisation was applied."""
        seen = edition(tx)
        if self._world is None or seen != self._edition:
            self._world, self._edition = load_world(self._cell, tx), seen
        return self._world


def load_world(cell: Cell, tx: Transaction) -> World:
    """Calendar and organisation as they are now."""
    found = organisation.load_organisation(tx)
    if found is None:
        raise Refused("no_organisation")
    return World(load_calendar(cell, tx), found, cell.seed)


def load_calendar(cell: Cell, tx: Transaction) -> Calendar:
    return Calendar(cell.hours, calendar.load_plans(tx))
