"""A model that judges whether quotes support statements, and whether people agree with it enough to count."""
