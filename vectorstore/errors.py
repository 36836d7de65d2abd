"""The one exception tree of the project.

Every error that a person may meet derives from :class:`SourcierError` and
carries one French sentence that says what happened and what to do. Front doors
map the tree once: the CLI to an exit code, HTTP to ``application/problem+json``.
"""

from __future__ import annotations


class SourcierError(Exception):
    """Root of the tree. ``str(error)`` is a sentence a person can act on.

    ``slug`` names the error in HTTP problem types and in ``--json`` output;
    ``status`` is the HTTP status that fits it.
    """

    slug = "error"
    status = 500


class SettingsError(SourcierError):
    """A setting is missing, contradictory or unsafe."""

    slug = "settings"
    status = 500


class InvalidRequest(SourcierError):
    """The request itself cannot be served as written (empty, too long, ...)."""

    slug = "invalid-request"
    status = 422


class NotFound(SourcierError):
    """A named thing (a document, a path) does not exist."""

    slug = "not-found"
    status = 404


class IndexMissing(SourcierError):
    """Nothing has been indexed under the data directory yet."""

    slug = "index-missing"
    status = 503


class EmbeddingModelMismatch(SourcierError):
    """The index was made by another embedding model than the configured one."""

    slug = "embedding-model-mismatch"
    status = 503


class IndexBusy(SourcierError):
    """Another process is writing to the index."""

    slug = "index-busy"
    status = 503


class ModelUnavailable(SourcierError):
    """An embedding model cannot be loaded or built."""

    slug = "model-unavailable"
    status = 503


class UnreadableSource(SourcierError):
    """A file or row cannot become a Document; the sentence says why."""

    slug = "unreadable-source"
    status = 422


class StorageFull(SourcierError):
    """The data directory cannot take what is to be written."""

    slug = "storage-full"
    status = 507


class EmbeddingFailed(SourcierError):
    """The model failed on a passage; what was written before stands."""

    slug = "embedding-failed"
    status = 500
