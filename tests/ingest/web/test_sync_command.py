"""``sourcier ingest sync`` and ``ingest add URL`` as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from local_site import Reply, Site, page
from rich.console import Console

from ingest.progress import ProgressView


@pytest.fixture
def command(sourcier: Callable[..., Any], home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """``command(*arguments)`` runs it with a data directory, allowed to reach this machine."""
    monkeypatch.setenv("SOURCIER_ALLOW_PRIVATE_URLS", "true")
    monkeypatch.setenv("SOURCIER_FETCH_DELAY_SECONDS", "0")
    return lambda *arguments: sourcier("ingest", *arguments, home=home)


@pytest.fixture
def manifest(tmp_path: Path, site: Site) -> Path:
    """A manifest of two pages and an absent one."""
    site.pages |= {"/a": page("Un"), "/b": page("Deux")}
    path = tmp_path / "m.yaml"
    path.write_text(
        "name: essai\nsources:\n" + "".join(f"- url: {site.address}/{each}\n" for each in ("a", "b", "absent")),
        encoding="utf-8",
    )
    return path


def test_a_summary_and_the_failures_by_name(command: Callable[..., Any], manifest: Path, site: Site) -> None:
    ran = command("sync", str(manifest))
    assert ran.code == 1
    assert ran.out == (
        "Documents : 2 ajoutés, 0 mis à jour, 0 inchangés, 0 retirés, 1 en échec.\n"
        "Passages : 2 calculés, 0 repris tels quels.\n"
    )
    (line,) = ran.err.splitlines()
    assert line.startswith(f"✗ « {site.address}/absent » n’existe pas (code 404)")

    del site.pages["/b"]
    manifest.write_text(f"name: essai\nsources:\n- url: {site.address}/a\n- url: {site.address}/b\n", encoding="utf-8")
    tried = command("sync", str(manifest), "--dry-run")
    assert tried.code == 0
    assert "1 inchangés, 1 retirés" in tried.out
    assert "rien n’a été écrit" in tried.out
    assert tried.err.startswith(f"− serait retiré : « Deux » ({site.address}/b)")
    shown = command("sync", str(manifest), "--json")
    summary = json.loads(shown.out)
    assert shown.code == 0
    assert {key: summary[key] for key in ("created", "updated", "unchanged", "removed", "failed")} == {
        "created": 0, "updated": 0, "unchanged": 1, "removed": 1, "failed": 0,
    }  # fmt: skip
    assert (summary["manifest"], summary["dry_run"], summary["failures"]) == ("essai", False, [])
    (removal,) = summary["removals"]
    assert (removal["title"], removal["source"]) == ("Deux", f"{site.address}/b")
    assert "404" in removal["reason"]


def test_a_simulation_lists_changes_and_makes_no_index(command: Callable[..., Any], manifest: Path, home: Path) -> None:
    ran = command("sync", str(manifest), "--dry-run", "--json")
    summary = json.loads(ran.out)
    assert (summary["created"], summary["failed"], summary["passages"]) == (2, 1, 0)
    assert [change["outcome"] for change in summary["changes"]] == ["created", "created"]
    assert {path.name for path in home.iterdir()} == {"models"}


def test_bad_manifests_and_bad_usage(command: Callable[..., Any], tmp_path: Path, home: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("sources:\n- url: ftp://x\n", encoding="utf-8")
    for argument, words in ((str(path), "ligne 2"), (str(tmp_path / "absent.yaml"), "n’existe pas")):
        ran = command("sync", argument)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("Erreur : ")
        assert words in ran.err
    assert command("sync").code == 2
    assert command("sync", str(path), "--inconnu").code == 2
    assert {each.name for each in home.iterdir()} == {"models"}


def test_one_synchronisation_at_a_time(command: Callable[..., Any], manifest: Path, home: Path) -> None:
    with FileLock(home / "sync.lock"):
        ran = command("sync", str(manifest))
    assert ran.code == 1
    assert "Une autre synchronisation est en cours" in ran.err


def test_add_an_address(command: Callable[..., Any], site: Site, manifest: Path) -> None:
    ran = command("add", f"{site.address}/a", "--kind", "guide", "--json")
    assert (ran.code, json.loads(ran.out)["created"]) == (0, 1)
    (row,) = json.loads(command("list", "--json").out)
    assert (row["source"], row["url"], row["kind"]) == (f"{site.address}/a", f"{site.address}/a", "guide")

    site.pages["/c"] = Reply(status=500)
    ran = command("add", f"{site.address}/absent", f"{site.address}/c", "http://moi:secret@exemple.fr/", "ftp://x/")
    assert ran.code == 1
    assert "secret" not in ran.err + ran.out
    assert [word for word in ("404", "500", "mot de passe", "http ou https") if word not in ran.err] == []
    assert len(ran.err.splitlines()) == 4

    # Added by hand, then by a manifest, then no longer by it: it stays. Added by name later: it stays too.
    command("sync", str(manifest))
    command("add", f"{site.address}/b")
    manifest.write_text(f"name: essai\nsources:\n- url: {site.address}/absent\n", encoding="utf-8")
    assert "0 retirés" in command("sync", str(manifest)).out
    assert len(json.loads(command("list", "--json").out)) == 2


def test_without_the_setting_this_machine_is_not_read(
    sourcier: Callable[..., Any], home: Path, site: Site, manifest: Path
) -> None:
    for arguments in (("add", f"{site.address}/a"), ("sync", str(manifest))):
        ran = sourcier("ingest", *arguments, home=home)
        assert ran.code == 1
        assert "SOURCIER_ALLOW_PRIVATE_URLS" in ran.err
    assert site.asked == []


def test_progress_in_plain_lines_and_as_a_bar() -> None:
    now = [0.0]
    written = StringIO()
    with ProgressView(Console(file=written, width=200), 4, clock=lambda: now[0]) as view:
        for _ in range(4):
            now[0] += 6
            view.document(passages=30)
            view.source()
    assert written.getvalue().splitlines() == [
        "1/4 sources, 2 documents, 5 passages/s, reste environ 36 s",
        "3/4 sources, 4 documents, 5 passages/s, reste environ 8 s",
    ]
    written = StringIO()
    with ProgressView(Console(file=written, force_terminal=True, width=200), 4, clock=lambda: now[0]) as view:
        view.document(passages=30)
        view.source()
        view.say("✗ [une] phrase")
    assert "1/4 sources · 1 documents" in written.getvalue()
    assert "✗ [une] phrase" in written.getvalue()
