"""What the report on metadata counts, and that hidden labels are hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.metadata_report import CollectionReport, report_on
from ingest.walk import find_files

PROSE = "La mission d’appui accompagne les maternités dans leurs échanges avec la ville, et en rend compte."
ROWS: list[dict[str, object]] = [
    {"id": "a", "title": "Une fiche", "text": PROSE, "doc_type": "guide", "date": "2021-03-03"},
    {"id": "b", "title": "Une autre", "text": PROSE, "path": "content/_jobs/b.md", "url": "https://exemple.fr/jobs/b"},
    {"id": "c", "title": "Sans rien", "text": PROSE},
    {"id": "d", "title": "Datée", "text": f"Publié le 4 mars 2021\n\n{PROSE}", "date": "2021-03-04"},
    {
        "id": "e", "code": "Code de la santé publique", "article": "L1111-8", "text": PROSE,
        "date_start": "2020-01-01", "date_end": "2021-01-01",
    },
    {"id": "f"},
]  # fmt: skip


def reported(folder: Path) -> CollectionReport:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    (folder / "note.md").write_text(f"---\nkind: guide\nreference: N1\n---\n# Une note\n\n{PROSE}", encoding="utf-8")
    (folder / "libre.txt").write_text(f"Un titre\n\n{PROSE}", encoding="utf-8")
    return report_on(folder, find_files([folder]), 1_000_000)


def test_counts_and_scores(tmp_path: Path) -> None:
    report = reported(tmp_path)
    assert (report.documents, [item.source.rpartition("#")[2] for item in report.failures]) == (7, ["L6"])
    assert sum(report.provenance["kind"].values()) == 7
    assert report.provenance["kind"]["declared"] == 4
    assert report.provenance["valid_to"] == {"none": 6, "declared": 1}
    kind = report.as_read["kind"], report.hidden["kind"], report.text_only["kind"]
    # Of the four that say it, all are right as read; hidden, the address tells the advert, the title the article.
    assert [(score.labelled, score.right) for score in kind] == [(4, 4), (4, 2), (4, 1)]
    day = report.as_read["published_on"], report.hidden["published_on"]
    assert [(score.labelled, score.right, score.missing) for score in day] == [(2, 2, 0), (2, 1, 1)]
    reference = report.hidden["reference"]
    assert (reference.labelled, reference.right, reference.missing) == (2, 1, 1)
    missed = {(item.source.rpartition("/")[2], item.field, item.expected) for item in report.misses}
    assert ("rows.jsonl#a", "published_on", "2021-03-03") in missed
    assert ("note.md", "kind", "guide") in missed


def test_the_command(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    reported(folder)
    ran = sourcier("ingest", "metadata", str(folder), "--json", home=home)
    assert ran.code == 1, "one row failed"
    (report,) = json.loads(ran.out)
    assert report["against_labels"]["kind"]["labels_hidden"] == {"labelled": 4, "right": 2, "wrong": 2, "missing": 0}
    shown = sourcier("ingest", "metadata", str(folder), home=home)
    assert "7 documents, 1 en échec" in shown.out
    assert "2 (50,0" in shown.out
    assert not (home / "chroma").exists(), "nothing is stored"
    assert sourcier("ingest", "metadata", str(tmp_path / "absent"), home=home).code == 1


@pytest.mark.slow
def test_the_aims_are_met_over_the_collections(shared: Path) -> None:
    """Kind right for 98 % with the labels hidden, over all three labelled collections together."""
    places = ("documents/documents.jsonl", "jobs/betagouv_jobs.jsonl", "legislation/legi_csp_numerique.jsonl")
    reports = [report_on(path, [path], 100_000_000) for path in (shared / "corpus" / place for place in places)]
    assert not [item for report in reports for item in report.failures]
    assert [report.documents for report in reports] == [1342, 506, 516]
    hidden = [report.hidden["kind"] for report in reports]
    assert sum(score.right for score in hidden) >= 0.98 * sum(score.labelled for score in hidden)
    assert all(report.as_read["kind"].right == report.as_read["kind"].labelled for report in reports)
