"""Versions of one article or page: their links, and how each stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from vectorstore.database import open_database
from vectorstore.document_row import document_rows
from vectorstore.document_store import DocumentStore, StoredDocument
from vectorstore.legal_reference import find_references
from vectorstore.types import Document, Kind
from vectorstore.version_store import VersionStore
from vectorstore.versions import (
    ALONE,
    REPEALED,
    Neighbours,
    in_force,
    nearest_version,
    neighbours,
    ordered,
    status_at,
    version_key,
)

CSP = "Article L. 1111-14 du code de la santé publique"
URL = "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI00002089057{}/2009-07-23"


def day(text: str) -> date:
    return date.fromisoformat(text)


def version(
    since: str | None, until: str | None = None, *, number: str = "L. 1111-14", id_: str = "", **known: object
) -> Document:
    made = Document(
        id_ or f"{number}@{since}", f"{number}@{since}{id_}", "Texte.", CSP.replace("L. 1111-14", number),
        Kind.OFFICIAL_TEXT, reference=number, published_on=since and day(since), valid_from=since and day(since),
        valid_to=until and day(until),
    )  # fmt: skip
    return replace(made, **known)


FIRST = version("2009-07-23", "2011-07-09")
SECOND = version("2011-07-09", "2016-01-28")
THIRD = version("2016-01-28")
ALL = (FIRST, SECOND, THIRD)


def page(id_: str, published: str | None, **known: object) -> Document:
    url = "https://esante.gouv.fr/x"
    made = Document(id_, id_, "Texte.", "Page", Kind.GUIDE, url=url, published_on=published and day(published))
    return replace(made, **known)


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (FIRST, "csp:l1111-14"),
        (version("2009-07-23", reference="L1111-14"), "csp:l1111-14"),
        (version("2009-07-23", title="DMP : article L. 1111-14", text="L’article L. 1111-14 du CSP."), "csp:l1111-14"),
        (version("2009-07-23", title="DMP", text="L’article L. 1111-8 du CSP."), ":l1111-14"),
        (version(None, reference="art. 13 de la loi n° 2002-303"), "ref:art. 13 de la loi n° 2002-303"),
        (page("a", "2020-01-01"), "url:https://esante.gouv.fr/x page"),
        (page("a", None, url="https://esante.gouv.fr/x/#partie"), "url:https://esante.gouv.fr/x page"),
        (page("a", None, url=None), None),
        (version(None, reference=None), None),
        (page("a", None, kind=Kind.JOB_DESCRIPTION, reference="2023-1181585", url=None), None),
    ],
)
def test_what_versions_share(document: Document, key: str | None) -> None:
    assert version_key(document) == key


def test_an_article_and_its_neighbours() -> None:
    assert neighbours(FIRST, ALL) == Neighbours(None, SECOND)
    assert neighbours(SECOND, ALL) == Neighbours(FIRST, THIRD)
    assert neighbours(THIRD, ALL) == Neighbours(SECOND, None)
    assert neighbours(THIRD, (THIRD,)) == ALONE


def test_articles_of_one_number_in_force_together_are_no_versions_of_each_other() -> None:
    other = version("2012-01-01", id_="other")
    assert neighbours(other, (other, SECOND)) == ALONE
    assert neighbours(SECOND, (other, SECOND)) == ALONE


def test_of_two_followers_the_one_of_the_same_series_is_next() -> None:
    first = replace(FIRST, url=URL.format(1))
    same, other = version("2011-07-09", id_="same", url=URL.format(1)), version("2011-07-09", url=URL.format(2))
    assert neighbours(first, (other, same, first)).next == same
    assert neighbours(same, (other, same, first)).previous == first


def test_pages_follow_each_other_by_publication() -> None:
    old, new, undated = page("a", "2020-01-01"), page("b", "2022-01-01"), page("c", None)
    assert neighbours(old, (old, new, undated)) == Neighbours(None, new)
    assert neighbours(undated, (old, new, undated)) == ALONE


@given(st.permutations(ALL))
def test_the_order_given_does_not_matter(versions: list[Document]) -> None:
    assert neighbours(SECOND, versions) == Neighbours(FIRST, THIRD)
    assert ordered(versions) == list(ALL)


@given(st.lists(st.dates(), min_size=2, max_size=6, unique=True), st.dates())
def test_on_every_day_one_version_at_most_is_in_force(days: list[date], asked: date) -> None:
    bounds = sorted(days)
    versions = [
        replace(THIRD, id=str(begins), valid_from=begins, valid_to=ends)
        for begins, ends in zip(bounds, [*bounds[1:], None], strict=True)
    ]
    current = [each for each in versions if in_force(each, asked)]
    assert len(current) == (asked >= bounds[0])
    nearest = nearest_version(versions, asked)
    assert nearest is None if current else nearest == versions[0]
    for each in versions:
        around = neighbours(each, versions)
        words = status_at(each, asked, around)
        assert words is not None
        assert words.startswith("en vigueur") == (each in current)
        assert words.startswith("à venir") == (asked < bounds[versions.index(each)])


@pytest.mark.parametrize(
    ("document", "on", "around", "words"),
    [
        (THIRD, "2020-01-01", ALONE, "en vigueur depuis le 28 janvier 2016"),
        (SECOND, "2012-01-01", ALONE, "en vigueur du 9 juillet 2011 au 28 janvier 2016"),
        (SECOND, "2016-01-27", ALONE, "en vigueur du 9 juillet 2011 au 28 janvier 2016"),
        (SECOND, "2016-01-28", Neighbours(FIRST, THIRD), "version remplacée le 28 janvier 2016"),
        (SECOND, "2020-01-01", ALONE, "plus en vigueur depuis le 28 janvier 2016"),
        (replace(SECOND, flags=(REPEALED,)), "2020-01-01", ALONE, "abrogé le 28 janvier 2016"),
        (replace(SECOND, flags=(REPEALED,)), "2012-01-01", ALONE, "en vigueur du 9 juillet 2011 au 28 janvier 2016"),
        (THIRD, "2015-01-01", ALONE, "à venir le 28 janvier 2016"),
        (version(None, "2016-01-28"), "2015-01-01", ALONE, "en vigueur jusqu’au 28 janvier 2016"),
        (page("a", "2020-01-01"), "2023-01-01", ALONE, None),
        (page("a", "2020-01-01"), "2023-01-01", Neighbours(None, page("b", "2022-01-01")),
         "version remplacée le 1er janvier 2022"),
        (page("a", "2020-01-01"), "2021-01-01", Neighbours(None, page("b", "2022-01-01")), None),
        (page("a", "2023-01-01", kind=Kind.JOB_DESCRIPTION, valid_to=day("2023-06-01")), "2023-05-31", ALONE, None),
        (page("a", "2023-01-01", kind=Kind.JOB_DESCRIPTION, valid_to=day("2023-06-01")), "2023-06-01", ALONE,
         "offre expirée le 31 mai 2023"),
    ],
)  # fmt: skip
def test_how_a_document_stands(document: Document, on: str, around: Neighbours, words: str | None) -> None:
    said = status_at(document, day(on), around)
    assert (said and said.replace("\u00a0", " ")) == words


# the store


@pytest.fixture
def documents(tmp_path: Path) -> DocumentStore:
    return DocumentStore(open_database(tmp_path / "x.sqlite3"))


def put(documents: DocumentStore, *put: Document) -> VersionStore:
    documents.put([StoredDocument(document, 1) for document in put])
    return VersionStore(documents.engine, documents)


def test_versions_are_found_by_what_they_share(documents: DocumentStore) -> None:
    store = put(documents, *ALL, page("p", "2020-01-01"), version("2016-01-28", number="L. 1111-15"))
    around = store.around([SECOND, page("p", "2020-01-01")])
    assert (around[SECOND.id].previous, around[SECOND.id].next) == (documents_of(documents, FIRST, THIRD))
    assert around["p"] == ALONE
    assert store.around([]) == {}


def documents_of(documents: DocumentStore, *wanted: Document) -> tuple[Document, ...]:
    found = documents.described([document.id for document in wanted])
    return tuple(found[document.id] for document in wanted)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("l'article L. 1111-14", ["L. 1111-14@2009-07-23", "L. 1111-14@2011-07-09", "L. 1111-14@2016-01-28", "g"]),
        ("L1111-14 csp", ["L. 1111-14@2009-07-23", "L. 1111-14@2011-07-09", "L. 1111-14@2016-01-28"]),
        ("article 1111-14 du code de la santé publique",
         ["L. 1111-14@2009-07-23", "L. 1111-14@2011-07-09", "L. 1111-14@2016-01-28"]),
        ("article L. 1111-14 du code général des collectivités territoriales", ["g"]),
        ("L. 1111-99", []),
    ],
)  # fmt: skip
def test_an_article_is_found_however_it_is_written(documents: DocumentStore, asked: str, found: list[str]) -> None:
    title = "Article L. 1111-14 du code général des collectivités territoriales"
    store = put(documents, *ALL, version("2020-01-01", id_="g", title=title))
    (reference,) = find_references(asked)
    assert [each.id for each in store.of_article(reference)] == found


def test_close_articles(documents: DocumentStore) -> None:
    numbers = ("L. 1110-4", "L. 1110-12", "L. 1110-4-1", "R. 1110-13", "L. 1111-8", "L. 6316-1")
    store = put(documents, *(version("2016-01-28", number=number) for number in numbers), page("p", None))
    (asked,) = find_references("L. 1110-13")
    assert store.close_to(asked) == ["L. 1110-12", "L. 1110-4", "L. 1110-4-1"]
    (bare,) = find_references("article 1110-13")
    assert store.close_to(bare, 1) == ["R. 1110-13"]
    (far,) = find_references("L. 9999-1")
    assert store.close_to(far) == []


def test_rows_say_how_documents_stand(documents: DocumentStore) -> None:
    store = put(documents, *ALL)
    rows = {row["id"]: row for row in document_rows(documents.all(), store, day("2026-01-01"))}
    row = rows[SECOND.id]
    assert (row["previous"], row["next"]) == (FIRST.id, THIRD.id)
    assert row["status_at"] == "version remplacée le 28\u00a0janvier\u00a02016"
    assert rows[THIRD.id]["status_at"] == "en vigueur depuis le 28\u00a0janvier\u00a02016"


def test_an_older_database_learns_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    store = DocumentStore(open_database(path))
    put(store, *ALL)
    with store.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_documents_version_key"))
        connection.execute(text("ALTER TABLE documents DROP COLUMN version_key"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0005_passages'"))
    again = DocumentStore(open_database(path))
    around = VersionStore(again.engine, again).around([SECOND])
    assert around[SECOND.id].previous is not None
    assert around[SECOND.id].next is not None
