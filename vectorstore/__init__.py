"""Documents, passages, the embedder, Chroma, the lexical index, and search."""
