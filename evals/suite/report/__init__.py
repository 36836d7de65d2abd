"""A scored run told to people (an HTML page, a summary) and to machines (JUnit XML, JSON)."""
