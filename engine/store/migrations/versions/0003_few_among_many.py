"""Indexes for the questions of every sweep whose answers are few among very many rows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_matter_gap", "matter", "number", "workflow = 'post_gap' AND closed_at IS NULL"),
    ("ix_clock_provisional", "clock", "promised_on", "provisional"),
    ("ix_seal_county", "seal", "seq", "matter = ''"),
)


def upgrade() -> None:
    for name, table, column, where in _INDEXES:
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table_name=table)
