"""What synchronisation remembers: documents by manifest, and fetched pages."""

import sqlalchemy as sa
from alembic import op

revision = "0004_sources"
down_revision = "0003_pages"


def upgrade() -> None:
    """Creates both tables."""
    op.create_table(
        "owned_documents",
        sa.Column("manifest", sa.Text, primary_key=True),
        sa.Column("document_id", sa.String(120), primary_key=True, index=True),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
    )
    op.create_table(
        "fetched_pages",
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("final", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("documents", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drops both tables."""
    op.drop_table("fetched_pages")
    op.drop_table("owned_documents")
