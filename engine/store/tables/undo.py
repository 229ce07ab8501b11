"""The facts of a matter before its last act, so that a wrong click can be corrected."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from engine.store.tables.base import Json, Row, UtcDateTime, table_of


class UndoRow(Row, table=True):
    """One row for each matter: its last act by a person."""

    __tablename__ = "undo"

    matter: str = Field(primary_key=True, foreign_key="matter.number")
    event: str
    actor: str
    at: datetime = Field(sa_type=UtcDateTime)
    before: Any = Field(sa_type=Json)


undo = table_of(UndoRow)
