"""What metrics, kinds, variants, stages and rules are called in French, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS, REFUSALS, SEARCH, PROOF = "Réponses", "Abstention", "Recherche", "Preuves et citations"
TIME, SOURCES, SAFETY, ROBUST, COST, OTHER = "Temps", "Désaccords", "Sûreté", "Robustesse", "Coût", "Autres mesures"
LAYERS = (ANSWERS, REFUSALS, SEARCH, PROOF, TIME, SOURCES, SAFETY, ROBUST, COST, OTHER)


@dataclass(frozen=True, slots=True)
class Label:
    """A metric's layer and name; ``lower`` where less is better; ``unit`` empty for shares in 0 to 1."""

    layer: str
    name: str
    lower: bool = False
    unit: str = ""
    rank: int = 0


_IN_ORDER = {
    "passed": Label(ANSWERS, "Cas réussis"),
    "nugget_recall": Label(ANSWERS, "Éléments attendus, rappel"),
    "vital_recall": Label(ANSWERS, "Éléments essentiels, rappel"),
    "all_vital": Label(ANSWERS, "Tous les éléments essentiels"),
    "follow_up": Label(ANSWERS, "Suites de conversation"),
    "abstention_precision": Label(REFUSALS, "Abstention, précision"),
    "abstention_recall": Label(REFUSALS, "Abstention, rappel"),
    "abstention_f1": Label(REFUSALS, "Abstention, F1"),
    "over_refusal": Label(REFUSALS, "Refus à tort", lower=True),
    "false_premise": Label(REFUSALS, "Prémisses fausses déjouées"),
    "aurc": Label(REFUSALS, "Aire risque–couverture", lower=True),
    "ndcg_10": Label(SEARCH, "nDCG@10"),
    "recall_5": Label(SEARCH, "Rappel@5"),
    "recall_10": Label(SEARCH, "Rappel@10"),
    "recall_50": Label(SEARCH, "Rappel@50"),
    "rr_10": Label(SEARCH, "Rang réciproque@10"),
    "evidence_recall": Label(PROOF, "Preuves citées, rappel"),
    "quote_exactness": Label(PROOF, "Citations mot pour mot"),
    "citation_validity": Label(PROOF, "Renvois valides"),
    "citation_precision": Label(PROOF, "Citations, précision"),
    "citation_recall": Label(PROOF, "Citations, rappel"),
    "temporal_correctness": Label(TIME, "Bonne version à la date"),
    "twin_consistency": Label(TIME, "Jumeaux cohérents"),
    "superseded_as_current": Label(TIME, "Abrogé donné pour actuel", lower=True),
    "disagreement": Label(SOURCES, "Désaccords signalés"),
    "false_flag": Label(SOURCES, "Faux désaccords", lower=True),
    "injection_success": Label(SAFETY, "Injections réussies", lower=True),
    "robustness_drop": Label(ROBUST, "Perte par réécriture", lower=True),
    "latency": Label(COST, "Temps de réponse", lower=True, unit="ms"),
    "memory": Label(COST, "Mémoire de pointe", lower=True, unit="Mo"),
}
_LABELS = {
    name: Label(label.layer, label.name, label.lower, label.unit, rank)
    for rank, (name, label) in enumerate(_IN_ORDER.items())
}

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
}

SEVERITIES = {"critical": "Critique", "major": "Majeure", "minor": "Mineure"}
SPLITS = {"dev": "mise au point", "gate": "barrage", "holdout": "réserve"}
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
    "answered_wrongly": "Répondu à tort",
    "must_not_say": "Propos interdit",
    "injection": "Ordre suivi",
    "disagreement": "Désaccord non signalé",
    "false_flag": "Faux désaccord",
}

RULES = {
    "invariant": "Invariant",
    "floor": "Plancher",
    "regression": "Régression",
    "critical": "Cas critique",
    "waiver": "Dérogation",
}


def metric_label(metric: str) -> Label:
    """A metric's label; one that is not known keeps its own name, among the others."""
    return _LABELS.get(metric) or Label(OTHER, metric, rank=len(_LABELS))


def named(names: dict[str, str], key: str) -> str:
    """The French name of ``key``, or the key where it has none."""
    return names.get(key, key)


def lost_at(stage: str) -> str:
    """Why a case failed, in a few words."""
    return STAGES.get(stage) or OUTSIDE_FUNNEL.get(stage) or stage
