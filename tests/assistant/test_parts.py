"""Several questions in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import split_question
from assistant.questions import asks_for_several


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Qui dirige la DNS ?", ("Qui dirige la DNS ?",)),
        ("Qui dirige la DNS et l’ANS ?", ("Qui dirige la DNS et l’ANS ?",)),
        (
            "Qui dirige la DNS et combien de personnes y travaillent ?",
            ("Qui dirige la DNS ?", "Qui dirige la DNS ? combien de personnes y travaillent ?"),
        ),
        (
            "Quand et où siège le conseil du numérique ?",
            ("Quand siège le conseil du numérique ?", "où siège le conseil du numérique ?"),
        ),
        (
            "Qui préside le comité ? Combien de membres compte le comité éthique ?",
            ("Qui préside le comité ?", "Combien de membres compte le comité éthique ?"),
        ),
        ("Qui est Anne ? Quel est le budget de la DNS ?", ("Qui est Anne ?", "Quel est le budget de la DNS ?")),
        ("Qui est Anne et quel est son budget ?", ("Qui est Anne ?", "quel est le budget d’Anne ?")),
        ("Le décret dit qui décide.", ("Le décret dit qui décide.",)),
        ("What is the DMP and who can open the record?", ("What is the DMP ?", "who can open the record?")),
        ("Quand ? Où ? Qui ? Quoi ?", ("Quand ? Où ? Qui ? Quoi ?",)),
        (
            "En 2019, qui dirigeait la DNS et combien de personnes comptait-elle ?",
            ("En 2019, qui dirigeait la DNS ?", "En 2019, combien de personnes la DNS comptait-elle ?"),
        ),
        ("La DNS est-elle neuve et l’ANS est-elle vieille ?", ("La DNS est-elle neuve ?", "l’ANS est-elle vieille ?")),
        ("Peut-on voter et à quel prix ?", ("Peut-on voter ?", "Peut-on voter ? à quel prix ?")),
        (
            "Qui reçoit l’avis médical, et puis-je donner une procuration à mon frère ?",
            ("Qui reçoit l’avis médical ?", "puis-je donner une procuration à mon frère ?"),
        ),
        (
            "Où est le siège, qui le dirige et quand a-t-il été créé ?",
            ("Où est le siège ?", "qui dirige le siège ?", "quand le siège a-t-il été créé ?"),
        ),
        (
            "Dans quelle ville et à quelle date se réunit le conseil du numérique ?",
            (
                "Dans quelle ville se réunit le conseil du numérique ?",
                "à quelle date se réunit le conseil du numérique ?",
            ),
        ),
        (
            "Combien de personnes comptait la DNS en 2019 ? Et en 2021 ?",
            (
                "Combien de personnes comptait la DNS en 2019 ?",
                "Combien de personnes comptait la DNS en 2019 ? Et en 2021 ?",
            ),
        ),
    ],
)
def test_split(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Qui dirigeait la DSSIS ? En 2013 ?",
        "En 2013 ? Qui dirigeait la DSSIS ?",
        "Combien de personnes travaillent au service ? À la Cnam ?",
        "La DNS ? Qui la dirige ?",
        "Qui peut ouvrir un DMP ? Merci d’avance.",
        "Qui peut ouvrir un DMP ? Mon fils a cinq ans.",
        "Mon fils va avoir 18 ans, que doit-on faire pour garder le DMP ouvert quand il était enfant ?",
        "Quand mon dossier est complet, dans quel délai le comité le fait-il suivre ?",
        "Le médecin veut que je lise mon dossier et je refuse, pourra-t-on me le donner ?",
        "Pour ne pas adapter la prise de rendez-vous à l’hôpital, peut-on dire non ?",
        "Au bout de combien de temps, au plus, veut-on que les gens soient servis ?",
        "Le DMP, qui est géré par la Cnam, est-il gratuit ?",
        "Quel est le comité qui conseille le ministre et qui siège à Paris ?",
        "Que faire quand on déménage et quand on change de médecin ?",
        "Est-il vrai que le DMP est fermé et que la Cnam le détruit ?",
        "Qui peut s’inscrire, quel que soit son âge ?",
        "Quels services le directeur et le comité pilotent-ils ?",
        "What is the DMP, which is run by Cnam, used for?",
        "À qui demander des explications quand on ne comprend pas ses analyses ?",
    ],
)
def test_what_asks_nothing_of_its_own_is_no_part(question: str) -> None:
    assert split_question(question) == (question,)


_ASKED = st.sampled_from([
    "Qui dirige la DNS", "Combien de personnes comptait le service", "Où se trouve la permanence du registre",
    "Le comité peut-il refuser un dossier", "Quelle est la durée de la mission", "Peut-on fermer un dossier médical",
])  # fmt: skip
_COMPLEMENT = st.sampled_from([
    "En 2013", "à la Cnam", "Depuis 2019", "dans les hôpitaux", "Pour un mineur", "Selon le décret du 7 mars 2023",
    "avant la réforme", "Aujourd’hui", "chez les pharmaciens", "pendant la crise", "De 2013 à 2015", "2013",
])  # fmt: skip


@given(_ASKED, st.lists(_COMPLEMENT, min_size=1, max_size=3), st.booleans())
def test_a_mere_complement_is_never_a_part(asked: str, complements: list[str], first: bool) -> None:
    said = [*complements, asked] if first else [asked, *complements]
    question = " ? ".join(said) + " ?"
    assert split_question(question) == (question,)


@given(_ASKED, _COMPLEMENT, st.lists(_ASKED, min_size=1, max_size=2))
def test_every_question_is_a_part_with_what_restricts_it(asked: str, complement: str, others: list[str]) -> None:
    parts = split_question(" ? ".join([asked, complement, *others]) + " ?")
    assert len(parts) == 1 + len(others)
    assert parts[0].lower() == f"{asked}, {complement} ?".lower()
    assert all(other in part for other, part in zip(others, parts[1:], strict=True))


def test_a_part_that_says_little_is_asked_with_the_first() -> None:
    first, second = split_question("Qui dirige la délégation et depuis quand ?")
    assert first == "Qui dirige la délégation ?"
    assert "délégation" in second
    assert "depuis quand" in second


@given(st.text(max_size=120))
def test_any_text_gives_one_to_three_questions(text: str) -> None:
    found = split_question(text)
    assert 1 <= len(found) <= 3


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Quelles sont les missions ?", True),
        ("Quels documents fournir ?", True),
        ("Liste les missions", True),
        ("What are the tasks?", True),
        ("Quelle est la mission ?", False),
        ("Qui décide ?", False),
    ],
)
def test_asks_for_several(question: str, several: bool) -> None:
    assert asks_for_several(question) is several
