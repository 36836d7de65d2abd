"""The HTTP API: exactly the contract's shapes, and every refusal in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.http.app import build_app
from assistant.http.body_limit import MAX_BODY_BYTES
from assistant.opening import LazyAssistant
from vectorstore.database import open_database
from vectorstore.index_state import IndexState
from vectorstore.settings import Settings

QUESTION = "Qui a été nommée déléguée au numérique en santé ?"
ANSWER_KEYS = {
    "answer_id", "conversation_id", "status", "answer", "language", "as_of", "statements", "citations",
    "disagreements", "suggestions", "mode", "model", "timings_ms", "timelines",
}  # fmt: skip
CITATION_KEYS = {
    "number", "document_id", "title", "kind", "publisher", "published_on", "valid_from", "valid_to", "url",
    "heading", "page", "quote", "start", "end", "status_at", "previous", "next",
}  # fmt: skip
RESULT_KEYS = {
    "document_id", "source", "title", "kind", "publisher", "published_on", "valid_from", "valid_to", "heading",
    "start", "end", "text", "score",
    "status_at", "previous", "next",
}  # fmt: skip
ROW_KEYS = {
    "id", "source", "title", "kind", "publisher", "reference", "published_on", "valid_from", "valid_to",
    "language", "url", "passages", "sha256",
}  # fmt: skip


def client_of(home: Path, **settings: Any) -> TestClient:
    app = build_app(LazyAssistant(Settings(data_dir=home, **settings)), chat=False)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def api(demo_home: Path) -> Iterator[TestClient]:
    with client_of(demo_home) as client:
        yield client


def assert_problem(response: Any, status: int, slug: str, *words: str) -> None:
    """A problem document of RFC 9457 with a sentence, and nothing of the inside."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["type"] == f"urn:sourcier:problem:{slug}"
    assert body["status"] == status
    assert body["title"] != "Erreur"
    assert body["detail"].endswith(".")
    for word in words:
        assert word in body["detail"]
    assert "Traceback" not in response.text
    assert 'File "' not in response.text


def test_ask(api: TestClient) -> None:
    response = api.post("/api/v1/ask", json={"question": QUESTION})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert set(answer) == ANSWER_KEYS
    assert answer["status"] == "answered"
    assert (answer["language"], answer["mode"], answer["model"]) == ("fr", "extractive", None)
    assert "Hela Ghariani" in answer["answer"]
    assert "[1]" in answer["answer"]
    for statement in answer["statements"]:
        assert set(statement) == {"text", "citations", "supported", "highlights"}
        assert statement["supported"] is True
        assert statement["text"] in answer["answer"]
    numbers = [citation["number"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for statement in answer["statements"] for n in statement["citations"]} == set(numbers)
    for citation in answer["citations"]:
        assert set(citation) == CITATION_KEYS
        text = api.get(f"/api/v1/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert {"retrieve", "total"} <= set(answer["timings_ms"])
    assert all(isinstance(value, int) and value >= 0 for value in answer["timings_ms"].values())


def test_ask_keeps_the_conversation(api: TestClient) -> None:
    mine = api.post("/api/v1/ask", json={"question": QUESTION, "conversation_id": "c-1"}).json()
    fresh = api.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert mine["conversation_id"] == "c-1"
    assert fresh["conversation_id"] not in ("", "c-1")
    assert mine["answer_id"] != fresh["answer_id"]


def test_ask_what_no_source_answers(api: TestClient) -> None:
    answer = api.post("/api/v1/ask", json={"question": "Quel est le budget annuel de la délégation ?"}).json()
    assert set(answer) == ANSWER_KEYS
    assert answer["status"] == "no_answer"
    assert (answer["citations"], answer["statements"]) == ([], [])
    assert "ne répondent pas" in answer["answer"]


@pytest.mark.parametrize("how", ["header", "field"])
def test_ask_streams_the_same_answer(api: TestClient, how: str) -> None:
    headers = {"accept": "text/event-stream"} if how == "header" else {}
    asked = {"question": QUESTION, "stream": how == "field"}
    response = api.post("/api/v1/ask", json=asked, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("\n\n")
    events = [event.split("\n", 1) for event in response.text.removesuffix("\n\n").split("\n\n")]
    names = [name.removeprefix("event: ") for name, _ in events]
    data = [json.loads(line.removeprefix("data: ")) for _, line in events]
    assert names == ["statement"] * (len(names) - 1) + ["answer"]
    plain = api.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert data[:-1] == data[-1]["statements"] == plain["statements"]
    assert data[-1]["citations"] == plain["citations"]


def test_a_streamed_refusal_is_a_problem_still(api: TestClient) -> None:
    response = api.post("/api/v1/ask", json={"question": " "}, headers={"accept": "text/event-stream"})
    assert_problem(response, 422, "invalid-request", "vide")


def test_search(api: TestClient) -> None:
    response = api.post("/api/v1/search", json={"query": "hébergement de données de santé", "k": 4})
    assert response.status_code == 200
    assert set(response.json()) == {"results"}
    results = response.json()["results"]
    assert len(results) == 4
    assert [result["score"] for result in results] == sorted((r["score"] for r in results), reverse=True)
    for result in results:
        assert set(result) == RESULT_KEYS
        text = api.get(f"/api/v1/documents/{result['document_id']}").json()["text"]
        assert text[result["start"] : result["end"]] == result["text"]


def test_documents(api: TestClient, root: Path) -> None:
    rows = api.get("/api/v1/documents").json()
    names = {path.name for path in (root / "ingest" / "demo").glob("*.md")} - {"README.md"}
    assert {Path(row["source"]).name for row in rows} == names
    for row in rows:
        assert set(row) >= ROW_KEYS
        assert "text" not in row
        assert row["passages"] > 0
    one = api.get(f"/api/v1/documents/{rows[0]['id']}").json()
    assert {key: one[key] for key in rows[0]} == rows[0]
    assert set(one) == set(rows[0]) | {"text"}
    assert rows[0]["title"] in one["text"]


@pytest.mark.parametrize("route", ["ask", "search"])
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"": " \n\t\u200b"}, "vide"),
        ({"": ""}, "vide"),
        ({"": "x" * 2001}, "2001 caractères"),
        ({"": 7}, "« {} »"),
        ({"": None}, "« {} »"),
        ({"nouveau": 1}, "« nouveau »"),
        ({"as_of": "hier"}, "« as_of »"),
        ({"filters": {"kinds": ["poème"]}}, "« filters.kinds.0 »"),
        ({"filters": {"publishers": [""]}}, "« filters.publishers.0 »"),
        ({"filters": {"inconnu": 1}}, "« filters.inconnu »"),
    ],
)
def test_a_request_that_cannot_be_served(api: TestClient, route: str, change: dict[str, Any], word: str) -> None:
    field = {"ask": "question", "search": "query"}[route]
    body = {field: "dmp", **{key or field: value for key, value in change.items()}}
    assert_problem(api.post(f"/api/v1/{route}", json=body), 422, "invalid-request", word.format(field))


@pytest.mark.parametrize(("name", "value"), [("max_statements", 0), ("max_statements", 11), ("language", "FR!")])
def test_ask_fields_have_bounds(api: TestClient, name: str, value: object) -> None:
    response = api.post("/api/v1/ask", json={"question": "dmp", name: value})
    assert_problem(response, 422, "invalid-request", f"« {name} »")


@pytest.mark.parametrize("k", [0, 101, "beaucoup"])
def test_search_k_has_bounds(api: TestClient, k: object) -> None:
    assert_problem(api.post("/api/v1/search", json={"query": "dmp", "k": k}), 422, "invalid-request", "« k »")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"dmp"', b"question=dmp", b"null"])
def test_a_body_that_is_no_json_object(api: TestClient, body: bytes) -> None:
    response = api.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert_problem(response, 422, "invalid-request", "objet JSON")


@pytest.mark.parametrize("body", [b'{"question": "\xff"}', b'{"question": ' + b"[" * 60_000])
def test_a_body_that_cannot_be_read(api: TestClient, body: bytes) -> None:
    response = api.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert_problem(response, 400, "http", "JSON")


def test_what_is_no_text_is_replaced(api: TestClient) -> None:
    """JSON may hold lone surrogates; no engine takes them."""
    body = (
        b'{"question": "Qui ouvre le dmp \\ud800 ?", "conversation_id": "\\udc00", '
        b'"filters": {"publishers": ["\\ud800"]}}'
    )
    response = api.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200
    assert response.json()["status"] == "no_answer"
    assert response.json()["conversation_id"] == "\ufffd"


def test_a_body_too_large_is_refused_unread(api: TestClient) -> None:
    body = {"question": "x" * MAX_BODY_BYTES}
    assert_problem(api.post("/api/v1/ask", json=body), 413, "too-large", str(MAX_BODY_BYTES))


def test_a_body_of_no_declared_length_is_refused(api: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"question": "dmp"}'

    assert_problem(api.post("/api/v1/ask", content=pieces()), 411, "length-required", "Content-Length")


@pytest.mark.parametrize(
    "path", ["/api/v1/documents/inconnu", "/api/v1/documents/%00", "/api/v1/documents/'--", "/sources/inconnu"]
)
def test_an_unknown_document(api: TestClient, path: str) -> None:
    assert_problem(api.get(path), 404, "not-found", "identifiant")


@pytest.mark.parametrize("path", ["/api/", "/api/v1/inconnu", "/api/v2/ask", "/api/v1/documents/a/b", "/inconnu"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address(api: TestClient, method: str, path: str) -> None:
    assert_problem(api.request(method, path, headers={"content-length": "0"}), 404, "http", "/docs")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/api/v1/ask", "POST"), ("DELETE", "/api/v1/search", "POST"), ("PUT", "/api/v1/documents", "GET")],
)
def test_a_method_that_an_address_does_not_take(api: TestClient, method: str, path: str, allowed: str) -> None:
    response = api.request(method, path)
    assert_problem(response, 405, "http", "méthode")
    assert response.headers["allow"] == allowed


def test_unknown_addresses_beside_the_chat(demo_home: Path) -> None:
    """The chat is mounted on ``/``, and must not answer for the API."""
    app = build_app(LazyAssistant(Settings(data_dir=demo_home)))
    client = TestClient(app, raise_server_exceptions=False)  # not entered: the chat itself need not start
    assert_problem(client.get("/api/v1/inconnu"), 404, "http")
    assert_problem(client.get("/api/v1/ask"), 405, "http")
    assert client.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v1/ask"), ("POST", "/api/v1/search"), ("GET", "/api/v1/documents"), ("GET", "/readyz")],
)
def test_without_an_index(home: Path, method: str, path: str) -> None:
    client = client_of(home)
    response = client.request(method, path, json={"question": "dmp"} if path.endswith("ask") else {"query": "dmp"})
    assert_problem(response, 503, "index-missing", "sourcier ingest add")
    assert client.get("/healthz").status_code == 200


def test_an_index_made_while_the_server_runs_is_seen(home: Path, root: Path, fill: Callable[..., None]) -> None:
    client = client_of(home)
    assert client.get("/readyz").status_code == 503
    fill(home, root / "ingest" / "demo" / "2020-07-21-fiche-dmp.md")
    assert client.get("/readyz").json() == {"status": "ok", "documents": 1}


def test_an_index_of_another_model(demo_home: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_home, tmp_path / "other", symlinks=True))
    IndexState(open_database(folder / "sourcier.sqlite3")).set(embedding_model="un-autre-modèle")
    client = client_of(folder)
    for response in (client.post("/api/v1/ask", json={"question": "dmp"}), client.get("/readyz")):
        assert_problem(
            response,
            503,
            "embedding-model-mismatch",
            "un-autre-modèle",
            "SOURCIER_EMBEDDING_MODEL",
            "rien n’a été modifié",
        )


def test_an_unexpected_error_says_nothing_of_the_inside(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("assistant.service.Assistant.ask", fail)
    response = client_of(demo_home).post("/api/v1/ask", json={"question": "dmp"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "urn:sourcier:problem:internal"
    assert "secret" not in response.text


def test_health_and_readiness(api: TestClient) -> None:
    assert api.get("/healthz").json()["status"] == "ok"
    ready = api.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    assert ready.json()["documents"] == len(api.get("/api/v1/documents").json())


def test_the_routes_are_documented(api: TestClient) -> None:
    assert api.get("/docs").status_code == 200
    schema = api.get("/openapi.json").json()
    assert set(schema["paths"]) == {
        "/api/v1/ask", "/api/v1/search", "/api/v1/documents", "/api/v1/documents/{document_id}", "/healthz", "/readyz",
    }  # fmt: skip
    assert set(schema["components"]["schemas"]["Answer"]["properties"]) == ANSWER_KEYS
