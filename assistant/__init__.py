"""The question’s way: one pipeline, and thin front doors on it."""
