"""Real articles in all their versions, and real releases: the right time, or an honest word."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.contract import Answer, AskRequest, SearchRequest, Status
from assistant.service import Assistant
from ingest.add import add
from ingest.document import Overrides
from ingest.walk import find_files
from vectorstore.index import Index
from vectorstore.settings import Settings

ARTICLES = {"L1110-12", "L1111-13-1", "L1111-14", "R6316-5"}
TODAY = date.today()


@pytest.fixture(scope="session")
def law(
    shared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    make_home: Callable[[Path], Path],
    fill: Callable[..., None],
) -> Assistant:
    """A few articles of the public health code, in all their versions."""
    folder = tmp_path_factory.mktemp("law")
    source = shared / "corpus" / "legislation" / "legi_csp_numerique.jsonl"
    with source.open(encoding="utf-8") as lines, (folder / "csp.jsonl").open("w", encoding="utf-8") as kept:
        kept.writelines(line for line in lines if json.loads(line)["article"] in ARTICLES)
    home = make_home(folder / "data")
    fill(home, folder / "csp.jsonl")
    return Assistant.open(Settings(data_dir=home))


@pytest.fixture(scope="session")
def dated_policy(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, make_home: Callable[[Path], Path]
) -> Assistant:
    """The real releases, with the date that the one of 2024 lacks given by whoever ingests it."""
    folder = tmp_path_factory.mktemp("dated")
    undated = "communique_evolution_organisation_numerique_sante.txt"
    shutil.copytree(shared / "corpus" / "policy", folder / "policy", ignore=shutil.ignore_patterns(undated))
    settings = Settings(data_dir=make_home(folder / "data"))
    index = Index.open(settings, create=True)
    added = [*add(index, find_files([folder / "policy"]), settings)]
    release = [shared / "corpus" / "policy" / undated]
    added += add(index, release, settings, Overrides(published_on=date(2024, 4, 12)))
    assert not [each.reason for each in added if each.reason]
    return Assistant.open(settings)


def ask(assistant: Assistant, question: str, as_of: str | None = None) -> Answer:
    return assistant.ask(AskRequest(question=question, as_of=as_of and date.fromisoformat(as_of)))


def quotes(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


def plain(text: str | None) -> str:
    return (text or "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("year", "said", "unsaid", "stands"),
    [
        ("2012", ["dossier médical personnel"], ["partagé", "consentement exprès", "automatique"],
         "en vigueur du 9 juillet 2011 au 28 janvier 2016"),
        ("2019", ["dossier médical partagé", "consentement exprès"], ["dossier médical personnel", "automatique"],
         "en vigueur du 14 juin 2018 au 1er octobre 2020"),
        ("2022", ["dossier médical partagé est ouvert automatiquement"], ["dossier médical personnel", "exprès"],
         "en vigueur depuis le 1er juillet 2021"),
    ],
)  # fmt: skip
def test_an_article_in_the_version_of_then(
    law: Assistant, year: str, said: list[str], unsaid: list[str], stands: str
) -> None:
    asked = ask(law, f"Que dit l’article L. 1111-14 en {year} ?")
    requested = ask(law, "Que prévoit l’art. L1111-14 du CSP ?", f"{year}-12-31")
    for answer in (asked, requested):
        assert (answer.status, answer.as_of) == (Status.ANSWERED, date(int(year), 12, 31))
        assert all(words in quotes(answer) for words in said)
        assert not any(words in quotes(answer) for words in unsaid)
        assert {plain(citation.status_at) for citation in answer.citations} == {stands}
        assert len(answer.statements) <= 5
    led = asked.statements[0].text.startswith("[Version en vigueur du")
    assert led == (year != "2022")
    assert not requested.statements[0].text.startswith("[Version")


def test_a_whole_short_article_is_quoted(law: Assistant) -> None:
    for question in ("Que dit l’article L. 1110-12 ?", "L1110-12 csp", "l.1110-12 du code de la santé publique"):
        answer = ask(law, question)
        assert answer.status is Status.ANSWERED
        assert "l'équipe de soins est un ensemble de professionnels" in quotes(answer)
        for citation in answer.citations:
            text = law.document(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote
            assert citation.title == "Article L. 1110-12 du code de la santé publique"


def test_consent_for_the_record_before_and_after(law: Assistant) -> None:
    answer = ask(law, "Sous quelle réserve le dossier médical partagé est-il créé ?", "2019-06-01")
    assert answer.status is Status.ANSWERED
    assert "consentement exprès" in quotes(answer)
    dated = ask(law, "En 2019, sous quelle réserve le dossier médical partagé était-il créé ?")
    assert (dated.status, dated.as_of) == (Status.ANSWERED, date(2019, 12, 31))
    assert "consentement exprès" in quotes(dated)
    assert dated.statements[0].text.startswith("[Version en vigueur du")
    for as_of in ("2022-06-01", None):
        later = ask(law, "Sous quelle réserve le dossier médical partagé est-il créé ?", as_of)
        assert "consentement exprès" not in quotes(later)


def test_before_the_reform_is_the_version_of_then(law: Assistant) -> None:
    answer = ask(law, "Que disait l’article L. 1111-14 avant la réforme de 2021 ?")
    assert (answer.status, answer.as_of) == (Status.ANSWERED, date(2020, 12, 31))
    assert "consentement exprès" in quotes(answer)
    assert "automatique" not in quotes(answer)


@pytest.mark.parametrize(
    "question", ["Que dit l’article L. 1111-13-1 ?", "Qu’est-ce que l’espace numérique de santé ?"]
)
def test_an_article_is_not_cited_before_it_is_in_force(law: Assistant, question: str) -> None:
    before = ask(law, question, "2021-12-31")
    assert "1111-13-1" not in " ".join(citation.title for citation in before.citations)
    results = law.search(SearchRequest(query="espace numérique de santé", as_of=date(2021, 12, 31))).results
    assert results
    assert not any("1111-13-1" in result.title for result in results)
    after = law.search(SearchRequest(query="espace numérique de santé", as_of=date(2022, 1, 1))).results
    assert any("1111-13-1" in result.title for result in after)


def test_an_article_not_in_force_then_says_when_it_is(law: Assistant) -> None:
    for question, as_of in (("Que dit l’article L. 1111-13-1 ?", "2021-12-31"), ("L1111-13-1 en 2021", None)):
        answer = ask(law, question, as_of)
        assert (answer.status, answer.citations, answer.as_of) == (Status.NO_ANSWER, [], date(2021, 12, 31))
        assert "depuis le 1er janvier 2022" in plain(answer.answer)
    assert ask(law, "Que dit l’article L. 1111-13-1 ?", "2022-01-01").status is Status.ANSWERED


def test_a_repealed_article_says_so_and_is_found(law: Assistant) -> None:
    answer = ask(law, "Que dit l’article R. 6316-5 ?")
    assert answer.status is Status.NO_ANSWER
    assert "du 22 octobre 2010 au 15 septembre 2018" in plain(answer.answer)
    first = law.search(SearchRequest(query="article R. 6316-5")).results[0]
    assert (first.title, plain(first.status_at)) == (
        "Article R. 6316-5 du code de la santé publique", "abrogé le 15 septembre 2018",
    )  # fmt: skip
    then = ask(law, "Que disait l’article R. 6316-5 en 2012 ?")
    assert then.status is Status.ANSWERED
    assert then.statements[0].text.startswith("[Version en vigueur du")


def test_an_unknown_article_names_close_ones(law: Assistant) -> None:
    answer = ask(law, "Que dit l’article L. 1110-13 ?")
    assert (answer.status, answer.citations) == (Status.NO_ANSWER, [])
    assert "L. 1110-13" in plain(answer.answer)
    assert "ne figure pas dans les sources" in answer.answer
    assert answer.suggestions[0] == "Article proche : L. 1110-12"


def test_how_an_article_changed_is_told_in_the_order_of_time(law: Assistant) -> None:
    answer = ask(law, "Comment l’article L. 1111-14 a-t-il évolué ?")
    assert (answer.status, answer.as_of) == (Status.ANSWERED, TODAY)
    begins = [citation.valid_from for citation in answer.citations]
    assert len(set(begins)) > 2
    assert begins == sorted(begins)  # type: ignore[type-var]
    assert all(statement.text.startswith("[Version en vigueur") for statement in answer.statements)
    assert plain(answer.citations[0].status_at).startswith("version remplacée le")
    assert plain(answer.citations[-1].status_at) == "en vigueur depuis le 1er juillet 2021"


def test_versions_are_linked_in_citations_and_rows(law: Assistant) -> None:
    rows = {row.id: row for row in law.documents()}
    citation = ask(law, "Que dit l’article L. 1111-14 en 2012 ?").citations[0]
    row = rows[citation.document_id]
    assert (citation.previous, citation.next) == (row.previous, row.next)
    assert row.previous is not None
    assert row.next is not None
    assert (rows[row.previous].valid_to, rows[row.next].valid_from) == (row.valid_from, row.valid_to)
    assert plain(row.status_at) == "version remplacée le 28 janvier 2016"
    assert law.document(row.id).previous == row.previous


# releases and adverts


@pytest.mark.parametrize(
    ("question", "as_of"),
    [
        ("De combien de personnes la DNS était-elle constituée début 2023 ?", None),
        ("Combien de personnes compte la DNS ?", "2023-03-31"),
    ],
)
def test_staff_early_in_2023(dated_policy: Assistant, question: str, as_of: str | None) -> None:
    answer = ask(dated_policy, question, as_of)
    assert (answer.status, answer.as_of) == (Status.ANSWERED, date(2023, 3, 31))
    assert "35 personnes" in answer.citations[0].quote
    assert "soixantaine" not in quotes(answer)
    assert answer.statements[0].text.startswith("[Selon une offre d’emploi non datée")


@pytest.mark.parametrize(
    ("question", "as_of"),
    [
        ("Combien de collaborateurs la DNS comptait-elle en 2024 ?", None),
        ("Combien de collaborateurs la DNS compte-t-elle ?", "2024-12-31"),
    ],
)
def test_staff_in_2024(dated_policy: Assistant, question: str, as_of: str | None) -> None:
    answer = ask(dated_policy, question, as_of)
    assert (answer.status, answer.as_of) == (Status.ANSWERED, date(2024, 12, 31))
    assert "soixantaine de collaborateurs" in answer.citations[0].quote
    assert plain(answer.statements[0].text).startswith("[Selon le communiqué du 12 avril 2024")


def test_nothing_published_later_is_known(dated_policy: Assistant) -> None:
    answer = ask(dated_policy, "Combien de collaborateurs la DNS compte-t-elle ?", "2023-12-31")
    assert "soixantaine" not in quotes(answer)


def test_a_year_of_publication_restricts_the_sources(dated_policy: Assistant) -> None:
    results = dated_policy.search(SearchRequest(query="communiqués publiés en 2023 sur la DNS")).results
    assert {result.published_on and result.published_on.year for result in results} == {2023}
    every = dated_policy.search(SearchRequest(query="communiqués sur la DNS")).results
    assert {result.published_on and result.published_on.year for result in every} > {2023}
