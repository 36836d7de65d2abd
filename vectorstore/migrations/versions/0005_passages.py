"""Passages, their vectors, the state of the index, and likeness between documents."""

import sqlalchemy as sa
from alembic import op

revision = "0005_passages"
down_revision = "0004_sources"


def upgrade() -> None:
    """Creates the tables, and the two columns of likeness."""
    op.create_table(
        "passages",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("document_id", sa.String(120), nullable=False, index=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("heading", sa.JSON, nullable=False),
        sa.Column("embedded", sa.String(64), nullable=False, index=True),
    )
    op.create_table(
        "vectors",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "likeness",
        sa.Column("band", sa.BigInteger, primary_key=True),
        sa.Column("document_id", sa.String(120), primary_key=True, index=True),
    )
    state = op.create_table(
        "state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("writing", sa.Boolean, nullable=False),
        sa.Column("embedding_model", sa.Text),
        sa.Column("context", sa.String(64)),
    )
    op.bulk_insert(state, [{"id": 1, "generation": 0, "writing": False, "embedding_model": None}])
    op.add_column("documents", sa.Column("signature", sa.LargeBinary))
    op.add_column("documents", sa.Column("duplicate_of", sa.String(120)))
    op.create_index("ix_documents_duplicate_of", "documents", ["duplicate_of"])


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_documents_duplicate_of", "documents")
    op.drop_column("documents", "duplicate_of")
    op.drop_column("documents", "signature")
    for name in ("state", "likeness", "vectors", "passages"):
        op.drop_table(name)
