"""What adding would do: read as for good, compared with the index as it is, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.add import read_all
from ingest.document import Overrides
from ingest.notes import notes_of
from ingest.outcomes import Added, Outcome
from ingest.read import ReadFailure
from ingest.sync_target import DryTarget
from ingest.web.fetch import Fetcher
from vectorstore.settings import Settings


def would_add(
    files: Iterable[Path | str], settings: Settings, overrides: Overrides, fetcher: Fetcher
) -> Iterator[Added]:
    """Yields what would become of each document; the data directory need not exist, and is only looked at."""
    known = DryTarget(settings.home).digests()
    for item in read_all(files, settings, overrides, fetcher):
        if isinstance(item, ReadFailure):
            yield Added(item.source, Outcome.FAILED, reason=item.reason)
            continue
        if item.id not in known:
            outcome = Outcome.CREATED
        else:
            outcome = Outcome.UNCHANGED if known[item.id] == item.sha256 else Outcome.UPDATED
        known[item.id] = item.sha256
        notes = () if outcome is Outcome.UNCHANGED else tuple(notes_of(item))
        yield Added(item.source, outcome, item.title, document_id=item.id, notes=notes)
