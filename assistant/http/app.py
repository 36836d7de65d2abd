"""The FastAPI application: JSON routes, health, the source reader, and the chat on ``/``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from assistant.contract import (
    Answer,
    AskRequest,
    DocumentDetail,
    DocumentRow,
    SearchRequest,
    SearchResponse,
)
from assistant.http import problems
from assistant.http.body_limit import BodyLimit
from assistant.http.reader import reader_page
from assistant.opening import LazyAssistant
from assistant.service import Assistant
from vectorstore.errors import SourcierError

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]

router = APIRouter()


def _assistant(request: Request) -> Assistant:
    lazy: LazyAssistant = request.app.state.assistant
    return lazy.get()


Opened = Annotated[Assistant, Depends(_assistant)]


def build_app(assistant: LazyAssistant, *, chat: bool = True) -> FastAPI:
    """The whole application; ``chat=False`` leaves Gradio out (three seconds of imports)."""
    app = FastAPI(
        title="Sourcier",
        version=version("sourcier"),
        description="Réponses citées sur la politique du numérique en santé.",
    )
    app.state.assistant = assistant
    problems.install(app)
    app.add_middleware(BodyLimit)
    app.include_router(router)
    if chat:
        from assistant.chat.blocks import mount_chat

        app = mount_chat(app, assistant)
    return app


@router.post("/api/v1/ask", response_model=Answer)
def ask(request: AskRequest, http: Request, assistant: Opened) -> Any:
    """Answers a question with exact quotes; streams as server-sent events when asked to."""
    if request.stream or "text/event-stream" in http.headers.get("accept", ""):
        return StreamingResponse(_events(assistant.ask(request)), media_type="text/event-stream")
    return assistant.ask(request)


@router.post("/api/v1/search")
def search(request: SearchRequest, assistant: Opened) -> SearchResponse:
    """The passages nearest to a query, best first."""
    return assistant.search(request)


@router.get("/api/v1/documents")
def documents(assistant: Opened) -> list[DocumentRow]:
    """Every document with its metadata."""
    return list(assistant.documents())


@router.get("/api/v1/documents/{document_id}")
def document(document_id: str, assistant: Opened) -> DocumentDetail:
    """One document with its clean text."""
    return assistant.document(document_id)


@router.get("/sources/{document_id}", include_in_schema=False)
def source(
    document_id: str,
    assistant: Opened,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """A page to read a document, with ``text[start:end]`` highlighted."""
    page = reader_page(assistant.document(document_id), start, end)
    # Nothing but inline style may load or run, whatever the document holds.
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok", "version": version("sourcier")}


@router.get("/readyz", response_model=None)
def readyz(request: Request) -> Any:
    """The index is open and answers can be given; 503 with the reason otherwise."""
    try:
        assistant = _assistant(request)
    except SourcierError as error:
        return problems.problem(503, error.slug, str(error))
    return {"status": "ok", "documents": assistant.index.documents.count()}


@router.api_route("/api/{rest:path}", methods=_METHODS, include_in_schema=False)
def unknown(request: Request) -> None:
    """Answers 404 or 405 as a problem document, where the chat mounted on ``/`` would answer its own way."""
    allowed: set[str] = set()
    for route in router.routes:
        if route.matches(request.scope)[0] is Match.PARTIAL:
            allowed |= getattr(route, "methods", None) or set()
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
    raise HTTPException(404)


def _events(answer: Answer) -> Iterator[str]:
    for statement in answer.statements:
        yield f"event: statement\ndata: {statement.model_dump_json()}\n\n"
    yield f"event: answer\ndata: {answer.model_dump_json()}\n\n"
