"""The page map of documents that have pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the column; documents already there have no pages."""
    op.add_column("documents", sa.Column("pages", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drops the column."""
    with op.batch_alter_table("documents") as table:
        table.drop_column("pages")
