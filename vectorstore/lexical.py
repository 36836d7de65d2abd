"""The lexical index: BM25 over French terms, on disk, with filters inside the query.

Matching is strict and ranking is generous: a passage is found when it shares a
stem with the query; whole words, word roots and neighbouring stems then add to
the score of what was found. Measured on the training part of PIAF (nDCG@10,
stems alone 0.801): + words 0.812, + roots 0.819, + pairs 0.821. The document's
title and the headings are searched as part of the passage: as a field of its own
the title cost 0.012, since BM25 overrates very short fields. Tantivy fixes
k1 = 1.2 and b = 0.75; other values won at most 0.0025.

The index is derived from the vector store and can always be rebuilt: ``generation``
says which state of the store it holds, and a folder that cannot be read raises
:class:`LexicalIndexUnusable`, after which :meth:`LexicalIndex.reset` gives an
empty index to fill again.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import repeat
from pathlib import Path
from typing import Any

import tantivy

from vectorstore.days import OPEN_END, day
from vectorstore.errors import IndexBusy, SourcierError
from vectorstore.lexical_document import WEIGHTS, Terms, schema, tantivy_document, views
from vectorstore.types import Filters, PassageRow

FORMAT = 1
"""Raise it whenever the schema or the analysis chain changes what it writes."""

_HEAP = 64_000_000
_MAX_TERMS = 128
_STATE = "generation.json"
_BARE_NUMBER = re.compile(r"[0-9]{3,4}(?:-[0-9]{1,3})+")


class LexicalIndexUnusable(SourcierError):
    """The folder is damaged or of another format; reset it and index again."""

    slug = "lexical-index-unusable"
    status = 503


class LexicalIndex:
    """BM25 search over passages, kept in one folder.

    Safe to share between threads. Several processes may read while one writes;
    the writer's lock is taken at the first change and given back by
    :meth:`commit`. Changes are seen by :meth:`search` after :meth:`commit`.
    """

    def __init__(self, path: Path, index: tantivy.Index) -> None:
        self._path = path
        self._index = index
        self._schema = index.schema
        self._writer: Any = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> LexicalIndex:
        """Open the index in folder ``path``, made when missing.

        Raises :class:`LexicalIndexUnusable` when the folder holds something
        else than a readable index of this format.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
            fresh = not tantivy.Index.exists(str(path))
            if fresh and (path / _STATE).exists():
                raise ValueError("generation without an index")
            index = tantivy.Index(schema(), str(path), reuse=True)
            if not fresh and _read_state(path).get("format", FORMAT) != FORMAT:
                raise ValueError("written by another version")
            index.searcher()
        except BaseException as error:  # the Rust side may also panic, outside Exception
            if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
                raise
            raise LexicalIndexUnusable(
                f"L'index lexical de {path} est illisible ({error}) : il doit être reconstruit."
            ) from error
        return cls(path, index)

    @classmethod
    def reset(cls, path: Path) -> LexicalIndex:
        """Delete what folder ``path`` holds and open an empty index there."""
        shutil.rmtree(path, ignore_errors=True)
        return cls.open(path)

    @classmethod
    def rebuilt(cls, path: Path, passages: Iterable[tuple[str, PassageRow]], generation: int) -> LexicalIndex:
        """Replace what folder ``path`` holds by an index of passages by key, built beside it first."""
        fresh, old = path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.old")
        index = cls.reset(fresh)
        for key, row in passages:
            index.add([row], [key])
        index.commit(generation)
        shutil.rmtree(old, ignore_errors=True)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        shutil.rmtree(old, ignore_errors=True)
        return cls.open(path)

    @property
    def generation(self) -> int:
        """The generation given to the last :meth:`commit`; 0 for a new index."""
        try:
            return int(_read_state(self._path).get("generation", 0))
        except (OSError, ValueError, TypeError, AttributeError):
            return 0

    def count(self) -> int:
        """How many passages a search can find."""
        return int(self._index.searcher().num_docs)

    def add(
        self, rows: Iterable[PassageRow], keys: Sequence[str] | None = None, terms: Sequence[Terms] | None = None
    ) -> None:
        """Add passages, found by their ids or by ``keys``, one each. Replacing takes :meth:`delete` first.

        ``terms`` are theirs if they are found already.
        """
        rows = list(rows)
        ids = [row.passage.id for row in rows] if keys is None else keys
        with self._lock:
            writer = self._writing()
            for row, key, found in zip(rows, ids, terms or repeat(None, len(rows)), strict=True):
                writer.add_document(tantivy_document(row, key, found))

    def delete_document(self, document_id: str) -> None:
        """Remove all passages of one document; none is no error."""
        with self._lock:
            self._writing().delete_documents_by_term("document_id", document_id)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._writing().delete_all_documents()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove passages by id; unknown ones are ignored."""
        with self._lock:
            for id_ in ids:
                self._writing().delete_documents_by_term("id", id_)

    def ids(self) -> list[str]:
        """The id of every passage, as often as it is held."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return []
        hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    def commit(self, generation: int, *, more: bool = False) -> None:
        """Make all changes since the last commit durable and visible at once.

        With ``more`` to come, the writer and its lock are kept: opening another
        for each of many commits would wait for merges each time.
        """
        with self._lock:
            writer = self._writing()
            writer.commit()
            if not more:
                writer.wait_merging_threads()
                self._writer = None
            temporary = self._path / f"{_STATE}.tmp"
            with temporary.open("w", encoding="utf-8") as file:
                json.dump({"format": FORMAT, "generation": generation}, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path / _STATE)
            self._index.reload()

    def sweep(self) -> None:
        """Delete files that a commit cut short left, which would be in the way of the next."""
        with self._lock:
            self._writing().garbage_collect_files()

    def rollback(self) -> None:
        """Forget the changes since the last commit and give the writer's lock back."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is not None:
                with suppress(ValueError, OSError):  # it failed before: its files are swept at the next start
                    writer.rollback()
                    writer.wait_merging_threads()

    def reload(self) -> None:
        """See at once what another instance committed (it shows by itself within a second)."""
        self._index.reload()

    def _writing(self) -> Any:
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise LexicalIndexUnusable(
                        f"L'index lexical ne peut pas être écrit ({error}) : reconstruisez-le."
                    ) from error
                raise IndexBusy(
                    "L'index lexical est en cours d'écriture par un autre processus : réessayez quand il aura fini."
                ) from error
        return self._writer

    def frequency(self, word: str) -> int:
        """How many passages hold a word, as :func:`vectorstore.french.words` writes it.

        Passages removed since the index's files were last merged still count.
        """
        return int(self._index.searcher().doc_freq("words", word))

    def rarity(self, stem: str) -> float:
        """How much a stem tells: BM25's inverse document frequency over passages."""
        searcher = self._index.searcher()
        containing = searcher.doc_freq("body", stem)
        return math.log(1.0 + (searcher.num_docs - containing + 0.5) / (containing + 0.5))

    def knows(self, stem: str) -> bool:
        """Whether any passage holds the stem."""
        return bool(self._index.searcher().doc_freq("body", stem))

    def search(self, query: str, k: int, filters: Filters) -> list[tuple[str, float]]:
        """The ``k`` best passages as (passage id, BM25 score), best first.

        Equal scores are ordered by id. A query without a term gives ``[]``.
        """
        seen = views(query)
        if not (stemmed := seen.pop("body")) or k < 1:
            return []
        bare = filter(_BARE_NUMBER.fullmatch, stemmed)  # "article 1111-8" without its letter
        numbers = [letter + term for term in bare for letter in "lrd"]
        found = tantivy.Query.boolean_query(self._clauses("body", stemmed + numbers, 1.0))
        parts = [(tantivy.Occur.Must, found)]
        for name, terms in seen.items():
            parts += self._clauses(name, terms, WEIGHTS[name])
        for restriction in self._restrictions(filters):
            silent = tantivy.Query.const_score_query(restriction, 0.0)
            parts.append((tantivy.Occur.Must, silent))
        full = tantivy.Query.boolean_query(parts)
        searcher = self._index.searcher()
        limit = k + 16
        while True:
            hits = searcher.search(full, limit=limit, count=False).hits
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
                break
            limit *= 4
        ranked = [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]
        ranked.sort(key=lambda hit: (-hit[1], hit[0]))
        return ranked[:k]

    def _clauses(self, name: str, terms: list[str], weight: float) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        clauses = []
        for term, times in list(Counter(terms).items())[:_MAX_TERMS]:
            clause = tantivy.Query.term_query(self._schema, name, term, "freq")
            boosted = tantivy.Query.boost_query(clause, weight * times)
            clauses.append((tantivy.Occur.Should, boosted))
        return clauses

    def _restrictions(self, filters: Filters) -> list[tantivy.Query]:
        found: list[tantivy.Query] = []
        if filters.kinds:
            values = [kind.value for kind in filters.kinds]
            found.append(tantivy.Query.term_set_query(self._schema, "kind", values))
        if filters.publishers:
            names = list(filters.publishers)
            found.append(tantivy.Query.term_set_query(self._schema, "publisher", names))
        if filters.published_after or filters.published_before:
            lower = max(1, day(filters.published_after))
            found.append(self._days("published_on", lower, day(filters.published_before, OPEN_END)))
        if filters.as_of or filters.known_on:
            found.append(self._days("published_on", 0, day(filters.known_on or filters.as_of)))
            found.append(self._days("valid_from", 0, day(filters.as_of or filters.known_on)))
        if filters.as_of:
            found.append(self._days("valid_to", day(filters.as_of) + 1, OPEN_END))
        return found

    def _days(self, name: str, lower: int, upper: int) -> tantivy.Query:
        kind = tantivy.FieldType.Unsigned
        return tantivy.Query.range_query(self._schema, name, kind, lower, upper)


def _read_state(path: Path) -> dict[str, Any]:
    file = path / _STATE
    state: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return state
