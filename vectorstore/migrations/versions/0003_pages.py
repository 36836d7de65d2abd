"""The page map of documents that have pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003_pages"
down_revision = "0002_flags"


def upgrade() -> None:
    """Adds the column; documents already there have no pages."""
    op.add_column("documents", sa.Column("pages", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drops the column."""
    op.drop_column("documents", "pages")
