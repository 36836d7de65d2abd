"""The reader on the written documents' development part, passage given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.reader.reader import Reader, Reading
from assistant.reader.training.examples import Example
from assistant.reader.training.measure import auroc
from assistant.reader.training.written import Pool

_SAMPLE = 300


def written_figures(reader: Reader, pools: Sequence[Pool], sample: int = _SAMPLE) -> dict[str, float]:
    """Shares of questions whose right stretch comes first in its passage, and AUROC against the likeliest other."""
    chosen = pools[:: max(1, len(pools) // sample)]
    spans, holds, answering, not_answering = [], [], [], []
    for pool in chosen:
        if pool.answering:
            example = pool.answering[0]
            reading = _read(reader, example)
            spans.append(_first_is_right(example, [reading.best(*place).score for place in example.stretches]))
            holds.append(_first_is_right(example, [reading.holds(*place) for place in example.stretches]))
            answering.append(reading.answers)
        if pool.others:
            not_answering.append(_read(reader, pool.others[0]).answers)
    return {
        "right_by_span": round(float(np.mean(spans)), 4),
        "right_by_holds": round(float(np.mean(holds)), 4),
        "auroc_answers": round(auroc(answering, not_answering), 4),
    }


def _read(reader: Reader, example: Example) -> Reading:
    return reader.read(example.question, [example.shown], [example.paragraph])[0]


def _first_is_right(example: Example, scores: Sequence[float]) -> bool:
    start, end = example.stretches[int(np.argmax(scores))]
    return any(start < right and left < end for left, right in example.answers)
