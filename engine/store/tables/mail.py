"""Notices, and the mails that carry them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from engine.store.tables.base import Id, Json, Row, UtcDateTime, table_of


class NoticeRow(Row, table=True):
    """One line for one person. Its identity (language.md rule 14) is what makes saying idempotent."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("matter", "clock", "run", "kind", "basis", "person", name="uq_notice_identity"),
        Index(
            "ix_notice_unmailed", "person", "id",
            sqlite_where=text("mail_id IS NULL AND superseded_reason IS NULL"),
            postgresql_where=text("mail_id IS NULL AND superseded_reason IS NULL"),
        ),
        Index(
            "ix_notice_mail", "mail_id",
            sqlite_where=text("mail_id IS NOT NULL"), postgresql_where=text("mail_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    matter: str  #: "" for lines about no matter, so it is no foreign key
    clock: str
    run: int
    kind: str
    basis: str
    person: str
    at: datetime = Field(sa_type=UtcDateTime)
    state: str  #: the duty it names; "" = no word (decision 5)
    turn: int
    about: str
    capacity: str
    role: str
    because: str
    data: Any = Field(sa_type=Json)
    mail_id: int | None = Field(foreign_key="mail.id", sa_type=Id)
    reached_at: datetime | None = Field(sa_type=UtcDateTime)  #: when the mail server took it
    superseded_reason: str | None  #: why it never leaves


class MailRow(Row, table=True):
    """One mail: its bytes never change while it may still be sent."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'deferred', 'undeliverable', 'superseded', 'parked')", name="state"
        ),
        # A mail being sent is due again when its lease runs out, so one column answers "what next?".
        Index(
            "ix_mail_due", "next_try_at", "id",
            sqlite_where=text("state IN ('queued', 'sending', 'deferred')"),
            postgresql_where=text("state IN ('queued', 'sending', 'deferred')"),
        ),
        Index(
            "ix_mail_unsent", "person",
            sqlite_where=text("state IN ('queued', 'deferred')"),
            postgresql_where=text("state IN ('queued', 'deferred')"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    person: str
    address: str
    subject: str
    at: datetime = Field(sa_type=UtcDateTime)
    message_id: str = Field(unique=True)
    bytes: bytes
    state: str
    attempts: int
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(sa_type=UtcDateTime)
    lease_by: str
    sent_at: datetime | None = Field(sa_type=UtcDateTime)
    last_error: str
    superseded_by: int | None = Field(foreign_key="mail.id", sa_type=Id)


notice = table_of(NoticeRow)
mail = table_of(MailRow)
