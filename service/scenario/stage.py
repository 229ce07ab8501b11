"""The stage of a scenario: a county's cell on a database that is thrown away afterwards.

Here: furnishing the database, and the cell as the scenario wants it. Not here: building cells (service/bootstrap.py),
playing (play.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from config.county import County
from engine.run.cell import Cell
from engine.store import calendar, organisation
from engine.store.database import Database
from service.bootstrap import cell_of
from service.folder import Folder
from service.scenario.script import Scenario


@contextmanager
def stage(scenario: Scenario, folder: Folder) -> Iterator[Cell]:
    """A cell as it is on the first day of the service."""
    with TemporaryDirectory(prefix="duban-scenario-", ignore_cleanup_errors=True) as room:
        database = Database.open(f"sqlite:///{Path(room) / 'duban.db'}")
        try:
            database.migrate()
            _furnish(database, scenario, folder.county)
            yield _as_wanted(cell_of(folder, database), scenario)
        finally:
            database.close()


def _furnish(database: Database, scenario: Scenario, county: County) -> None:
    """The organisation, and the calendar as far as it was known when the scenario begins; later years have their own lines."""
    years = (scenario.begins.year - 1, scenario.begins.year)
    with database.write() as tx:
        organisation.save_organisation(tx, county.organisation, at=scenario.begins)
        for plan in county.plans_for(years):
            calendar.save_plan(tx, plan, at=scenario.begins)


def _as_wanted(cell: Cell, scenario: Scenario) -> Cell:
    """Only the rulebooks and the seed of samples that the scenario names."""
    if scenario.workflows:
        machines = {name: cell.rules.machines[name] for name in scenario.workflows}
        cell = replace(cell, rules=replace(cell.rules, machines=machines))
    return replace(cell, seed=scenario.seed or cell.seed)
