"""What cases must satisfy together: identifiers, twins, variants, splits, near-duplicates, numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz.fuzz import token_sort_ratio

from evals.suite.case import Case, Kind, Split
from evals.suite.lint_labels import UNANSWERABLE_TAGS
from evals.suite.lint_problem import Problem, Rule
from evals.suite.text_match import comparable

NEAR_DUPLICATE = 82.0
"""Likeness (0 to 100, words sorted) from which two questions of different families are one question.

Measured on the cases as they were first written: the 20 variants that keep their
words but for typos or accents are at 83 or more from the case they rewrite, and so
are 9 of the 10 in capitals; of the 110,000 pairs of different families the most
alike, at 80, 79 and 76, ask different things ("la première vague", "la vague 2").
"""

AT_LEAST = {
    Kind.FACTUAL: 100, Kind.TEMPORAL: 40, Kind.DISAGREEMENT: 30, Kind.CLEAN: 30, Kind.MULTI_HOP: 30,
    Kind.UNANSWERABLE: 60, Kind.FALSE_PREMISE: 30, Kind.INJECTION: 60, Kind.FOLLOW_UP: 30, Kind.VARIANT: 60,
}  # fmt: skip
"""How many cases of each kind the packaged set has at least."""
AT_LEAST_FAMILIES = 300
AT_LEAST_TWIN_PAIRS = 20
AT_LEAST_A_TAG = 10
_KEPT = {
    "as_of",
    "severity",
    "history",
    "expected_status",
    "nuggets",
    "evidence",
    "must_not_say",
    "disagreement",
    "overlay",
}
"""What a variant keeps of the case that it rewrites."""
VARIANT_TAGS = ("typos", "no_accents", "sms", "paraphrase", "capitals", "english")


def set_problems(cases: Sequence[Case], *, counts: bool = True) -> Iterator[Problem]:
    """Everything wrong between cases; ``counts`` asks the numbers of the packaged set too."""
    yield from _ids(cases)
    by_id = {case.id: case for case in cases}
    for case in cases:
        yield from (Problem(Rule.TWIN, case.id, text) for text in _twin(case, by_id))
        yield from (Problem(Rule.VARIANT, case.id, text) for text in _variant(case, by_id))
    yield from _splits(cases)
    yield from _near_duplicates(cases)
    if counts:
        yield from (Problem(Rule.COUNT, None, text) for text in missing(cases))


def asked(case: Case) -> str:
    """The question with those before it, as one comparable string."""
    return comparable(" ".join([*(turn.question for turn in case.history), case.question]))


def _ids(cases: Sequence[Case]) -> Iterator[Problem]:
    for name, times in Counter(case.id for case in cases).items():
        if times > 1:
            yield Problem(Rule.ID, name, f"l’identifiant sert {times} fois")


def _twin(case: Case, by_id: dict[str, Case]) -> Iterator[str]:
    if case.kind is Kind.TEMPORAL and not case.twin:
        yield "un cas « temporal » a un jumeau"
    if not case.twin:
        return
    twin = by_id.get(case.twin)
    if twin is None or twin.id == case.id:
        yield f"le jumeau « {case.twin} » n’existe pas"
        return
    if twin.twin != case.id:
        yield f"« {twin.id} » ne le nomme pas en retour"
    if (twin.family, twin.split) != (case.family, case.split):
        yield f"« {twin.id} » n’est pas de la même famille et de la même part"
    if (twin.as_of, twin.question) == (case.as_of, case.question):
        yield f"« {twin.id} » pose la même question à la même date"
    if {gold.quote for group in case.evidence for gold in group} == {g.quote for group in twin.evidence for g in group}:
        yield f"« {twin.id} » a la même preuve"


def _variant(case: Case, by_id: dict[str, Case]) -> Iterator[str]:
    if not case.variant_of:
        return
    plain = by_id.get(case.variant_of)
    if plain is None or plain.variant_of:
        yield f"« {case.variant_of} », qu’il réécrit, n’existe pas ou est une variante"
        return
    if (plain.family, plain.split) != (case.family, case.split):
        yield f"« {plain.id} » n’est pas de la même famille et de la même part"
    if case.question == plain.question:
        yield f"sa question est celle de « {plain.id} »"
    if case.model_dump(include=_KEPT) != plain.model_dump(include=_KEPT):
        yield f"seule la question d’une variante change : le reste n’est pas celui de « {plain.id} »"
    if sum(tag in VARIANT_TAGS for tag in case.tags) != 1:
        yield f"il porte une étiquette et une seule parmi {', '.join(VARIANT_TAGS)}"
    if (case.language == "en") != ("english" in case.tags):
        yield "sa langue et l’étiquette « english » ne s’accordent pas"


def _splits(cases: Sequence[Case]) -> Iterator[Problem]:
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.family, case)
        if other.split != case.split:
            yield Problem(
                Rule.SPLIT, case.id, f"sa famille est en « {other.split} » ({other.id}), lui en « {case.split} »"
            )
    # What was looked at in one split must not answer a question of another.
    proved: dict[tuple[str, str], Case] = {}
    told: set[tuple[str, str]] = set()
    for case in cases:
        for gold in (gold for group in case.evidence for gold in group):
            if any(gold.document == overlay.name for overlay in case.overlay):
                continue
            other = proved.setdefault((gold.document, gold.quote), case)
            if other.split != case.split and (other.id, case.id) not in told:
                told.add((other.id, case.id))
                yield Problem(
                    Rule.SPLIT, case.id,
                    f"« {other.id} », en « {other.split} », a une même preuve, lui est en « {case.split} »",
                )  # fmt: skip


def _near_duplicates(cases: Sequence[Case]) -> Iterator[Problem]:
    texts = [(case, asked(case)) for case in cases]
    for (one, left), (other, right) in combinations(texts, 2):
        if one.family == other.family:
            continue
        likeness = token_sort_ratio(left, right, score_cutoff=NEAR_DUPLICATE)
        if likeness:
            yield Problem(
                Rule.DUPLICATE, one.id, f"sa question est presque celle de « {other.id} » ({likeness:.0f} sur 100)"
            )


def missing(cases: Sequence[Case]) -> Iterator[str]:
    """What the packaged set would lack in numbers, if it were ``cases``."""
    kinds = Counter(case.kind for case in cases)
    for kind, least in AT_LEAST.items():
        if kinds[kind] < least:
            yield f"il y a {kinds[kind]} cas « {kind} », il en faut {least}"
    families = len({case.family for case in cases})
    if families < AT_LEAST_FAMILIES:
        yield f"il y a {families} familles, il en faut {AT_LEAST_FAMILIES}"
    pairs = len({frozenset((case.id, case.twin)) for case in cases if case.kind is Kind.TEMPORAL and case.twin})
    if pairs < AT_LEAST_TWIN_PAIRS:
        yield f"il y a {pairs} paires de jumeaux, il en faut {AT_LEAST_TWIN_PAIRS}"
    for kind, wanted in ((Kind.UNANSWERABLE, UNANSWERABLE_TAGS), (Kind.VARIANT, VARIANT_TAGS)):
        tags = Counter(tag for case in cases if case.kind is kind for tag in case.tags)
        for tag in wanted:
            if tags[tag] < AT_LEAST_A_TAG:
                yield f"il y a {tags[tag]} cas « {kind} » marqués « {tag} », il en faut {AT_LEAST_A_TAG}"
    splits: dict[Kind, set[Split]] = defaultdict(set)
    for case in cases:
        splits[case.kind].add(case.split)
    for kind, present in splits.items():
        for split in set(Split) - present:
            yield f"il n’y a aucun cas « {kind} » dans la part « {split} »"
