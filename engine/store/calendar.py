"""Announced years in and out. A correction is a new version; the old one stays."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import func, insert, select

from engine.core.calendar import YearPlan
from engine.store.tables.county import calendar_day, calendar_year
from engine.store.transaction import Transaction


def save_plan(tx: Transaction, plan: YearPlan, *, at: datetime) -> bool:
    """Store a year; False if it stands there just so."""
    if plan in load_plans(tx):
        return False
    last = select(func.max(calendar_year.c.version)).where(calendar_year.c.year == plan.year)
    version = (tx.execute(last).scalar() or 0) + 1
    tx.execute(insert(calendar_year), {"year": plan.year, "version": version, "source": plan.source, "loaded_at": at})
    days = [
        {"day": day, "version": version, "kind": kind}
        for kind, found in (("off", plan.off), ("work", plan.makeup))
        for day in sorted(found)
    ]
    tx.insert_all(calendar_day, days)
    return True


def load_plans(tx: Transaction) -> list[YearPlan]:
    """The newest version of every announced year, in two statements however many years there are."""
    versions = select(calendar_year).order_by(calendar_year.c.year, calendar_year.c.version)
    years = {row.year: row for row in tx.execute(versions)}
    days: dict[tuple[int, int, str], list[date]] = defaultdict(list)
    for row in tx.execute(select(calendar_day)):
        days[row.day.year, row.version, row.kind].append(row.day)
    return [
        YearPlan(
            year=year,
            off=frozenset(days[year, row.version, "off"]),
            makeup=frozenset(days[year, row.version, "work"]),
            source=row.source,
        )
        for year, row in years.items()
    ]
