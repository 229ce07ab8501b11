"""What the last act of each matter would be undone to (language.md decision 16)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undo",
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter"], ["matter.number"], name=op.f("fk_undo_matter_matter")),
        sa.PrimaryKeyConstraint("matter", name=op.f("pk_undo")),
    )


def downgrade() -> None:
    op.drop_table("undo")
