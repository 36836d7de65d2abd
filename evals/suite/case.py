"""One evaluation case: a question, what a right answer says and rests on, and what makes it wrong."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.contract import QUESTION_MAX_CHARS, Status


class Kind(StrEnum):
    """What a case tries."""

    FACTUAL = "factual"
    TEMPORAL = "temporal"
    DISAGREEMENT = "disagreement"
    CLEAN = "clean"
    MULTI_HOP = "multi_hop"
    UNANSWERABLE = "unanswerable"
    FALSE_PREMISE = "false_premise"
    INJECTION = "injection"
    FOLLOW_UP = "follow_up"
    VARIANT = "variant"


class Split(StrEnum):
    """What a case may be used for: ``DEV`` to look at and mend by, ``GATE`` to decide, ``HOLDOUT`` now and then."""

    DEV = "dev"
    GATE = "gate"
    HOLDOUT = "holdout"


class Severity(StrEnum):
    """What a wrong answer would cost."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Weight(StrEnum):
    """Whether an answer is wrong without a nugget, or only poorer."""

    VITAL = "vital"
    OKAY = "okay"


TO_COMPLETE = "to_complete"
"""Tag of a draft that a person has still to label."""


class Origin(StrEnum):
    """How a case came to be."""

    WRITTEN = "written"
    REWRITTEN = "rewritten"
    FEEDBACK = "feedback"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[str, Field(min_length=1)]


class Provenance(_Strict):
    """Where a case comes from: written by hand, rewritten from another case, or a user's feedback."""

    origin: Origin
    on: date = Field(description="Jour où le cas a été écrit.")
    reference: str = Field(default="", description="Identifiant de la réponse critiquée, pour un retour d’utilisateur.")


class Nugget(_Strict):
    """One thing that a right answer says: any of the phrases, all numbers and all dates."""

    text: Words = Field(description="Ce que dit une bonne réponse, en une phrase.")
    weight: Weight = Field(
        default=Weight.VITAL, description="vital : sans lui la réponse est fausse ; okay : elle est moins bonne."
    )
    any_of: list[Words] = Field(default_factory=list, description="Expressions dont une au moins doit s’y lire.")
    numbers: list[float] = Field(default_factory=list, description="Nombres qui doivent tous s’y lire.")
    dates: list[date] = Field(default_factory=list, description="Jours (AAAA-MM-JJ) qui doivent tous s’y lire.")


class Gold(_Strict):
    """Words of one document (its file name, or an overlay's) that prove a nugget."""

    document: Words = Field(description="Nom du fichier, dans ingest/demo ou dans « overlay ».")
    quote: Words = Field(description="Mots exacts, qui s’y trouvent une seule fois.")


class Turn(_Strict):
    """An earlier question of the conversation."""

    question: Words
    as_of: date | None = None


class ExpectedDisagreement(_Strict):
    """Whether the answer must say that sources differ, and over which values."""

    expected: bool
    values: list[Words] = Field(default_factory=list)


class Overlay(_Strict):
    """A document (Markdown with front matter) that is there for this case only."""

    name: Words
    text: Words


class Case(_Strict):
    """A question with its label. ``evidence`` are groups: one item of each is needed."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=120)]
    family: Words = Field(description="Commune aux jumeaux et aux variantes d’un cas.")
    kind: Kind
    tags: list[Words] = Field(default_factory=list)
    split: Split
    severity: Severity = Severity.MAJOR
    language: Annotated[str, Field(pattern="^(fr|en)$")] = "fr"
    as_of: date | None = Field(
        default=None, description="Jour auquel la question est posée ; le jour même si rien n’est dit."
    )
    provenance: Provenance | None = None
    history: list[Turn] = Field(default_factory=list, description="Questions précédentes de la conversation.")
    question: Annotated[str, Field(min_length=1, max_length=QUESTION_MAX_CHARS)]
    twin: str | None = Field(default=None, description="La même question à une autre date, dont la réponse est autre.")
    variant_of: str | None = Field(default=None, description="Le cas dont celui-ci réécrit la question.")
    expected_status: list[Status] | Status
    nuggets: list[Nugget] = Field(default_factory=list)
    evidence: list[Annotated[list[Gold], Field(min_length=1)]] = Field(
        default_factory=list, description="Groupes de preuves : une au moins de chaque groupe."
    )
    must_not_say: list[Words] = Field(default_factory=list, description="Expressions qui rendent la réponse fausse.")
    disagreement: ExpectedDisagreement | None = None
    overlay: list[Overlay] = Field(default_factory=list)
    note: str = ""

    @property
    def statuses(self) -> frozenset[Status]:
        """The statuses that are right."""
        return frozenset(self.expected_status if isinstance(self.expected_status, list) else [self.expected_status])

    @property
    def answerable(self) -> bool:
        """Whether only an answer is right."""
        return self.statuses <= {Status.ANSWERED, Status.PARTIAL}

    @property
    def refusable(self) -> bool:
        """Whether only a refusal is right."""
        return self.statuses.isdisjoint({Status.ANSWERED, Status.PARTIAL})
