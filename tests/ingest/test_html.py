"""Web pages, the nasty ones included."""

from __future__ import annotations

import time
from datetime import date

import pytest

from ingest.document import build_document
from ingest.html import read_html
from vectorstore.types import BlockKind as B
from vectorstore.types import Document

PROSE = (
    "Le dossier médical partagé compte désormais dix millions d'usagers, et la délégation au "
    "numérique en santé en suit le déploiement avec les régions et l'Assurance maladie."
)
HEAD = """<!doctype html><html lang="fr-FR"><head><meta charset="utf-8">
<title>Le DMP évolue | sante.gouv.fr</title><style>p{color:red}</style>
<meta property="og:site_name" content="Ministère de la santé">
<meta property="article:published_time" content="2024-03-12T09:30:00+01:00">
<link rel="canonical" href="https://sante.gouv.fr/dmp"><script>var secret = 1;</script></head>"""


def document(page: str | bytes) -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    blocks, declared = read_html(data, "page.html")
    return build_document(blocks, source="/p.html", name="page", declared=declared, scraped=True)


def shapes(page: str | bytes) -> list[tuple[B, int, str]]:
    found = document(page)
    return [(b.kind, b.level, found.text[b.start : b.end]) for b in found.blocks]


def texts(page: str | bytes) -> list[str]:
    return [text for _, _, text in shapes(page)]


def test_a_government_page_loses_its_furniture() -> None:
    page = f"""{HEAD}<body>
    <div id="cookieBanner"><p>Nous utilisons des cookies pour votre navigation.</p><button>OK</button></div>
    <ul class="fr-skiplinks"><li><a href="#c">Aller au contenu</a></li></ul>
    <header role="banner"><p>République Française</p><nav><ul><li><a>Accueil</a><li><a>Agenda</a></ul></nav></header>
    <main id="c"><nav class="fr-breadcrumb"><ol><li>Accueil<li>DMP</ol></nav><h1>Le DMP évolue</h1>
    <div class="fr-share"><a>Facebook</a><a>X</a></div><p>{PROSE}</p><p hidden>caché</p>
    <p style="display: none">caché</p><p>Contact presse : presse@sante.gouv.fr</p></main>
    <aside><h2>À lire aussi</h2><a>Autre</a></aside><footer>Tous droits réservés</footer></body></html>"""
    assert texts(page) == ["Le DMP évolue", PROSE, "Contact presse : presse@sante.gouv.fr"]


def test_declared_metadata() -> None:
    found = document(f"{HEAD}<body><h1>Le DMP évolue</h1><p>{PROSE}</p></body></html>")
    assert found.title == "Le DMP évolue"
    assert found.published_on == date(2024, 3, 12)
    assert found.publisher == "Ministère de la santé"
    assert found.url == "https://sante.gouv.fr/dmp"
    assert found.language == "fr"


def test_linked_data_and_marked_time() -> None:
    page = f"""<html><head><script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle",
    "headline": "Un titre de presse", "datePublished": "2019-10-25T17:34:00Z",
    "publisher": {{"name": "mind Health"}}}}]}}</script></head><body><p>{PROSE}</p></body></html>"""
    declared = read_html(page.encode(), "a.html")[1]
    assert (declared.title, declared.published_on) == ("Un titre de presse", date(2019, 10, 25))
    assert declared.publisher == "mind Health"
    page = f'<p>Publié le <time datetime="2023-06-08">8 juin</time></p><p>{PROSE}</p>'
    assert read_html(page.encode(), "a.html")[1].published_on == date(2023, 6, 8)


def test_malformed_metadata_is_ignored() -> None:
    page = f"""<html lang="!!"><head><script type="application/ld+json">{{oups</script>
    <link rel=canonical href="http://[bad"><meta property=article:published_time content=hier>
    </head><body><p>{PROSE}</p></body></html>"""
    declared = read_html(page.encode(), "a.html")[1]
    assert (declared.url, declared.published_on, declared.language) == (None, None, None)


def test_nested_lists_keep_their_levels_and_numbers() -> None:
    page = """<h1>Titre</h1><p>Trois mesures :</p><ul><li>Une<ul><li><p>détail</p><li>autre</ul></li>
    <li>Deux</ul><ol start=3><li>Trois<li>Quatre</ol>"""
    found = document(page)
    assert shapes(page)[1:] == [
        (B.STEM, 0, "Trois mesures :"),
        (B.ITEM, 0, "Une"),
        (B.ITEM, 1, "détail"),
        (B.ITEM, 1, "autre"),
        (B.ITEM, 0, "Deux"),
        (B.ITEM, 0, "Trois"),
        (B.ITEM, 0, "Quatre"),
    ]
    assert "3. Trois\n4. Quatre" in found.text


def test_tables_and_definitions_become_fields() -> None:
    page = """<h1>Titre</h1><table><tr><th>Année<th>Budget<tr><td>2023<td>10 M€<tr><td>2024<td></table>
    <table><tr><td>Pilote<td>DNS</table>
    <table><tr><td><h2>Mise en page</h2><p>Colonne de gauche.</p></td></tr></table>
    <dl><dt>INS</dt><dd>Identité nationale de santé.</dd></dl>"""
    assert shapes(page)[1:] == [
        (B.FIELD, 0, "Année : 2023 ; Budget : 10 M€"),
        (B.FIELD, 0, "Année : 2024"),
        (B.FIELD, 0, "Pilote : DNS"),
        (B.HEADING, 2, "Mise en page"),
        (B.PARAGRAPH, 0, "Colonne de gauche."),
        (B.FIELD, 0, "INS : Identité nationale de santé."),
    ]


def test_line_breaks_make_lines() -> None:
    page = f"<h1>Titre</h1><p>{PROSE}</p><p>Employeur :<br>DNS<br>Localisation : Paris</p>"
    assert texts(page)[2:] == ["Employeur : DNS", "Localisation : Paris"]


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", ""])
def test_latin_1_pages(declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' * bool(declared)
    page = f"<html><head>{meta}</head><body><h1>Éthique à l’hôpital</h1><p>{PROSE}</p></body></html>"
    assert texts(page.encode("cp1252")) == ["Éthique à l’hôpital", PROSE]


def test_a_wrong_charset_does_not_spoil_utf8() -> None:
    page = f'<meta charset="iso-8859-1"><h1>Éthique</h1><p>{PROSE}</p>'
    assert texts(page) == ["Éthique", PROSE]


def test_a_content_wrapper_with_a_furniture_name_stays() -> None:
    page = f'<body><div class="has-sidebar menu"><p>{PROSE}</p><p>Deuxième paragraphe.</p></div></body>'
    assert texts(page) == [PROSE, "Deuxième paragraphe."]


def test_a_page_in_divs_with_bare_menus() -> None:
    links = "".join(f"<li><a href='/{i}'>Rubrique {name}</a></li>" for i, name in enumerate("ABCDEF"))
    page = f"<div><ul>{links}</ul></div><div><h1>Titre</h1><p>{PROSE}</p></div><div><ul>{links}</ul></div>"
    assert texts(page) == ["Titre", PROSE]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300 + f"<p>{PROSE}</p>" + "</div>" * 300,
        "<div>" * 50_000 + f"<p>{PROSE}</p>" + "</div>" * 50_000,
        "<b>" * 30_000 + PROSE,
        "<script>" * 20_000 + "</script>" + f"<p>{PROSE}</p>",
        "<table><tr><td>" * 400 + PROSE,
        "<ul><li>" * 1_000 + PROSE,
        f"<p>{PROSE}</p><!--" + "<!--" * 50_000,
        "<div class='menu'>" * 1_500 + f"<h1>Titre</h1><p>{PROSE}</p>",
        f"<p {'a=b ' * 50_000}>{PROSE}</p>",
        "<" * 50_000 + f"<p>{PROSE}</p>",
    ],
    ids=["deep", "deeper", "bold", "scripts", "tables", "lists", "comments", "menus", "attributes", "angles"],
)  # fmt: skip
def test_hostile_pages_are_read_in_time(page: str) -> None:
    start = time.perf_counter()
    assert PROSE in document(page).text
    assert time.perf_counter() - start < 2


def test_a_page_of_unclosed_scripts_ends_in_time() -> None:
    start = time.perf_counter()
    read_html(b"<script>" * 50_000 + b"x", "a.html")
    assert time.perf_counter() - start < 2
