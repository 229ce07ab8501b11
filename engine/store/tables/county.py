"""The county the matters live in: organisation, calendar, scores, settings, outages."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field

from engine.store.tables.base import Id, Json, Row, UtcDateTime, table_of


class OrganisationVersionRow(Row, table=True):
    """The whole organisation as it was applied, one document for each version. The engine reads the latest."""

    __tablename__ = "organisation_version"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    in_force_from: datetime = Field(sa_type=UtcDateTime)
    document: str = Field(sa_type=Text)
    hash: str


class PersonRow(Row, table=True):
    """A person of the latest organisation, for reports."""

    __tablename__ = "person"

    code: str = Field(primary_key=True)
    name: str
    email: str
    lang: str


class UnitRow(Row, table=True):
    """A unit of the latest organisation, for reports."""

    __tablename__ = "unit"

    code: str = Field(primary_key=True)
    zh: str
    en: str
    kind: str
    parent: str
    deputy: str
    facts: Any = Field(sa_type=Json)


class PostRow(Row, table=True):
    """A post of the latest organisation with its A and B, for reports."""

    __tablename__ = "post"

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    unit: str
    a: str
    b: str


class AbsenceRow(Row, table=True):
    """Somebody is away; entered by people, not part of an organisation version."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    person: str
    first_on: date
    last_on: date | None
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str


class CalendarYearRow(Row, table=True):
    """An announced year. A correction is a new version; the old one stays, so that a past date can be redone."""

    __tablename__ = "calendar_year"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
    loaded_at: datetime = Field(sa_type=UtcDateTime)


class CalendarDayRow(Row, table=True):
    """A day of one version of a year that differs from Monday to Friday."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('off', 'work')", name="kind"),)

    day: date = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str


class ScoreRow(Row, table=True):
    """Points given to a unit; taken back by a row of its own (reason "-E1"), never by a deletion."""

    __tablename__ = "score"
    __table_args__ = (Index("ix_score_unit_year", "unit", "year"), Index("ix_score_matter", "matter"))

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    unit: str
    year: int
    matter: str
    clock: str
    run: int
    reason: str
    points: float
    at: datetime = Field(sa_type=UtcDateTime)


class SettingRow(Row, table=True):
    """What the program remembers about itself: last batch, heartbeat, seed of samples, hold."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json)


class OutageRow(Row, table=True):
    """A time in which no batch ran."""

    __tablename__ = "outage"

    from_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    to_at: datetime = Field(sa_type=UtcDateTime)


organisation_version = table_of(OrganisationVersionRow)
person = table_of(PersonRow)
unit = table_of(UnitRow)
post = table_of(PostRow)
absence = table_of(AbsenceRow)
calendar_year = table_of(CalendarYearRow)
calendar_day = table_of(CalendarDayRow)
score = table_of(ScoreRow)
setting = table_of(SettingRow)
outage = table_of(OutageRow)
