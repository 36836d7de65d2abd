"""Documents that are nearly the same text are linked, and stay so as they come and go."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import entry, write

from vectorstore.index import Index
from vectorstore.likeness import ALIKE, bands, signature, similarity

RELEASE = (
    "Le ministère chargé de la santé annonce l’ouverture de la deuxième vague du programme de financement à "
    "l’équipement des établissements de santé. Les éditeurs de logiciels disposent de six mois pour déposer leur "
    "candidature auprès de l’agence du numérique en santé, qui publiera la liste des solutions référencées. Les "
    "établissements passeront commande avant la fin de l’année et recevront une avance dès la signature du bon de "
    "commande par leur direction."
)
COPY = RELEASE.replace("annonce", "a annoncé") + " Contact presse : service de la communication."
OTHER = (
    "La délégation recrute une personne chargée de la conduite du projet de messagerie sécurisée. Elle anime le comité "
    "des utilisateurs, suit les marchés avec les prestataires, prépare les notes destinées au cabinet et rend compte "
    "chaque mois de l’avancement des travaux à la direction, dans une équipe de huit personnes installée à Paris."
)


def duplicates(index: Index) -> dict[str, str | None]:
    return {stored.document.id: stored.duplicate_of for stored in index.documents.all()}


def test_the_same_release_on_two_sites(index: Index) -> None:
    write(index, entry("a", RELEASE), entry("z", OTHER))
    write(index, entry("b", COPY), entry("c", COPY + " Fin."))
    assert duplicates(index) == {"a": None, "b": "a", "c": "a", "z": None}
    assert index.documents.duplicates(["a", "b", "z"]) == {"b": "a"}
    write(index, entry("b", OTHER.replace("Paris", "Lyon")))
    assert duplicates(index) == {"a": None, "b": "z", "c": "a", "z": None}
    write(index, entry("b", COPY))
    with index.writing() as writer:
        writer.remove(["a"])
    assert duplicates(index) == {"b": None, "c": "b", "z": None}, "another takes the place of an original that goes"
    write(index, entry("b", OTHER))
    assert duplicates(index) == {"b": "z", "c": None, "z": None}


def test_together_in_one_write(index: Index) -> None:
    write(index, entry("m", RELEASE), entry("a", COPY), entry("k", COPY))
    assert duplicates(index) == {"m": None, "a": "m", "k": "m"}, "the first put is the original"


def test_versions_and_other_references_are_other_documents(index: Index) -> None:
    write(
        index,
        entry("a", RELEASE, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1)),
        entry("b", RELEASE, valid_from=date(2021, 1, 1)),
        entry("c", RELEASE, reference="2023-1"),
        entry("d", RELEASE, reference="2023-2"),
        entry("e", RELEASE, reference="2023-2"),
    )
    assert duplicates(index) == {"a": None, "b": None, "c": None, "d": None, "e": "d"}


def test_short_texts_are_not_compared(index: Index) -> None:
    write(index, entry("a", "Article abrogé."), entry("b", "Article abrogé."))
    assert duplicates(index) == {"a": None, "b": None}
    assert signature("mot " * 19) is None
    assert signature("mot " * 20) is not None


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_similarity_is_the_share_of_common_runs(seed: int, changed: int) -> None:
    import random

    chance = random.Random(seed)
    words = [f"m{chance.randrange(10**6)}" for _ in range(300)]
    other = [*words]
    for place in chance.sample(range(300), changed):
        other[place] = "autre"
    one, two = " ".join(words), " ".join(other)
    exact = len(runs(one) & runs(two)) / len(runs(one) | runs(two))
    first, second = signature(one), signature(two)
    assert first
    assert second
    assert similarity(first, second) == pytest.approx(exact, abs=0.25)
    assert similarity(first, first) == 1.0
    if exact >= 0.95:
        assert set(bands(first)) & set(bands(second))


def test_bands_are_signed_numbers_of_eight_bytes() -> None:
    first, second = signature(RELEASE), signature(COPY)
    assert first
    assert second
    assert similarity(first, second) >= ALIKE
    assert len(set(bands(first))) == 8
    assert all(-(2**63) <= band < 2**63 for band in bands(first))
    assert set(bands(first)) & set(bands(second))
    other = signature(OTHER)
    assert other
    assert similarity(first, other) < 0.1
    assert not set(bands(first)) & set(bands(other))
