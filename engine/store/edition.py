"""Which edition of the county is in force: something to compare, so that nobody reads the same county twice.

Here: one cheap question. Not here: the organisation (organisation.py), the calendar (calendar.py).
"""

from dataclasses import dataclass

from sqlalchemy import Text, cast, func, select

from engine.store.tables.county import absence, calendar_year, organisation_version
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Edition:
    organisation: int | None  #: its version
    calendar: int | None  #: the sum of the versions of all years: a new year or a correction makes it larger
    absences: str | None  #: all of them; an id may come again on SQLite, so no count would do


_ABSENCE = (
    cast(absence.c.id, Text) + absence.c.person + cast(absence.c.first_on, Text)
    + func.coalesce(cast(absence.c.last_on, Text), "")
)  # fmt: skip
_QUERY = select(
    select(func.max(organisation_version.c.version)).scalar_subquery().label("organisation"),
    select(func.sum(calendar_year.c.version)).scalar_subquery().label("calendar"),
    select(func.aggregate_strings(_ABSENCE, " ")).scalar_subquery().label("absences"),
)


def edition(tx: Transaction) -> Edition:
    """The edition this transaction sees; an equal one is the same county."""
    row = tx.execute(_QUERY).one()
    return Edition(row.organisation, row.calendar, row.absences)
