"""Matters, their clocks and what the clocks ran by: the rulebook snapshot, and numbers.

A matter's key is its number, which never changes, so no other table needs a second key for it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field

from engine.store.tables.base import Json, Row, UtcDateTime, table_of


class RulesetRow(Row, table=True):
    """A resolved rulebook, kept as long as a matter began under it."""

    __tablename__ = "ruleset"

    hash: str = Field(primary_key=True)
    workflow: str
    resolved: str = Field(sa_type=Text)
    first_used_at: datetime = Field(sa_type=UtcDateTime)


class MatterRow(Row, table=True):
    """One matter: what lists sort by as columns, everything else the core knows in `facts`."""

    __tablename__ = "matter"
    __table_args__ = (
        # The sweep's only question: who has something to say by now, oldest first?
        Index(
            "ix_matter_due", "next_at", "number",
            sqlite_where=text("next_at IS NOT NULL"), postgresql_where=text("next_at IS NOT NULL"),
        ),
        # A recurring opening makes one matter for each unit and period, however often it is tried.
        Index(
            "uq_matter_opening", "workflow", "opening", "unit", "period", unique=True,
            sqlite_where=text("opening <> ''"), postgresql_where=text("opening <> ''"),
        ),
        Index("ix_matter_parent", "parent", sqlite_where=text("parent <> ''"), postgresql_where=text("parent <> ''")),
        # Every sweep asks which gaps are open: few among all matters.
        Index(
            "ix_matter_gap", "number",
            sqlite_where=text("workflow = 'post_gap' AND closed_at IS NULL"),
            postgresql_where=text("workflow = 'post_gap' AND closed_at IS NULL"),
        ),
        # What the next checkpoint has to seal.
        Index(
            "ix_matter_unsealed", "number",
            sqlite_where=text("sealed_seq < seq"), postgresql_where=text("sealed_seq < seq"),
        ),
    )  # fmt: skip

    number: str = Field(primary_key=True)
    workflow: str
    ruleset: str = Field(foreign_key="ruleset.hash")
    state: str
    unit: str
    period: str
    parent: str
    opening: str  #: the recurring opening that made it; "" for all others
    fields: Any = Field(sa_type=Json)  #: without private ones
    facts: Any = Field(sa_type=Json)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_on: date
    closed_at: datetime | None = Field(sa_type=UtcDateTime)
    voided: bool
    next_at: datetime | None = Field(sa_type=UtcDateTime)
    version: int
    seq: int  #: of its last history entry
    head: str  #: hash of that entry
    sealed_seq: int  #: of the last entry a checkpoint sealed


class ClockRow(Row, table=True):
    """One run of one clock."""

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint("mode IN ('runs', 'paused', 'held', 'stopped')", name="mode"),
        # Which years are missing from the calendar?
        Index(
            "ix_clock_provisional",
            "promised_on",
            sqlite_where=text("provisional"),
            postgresql_where=text("provisional"),
        ),
    )

    matter: str = Field(primary_key=True, foreign_key="matter.number")
    name: str = Field(primary_key=True)
    run: int = Field(primary_key=True)
    place: int | None  #: 0 the latest run; 1, 2, ... among the ended runs the core keeps; NULL: kept for reports only
    mode: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    day_zero: date
    stopped_on: date | None
    promised_on: date | None
    statutory_on: date | None
    amber_on: date | None
    provisional: bool
    next_at: datetime | None = Field(sa_type=UtcDateTime)
    facts: Any = Field(sa_type=Json)


class IntervalRow(Row, table=True):
    """Pauses, extensions and excused days of a run, for reports: the engine reads them from the run's facts."""

    __tablename__ = "interval"
    __table_args__ = (
        CheckConstraint("kind IN ('pause', 'extension', 'excused')", name="kind"),
        ForeignKeyConstraint(["matter", "clock", "run"], ["clock.matter", "clock.name", "clock.run"]),
    )

    matter: str = Field(primary_key=True)
    clock: str = Field(primary_key=True)
    run: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    first_on: date  #: of an extension the day it was asked
    last_on: date | None  #: NULL while a pause is open
    n: int | None  #: of an extension
    unit: str


class NumberSeriesRow(Row, table=True):
    """The last number given, by prefix and year; written with the matter that bears it, so there are no gaps."""

    __tablename__ = "number_series"

    prefix: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


ruleset = table_of(RulesetRow)
matter = table_of(MatterRow)
clock = table_of(ClockRow)
interval = table_of(IntervalRow)
number_series = table_of(NumberSeriesRow)
