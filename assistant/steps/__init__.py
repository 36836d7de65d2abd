"""The steps of the answer pipeline, in the order in which they run."""
