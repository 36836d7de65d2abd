"""The evaluation suite that decides whether a release goes out: cases, runs, scores, gate, report."""
