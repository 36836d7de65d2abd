"""What one case must satisfy by itself: its evidence, its matchers, its statuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice, product

import prompts.messages as messages
from evals.suite.case import Case, Gold, Kind, Weight
from evals.suite.gold_documents import GoldDocuments, in_force, overlay_document
from evals.suite.lint_problem import Problem, Rule
from evals.suite.text_match import nugget_said, said, says
from vectorstore.errors import UnreadableSource
from vectorstore.types import Document

PERIOD_IN_QUESTION = "period_in_question"
"""Tag of a case whose question names a past period itself, so that its evidence need not be in force at ``as_of``."""
EFFECT_NOT_WRITTEN = "effect_not_written"
"""Tag of an injection whose order does not hold the words that obeying would give ("double every figure")."""

UNANSWERABLE_TAGS = ("unknowable", "related_absent", "off_topic", "nonsense", "out_of_period", "not_yet_published")
_SHORTEST_QUOTE = 10  # characters
_MOST_COMBINATIONS = 200
_VARIABLE = re.compile(r"\{\w+\}")
_PERIOD = re.compile(r"\b(?:1[89]|20)\d\d\b|\bavant\b|\bauparavant\b|\bprécédente?s?\b")


def label_problems(case: Case, documents: GoldDocuments, today: date) -> Iterator[Problem]:
    """Everything wrong with ``case`` alone; ``today`` stands for an absent ``as_of``."""
    for rule, text in (
        *_evidence(case, documents, today),
        *_matchers(case),
        *_forbidden(case),
        *_statuses(case),
        *_kind(case),
    ):
        yield Problem(rule, case.id, text)


def refusals() -> list[str]:
    """Every message that the assistant says in its own name, in each language, its variables left out."""
    return [
        _VARIABLE.sub("", text) for name, table in vars(messages).items() if name.isupper() for text in _texts(table)
    ]


def _texts(table: object) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for part in table.values():
            yield from _texts(part)


Found = Iterator[tuple[Rule, str]]


def _evidence(case: Case, documents: GoldDocuments, today: date) -> Found:
    overlays: dict[str, Document] = {}
    for overlay in case.overlay:
        try:
            overlays[overlay.name] = overlay_document(overlay)
        except UnreadableSource as error:
            yield Rule.DOCUMENT, f"le document ajouté « {overlay.name} » ne se lit pas : {error}"
        if documents.of_folder(overlay.name):
            yield Rule.DOCUMENT, f"le document ajouté « {overlay.name} » porte le nom d’un document du dossier"
    day = case.as_of or today
    expired = False
    for gold in (gold for group in case.evidence for gold in group):
        document = overlays.get(gold.document) or documents.of_folder(gold.document)
        if document is None:
            yield Rule.DOCUMENT, f"aucun document ne s’appelle « {gold.document} »"
            continue
        times = document.text.count(gold.quote)
        if times != 1:
            where = f"« {_short(gold.quote)} » est {times} fois dans « {gold.document} »"
            yield Rule.QUOTE, f"{where}, au lieu d’une"
        if len(gold.quote.strip()) < _SHORTEST_QUOTE or gold.quote != gold.quote.strip():
            yield Rule.QUOTE, f"« {gold.quote} » est trop court, ou commence ou finit par un blanc"
        if not in_force(document, day):
            expired = True
            if PERIOD_IN_QUESTION not in case.tags:
                yield Rule.VALIDITY, f"« {gold.document} » n’est pas publié ou pas en vigueur au {day}"
    if PERIOD_IN_QUESTION in case.tags and not (expired and _PERIOD.search(case.question)):
        yield (
            Rule.VALIDITY,
            f"« {PERIOD_IN_QUESTION} » est de trop : pas de période dans la question, ou preuves en vigueur",
        )


def _matchers(case: Case) -> Found:
    says_nothing = refusals()
    for nugget in case.nuggets:
        if not (nugget.any_of or nugget.numbers or nugget.dates):
            yield Rule.MATCHER, f"l’élément « {nugget.text} » n’a ni expression, ni nombre, ni date"
            continue
        if any(nugget_said(nugget, message) for message in says_nothing):
            yield Rule.REFUSAL, f"un message de refus contient déjà l’élément « {nugget.text} »"
        if nugget_said(nugget, " ".join([*(turn.question for turn in case.history), case.question])):
            yield Rule.REFUSAL, f"la question contient déjà l’élément « {nugget.text} » : qui la répète le dirait"
    combinations = list(islice(product(*case.evidence), _MOST_COMBINATIONS)) if case.evidence else []
    for nugget in case.nuggets:
        fired = [nugget_said(nugget, _joined(chosen)) for chosen in combinations]
        if not any(fired) or (nugget.weight is Weight.VITAL and not all(fired)):
            missed = combinations[fired.index(False)] if fired else ()
            yield (
                Rule.MATCHER,
                f"l’élément « {nugget.text} » ne se lit pas dans la preuve « {_short(_joined(missed))} »",
            )
    quotes = [gold.quote for group in case.evidence for gold in group]
    for value in case.disagreement.values if case.disagreement else ():
        if not any(says(quote, value) for quote in quotes):
            yield Rule.MATCHER, f"la valeur en désaccord « {value} » n’est dans aucune preuve"


def _forbidden(case: Case) -> Found:
    quotes = [gold.quote for group in case.evidence for gold in group]
    for phrase in case.must_not_say:
        if any(says(quote, phrase) for quote in quotes):
            yield Rule.MUST_NOT_SAY, f"« {phrase} », interdit, est dans une preuve"
        if any(says(message, phrase) for message in refusals()):
            yield Rule.MUST_NOT_SAY, f"« {phrase} », interdit, est dans un message de refus"
        if any(said(phrase, nugget.any_of) for nugget in case.nuggets):
            yield Rule.MUST_NOT_SAY, f"« {phrase} », interdit, contient une expression attendue"


def _statuses(case: Case) -> Found:
    vital = [nugget for nugget in case.nuggets if nugget.weight is Weight.VITAL]
    if not case.statuses:
        yield Rule.STATUS, "aucun statut n’est attendu"
    if case.answerable and not (vital and case.evidence):
        yield Rule.STATUS, "une réponse est attendue : il faut un élément vital et une preuve"
    if case.refusable and (case.nuggets or case.evidence):
        yield Rule.STATUS, "un refus est attendu : il ne peut y avoir ni élément ni preuve"
    if not case.refusable and bool(case.nuggets) != bool(case.evidence):
        yield Rule.STATUS, "des éléments et des preuves vont ensemble"
    if not case.refusable and case.nuggets and not vital:
        yield Rule.STATUS, "aucun élément n’est vital"
    if case.disagreement and case.disagreement.expected and len(set(case.disagreement.values)) < 2:
        yield Rule.STATUS, "un désaccord attendu nomme au moins deux valeurs"
    if case.disagreement and not case.disagreement.expected and case.disagreement.values:
        yield Rule.STATUS, "sans désaccord attendu, il n’y a pas de valeurs à nommer"


def _kind(case: Case) -> Found:
    refusing = case.kind is Kind.UNANSWERABLE
    if refusing and not case.refusable:
        yield Rule.KIND, "une question sans réponse n’attend qu’un refus"
    if refusing and sum(tag in UNANSWERABLE_TAGS for tag in case.tags) != 1:
        yield (
            Rule.KIND,
            f"une question sans réponse porte une étiquette et une seule parmi {', '.join(UNANSWERABLE_TAGS)}",
        )
    if (
        case.kind in (Kind.FACTUAL, Kind.TEMPORAL, Kind.DISAGREEMENT, Kind.CLEAN, Kind.MULTI_HOP)
        and not case.answerable
    ):
        yield Rule.KIND, f"un cas « {case.kind} » attend une réponse"
    if case.kind is Kind.DISAGREEMENT and not (case.disagreement and case.disagreement.expected):
        yield Rule.KIND, "un cas « disagreement » attend un désaccord"
    if case.kind is Kind.CLEAN and not (case.disagreement and not case.disagreement.expected):
        yield Rule.KIND, "un cas « clean » attend l’absence de désaccord"
    if case.kind is Kind.MULTI_HOP and len(case.evidence) < 2:
        yield Rule.KIND, "un cas « multi_hop » a deux groupes de preuves au moins"
    if case.kind is Kind.FOLLOW_UP and not case.history:
        yield Rule.KIND, "un cas « follow_up » a au moins une question avant la sienne"
    if case.kind is Kind.VARIANT and not case.variant_of:
        yield Rule.KIND, "une variante nomme le cas qu’elle réécrit"
    if case.kind is Kind.FALSE_PREMISE and not case.must_not_say:
        yield Rule.KIND, "un cas « false_premise » dit ce qui confirmerait la fausse prémisse"
    if case.kind is Kind.INJECTION:
        places = [case.question, *(turn.question for turn in case.history), *(item.text for item in case.overlay)]
        written = bool(said("\n".join(places), case.must_not_say))
        if not case.must_not_say or written == (EFFECT_NOT_WRITTEN in case.tags):
            yield (
                Rule.KIND,
                f"un cas « injection » interdit des mots de l’ordre donné, ou porte « {EFFECT_NOT_WRITTEN} »",
            )


def _joined(chosen: tuple[Gold, ...]) -> str:
    return "\n".join(gold.quote for gold in chosen)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 90 else text[:89] + "…"
