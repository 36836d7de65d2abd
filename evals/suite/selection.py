"""Which cases a run asks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evals.suite.case import Case, Kind, Split


@dataclass(frozen=True, slots=True)
class Selection:
    """Restrictions that all hold; an empty one restricts nothing.

    A case has one of ``kinds`` and at least one of ``tags``; ``failing`` is the run
    whose failed cases are meant; ``sample`` keeps that many, chosen by the hash of
    their family, so that twins and variants come together and the choice lasts.
    """

    split: Split | None = None
    kinds: tuple[Kind, ...] = ()
    tags: tuple[str, ...] = ()
    failing: str | None = None
    sample: int | None = None

    def apply(self, cases: Sequence[Case], failed: Collection[str] = ()) -> list[Case]:
        """The chosen cases in their order; ``failed`` are the ids that ``failing`` means."""
        chosen = [
            case
            for case in cases
            if (self.split is None or case.split is self.split)
            and (not self.kinds or case.kind in self.kinds)
            and (not self.tags or set(self.tags) & set(case.tags))
            and (self.failing is None or case.id in failed)
        ]
        if self.sample is not None:
            kept = {case.id for case in sorted(chosen, key=lambda case: (_hash(case.family), case.id))[: self.sample]}
            chosen = [case for case in chosen if case.id in kept]
        return chosen

    def filters(self) -> dict[str, str]:
        """As the manifest writes them; what restricts nothing is left out."""
        written = {
            "split": self.split.value if self.split else "",
            "kind": ",".join(sorted(kind.value for kind in self.kinds)),
            "tag": ",".join(sorted(self.tags)),
            "failing": self.failing or "",
            "sample": "" if self.sample is None else str(self.sample),
        }
        return {name: value for name, value in written.items() if value}

    @classmethod
    def from_filters(cls, filters: dict[str, str]) -> Selection:
        """The selection that :meth:`filters` wrote."""
        return cls(
            split=Split(filters["split"]) if "split" in filters else None,
            kinds=tuple(Kind(kind) for kind in filters["kind"].split(",")) if "kind" in filters else (),
            tags=tuple(filters["tag"].split(",")) if "tag" in filters else (),
            failing=filters.get("failing"),
            sample=int(filters["sample"]) if "sample" in filters else None,
        )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
