"""The assistant: the one object behind every front door."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.candidate import Scored
from assistant.context import Context
from assistant.contract import (
    Answer,
    AskRequest,
    Citation,
    DocumentDetail,
    DocumentRow,
    SearchRequest,
    SearchResponse,
    SearchResult,
    Status,
    Timeline,
)
from assistant.pipeline import CONCLUDING, build_steps, run
from assistant.ranking import DEPTH, CrossEncoderRanker, Ranker, ReaderRanker
from assistant.reader.reader import Reader
from assistant.references import asked_article
from assistant.steps.cite import cite
from assistant.steps.compare import compare
from assistant.steps.decide import decide
from assistant.steps.understand import clean_query, search_filters, time_of
from assistant.timeline import timelines
from vectorstore.document_row import document_rows, standing
from vectorstore.document_store import StoredDocument
from vectorstore.errors import NotFound
from vectorstore.index import Index
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings
from vectorstore.types import Document, Filters, Hit
from vectorstore.versions import Neighbours, nearest_version


class Assistant:
    """Answers, searches and lists documents over one index. Safe to share between threads.

    ``today`` tells the day on which a request without ``as_of`` is made; measuring holds it still.
    """

    def __init__(
        self, index: Index, settings: Settings, reader: Reader | None = None, today: Callable[[], date] = date.today
    ) -> None:
        self.index = index
        self._today = today
        self._settings = settings
        self._searcher = Searcher(index, settings.candidates)
        self.reader = reader or Reader.load(index.home)
        cross_encoder = CrossEncoderRanker(settings.cross_encoder) if settings.cross_encoder else None
        self._ranker: Ranker = cross_encoder or ReaderRanker(self.reader)
        self._steps = build_steps(index, self._searcher, self.reader, settings, cross_encoder)
        self._refresh_lock = threading.Lock()

    @classmethod
    def open(
        cls, settings: Settings, reader: Reader | None = None, today: Callable[[], date] = date.today
    ) -> Assistant:
        """Opens the index that the settings name; see ``Index.open`` for what it raises.

        ``reader`` is one that is open already, for several assistants to share.
        """
        return cls(Index.open(settings), settings, reader, today)

    def ask(self, request: AskRequest) -> Answer:
        """Answers a question from the documents, or says that they do not answer it."""
        self._refresh()
        return self._answer(run(self._context(request), self._steps))

    def _answer(self, context: Context) -> Answer:
        request = context.request
        citations, told = self._standing(context)
        return Answer(
            answer_id=uuid.uuid4().hex,
            conversation_id=request.conversation_id or uuid.uuid4().hex,
            status=context.status or Status.NO_ANSWER,
            answer=context.answer,
            language=request.language,
            as_of=context.as_of,
            statements=context.statements,
            citations=citations,
            disagreements=context.disagreements,
            suggestions=context.suggestions,
            mode="extractive",
            model=None,
            timings_ms=context.timings_ms,
            timelines=told,
        )

    def _standing(self, context: Context) -> tuple[list[Citation], list[Timeline]]:
        """The citations with how each document stands on the day of the answer, and their timelines."""
        cited = self.index.documents.described({citation.document_id for citation in context.citations})
        around = self.index.versions.around(cited.values())
        how = {id_: standing(document, context.as_of, around[id_]) for id_, document in cited.items()}
        citations = [each.model_copy(update=how.get(each.document_id, {})) for each in context.citations]
        beside = {each.id: each for pair in around.values() for each in (pair.previous, pair.next) if each}
        around |= self.index.versions.around(each for id_, each in beside.items() if id_ not in cited)
        known, keys = {**beside, **cited}.values(), self.index.versions.keys(cited)
        return citations, timelines(citations, known, around, keys, context.as_of)

    def weigh(self, request: AskRequest) -> list[Scored]:
        """What may answer, best first, before it is decided whether to answer: for measuring.

        A question that asks several things gives the candidates of the first.
        """
        return self.concluded(request, ())[0]

    def concluded(self, request: AskRequest, thresholds: Sequence[float | None]) -> tuple[list[Scored], list[Answer]]:
        """What :meth:`weigh` gives, and the answer at each threshold (None: the one in use), for one reading."""
        self._refresh()
        weighed = run(self._context(request), self._steps[: -len(CONCLUDING)])
        answers = []
        for threshold in thresholds:
            parts = [replace(part) for part in weighed.parts]
            context = replace(
                weighed, parts=parts, statements=[], sayings={}, citations=[], disagreements=[], suggestions=[]
            )
            if context.status is None:
                cite(context, self._settings.answer_threshold if threshold is None else threshold)
                compare(context)
                decide(context)
            else:
                context.suggestions = weighed.suggestions
            answers.append(self._answer(context))
        return (weighed.parts[0].candidates if weighed.parts else []), answers

    def search(self, request: SearchRequest, engine: Engine = Engine.FUSED, *, ranked: bool = True) -> SearchResponse:
        """The best passages for a query.

        ``engine`` is for measuring one half of the search, ``ranked=False`` for
        measuring it without the reader's ranking.
        """
        self._refresh()
        query = clean_query(request.query)
        today = request.as_of or self._today()
        asked = time_of(query, today)
        filters = search_filters(request.filters, today, asked, fixed=request.as_of is not None)
        hits = self._searcher.search(query, max(request.k, DEPTH), filters, engine)
        hits, documents = self.index.documents.settled(hits)
        if ranked and engine is Engine.FUSED:
            hits = self._ranker.rank(query, hits, documents)
        day = asked.as_of or today
        hits, documents = self._with_article(query, hits, documents, filters)
        hits = hits[: request.k]
        around = self.index.versions.around(documents[hit.passage.document_id] for hit in hits)
        return SearchResponse(results=[_result(hit, documents, around, day) for hit in hits])

    def _with_article(
        self, query: str, hits: list[Hit], documents: dict[str, Document], filters: Filters
    ) -> tuple[list[Hit], dict[str, Document]]:
        """The article that a query names is found though no version of it is in force then: the nearest one."""
        article = asked_article(query)
        nearest = nearest_version(self.index.versions.of_article(article), filters.as_of) if article else None
        if nearest is None or any(hit.passage.document_id == nearest.id for hit in hits):
            return hits, documents
        best = hits[0].score if hits else 1.0
        passages = self.index.passages.of([nearest.id]).get(nearest.id, [])
        return [*(Hit(passage, best) for passage in passages), *hits], {**documents, nearest.id: nearest}

    def documents(self) -> Iterator[DocumentRow]:
        """Every document's metadata."""
        self._refresh()
        for row in document_rows(self.index.documents.all(), self.index.versions, self._today()):
            yield DocumentRow.model_validate(row)

    def document(self, document_id: str) -> DocumentDetail:
        """One document with its clean text; ``NotFound`` if there is none."""
        self._refresh()
        document = self.index.documents.get([document_id]).get(document_id)
        if document is None:
            raise NotFound("Aucun document ne porte cet identifiant.")
        passages = self.index.documents.passage_counts([document_id])[document_id]
        (row,) = document_rows([StoredDocument(document, passages)], self.index.versions, self._today())
        return DocumentDetail.model_validate({**row, "text": document.text})

    def _context(self, request: AskRequest) -> Context:
        return Context(request, request.as_of or self._today())

    def _refresh(self) -> None:
        with self._refresh_lock:
            self.index.refresh()


def _result(hit: Hit, documents: Mapping[str, Document], around: Mapping[str, Neighbours], day: date) -> SearchResult:
    passage = hit.passage
    document = documents[passage.document_id]
    return SearchResult(
        document_id=document.id,
        source=document.source,
        title=document.title,
        kind=document.kind,
        publisher=document.publisher,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        heading=list(passage.heading),
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=round(hit.score, 6),
        **standing(document, day, around[document.id]),
    )
