"""Spelling repair: what is repaired against a vocabulary, what stays, and how long it takes."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.french import STOP_WORDS, analyze, stem, unaccented, words
from vectorstore.lexical import LexicalIndex
from vectorstore.spelling import MOST_WORDS, Repair, Speller
from vectorstore.types import Kind, Passage, PassageRow

_TEXT = """
accès agence algorithme alloué annuaire appel article assurance autorisation bibliothèque budget calcul carnet
certificat certification coffre communique confidentialité consentement consultation contrat convention coût décision
décret délai délégué demande directeur documents dossier données droit éditeur ensemble établissement exemple
formation fonctionnaire fonctionne gestion gouvernance habilitation hébergement hébergeur hôpital identité
information interopérabilité logiciel maladie médecin médical messagerie ministère national numérique opposition
ordonnance orthographe outil partagé patient personne pharmacie plateforme premier professionnel programme projet
protection public qualité question réforme région remboursement sécurité service sociale stratégie système technique
téléphone traitement urgence usager vaccin version CNIL SNDS
"""
VOCABULARY = Counter(dict.fromkeys(words(_TEXT), 30))
STEMS = {stem(word.lower()) for word in VOCABULARY}
SPELLER = Speller(lambda word: VOCABULARY[word], STEMS.__contains__)

CHAT = [
    ("kel é le budjet ki sra alloué", "quel est le budget qui sera alloué"),
    ("Kel é le budget ?", "Quel est le budget ?"),
    ("kelle est la stratégie", "quelle est la stratégie"),
    ("KEL EST LE BUDGET", "QUEL EST LE BUDGET"),
    ("C koi le dossier médical", "C'est quoi le dossier médical"),
    ("keskeC le dossier", "qu'est-ce que c'est le dossier"),
    ("sa veu dire koi interopérabilité", "ça veut dire quoi interopérabilité"),
    ("ou é le dossier médical ?", "où est le dossier médical ?"),
    ("ki a le droit", "qui a le droit"),
    ("pk le budget é alloué, stp", "pourquoi le budget est alloué, stp"),
    ("pq un décret", "pourquoi un décret"),
    ("cb coute le dossier", "combien coute le dossier"),
    ("cb de médecin ds la région", "combien de médecin dans la région"),
    ("komen ouvrir un dossier", "comment ouvrir un dossier"),
    ("jsui médecin, kom un patient", "je suis médecin, kom un patient"),
    ("qd é le délai", "quand est le délai"),
    ("kan é le délai", "quand est le délai"),
    ("bcp de données", "beaucoup de données"),
    ("kel et le budget", "quel est le budget"),
]
SLIPS = [
    ("budjet", "budget"),
    ("ortografe", "orthographe"),
    ("kommunik", "communique"),
    ("egzemple", "exemple"),
    ("téléfone", "téléphone"),
    ("ebergement", "hebergement"),
    ("numerik", "numerique"),
    ("sekurite", "securite"),
    ("profesionel", "professionnel"),
    ("farmacie", "pharmacie"),
    ("vaksin", "vaccin"),
    ("kalité", "qualité"),
    ("fonksionaire", "fonctionnaire"),
    ("ordonence", "ordonnance"),
    ("stratgie", "strategie"),
    ("progarmme", "programme"),
    ("remboursemment", "remboursement"),
    ("platefforme", "plateforme"),
    ("consenrement", "consentement"),
    ("pourqoi", "pourquoi"),
    ("combein", "combien"),
]
APOSTROPHES = [
    ("lhebergement des données", "l'hebergement des données"),
    ("lhébergement", "l'hébergement"),
    ("lebergement", "l'hebergement"),
    ("dhébergement", "d'hébergement"),
    ("quest ce que le dossier", "qu'est-ce que le dossier"),
    ("Quest-ce que le dossier ?", "Qu'est-ce que le dossier ?"),
    ("cest quoi le budget", "c'est quoi le budget"),
    ("quil faut", "qu'il faut"),
    ("le dossiermédical", "le dossier médical"),
]
UNTOUCHED = [
    "",
    "   ",
    "Quel est le budget du programme ?",
    "Où sont hébergées les données de santé ?",  # known by their stems
    "Les « hébergeurs », l’accès ; et les coûts…",
    "article L. 1111-8 du code",
    "le décret n° 2018-137",
    "écrire à contact@budjet.fr ou sur https://budjet.fr/numerik, voir budjet.gouv.fr",
    "les délégué·e·s, usagers.ères et employé(e)s",
    "Qui est Ban Ki-moon ?",
    "La CNLI et le SDNS",  # acronyms
    "que dit la cnil du snds",
    "qui est gengis kan",
    "la vitamine c et l'hépatite c",
    "la lettre « é » et la lettre é",
    "paiement par cb",
    "une ds de 1960",
    "What is the budjet of the numerik agency?",
    "Wie ist das budjet und der numerik?",
    "eBudjet",
    "xqzvw kjhgf",  # near nothing
    "aujourd'hui, prud'hommes, entr'acte",
    "la télé-konsultation",
    "télémédecine et électrothérapie",
    "et ou si ni car",
    "le chat et la souris mangent la voiture",
]


@pytest.mark.parametrize(("written", "read"), CHAT + SLIPS + APOSTROPHES)
def test_reads(written: str, read: str) -> None:
    assert SPELLER.repair(written).text == read


@pytest.mark.parametrize(("written", "read"), CHAT + SLIPS + APOSTROPHES)
def test_a_repaired_question_stays(written: str, read: str) -> None:
    assert SPELLER.repair(read) == Repair(read, ())


@pytest.mark.parametrize("question", UNTOUCHED)
def test_leaves(question: str) -> None:
    assert SPELLER.repair(question) == Repair(question, ())


@pytest.mark.parametrize("word", sorted(VOCABULARY))
def test_a_known_word_stays_in_every_form(word: str) -> None:
    for form in (word, word.rstrip("s") + "s", word.upper(), word.capitalize()):
        assert SPELLER.repair(f"le {form} ?").text == f"le {form} ?"


@pytest.mark.parametrize("word", sorted(word for word in STOP_WORDS if len(word) > 1))
def test_stop_words_stay(word: str) -> None:
    assert SPELLER.repair(f"{word} dossier").changes == ()


def test_changes_are_pairs_in_order() -> None:
    repair = SPELLER.repair("Kel é le budjet ?")
    assert repair.changes == (("Kel", "Quel"), ("é", "est"), ("budjet", "budget"))


def test_typography_accents_and_capitals_are_kept() -> None:
    written = "«\u00a0Budjet\u00a0»,  ÉGZEMPLE :\tl’ébergement\n(Sécurrité)\u202f!"
    assert SPELLER.repair(written).text == "«\u00a0Budget\u00a0»,  ÉGZEMPLE :\tl’hébergement\n(Sécurité)\u202f!"


def test_a_question_in_capitals_is_read_too() -> None:
    assert SPELLER.repair("QUEL EST LE BUDJET DE LA CNIL ?").text == "QUEL EST LE BUDGET DE LA CNIL ?"


def test_decomposed_accents_are_no_slip() -> None:
    for question in ("l'he\u0301bergement", "se\u0301curite\u0301"):
        assert SPELLER.repair(question).changes == ()
    assert SPELLER.repair("e\u0301bergement").text == "hebergement"


def test_a_name_is_no_common_word() -> None:
    assert SPELLER.repair("Que dit James Karle ?").changes == ()


def test_a_name_is_repaired_only_when_it_sounds_the_same() -> None:
    assert SPELLER.repair("Qui a vu Medicin ?").changes == ()
    assert SPELLER.repair("Que fait le Ministaire ?").text == "Que fait le Ministere ?"


def test_a_rare_word_is_no_reading() -> None:
    once = Speller(lambda word: int(word == "budget"), lambda _: False)
    assert once.repair("le budjet").changes == ()


def test_the_more_frequent_reading_wins_when_it_is_clear() -> None:
    frequencies = {"decision": 500, "derision": 3}
    speller = Speller(lambda word: frequencies.get(word, 0), lambda _: False)
    assert speller.repair("la dexision").text == "la decision"
    frequencies["derision"] = 400
    assert speller.repair("la dexision").changes == ()


def test_two_words_need_two_frequent_halves() -> None:
    frequencies = {"dossier": 30, "medical": 4}
    speller = Speller(lambda word: frequencies.get(word, 0), lambda _: False)
    assert speller.repair("dossiermedical").changes == ()


def test_a_name_of_the_index_is_no_chat() -> None:
    speller = Speller(lambda word: 5 * (word == "ki"), lambda _: False)
    assert speller.repair("ban ki moon").changes == ()


def test_only_so_many_words_are_repaired() -> None:
    repair = SPELLER.repair("budjet " * 20)
    assert len(repair.changes) == MOST_WORDS


def test_reads_against_a_real_index(tmp_path: Path) -> None:
    text = "L’hébergement certifié des données de la CNIL"
    index = LexicalIndex.open(tmp_path)
    index.add(
        PassageRow(Passage(f"p{number}", "d", 0, len(text), text, ()), "", Kind.OTHER, None, None, None, None)
        for number in range(3)
    )
    index.commit(1)
    assert [index.frequency(word) for word in ("hebergement", "CNIL", "cnil", "absent", "")] == [3, 3, 0, 0, 0]
    speller = Speller(index.frequency, set(analyze(text)).__contains__)
    repair = speller.repair("kel é lébergement certifiée des donées, cnil ?")
    assert repair.text == "quel est l'hébergement certifiée des données, cnil ?"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    repair = SPELLER.repair(text)
    assert repair.changes or repair.text == text


_PIECES = [slip for slip, _ in SLIPS] + [word for chat, _ in CHAT for word in chat.split()]
_PIECES += ["l'", "«", "»", "É", "œuvre", "-t-il", "\u00a0", "QUEL", "L. 1111-8", "e\u0301", "ﬁn", "İ", "ẞ", "’", "-"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=8), st.sampled_from(["", " ", " ?", "'"]))
def test_what_was_not_changed_is_kept(pieces: list[str], joint: str) -> None:
    text = (joint or " ").join(pieces)
    repair = SPELLER.repair(text)
    at = 0
    for written, read in repair.changes:
        found = text.index(written, at)
        assert written != read
        text = text[:found] + read + text[found + len(written) :]
        at = found + len(read)
    assert sorted(unaccented(text)) == sorted(unaccented(repair.text))


def _slow(word: str) -> int:
    end = time.perf_counter() + 2e-6
    while time.perf_counter() < end:
        pass
    return VOCABULARY[word]


def _seconds(question: str) -> float:
    """The least processor time of a few runs, with look-ups of two microseconds."""
    speller = Speller(_slow, STEMS.__contains__)
    times = []
    for _ in range(5):
        start = time.process_time()
        speller.repair(question)
        times.append(time.process_time() - start)
    return min(times)


def test_a_question_takes_a_few_milliseconds() -> None:
    question = "quels sont les droits du patient pour la sekurite des données et le budjet de la xtratgrie nationale ?"
    assert _seconds(question) < 0.010  # 0.004 on an idle machine


@pytest.mark.parametrize("piece", ["xqzjsdkl ", "kel é ", "sclérosencéphalogt ", "a'", "é", ". ", "x", "-", "?!"])
def test_a_long_text_does_not_take_long(piece: str) -> None:
    assert _seconds((piece * 2000)[:2000]) < 0.050
