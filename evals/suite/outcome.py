"""What measuring one thing of one case can give: a value, "not applicable", or an error. Never a silent zero."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value in 0 to 1 (or in the metric's own unit, for times and memory); higher is better for shares."""

    value: float


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The case declares nothing for this metric. Told from the case alone, never from the output."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be measured: the system failed (counts as ``worst``), or a judge did (``worst`` to ``best``)."""

    reason: str
    worst: float = 0.0
    best: float = 0.0


Outcome = Value | NotApplicable | Failed
