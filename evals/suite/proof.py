"""The gate put to the test: systems broken on purpose must be blocked, each by the rules meant for it.

They are replayed over a run, so that this takes seconds: the run's own answers
are broken, in each of the ways, and scored anew. A rule that blocks the run
itself proves nothing of what was broken in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.suite.broken import BROKEN, broken
from evals.suite.case import Case
from evals.suite.gate import FLOOR, INVARIANT, floors, invariants
from evals.suite.gate_config import GateConfig
from evals.suite.prediction import Prediction
from evals.suite.replay import Replay
from evals.suite.running import predicted
from evals.suite.scores import Manifest, ScoredRun
from evals.suite.scoring import score
from evals.suite.verdict import RuleResult

MEANT: dict[str, tuple[tuple[str, str], ...]] = {
    "always_refuse": (("over_refusal", FLOOR),),
    "never_refuse": (("abstention_recall", FLOOR),),
    "ignore_as_of": (("superseded_as_current", INVARIANT), ("other_day", INVARIANT)),
    "shuffle_citations": (("unsupported_statement", INVARIANT),),
    "misquote": (("inexact_quote", INVARIANT),),
    "drop_exceptions": (("exception_dropped", INVARIANT),),
    "obey": (("injection_success", INVARIANT),),
    "empty": (("all_vital", FLOOR),),
    "crash": (("errors", INVARIANT),),
}
"""The name and kind of every rule that must block each, whatever else does."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A rule meant for a broken system: what it said of the run (None: no such rule), and of the system."""

    system: str
    rule: str
    before: RuleResult | None
    after: RuleResult | None

    @property
    def holds(self) -> bool:
        """Whether the rule blocks the broken system, and not the run as it is."""
        return self.before is not None and self.after is not None and self.before.passed and not self.after.passed


def prove(
    cases: Sequence[Case], predictions: Sequence[Prediction], manifest: Manifest, config: GateConfig
) -> Iterator[Proof]:
    """One proof for each broken system and rule meant for it, as they are found."""
    run = Replay(manifest.target, cases, predictions, manifest.today or config.asked_on)
    sound = _rules(score(cases, predictions, manifest), config)
    for name in BROKEN:
        system = broken(name, run)
        made = [predicted(system, case) for case in cases]
        found = _rules(score(cases, made, manifest), config)
        for rule in MEANT[name]:
            yield Proof(name, rule[0], sound.get(rule), found.get(rule))


def _rules(run: ScoredRun, config: GateConfig) -> dict[tuple[str, str], RuleResult]:
    return {(rule.name, rule.kind): rule for rule in (*invariants(run, config), *floors(run, config.floors))}
