"""How far a judge agrees with people, and whether that is enough for its figures to count.

Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20 (1960), by scikit-learn. Bounds: 2,000 seeded draws
of whole cases, since statements of one case are alike.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sklearn.metrics import cohen_kappa_score

from evals.intervals import Places, clustered
from evals.suite.arbiter.judgements import NOT_ASKED, Judged
from evals.suite.arbiter.labels import Labelled
from evals.suite.arbiter.statement import Support
from evals.suite.door import digest
from evals.suite.gate_config import read_checked
from evals.suite.scores import JudgeName
from vectorstore.errors import InvalidRequest

LEAST_KAPPA = 0.6
LEAST_LABELS = 100
AGREEMENTS = Path(__file__).resolve().parents[2] / "judge.yaml"
NO_VERDICT = "error"

_Kappa = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]


class Agreement(BaseModel):
    """κ of one judge with ``n`` human labels, as ``evals/judge.yaml`` keeps it.

    ``kappa`` is over the four verdicts, with its 95 % interval; ``kappa_supported``
    over supported or not, which is what the metric counts. ``labels_hash`` is a
    digest of the labels, ``measured_on`` an ISO date.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Annotated[str, Field(min_length=1)]
    prompt_hash: Annotated[str, Field(min_length=1)]
    n: Annotated[int, Field(ge=1)]
    kappa: _Kappa
    kappa_low: _Kappa
    kappa_high: _Kappa
    kappa_supported: _Kappa
    labellers: list[str]
    labels_hash: str
    measured_on: str

    @property
    def least(self) -> float:
        """The lesser of both κ: what counts must be agreed upon, and so must the verdicts."""
        return min(self.kappa, self.kappa_supported)

    @property
    def sufficient(self) -> bool:
        """Whether the judge's figures count."""
        return self.least >= LEAST_KAPPA and self.n >= LEAST_LABELS


def agreement(labels: Sequence[Labelled], judged: Judged, *, measured_on: str) -> Agreement:
    """How far the judge agrees with the complete labels. Pure.

    A statement on which the judge failed is one on which it disagrees. Raises
    ``InvalidRequest`` for fewer than 100 complete labels, labels of one kind
    alone, of which κ tells nothing, or statements that the judge was not asked about.
    """
    complete = [label for label in labels if label.complete]
    _require_enough(complete, len(labels))
    pairs = [(str(label.label), said) for label, said in zip(complete, verdicts(complete, judged), strict=True)]
    human, machine = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    labels_hash = digest(sorted([label.asked.digest, str(label.label)] for label in complete))
    groups = [label.case_id or label.asked.digest for label in complete]
    bounds = clustered(_kappa_of_draws(human, machine), groups)
    simple = kappa([_supported(word) for word in human], [_supported(word) for word in machine])
    return Agreement(
        model=judged.judge.model, prompt_hash=judged.judge.prompt_hash, n=len(complete), kappa=kappa(human, machine),
        kappa_low=bounds.low, kappa_high=bounds.high, kappa_supported=simple,
        labellers=sorted({(label.labeller or "").strip() for label in complete}),
        labels_hash=labels_hash, measured_on=measured_on,
    )  # fmt: skip


def verdicts(labels: Sequence[Labelled], judged: Judged) -> list[str]:
    """The judge's word on each statement, "error" where it failed; ``InvalidRequest`` where it was not asked."""
    said = [judged.said(label.asked) for label in labels]
    missing = sum(word == NOT_ASKED for word in said)
    if missing:
        raise InvalidRequest(
            f"L’arbitre « {judged.judge.model} » n’a pas jugé {missing} des affirmations étiquetées : lancez "
            "« sourcier evals judge » avec « --labels » et ce fichier."
        )
    return [word.value if isinstance(word, Support) else NO_VERDICT for word in said]


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's κ; not a number where both always say the same one word."""
    if len({*first, *second}) < 2:
        return math.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(cohen_kappa_score(list(first), list(second)))


def _kappa_of_draws(first: Sequence[str], second: Sequence[str]) -> Callable[[Places], float]:
    """κ of the pairs at some places, as :func:`kappa` has it, for thousands of draws: scikit-learn's takes 5 ms."""
    codes = {word: code for code, word in enumerate(sorted({*first, *second}))}
    size = len(codes)
    pairs = np.array([codes[one] * size + codes[other] for one, other in zip(first, second, strict=True)])

    def statistic(places: Places) -> float:
        table = np.bincount(pairs[places], minlength=size * size).reshape(size, size) / len(places)
        expected = float(table.sum(axis=1) @ table.sum(axis=0))
        return (float(np.trace(table)) - expected) / (1 - expected) if expected < 1 else math.nan

    return statistic


def agreement_on(judge: JudgeName | None, known: Sequence[Agreement]) -> Agreement | None:
    """What is known of the very judge, its model and what it was asked; None if nothing is."""
    if judge is None:
        return None
    same = [item for item in known if (item.model, item.prompt_hash) == (judge.model, judge.prompt_hash)]
    return same[-1] if same else None


def confusion(labels: Sequence[Labelled], judged: Judged) -> Counter[tuple[str, str]]:
    """How often people said one word and the judge another, over complete labels."""
    complete = [label for label in labels if label.complete]
    return Counter(zip((str(label.label) for label in complete), verdicts(complete, judged), strict=True))


def read_agreements(path: Path = AGREEMENTS) -> list[Agreement]:
    """None where there is no file; raises ``SettingsError`` for one that is malformed."""
    return read_checked(path, TypeAdapter(list[Agreement])) if path.exists() else []


def keep_agreement(found: Agreement, path: Path = AGREEMENTS) -> None:
    """Writes it in place of what was known of the same judge, the file whole or not at all."""
    same = JudgeName(model=found.model, prompt_hash=found.prompt_hash)
    others = [item for item in read_agreements(path) if agreement_on(same, [item]) is None]
    rows = sorted([*others, found], key=lambda item: (item.model, item.prompt_hash))
    text = yaml.safe_dump([row.model_dump() for row in rows], allow_unicode=True, sort_keys=False, width=120)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(f"# How far judges agree with people; « sourcier evals agreement » writes it.\n{text}", "utf-8")
    partial.replace(path)


def _require_enough(complete: Sequence[Labelled], of: int) -> None:
    if len(complete) < LEAST_LABELS:
        raise InvalidRequest(
            f"Il faut au moins {LEAST_LABELS} étiquettes données par une personne, qui se nomme ; ce fichier en a "
            f"{len(complete)} sur {of} affirmations : complétez-le."
        )
    if len({_supported(str(label.label)) for label in complete}) < 2:
        raise InvalidRequest(
            "Les étiquettes sont toutes du même avis, ce qui ne dit rien d’un arbitre : ajoutez des affirmations "
            "abîmées (« sourcier evals label-sample »)."
        )


def _supported(word: str) -> str:
    """What the metric tells apart; a failure is neither."""
    return word if word in (Support.SUPPORTED, NO_VERDICT) else "otherwise"
