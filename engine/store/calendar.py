"""Announced years in and out. A correction is a new version; the old one stays."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, insert, select

from engine.core.calendar import YearPlan
from engine.store.tables.county import calendar_day, calendar_year
from engine.store.transaction import Transaction


def save_plan(tx: Transaction, plan: YearPlan, *, at: datetime) -> bool:
    """Store a year; False if it stands there just so."""
    version = _versions(tx).get(plan.year, 0)
    if version and _load(tx, plan.year, version) == plan:
        return False
    year = {"year": plan.year, "version": version + 1, "source": plan.source, "loaded_at": at}
    tx.execute(insert(calendar_year), year)
    days = [
        {"day": day, "version": version + 1, "kind": kind}
        for kind, found in (("off", plan.off), ("work", plan.makeup))
        for day in sorted(found)
    ]
    tx.execute_all(insert(calendar_day), days)
    return True


def load_plans(tx: Transaction) -> list[YearPlan]:
    """The newest version of every announced year."""
    return [_load(tx, year, version) for year, version in sorted(_versions(tx).items())]


def _versions(tx: Transaction) -> Mapping[int, int]:
    newest = func.max(calendar_year.c.version).label("newest")
    query = select(calendar_year.c.year, newest).group_by(calendar_year.c.year)
    return {row.year: row.newest for row in tx.execute(query)}


def _load(tx: Transaction, year: int, version: int) -> YearPlan:
    of_year = calendar_year.c.year == year
    source = tx.execute(select(calendar_year.c.source).where(of_year, calendar_year.c.version == version)).scalar_one()
    in_year = calendar_day.c.day.between(date(year, 1, 1), date(year, 12, 31))
    kinds: dict[str, list[date]] = {"off": [], "work": []}
    for row in tx.execute(select(calendar_day).where(in_year, calendar_day.c.version == version)):
        kinds[row.kind].append(row.day)
    return YearPlan(year=year, off=frozenset(kinds["off"]), makeup=frozenset(kinds["work"]), source=source)
