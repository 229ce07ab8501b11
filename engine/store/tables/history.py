"""The history that can be proved: entries in one chain for each matter, checkpoints that seal the chains' heads.

Entries and checkpoints refuse UPDATE and DELETE by triggers (migration 0001).
"""

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from engine.store.tables.base import Row, UtcDateTime, table_of


class EntryRow(Row, table=True):
    """One line of history. `matter` is "" for the county's own chain, so it is no foreign key."""

    __tablename__ = "entry"

    matter: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)  #: 1, 2, ... without gaps
    at: datetime = Field(sa_type=UtcDateTime)  #: when it happened
    stored_at: datetime = Field(sa_type=UtcDateTime)  #: when the engine wrote it down
    kind: str
    actor: str
    data: str = Field(sa_type=Text)  #: canonical JSON, exactly the text that was hashed
    digests: str = Field(sa_type=Text)  #: private fields this line set: {field: salted hash}, or ""
    prev_hash: str
    hash: str


class CheckpointRow(Row, table=True):
    """One link of the chain over all chains: what had been written by then."""

    __tablename__ = "checkpoint"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    sealed: int  #: how many heads it seals
    prev_hash: str
    hash: str


class SealRow(Row, table=True):
    """A head that a checkpoint seals."""

    __tablename__ = "seal"
    __table_args__ = (
        # How far is the county's own chain sealed?
        Index("ix_seal_county", "seq", sqlite_where=text("matter = ''"), postgresql_where=text("matter = ''")),
    )

    checkpoint: int = Field(primary_key=True, foreign_key="checkpoint.number")
    matter: str = Field(primary_key=True)
    seq: int
    head: str


class PrivateValueRow(Row, table=True):
    """A private value, outside the chain; the entry `seq` holds its salted hash. Erased: value and salt are NULL."""

    __tablename__ = "private_value"

    matter: str = Field(primary_key=True, foreign_key="matter.number")
    field: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    value: str | None = Field(sa_type=Text)  #: canonical JSON
    salt: str | None


entry = table_of(EntryRow)
checkpoint = table_of(CheckpointRow)
seal = table_of(SealRow)
private_value = table_of(PrivateValueRow)
