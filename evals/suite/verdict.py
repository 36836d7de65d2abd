"""What the gate says of a run: whether it passes, and each rule that had a say."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule: ``kind`` is its family (invariant, floor, regression…), ``cases`` the ids that broke it."""

    name: str
    kind: str
    passed: bool
    observed: float | None
    threshold: float | None
    detail: str = ""
    cases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``passed`` only if every rule did; ``notes`` are French sentences on what did not count as a rule."""

    passed: bool
    rules: list[RuleResult]
    notes: list[str] = field(default_factory=list)
