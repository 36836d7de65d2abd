"""The systems that a run can measure, by name."""

from __future__ import annotations

from datetime import date

from evals.suite.broken import BROKEN, broken
from evals.suite.doors import Doors
from evals.suite.oracle import Oracle
from evals.suite.target import DoorTarget, Target
from vectorstore.errors import SettingsError

SOURCIER = "sourcier"
ORACLE = "oracle"
SYSTEMS = (SOURCIER, ORACLE, *BROKEN)
"""The assistant, the system that is always right, and those broken on purpose."""


def system(name: str, doors: Doors, today: date) -> Target:
    """The named system over the same documents, asked ``today``; raises ``SettingsError`` for an unknown name."""
    if name == SOURCIER:
        return DoorTarget(doors)
    if name == ORACLE:
        return Oracle(doors, today)
    if name in BROKEN:
        return broken(name, DoorTarget(doors))
    raise SettingsError(f"Il n’y a pas de système « {name} ». Systèmes connus : {', '.join(SYSTEMS)}.")
