"""A run asked again without its system: each case gets the prediction that the run recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from evals.suite.case import Case
from evals.suite.prediction import Prediction


class Replay:
    """A target that says of each of ``cases`` what it said then; the last prediction of a case counts.

    Other words or documents cannot be asked of it; a case without its day can:
    it is answered as of ``today``, as its twin of the later day was where it has
    one, for both ask the same.
    """

    def __init__(self, name: str, cases: Sequence[Case], predictions: Sequence[Prediction], today: date) -> None:
        self.name = name
        self._cases = {case.id: case for case in cases}
        self._made = {prediction.case_id: prediction for prediction in predictions}
        self._today = today

    def prepare(self, cases: Iterable[Case]) -> None:
        """Nothing to make ready."""

    def predict(self, case: Case) -> Prediction:
        """See :meth:`evals.suite.target.Target.predict`; raises ``KeyError`` for a case that the run did not ask."""
        if case.as_of is None and self._cases[case.id].as_of is not None:
            return self._undated(self._cases[case.id])
        return self._made[case.id]

    def _undated(self, case: Case) -> Prediction:
        twin = self._cases.get(case.twin) if case.twin else None
        later = max((each for each in (case, twin) if each), key=lambda each: each.as_of or self._today)
        made = self._made[later.id]
        answer = made.answer.model_copy(update={"as_of": self._today}) if made.answer else None
        return made.model_copy(update={"case_id": case.id, "answer": answer})
