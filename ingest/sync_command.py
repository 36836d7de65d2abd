"""``sourcier ingest sync`` and ``sourcier ingest schema``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ingest.manifest import json_schema
from ingest.manifest_file import LoadedManifest, load_manifest
from ingest.opening import open_to_write
from ingest.origins import plan_for
from ingest.outcomes import Added, Outcome, Passages, Summary, note_lines, notes_json
from ingest.progress import ProgressView
from ingest.sync import OriginRead, synchronise
from ingest.sync_target import DryTarget, IndexTarget, Target
from ingest.web.fetch import Fetcher
from vectorstore.settings import Settings, load_settings
from vectorstore.write_lock import WriteLock

LABELS = {
    Outcome.CREATED: "ajoutés",
    Outcome.UPDATED: "mis à jour",
    Outcome.UNCHANGED: "inchangés",
    Outcome.REMOVED: "retirés",
    Outcome.FAILED: "en échec",
}
_MARKS = {Outcome.CREATED: "+", Outcome.UPDATED: "~", Outcome.REMOVED: "−"}
_WOULD = {Outcome.CREATED: "serait ajouté", Outcome.UPDATED: "serait mis à jour", Outcome.REMOVED: "serait retiré"}


def sync_command(
    path: Annotated[Path, typer.Argument(help="Manifeste de sources (sources.yaml).", metavar="MANIFESTE")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui serait fait, sans rien écrire.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Résumé en JSON.")] = False,
) -> None:
    """Rend l’index égal à un manifeste : ajoute, met à jour et retire ce qu’il faut."""
    settings = load_settings()
    loaded = load_manifest(path)
    start = time.monotonic()
    summary, changes = Summary(), list[Added]()
    errors = Console(stderr=True)
    with Fetcher(settings) as fetcher, _target(settings, dry_run, errors, summary.passages) as target:
        plan = plan_for(loaded, fetcher)
        with ProgressView(errors, len(plan.origins)) as view:
            for note in plan.notes:
                view.say(note)
            for event in synchronise(target, loaded.name, plan, fetcher, settings):
                if isinstance(event, OriginRead):
                    view.source()
                    continue
                summary.record(event)
                if event.outcome is not Outcome.FAILED:
                    view.document(event.passages)
                if dry_run and event.outcome in _WOULD:
                    changes.append(event)
                if (line := _line(event, dry_run)) is not None:
                    view.say(line)
                for line in note_lines(event):
                    view.say(line)
    if as_json:
        shown = _summary_json(summary, loaded, dry_run, time.monotonic() - start, changes)
        json.dump(shown, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        counts = ", ".join(f"{summary.counts[outcome]} {label}" for outcome, label in LABELS.items())
        print(f"Documents : {counts}.")
        for line in told(summary):
            print(line)
        if dry_run:
            print("Simulation : rien n’a été écrit.")
    if summary.failures:
        raise typer.Exit(1)


def told(summary: Summary) -> Iterator[str]:
    """What else there is to say of a summary, line by line."""
    passages = summary.passages
    if passages.total:
        yield f"Passages : {passages.embedded} calculés, {passages.reused} repris tels quels."
    if summary.duplicates:
        yield f"Quasi-doublons d’un autre document : {summary.duplicates} (« ingest list » les relie)."


def schema_command() -> None:
    """Affiche le schéma JSON du manifeste de sources, pour les éditeurs."""
    print(schema_text(), end="")


def schema_text() -> str:
    """The JSON Schema of manifests as it is committed."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


@contextmanager
def _target(settings: Settings, dry_run: bool, console: Console, passages: Passages) -> Iterator[Target]:
    if dry_run:
        yield DryTarget(settings.home)
        return
    index = open_to_write(settings, console)
    # Two at once would each remove what only the other has seen.
    with WriteLock(settings.home, "sync.lock", "synchronisation").held(0):
        yield IndexTarget(index, settings, passages)


def _line(event: Added, dry_run: bool) -> str | None:
    """What is said of one document: failures and removals by name, in a simulation every change."""
    if event.outcome is Outcome.FAILED:
        named = event.source.partition("#")[0]
        return f"✗ {event.reason}" if not named or Path(named).name in event.reason else f"✗ {named} : {event.reason}"
    if not (dry_run and event.outcome in _WOULD) and event.outcome is not Outcome.REMOVED:
        return None
    what = _WOULD[event.outcome] if dry_run else "retiré"
    reason = f" : {event.reason}" if event.reason else ""
    return f"{_MARKS[event.outcome]} {what} : « {event.title} » ({event.source}){reason}"


def _summary_json(
    summary: Summary, loaded: LoadedManifest, dry_run: bool, seconds: float, changes: list[Added]
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        **{outcome.value: summary.counts[outcome] for outcome in LABELS},
        "manifest": loaded.name,
        "dry_run": dry_run,
        "passages": summary.passages.total,
        "passages_embedded": summary.passages.embedded,
        "passages_reused": summary.passages.reused,
        "duplicates": summary.duplicates,
        "seconds": round(seconds, 3),
        "failures": [{"source": item.source, "reason": item.reason} for item in summary.failures],
        "notes": notes_json(summary),
        "removals": [
            {"id": item.document_id, "source": item.source, "title": item.title, "reason": item.reason}
            for item in summary.removals
        ],
    }
    if dry_run:
        shown["changes"] = [
            {"id": item.document_id, "source": item.source, "title": item.title, "outcome": item.outcome.value}
            for item in changes
        ]
    return shown
