"""Marks set on a document at reading (``flags``)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_flags"
down_revision = "0001"


def upgrade() -> None:
    """Adds the column; documents from before have no mark until they are ingested again."""
    op.add_column("documents", sa.Column("flags", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drops the column."""
    op.drop_column("documents", "flags")
