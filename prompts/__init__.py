"""Versioned texts that the assistant says or sends; no logic."""
