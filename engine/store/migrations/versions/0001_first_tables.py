"""The first tables, the guards of the history, and the views for people who bring their own reporting."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Tables that are only ever added to.
_GUARDED = ("entry", "checkpoint", "seal")

#: Read-only, documented and stable: columns are added, never renamed. No private values, no bytes of mails.
_VIEWS = {
    "v_matters": """
        SELECT number, workflow, ruleset, state, unit, period, parent, fields, opened_at, opened_on, closed_at, voided,
               next_at
        FROM matter
    """,
    "v_clocks": """
        SELECT matter, name AS clock, run, coalesce(place, -1) = 0 AS latest, mode, opened_at, day_zero, stopped_on,
               promised_on, statutory_on, amber_on, provisional, next_at
        FROM clock
    """,
    "v_notices": """
        SELECT id, matter, clock, run, kind, basis, person, capacity, role, because, state, at, mail_id AS mail,
               reached_at, superseded_reason
        FROM notice
    """,
    "v_mails": """
        SELECT id, person, address, subject, at, message_id, state, attempts, next_try_at, sent_at, last_error,
               superseded_by
        FROM mail
    """,
}


def upgrade() -> None:
    _create_tables()
    for table in _GUARDED:
        _guard(table)
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def _guard(table: str) -> None:
    """Refuse UPDATE and DELETE, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for action, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{each.lower()} BEFORE {action} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_is_append_only()"
        )


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str = "") -> None:
    rows = sa.text(where) if where else None
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


def _create_tables() -> None:
    op.create_table(
        "absence",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'work')", name=op.f("ck_calendar_day_kind")),
        sa.PrimaryKeyConstraint("day", "version", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", "version", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "entry",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("matter", "seq", name=op.f("pk_entry")),
    )
    op.create_table(
        "mail",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_by", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("superseded_by", _ID, nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'deferred', 'undeliverable', 'superseded', 'parked')",
            name=op.f("ck_mail_state"),
        ),
        sa.ForeignKeyConstraint(["superseded_by"], ["mail.id"], name=op.f("fk_mail_superseded_by_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    _index("ix_mail_due", "mail", ["next_try_at", "id"], where="state IN ('queued', 'sending', 'deferred')")
    _index("ix_mail_unsent", "mail", ["person"], where="state IN ('queued', 'deferred')")

    op.create_table(
        "number_series",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "organisation_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_organisation_version")),
    )
    op.create_table(
        "outage",
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("from_at", name=op.f("pk_outage")),
    )
    op.create_table(
        "person",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_person")),
    )
    op.create_table(
        "post",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("a", sa.String(), nullable=False),
        sa.Column("b", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_post")),
    )
    op.create_table(
        "ruleset",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("resolved", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ruleset")),
    )
    op.create_table(
        "score",
        sa.Column("id", _ID, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
    )
    _index("ix_score_matter", "score", ["matter"])
    _index("ix_score_unit_year", "score", ["unit", "year"])

    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_table(
        "matter",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("sealed_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ruleset"], ["ruleset.hash"], name=op.f("fk_matter_ruleset_ruleset")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_matter")),
    )
    _index("ix_matter_due", "matter", ["next_at", "number"], where="next_at IS NOT NULL")
    _index("ix_matter_parent", "matter", ["parent"], where="parent <> ''")
    _index("ix_matter_unsealed", "matter", ["number"], where="sealed_seq < seq")
    _index(
        "uq_matter_opening",
        "matter",
        ["workflow", "opening", "unit", "period"],
        unique=True,
        where="opening <> ''",
    )

    op.create_table(
        "notice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("mail_id", _ID, nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notice_mail_id_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("matter", "clock", "run", "kind", "basis", "person", name="uq_notice_identity"),
    )
    _index("ix_notice_mail", "notice", ["mail_id"], where="mail_id IS NOT NULL")
    _index(
        "ix_notice_unmailed",
        "notice",
        ["person", "id"],
        where="mail_id IS NULL AND superseded_reason IS NULL",
    )

    op.create_table(
        "seal",
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint"], ["checkpoint.number"], name=op.f("fk_seal_checkpoint_checkpoint")),
        sa.PrimaryKeyConstraint("checkpoint", "matter", name=op.f("pk_seal")),
    )
    op.create_table(
        "clock",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day_zero", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("statutory_on", sa.Date(), nullable=True),
        sa.Column("amber_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.CheckConstraint("mode IN ('runs', 'paused', 'held', 'stopped')", name=op.f("ck_clock_mode")),
        sa.ForeignKeyConstraint(["matter"], ["matter.number"], name=op.f("fk_clock_matter_matter")),
        sa.PrimaryKeyConstraint("matter", "name", "run", name=op.f("pk_clock")),
    )
    op.create_table(
        "private_value",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["matter"], ["matter.number"], name=op.f("fk_private_value_matter_matter")),
        sa.PrimaryKeyConstraint("matter", "field", "seq", name=op.f("pk_private_value")),
    )
    op.create_table(
        "interval",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('pause', 'extension', 'excused')", name=op.f("ck_interval_kind")),
        sa.ForeignKeyConstraint(
            ["matter", "clock", "run"],
            ["clock.matter", "clock.name", "clock.run"],
            name=op.f("fk_interval_matter_clock_run_clock"),
        ),
        sa.PrimaryKeyConstraint("matter", "clock", "run", "kind", "position", name=op.f("pk_interval")),
    )
