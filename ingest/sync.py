"""Makes the index equal to a manifest: what is new, changed, unchanged, gone, and what failed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest.document import Overrides
from ingest.origins import Origin, Plan
from ingest.outcomes import Added, Outcome
from ingest.pdf.limits import PdfLimits
from ingest.read import ReadFailure, read
from ingest.source_memory import FetchedPage, Owned
from ingest.storing import BATCH_PASSAGES
from ingest.sync_target import Batch, Target
from ingest.web.fetch import Fetcher, Gone, NotModified, Seen
from ingest.web.page import read_address
from vectorstore.settings import Settings
from vectorstore.types import Document

_BATCH_DOCUMENTS = 500
# On a slow site a batch would take minutes to fill; what is done is stored by then.
_BATCH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class OriginRead:
    """One file or address of the plan has been read, for a progress bar."""

    place: str


@dataclass(slots=True)
class _Known:
    """What there was before, and what has been seen since."""

    digests: dict[str, str]
    owned: dict[str, Owned]
    elsewhere: set[str]
    seen: dict[str, Owned] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    gone: dict[str, int] = field(default_factory=dict)


class _Writer:
    """Gathers documents, and writes them a batch at a time."""

    def __init__(self, target: Target, manifest: str) -> None:
        self._target = target
        self._manifest = manifest
        self._batch = Batch()
        self._since = time.monotonic()

    def put(self, document: Document, owner: Owned) -> Iterator[Added]:
        """Takes one document, and writes when there are enough."""
        self._batch.entries.append((document, self._target.split(document)))
        self._batch.claims.append(owner)
        if self._batch.passages >= BATCH_PASSAGES or len(self._batch.entries) >= _BATCH_DOCUMENTS:
            yield from self.flush()

    def remember(self, page: FetchedPage) -> Iterator[Added]:
        """Takes a page whose documents all came before; writes when the last time is long ago."""
        self._batch.pages.append(page)
        if time.monotonic() - self._since > _BATCH_SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Added]:
        """Writes what there is."""
        batch, self._batch = self._batch, Batch()
        yield from self._target.write(self._manifest, batch)
        self._since = time.monotonic()


def synchronise(
    target: Target, manifest: str, plan: Plan, fetcher: Fetcher, settings: Settings
) -> Iterator[Added | OriginRead]:
    """Reads every origin of the plan, stores what changed, then removes what is no longer there.

    ``manifest`` is the name that its documents go by. Documents are stored in
    batches, so an interruption loses one batch at most and the next run goes
    on; removals come last. An origin that cannot be read keeps the documents it
    gave before; documents added by hand are never removed.
    """
    memory = target.memory
    known = _Known(
        target.digests(),
        memory.owned(manifest) if memory else {},
        memory.owned_elsewhere(manifest) if memory else set(),
    )
    for failure in plan.failures:
        yield Added(failure.source, Outcome.FAILED, reason=failure.reason)
    writer = _Writer(target, manifest)
    for origin in plan.origins:
        page = memory.fetched(origin.place) if memory and origin.is_web else None
        yield from _take(known, origin, page, writer, fetcher, settings)
        yield OriginRead(origin.name)
    yield from writer.flush()
    yield from _settle(target, manifest, plan, known)


def _take(
    known: _Known, origin: Origin, page: FetchedPage | None, writer: _Writer, fetcher: Fetcher, settings: Settings
) -> Iterator[Added]:
    """Reads one origin and hands what is new or changed to the writer."""
    key = _key(origin.overrides)
    if page is not None and not _still_good(page, key, known.digests):
        page = None
    validators: Seen | None = None
    documents: dict[str, str] = {}
    for item in _items(origin, page, fetcher, settings):
        if isinstance(item, Document):
            documents[item.id] = item.sha256
            if item.id in known.seen:
                continue
            owner = known.seen[item.id] = Owned(item.id, origin.entry, origin.name)
            if known.digests.get(item.id) == item.sha256:
                yield Added(item.source, Outcome.UNCHANGED, item.title, document_id=item.id)
            else:
                yield from writer.put(item, owner)
        elif isinstance(item, ReadFailure):
            known.unsure.add(origin.name)
            yield Added(item.source, Outcome.FAILED, reason=item.reason)
        elif isinstance(item, Gone):
            known.gone[origin.name] = item.status
        elif isinstance(item, Seen):
            validators = item
        elif page is not None:  # not modified: the documents are those it gave before
            for id_ in page.documents.keys() - known.seen.keys():
                known.seen[id_] = Owned(id_, origin.entry, origin.name)
                yield Added(origin.place, Outcome.UNCHANGED, document_id=id_)
    if validators is not None and documents and origin.name not in known.unsure:
        yield from writer.remember(
            FetchedPage(origin.place, validators.final, validators.etag, validators.last_modified, key, documents)
        )


def _items(
    origin: Origin, page: FetchedPage | None, fetcher: Fetcher, settings: Settings
) -> Iterator[Document | ReadFailure | NotModified | Gone | Seen]:
    max_bytes, pdf = settings.max_file_mb * 1_000_000, PdfLimits.set_by(settings)
    if origin.is_web:
        seen = Seen(page.final, page.etag, page.last_modified) if page else None
        return read_address(fetcher, origin.place, max_bytes=max_bytes, overrides=origin.overrides, pdf=pdf, seen=seen)
    return read(Path(origin.place), max_bytes=max_bytes, overrides=origin.overrides, pdf=pdf)


def _still_good(page: FetchedPage, key: str, digests: dict[str, str]) -> bool:
    """Whether the documents of a page are in the index just as that page gave them."""
    return page.key == key and all(digests.get(id_) == digest for id_, digest in page.documents.items())


def _settle(target: Target, manifest: str, plan: Plan, known: _Known) -> Iterator[Added]:
    """The last step: owners brought up to date, and what is no longer there removed."""
    kept = [
        owner
        for id_, owner in known.seen.items()
        if (id_ in known.owned or id_ in known.elsewhere) and known.owned.get(id_) != owner
    ]
    entries = {origin.name for origin in plan.origins}
    reasons: dict[str, str] = {}
    for id_, owner in known.owned.items():
        if id_ in known.seen:
            continue
        status = known.gone.get(owner.origin)
        if status is not None:
            reasons[id_] = f"la page n’existe plus (code {status})"
        elif owner.origin in known.unsure or owner.entry in plan.unsure:
            continue  # its source could not be read whole: the last good state stays
        elif owner.origin in entries:
            reasons[id_] = "sa source ne le contient plus"
        else:
            reasons[id_] = "sa source n’est plus dans le manifeste, le dossier ou le plan de site"
    removed = {id_ for id_ in reasons if id_ in known.digests}
    origins_removed = {known.owned[id_].origin for id_ in removed}
    for address, status in known.gone.items():
        if address not in origins_removed:
            yield Added(
                address,
                Outcome.FAILED,
                reason=f"« {address} » n’existe pas (code {status}) : corrigez-la ou retirez-la du manifeste.",
            )
    yield from target.settle(manifest, kept, reasons)


def _key(overrides: Overrides) -> str:
    """A digest of what decides a page's documents beside the page."""
    words = json.dumps([_version(), asdict(overrides)], default=str, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


@cache
def _version() -> str:
    try:
        return version("sourcier")
    except PackageNotFoundError:
        return ""
