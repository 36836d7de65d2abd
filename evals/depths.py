"""How many passages are worth reading: fewer are faster, and do not always answer less.

The questions that ``sourcier evals calibrate`` gathers were read to a depth of
sixteen passages; what a lesser depth would have made of them is worked out from
that, without reading anything again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.table import Table

from assistant.features import LIMIT, NAMES
from evals.calibration import Flags, Floats, Labelled, fit_answer, fit_choice, fold_of, top

_LEADS = (("span", "span_lead"), ("holds", "holds_lead"))


@dataclass(frozen=True, slots=True)
class Depth:
    """``first`` passages are read, and up to ``most`` if nothing of those is as probable as ``sure``."""

    first: int
    most: int
    sure: float


DEPTHS = (
    *(Depth(count, count, 0.0) for count in (4, 6, 8, 12, 16)),
    *(Depth(4, 8, sure) for sure in (0.6, 0.7, 0.8, 0.9)),
    *(Depth(6, 16, sure) for sure in (0.8, 0.9)),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a depth gives at a threshold; shares of the answerable, but ``refused`` of the others."""

    right: float
    wrong: float
    refused: float
    passages: float


def limited(example: Labelled, passages: int) -> Labelled:
    """The example as it would be if only the first so many passages had been read."""
    ranks = np.round(1.0 / example.rows[:, NAMES.index("rank")]) - 1
    kept = ranks < passages
    rows = example.rows[kept].copy()
    for own, lead in _LEADS if len(rows) else ():
        values = rows[:, NAMES.index(own)]
        rows[:, NAMES.index(lead)] = np.maximum(-LIMIT, values - values.max())
    names = [name for name, keep in zip(example.passages, kept, strict=True) if keep]
    return replace(example, rows=rows, labels=example.labels[kept], passages=names)


def compare(
    examples: Sequence[Labelled], threshold: float, depths: Sequence[Depth] = DEPTHS, source: str = ""
) -> dict[Depth, Shown]:
    """Each depth over the natural examples of a source, judged by models that saw none of the question's group."""
    natural = [example for example in examples if example.natural and example.source == source]
    if not natural:
        return {}
    counts = sorted({count for depth in depths for count in (depth.first, depth.most)})
    read = _held_out(examples, natural, counts)
    can = np.array([bool(example.labels.any()) for example in natural])
    return {depth: _shown(depth, read, can, threshold) for depth in depths}


def _held_out(
    examples: Sequence[Labelled], natural: Sequence[Labelled], counts: Sequence[int]
) -> dict[int, tuple[Floats, Flags]]:
    """By number of passages, each natural question's probability and whether what is said is right."""
    folds = fold_of(examples)
    found: dict[int, tuple[Floats, Flags]] = {
        count: (np.zeros(len(natural), np.float32), np.zeros(len(natural), np.bool_)) for count in counts
    }
    for fold in sorted(set(folds.values())):
        seen = [example for example in examples if folds[example.group] != fold]
        choice = fit_choice(seen)
        answer = fit_answer(seen, choice)
        for place, example in enumerate(natural):
            for count in counts if folds[example.group] == fold else ():
                less = limited(example, count)
                if len(less.rows):
                    row, good = top(less, choice)
                    found[count][0][place], found[count][1][place] = answer.probabilities(row[None])[0], good
    return found


def _shown(depth: Depth, read: dict[int, tuple[Floats, Flags]], can: Flags, threshold: float) -> Shown:
    surely = read[depth.first][0] >= depth.sure
    probability = np.where(surely, read[depth.first][0], read[depth.most][0])
    right = np.where(surely, read[depth.first][1], read[depth.most][1])
    shown = probability >= threshold
    return Shown(
        float((shown & right)[can].mean()) if can.any() else 0.0,
        float((shown & ~right)[can].mean()) if can.any() else 0.0,
        float((~shown)[~can].mean()) if (~can).any() else 1.0,
        float(np.where(surely, depth.first, depth.most).mean()),
    )


def depth_table(found: dict[Depth, Shown], title: str) -> Table:
    """The comparison, a line for each depth."""
    table = Table(title=title)
    for name in ("Lus d’abord", "Au plus", "Sûr dès", "Lus en moyenne", "Bonne phrase", "Fausse", "Refus justifiés"):
        table.add_column(name, justify="right")
    for depth, shown in found.items():
        sure = f"{depth.sure:.1f}" if depth.most > depth.first else "–"
        figures = (f"{value:.3f}" for value in (shown.right, shown.wrong, shown.refused))
        table.add_row(str(depth.first), str(depth.most), sure, f"{shown.passages:.1f}", *figures)
    return table
