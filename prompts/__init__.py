"""Versioned texts that the assistant says, and that the evaluation sends a judge; no logic."""
