"""From a manifest to the files and addresses that it means, now."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ingest.document import Overrides
from ingest.files import legible_source
from ingest.manifest import FileSource, FolderSource, SitemapSource, Source, UrlSource
from ingest.manifest_file import LoadedManifest
from ingest.patterns import selected
from ingest.read import ReadFailure
from ingest.walk import find_files, unopened
from ingest.web.fetch import Fetcher
from ingest.web.sitemap import read_sitemap


@dataclass(frozen=True, slots=True)
class Origin:
    """One file or address to read: ``entry`` names the manifest's source that it comes from."""

    entry: str
    place: str
    overrides: Overrides
    is_web: bool

    @property
    def name(self) -> str:
        """``place`` as it is stored and shown: a disk may hold names that are no text."""
        return legible_source(self.place)


@dataclass(slots=True)
class Plan:
    """All origins of a manifest, each once, and the sources that could not be looked into.

    ``unsure`` are the entries of those: what they gave before is kept.
    ``notes`` are sentences on what is left out on purpose.
    """

    origins: list[Origin] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def plan_for(loaded: LoadedManifest, fetcher: Fetcher) -> Plan:
    """Walks the folders and reads the sitemaps of a manifest.

    An origin that two sources name belongs to the first. A folder that is
    missing or has nothing to read is a failure, not an order to remove all that
    it held: a disk may be away.
    """
    plan = Plan()
    known: set[str] = set()
    for source in loaded.manifest.sources:
        for place in _places(source, loaded.folder, fetcher, plan):
            if place not in known:
                known.add(place)
                is_web = isinstance(source, UrlSource | SitemapSource)
                plan.origins.append(Origin(source.entry, place, source.overrides, is_web))
    return plan


def _places(source: Source, folder: Path, fetcher: Fetcher, plan: Plan) -> list[str]:
    if isinstance(source, UrlSource):
        return [source.url]
    if isinstance(source, FileSource):
        return [_absolute(folder, source.file).as_posix()]
    places = (
        _files(source, _absolute(folder, source.folder), plan)
        if isinstance(source, FolderSource)
        else _pages(source, fetcher, plan)
    )
    if not places and source.entry not in plan.unsure:
        _fail(
            plan,
            source.entry,
            f"La source « {source.entry} » ne donne aucun document (dossier absent ou vide, ou motifs trop "
            "étroits) : ce qu’elle a déjà donné est gardé. Retirez-la du manifeste si c’est voulu.",
        )
    return places


def _files(source: FolderSource, folder: Path, plan: Plan) -> list[str]:
    found: list[str] = []
    for path in find_files([folder]) if folder.is_dir() else []:
        if (reason := unopened(path)) is not None:
            _fail(plan, source.entry, f"{reason} Ce qu’il a déjà donné est gardé.")
        elif selected(path.relative_to(folder).as_posix(), source.include, source.exclude):
            found.append(path.as_posix())
    return found


def _pages(source: SitemapSource, fetcher: Fetcher, plan: Plan) -> list[str]:
    def keep(address: str) -> bool:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return selected(path, source.include, source.exclude)

    found = read_sitemap(fetcher, source.sitemap, keep, source.limit)
    for reason in found.failures:
        _fail(plan, source.entry, reason)
    if found.left_out:
        plan.notes.append(
            f"« {source.sitemap} » : {source.limit} pages lues, {found.left_out} de plus laissées de côté (limit)."
        )
    return found.addresses


def _fail(plan: Plan, entry: str, reason: str) -> None:
    plan.failures.append(ReadFailure(entry.partition(":")[2], reason))
    plan.unsure.add(entry)


def _absolute(folder: Path, place: str) -> Path:
    # Without ".." and "." parts, as the sources of documents are written; links are not followed.
    return Path(os.path.abspath(folder / place))
