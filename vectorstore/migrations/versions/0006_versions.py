"""What the versions of one article or page share, by which they are found."""

import sqlalchemy as sa
from alembic import op

from vectorstore.types import Document, Kind
from vectorstore.versions import version_key

revision = "0006_versions"
down_revision = "0005_passages"


def upgrade() -> None:
    """Adds the key, worked out for the documents that there are."""
    op.add_column("documents", sa.Column("version_key", sa.Text))
    op.create_index("ix_documents_version_key", "documents", ["version_key"])
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, source, text, title, kind, reference, url FROM documents"))
    for row in rows.fetchall():
        document = Document(
            row.id, row.source, row.text, row.title, Kind(row.kind), reference=row.reference, url=row.url
        )
        statement = sa.text("UPDATE documents SET version_key = :key WHERE id = :id")
        connection.execute(statement, {"key": version_key(document), "id": row.id})


def downgrade() -> None:
    """Drops it."""
    op.drop_index("ix_documents_version_key", "documents")
    op.drop_column("documents", "version_key")
