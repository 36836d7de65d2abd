"""The French analysis chain, mostly through a real index: who finds whom."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.french import STOP_WORDS, analyze, pairs, roots, stem, unaccented, words
from vectorstore.lexical import LexicalIndex, PassageRow
from vectorstore.types import Filters, Kind, Passage

# (query, text that it must find). Where the point is one word, it is the only
# word that the two share.
MEET = [
    # elision, both apostrophes and neighbours of theirs
    ("hébergement", "les règles de l'hébergement"),
    ("l’hébergement", "un hébergement certifié"),
    ("l'accès", "droit d’accès"),
    ("d'accès", "modalités de l’accès"),
    ("identité", "la preuve d'identité"),
    ("qu'identité", "identité numérique"),
    ("agence", "lorsqu’agence et ministère conviennent"),
    ("opposition", "jusqu'opposition expresse"),
    ("usager", "puisqu'usager et soignant se parlent"),
    ("s'oppose", "il peut opposer un refus"),
    ("n'héberge", "elle héberge"),
    ("j'utilise", "il utilise"),
    ("m'informe", "elle informe"),
    ("c'était l'ordonnance", "une ordonnance de soins"),
    ("presqu'île", "une île"),
    ("aujourd'hui", "ce qui vaut aujourd’hui"),
    ("aujourd’hui", "dès aujourd'hui"),
    ("l`annuaire", "un annuaire"),
    ("l´annuaire", "annuaires des soignants"),
    ("d'Artagnan", "le sieur Artagnan"),
    # accents and case
    ("hebergement", "un hébergement"),
    ("l'hebergement", "de l’hébergement"),
    ("deleguee", "la déléguée"),
    ("delegues", "nos délégués"),
    ("déléguée", "les délégués ministériels"),
    ("DÉLÉGUÉE", "une deleguee"),
    ("numerique", "le numérique"),
    ("NUMERIQUE", "du numérique"),
    ("Numérique", "DU NUMÉRIQUE"),
    ("securite", "la sécurité"),
    ("sécurité", "securite des systemes"),
    ("interoperabilite", "l'interopérabilité"),
    ("telesante", "la télésanté"),
    ("tele-expertise", "la téléexpertise"),
    ("maitrise", "la maîtrise d'ouvrage"),
    ("ca coûte", "le coût"),
    ("regle", "une règle"),
    ("marche", "un marché"),
    ("français", "le francais"),
    ("e\u0301thique", "l'éthique"),
    ("éthique", "cadre e\u0301thique"),
    ("août", "le mois d'aout"),
    ("Noël", "la trêve de noel"),
    # plurals
    ("hébergeur", "les hébergeurs"),
    ("hébergeurs", "un hébergeur"),
    ("données régionales", "une donnée"),
    ("régional", "programmes régionaux"),
    ("régionaux", "une agence régionale"),
    ("hôpital", "les hôpitaux"),
    ("hôpitaux", "cet hôpital"),
    ("niveau", "plusieurs niveaux"),
    ("réseaux", "un réseau"),
    ("travaux", "un travail"),
    ("journal", "des journaux"),
    ("lois", "cette loi"),
    ("enjeu", "quels enjeux"),
    ("clé", "les clés"),
    ("logiciels", "un logiciel"),
    ("établissement", "établissements de soins"),
    ("années", "une année"),
    # gender
    ("directrice", "le directeur"),
    ("directeurs", "une directrice"),
    ("infirmier", "une infirmière"),
    ("publique", "un texte public"),
    ("active", "un compte actif"),
    ("européenne", "le niveau européen"),
    ("professionnelle", "un professionnel"),
    ("sérieuse", "un motif sérieux"),
    ("première", "le premier"),
    ("chercheuse", "des chercheurs"),
    # verb forms
    ("héberger", "celui qui héberge"),
    ("héberge", "ils hébergent"),
    ("hébergera", "des serveurs hébergés"),
    ("hébergées", "en hébergeant"),
    ("certifier", "un organisme certifié"),
    ("certifiés", "les organismes qui certifient"),
    ("garantir", "il garantit"),
    ("garanti", "elles garantissent"),
    ("définit", "une liste définie"),
    ("établir", "le plan établit"),
    ("permettre", "ils permettent"),
    ("transmet", "transmettre"),
    ("publié", "publier"),
    ("publient", "une note publiée"),
    ("lancer", "elle lancera"),
    ("lancé", "ils lanceront"),
    ("piloter", "elle pilotait"),
    ("désigne", "ils désignaient"),
    ("produire", "un effet produit"),
    ("voter", "un crédit voté"),
    ("créer", "une agence créée"),
    ("recruter", "des agents recrutés"),
    ("sécuriser", "des échanges sécurisés"),
    ("communiquer", "il communique"),
    ("opposer", "il opposerait"),
    # acronyms
    ("HDS", "la certification HDS"),
    ("hds", "référentiel HDS"),
    ("Hds", "certifiés HDS."),
    ("DMP", "le DMP"),
    ("dmp", "les DMPs"),
    ("EHDS", "l'EHDS"),
    ("ehds", "règlement EHDS"),
    ("S.N.D.S.", "le SNDS"),
    ("snds", "au S.N.D.S."),
    ("MES", "M.E.S. est ouvert"),
    ("M.E.S.", "ouvrir MES"),
    ("le SI", "un SI hospitalier"),
    ("l'ANS", "selon l’ANS"),
    ("cpts", "une CPTS"),
    ("GHT", "les GHTs"),
    ("mon espace sante", "Mon espace santé"),
    ("RGPD", "(RGPD)"),
    ("M€", "un million d'euros"),
    # hyphens
    ("e-santé", "la feuille de route esante"),
    ("esanté", "politique d'e-santé"),
    ("esante", "l’e-santé"),
    ("e\u2011santé", "e-santé"),
    ("co-responsable", "un coresponsable"),
    ("responsable", "le co-responsable"),
    ("télé-médecine", "la télémédecine"),
    ("Île-de-France", "en France"),
    ("covid", "la Covid-19"),
    ("covid-19", "le covid 19"),
    ("rendez vous", "un rendez-vous"),
    ("peut-on refuser", "le refuser"),
    ("existe-t-il", "cela existe"),
    ("médico-social", "médico‑social"),
    # legal references
    ("art. L1111-8", "article L. 1111-8"),
    ("L. 1111-8", "l’article L1111-8"),
    ("l.1111-8 du CSP", "Art. L 1111-8"),
    ("L1111-8 du CSP", "l'article L. 1111‑8 du code de la santé publique"),
    ("R.1111-8-8", "R. 1111-8-8"),
    ("r 1111-8-8", "articles R.1111-8-8 et suivants"),
    ("D1110-3-1", "l'article D. 1110-3-1"),
    ("L1111-8-1", "L. 1111-8-1"),
    ("article 1111-8", "L. 1111-8"),
    ("décret 2022-1434", "le décret n° 2022-1434 du 15 novembre"),
    ("2022-1434", "décret n°2022-1434"),
    ("n° 2002-303", "la loi n° 2002-303"),
    ("loi 1978-17", "loi n° 78-17 modifiée"),
    ("ordonnance 2018-20", "l'ordonnance n°2018-20"),
    ("2016/679", "le règlement (UE) 2016/679"),
    ("règlement UE 2016/679", "règlement (UE) n° 2016/679"),
    ("directive 95/46", "la directive 95/46/CE"),
    ("arrêté du 11 juin 2018", "l'arrêté modifié du 11 juin 2018"),
    ("legiarti000006685779", "LEGIARTI000006685779"),
    # numbers
    ("650 M€", "650M€"),
    ("650M€", "650 millions d'euros"),
    ("2 Md€", "deux lots de 2 milliards"),
    ("20 000", "20\u202f000 agents"),
    ("20000", "plus de 20 000 agents"),
    ("20\u00a0000", "20 000 agents"),
    ("14,2", "14.2 en moyenne"),
    ("1er juillet", "le 1 juillet"),
    ("50%", "50 % des patients"),
    ("2023", "la période 2023-2027"),
    # ligatures and inclusive writing
    ("œuvre", "mettre en oeuvre"),
    ("oeuvre", "la mise en œuvre"),
    ("coeur", "CŒUR de métier"),
    ("ex aequo", "ex æquo"),
    ("mobilisés", "chacun est mobilisé.e"),
    ("délégué", "les délégué·e·s"),
    ("chargée", "un(e) chargé(e) de projet"),
    ("directeur", "le ou la directeur·rice"),
    ("directrice / directeur", "directrice/directeur"),
    ("agents", "les agent-e-s"),
    ("document", "le(s) document(s)"),
    ("ﬁchier", "un fichier"),
]

# (query, text that it must not find)
APART = [
    ("L. 1111-8", "article L. 1111-8-1"),
    ("L. 1111-8-1", "article L. 1111-8"),
    ("L. 1111-8", "article R. 1111-8"),
    ("L. 1111-8", "article L. 1111-80"),
    ("L. 1111-8", "article L. 111-8"),
    ("L. 1111-8", "article L. 1111-8 bis"),
    ("L. 1111-8", "1111 personnes et 8 services"),
    ("R.1111-8-8", "R. 1111-8-9"),
    ("D1110-3-1", "D. 1110-3"),
    ("2022-1434", "décret n° 2022-1435"),
    ("2016/679", "décret n° 2016-679"),
    ("commune", "un communiqué"),
    ("communiqué", "la communauté"),
    ("personne", "le personnel"),
    ("personnel", "la personnalité"),
    ("département", "le départ"),
    ("règle", "le règlement"),
    ("appartement", "une appartenance"),
    ("certification", "un certificat"),
    ("organisme", "une organisation"),
    ("interne", "internet"),
    ("international", "un internat"),
    ("université", "universel"),
    ("information", "informatique"),
    ("administration", "administrateur"),
    ("mobilité", "du mobilier"),
    ("mobilier", "des agents mobilisés"),
    ("contrat", "une contrainte"),
    ("contrôle", "un contrat"),
    ("santé", "un esprit sain"),
    ("don d'organes", "des données"),
    ("don", "donner"),
    ("cas", "une case"),
    ("base", "le bas"),
    ("médecin", "la médecine"),
    ("médicament", "un acte médical"),
    ("message", "un messager"),
    ("usage", "un usager"),
    ("gène", "générer"),
    ("annexe", "une année"),
    ("indice", "il indique"),
    ("complexe", "une liste complète"),
    ("parent", "une parenthèse"),
    ("ministère", "un ministre"),
    ("poste", "un posteur"),
    ("banque", "un banc"),
    ("HDS", "un écran HD"),
    ("SNDS", "le SND"),
    ("ARS", "les arts"),
    ("CPTS", "la CPT"),
    ("EHDS", "le HDS"),
    ("SI", "si le patient le veut"),
    ("MES", "mes documents"),
    ("INS", "un institut insulaire"),
    ("20 000", "20 agents"),
    ("20 000", "2000 agents"),
    ("650 M€", "65 personnes"),
    ("14,2", "14 patients et 2 médecins"),
    ("e-santé", "la version E"),
    ("télésanté", "la téléphonie"),
    ("quels sont les", "les quels sont ceux"),
    ("la version", "une conversion"),
    ("trait", "un traitement"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    """All texts of both lists as passages of one index, with distractors."""
    built = LexicalIndex.open(tmp_path_factory.mktemp("french"))
    texts = {text for _, text in MEET + APART}
    texts |= {f"remplissage numéro {n}, entre jardin et mer" for n in range(50)}
    built.add(PassageRow(Passage(text, text, 0, len(text), text), title="", kind=Kind.OTHER) for text in sorted(texts))
    built.commit(1)
    return built


def _found(index: LexicalIndex, query: str) -> set[str]:
    return {identifier for identifier, _ in index.search(query, 500, Filters())}


def test_there_are_enough_pairs() -> None:
    assert len(MEET) >= 120
    assert len(APART) >= 40
    assert len(set(MEET)) == len(MEET)


@pytest.mark.parametrize(("query", "text"), MEET)
def test_query_finds_text(index: LexicalIndex, query: str, text: str) -> None:
    assert text in _found(index, query)


@pytest.mark.parametrize(("query", "text"), APART)
def test_query_does_not_find_text(index: LexicalIndex, query: str, text: str) -> None:
    assert text not in _found(index, query)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n\t", []),
        ("Qu'est-ce que c'est ?", []),
        ("l'article L. 1111-8 du CSP", ["l1111-8", "csp", "csp"]),
        ("le décret n° 2022-1434", ["decret", "2022-1434"]),
        ("650 M€", ["650", "million", "euro"]),
        ("20 000", ["20000"]),
        ("S.N.D.S.", ["snds"]),
        ("aujourd’hui", ["aujourdhui"]),
        ("e-santé", ["esant", "sant"]),
        ("2020 300", ["2020", "300"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert analyze(text) == expected


def test_words_keep_short_capitals_and_stems_do_not() -> None:
    assert words("l'ANS a 3 ans") == ["ANS", "3", "ans"]
    assert analyze("l'ANS a 3 ans") == ["ans", "3", "ans"]


def test_ranking_views() -> None:
    terms = words("Les hébergeurs de l'article L. 1111-8")
    assert roots(terms) == ["heber", "l1111-8"]
    assert pairs(analyze("données de santé")) == ["donn_sant"]
    assert pairs([]) == []


def test_no_stop_word_is_accented() -> None:
    assert all(word == unaccented(word).lower() for word in STOP_WORDS)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_analyze_never_raises(text: str) -> None:
    assert all(term and "_" not in term and not term.isspace() for term in analyze(text))


_FRENCH = st.text(alphabet=string.ascii_letters + "éèàçœ'’-. ·0123456789€%/()L", max_size=80)


@given(_FRENCH)
@settings(deadline=None)
def test_terms_survive_a_second_analysis(text: str) -> None:
    terms = analyze(text)
    assert set(terms) <= set(analyze("\n;\n".join(terms)))


@given(st.text(alphabet=string.ascii_lowercase, max_size=14))
@settings(deadline=None)
def test_a_stem_is_its_own_stem(word: str) -> None:
    assert stem(stem(word)) == stem(word)


@given(st.lists(st.sampled_from(["santé", "hébergeur", "SNDS", "l'accès", "20 000"]), max_size=8))
@settings(max_examples=50, deadline=None)
def test_composed_and_decomposed_text_agree(parts: list[str]) -> None:
    import unicodedata

    text = " , ".join(parts)
    assert analyze(unicodedata.normalize("NFD", text)) == analyze(text)


@pytest.mark.parametrize("unit", ["l.", "a.b", "'-", "1 000 ", "e·", "é-", "L. 1-", "x" * 50, "("])
def test_linear_time(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    start = time.process_time()
    analyze(text)
    assert time.process_time() - start < 2
