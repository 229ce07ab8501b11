"""Openings the calendar makes: one matter per (opening, unit, period), however late the batch that runs first.

Here: finding what a period still lacks, and opening it. Not here: when a period opens (engine/core/period.py).
"""

import hashlib

from engine.core.act import Act
from engine.core.machine import ENGINE, Machine, Opening, Recurring
from engine.core.period import due_periods
from engine.run.desk import Desk
from engine.store import settings
from engine.store.matters import opened_units

BEGAN = "began_at"  #: when the service first ran on this database


def open_due(desk: Desk) -> int:
    """Open everything recurring whose opening day has come. Returns how many matters."""
    opened = 0
    if not _a_batch_has_run(desk):
        return 0
    today = desk.world.calendar.today(desk.world.calendar.last_batch(desk.now))
    for machine in desk.cell.rules.machines.values():
        for index, opening in enumerate(machine.openings):
            if opening.recurring is None:
                continue
            for period in due_periods(opening.recurring, desk.world.calendar, today, desk.cell.rules.month_sets):
                key = f"opened:{machine.workflow}:{index}:{period}"
                if settings.get(desk.tx, key) is None:
                    opened += _open_period(desk, machine, opening, opening.recurring, period)
                    settings.put(desk.tx, key, desk.now)
    return opened


def _a_batch_has_run(desk: Desk) -> bool:
    """Whether a batch has come since the service first ran here: what was before is not ours to open."""
    began_at = settings.get(desk.tx, BEGAN)
    if began_at is None:
        settings.put(desk.tx, BEGAN, desk.now)
        began_at = desk.now
    return bool(desk.world.calendar.last_batch(desk.now) >= began_at)


def _open_period(desk: Desk, machine: Machine, opening: Opening, rule: Recurring, period: str) -> int:
    units = list(desk.units(opening.for_each, opening.where, desk.world.organisation.root))
    drawn = _drawn(units, rule, f"{desk.cell.seed}\n{machine.workflow}\n{period}")
    at = desk.world.calendar.last_batch(desk.now)
    name = f"{opening.transition.event}/{rule.every}"
    made = opened_units(desk.tx, machine.workflow, name, period)
    for unit in drawn:
        if unit in made:
            continue
        act = Act(event=opening.transition.event, actor=ENGINE, at=at)
        desk.open(machine, opening, act, unit=unit, period=period, quiet=True)
    desk.save(opening=name)
    return len(drawn) - len(made)


def _drawn(units: list[str], rule: Recurring, seed: str) -> list[str]:
    """A sample of the units, by a hash that anybody can compute again; all of them when none is asked for."""
    count = rule.sample_count or -(-len(units) * rule.sample_share // 100)
    if not count:
        return units
    ranked = sorted(units, key=lambda unit: hashlib.sha256(f"{seed}\n{unit}".encode()).hexdigest())
    chosen = set(ranked[:count])
    return [unit for unit in units if unit in chosen]
