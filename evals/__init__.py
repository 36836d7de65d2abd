"""Measurements; they drive the assistant through its public interface only."""
