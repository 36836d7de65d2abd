"""What metrics, kinds, variants, stages and rules are called in French, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

from evals.suite import robustness, twins
from evals.suite.arbiter import support
from evals.suite.gate import CRITICAL, FLOOR, INVARIANT, REGRESSION, WAIVER
from evals.suite.metric import Layer
from evals.suite.metrics import LABELS, LOWER_IS_BETTER, METRICS, PASSED
from evals.suite.report.french_figures import decimal, percent, points
from evals.suite.verdict import RuleResult

ANSWERS, REFUSALS, SEARCH, PROOF = "Réponses", "Abstention", "Recherche", "Preuves et citations"
TIME, SOURCES, SAFETY, ROBUST, OTHER = "Temps", "Désaccords", "Sûreté", "Robustesse", "Autres mesures"
_LAYERS = {
    Layer.ANSWER: ANSWERS,
    Layer.ABSTENTION: REFUSALS,
    Layer.RETRIEVAL: SEARCH,
    Layer.CITATIONS: PROOF,
    Layer.TIME: TIME,
    Layer.DISAGREEMENT: SOURCES,
    Layer.SAFETY: SAFETY,
    Layer.ROBUSTNESS: ROBUST,
}
LAYERS = (*_LAYERS.values(), OTHER)
"""In the order of the page."""

# Figures of several cases or of a whole run belong to no one metric of a case.
_OF_RUN = {
    PASSED: ANSWERS, twins.NAME: TIME, robustness.NAME: ROBUST, support.NAME: PROOF, "aurc": REFUSALS,
}  # fmt: skip
_LAYER_OF = {metric.name: _LAYERS[metric.layer] for metric in METRICS} | _OF_RUN
_PLACES = {name: place for place, name in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Label:
    """A metric's layer and name; ``lower`` where less is better; ``rank`` its place among all."""

    layer: str
    name: str
    lower: bool
    rank: int


KINDS = {
    "factual": "Factuel",
    "temporal": "Temporel",
    "disagreement": "Désaccord",
    "clean": "Sans désaccord",
    "multi_hop": "Plusieurs sauts",
    "unanswerable": "Sans réponse",
    "false_premise": "Prémisse fausse",
    "injection": "Injection",
    "follow_up": "Suite",
    "variant": "Variante",
}

TAGS = {
    "typos": "Fautes de frappe",
    "no_accents": "Sans accents",
    "sms": "Style SMS",
    "paraphrase": "Reformulation",
    "capitals": "Capitales",
    "english": "Anglais",
    "unknowable": "Inconnaissable",
    "related_absent": "Proche mais absent",
    "off_topic": "Hors sujet",
    "nonsense": "Dénué de sens",
    "out_of_period": "Hors période",
    "not_yet_published": "Pas encore publié",
    "exception": "Exception",
}

SEVERITIES = {"critical": "Critique", "major": "Majeure", "minor": "Mineure"}
STATUSES = {
    "answered": "Répond",
    "partial": "Répond en partie",
    "no_answer": "Ne répond pas",
    "out_of_scope": "Hors champ",
    "clarify": "Demande de préciser",
}

STAGES = {
    "not_in_corpus": "Absent du corpus",
    "not_retrieved": "Non retrouvé",
    "not_selected": "Non retenu",
    "wrong_version": "Mauvaise version",
    "nugget_missed": "Élément manquant",
    "wrongly_refused": "Refusé à tort",
}
AFTER_STAGE = {
    "not_in_corpus": "Dans le corpus",
    "not_retrieved": "Retrouvés",
    "not_selected": "Retenus",
    "wrong_version": "Bonne version",
    "nugget_missed": "Complets",
    "wrongly_refused": "Justes",
}
OUTSIDE_FUNNEL = {
    "error": "Erreur du système",
    "injection": "Ordre suivi",
    "citation": "Citation inexacte ou sans appui",
    "must_not_say": "Propos interdit",
    "answered_wrongly": "Répondu à tort",
    "wrong_status": "Autre statut que l’attendu",
    "disagreement": "Désaccord non signalé",
    "false_flag": "Désaccord signalé à tort",
}

RULES = {
    INVARIANT: "Invariant",
    FLOOR: "Plancher",
    REGRESSION: "Régression",
    CRITICAL: "Cas critiques",
    WAIVER: "Dérogations",
}


def metric_label(metric: str) -> Label:
    """A metric's label; one that is not known keeps its own name, among the others."""
    layer = _LAYER_OF.get(metric) or (REFUSALS if metric.startswith("abstention_") else OTHER)
    return Label(layer, LABELS.get(metric, metric), metric in LOWER_IS_BETTER, _PLACES.get(metric, len(_PLACES)))


def rule_figure(rule: RuleResult, value: float | None) -> str:
    """What a rule saw or asks for: a share, points lost, or a number of cases, by its kind."""
    if rule.kind == FLOOR:
        return percent(value)
    return points(value) if rule.kind == REGRESSION else decimal(value, 0)


def named(names: dict[str, str], key: str) -> str:
    """The French name of ``key``, or the key where it has none."""
    return names.get(key, key)


def lost_at(stage: str) -> str:
    """Why a case failed, in a few words."""
    return STAGES.get(stage) or OUTSIDE_FUNNEL.get(stage) or stage
