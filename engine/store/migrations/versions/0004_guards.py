"""What reports and strangers may not do: write through a view, or put a line of history in the place of another.

PostgreSQL writes through a plain view into its table, so the views refuse; on SQLite no view can be written. SQLite's
INSERT OR REPLACE deletes the row in its way and fires no trigger for that unless the connection asked for it, so a key
(or a row number) that is taken is refused before anything is inserted.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_VIEWS = ("v_matters", "v_clocks", "v_notices", "v_mails")
#: Tables that are only ever added to, and their keys.
_KEYS = {"entry": ("matter", "seq"), "checkpoint": ("number",), "seal": ("checkpoint", "matter")}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, key in _KEYS.items():
            _refuse_taken_key(table, key)
        return
    op.execute(
        "CREATE FUNCTION view_is_read_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is for reading only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for view in _VIEWS:
        _refuse_writing(view)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEYS:
            op.execute(f"DROP TRIGGER {table}_no_replace")
        return
    op.execute("DROP FUNCTION view_is_read_only() CASCADE")


def _refuse_taken_key(table: str, key: tuple[str, ...]) -> None:
    """Two look-ups by key for each row that is inserted. A row number that is not given reads as -1."""
    taken = " AND ".join(f"{column} = NEW.{column}" for column in key)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE "  # noqa: S608 - the names stand above
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN {there}{taken}) OR (NEW.rowid <> -1 AND {there}rowid = NEW.rowid)) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _refuse_writing(view: str) -> None:
    """For each statement, so that one that meets no row is refused too; PostgreSQL asks for the other to allow it."""
    for name, moment in (("statement", "BEFORE"), ("row", "INSTEAD OF")):
        op.execute(
            f"CREATE TRIGGER {view}_no_{name} {moment} INSERT OR UPDATE OR DELETE ON {view} "
            f"FOR EACH {name.upper()} EXECUTE FUNCTION view_is_read_only()"
        )
