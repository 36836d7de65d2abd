"""The article that a question names, and whether its text is all that is asked for."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.article_text import most_telling, stretches_of
from assistant.asked_time import asked_time
from assistant.references import asked_article, asks_for_its_text
from ingest.blocks import assemble
from ingest.legislation import read_provisions
from vectorstore.types import Document, Kind


@pytest.mark.parametrize(
    "question",
    [
        "Que dit l'article L. 1110-12 ?",
        "L1110-12 csp",
        "L.1110-12",
        "article L.1110-12 du code de la santé publique",
        "article L.1110-12 du code de la santé publique en 2015",
        "Que prévoit l’art. L 1110‑12 du CSP ?",
        "De quoi parle l’article L. 1110-12 ?",
        "Donne-moi le texte de l’article L. 1110-12, s’il te plaît",
        "Que disait l’article L. 1110-12 avant la réforme de 2021 ?",
        "Comment l’article L. 1110-12 a-t-il évolué ?",
        "What does article L. 1110-12 say?",
        "QUE DIT L ARTICLE L1110-12",
    ],
)
def test_the_text_is_asked_for(question: str) -> None:
    article = asked_article(question)
    assert article is not None
    assert article.token == "l1110-12"
    assert asks_for_its_text(asked_time(question, date(2026, 1, 1)).text, article)


@pytest.mark.parametrize(
    "question",
    [
        "Qui peut s’opposer selon l’article L. 1111-14 ?",
        "Que dit l’article L. 1110-12 sur l’équipe de soins ?",
        "L’article L. 6316-1 mentionne-t-il encore l’insularité ?",
    ],
)
def test_something_else_is_asked_of_the_article(question: str) -> None:
    article = asked_article(question)
    assert article is not None
    assert not asks_for_its_text(question, article)


@pytest.mark.parametrize("question", ["Qui dirige la DNS ?", "Que disent L. 1110-4 et L. 1111-8 ?", "loi n° 2019-774"])
def test_no_one_article(question: str) -> None:
    assert asked_article(question) is None


def article(text: str) -> Document:
    assembled, blocks = assemble(read_provisions(text))
    return Document("d", "d", assembled, "Article L. 1", Kind.OFFICIAL_TEXT, blocks)


TEXT = """Le dossier est créé. Il contient des données utiles aux soins.

L’hébergeur est agréé.

Le dossier est gratuit :

1° Pour les patients ;

2° Pour les professionnels.

Un décret fixe les conditions."""


def test_the_most_telling_sentences_are_whole_and_in_order() -> None:
    document = article(TEXT)
    every = [stretch.text for stretch in stretches_of(document)]
    assert len(every) == 5
    assert every[3].startswith("Le dossier est gratuit")
    assert [stretch.text for stretch in most_telling(document, 9, lambda term: 1.0)] == every
    three = [stretch.text for stretch in most_telling(document, 3, lambda term: 1.0)]
    assert three[0] == every[0]
    assert three == [text for text in every if text in three]
    for stretch in most_telling(document, 3, lambda term: 1.0):
        for start, end in stretch.spans:
            assert document.text[start:end].strip() == document.text[start:end] != ""


def test_a_later_version_tells_what_it_changed() -> None:
    later = article(TEXT.replace("gratuit", "payant"))
    changed = most_telling(later, 5, lambda term: 1.0, article(TEXT))
    assert [stretch.text.partition(" :")[0] for stretch in changed] == ["Le dossier est payant"]


def test_notes_of_the_publisher_are_no_part_of_the_article() -> None:
    noted = article("Le dossier est créé.\n\nNOTA : ces dispositions entrent en vigueur en 2021. Voir le décret.")
    assert [stretch.text for stretch in stretches_of(noted)] == ["Le dossier est créé."]
