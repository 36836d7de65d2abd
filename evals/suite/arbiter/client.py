"""Asks the judge over HTTP, in the shape of OpenAI's chat completions.

A thin call with httpx, which the project has anyway: ``langchain-openai`` would
add openai, tiktoken and jiter for one POST, and tiktoken fetches its tables
from the network at first use. Nothing of an answer but an exact verdict is
kept, in errors neither, so that no key or text can come back through one.
"""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.suite.arbiter.request import NoVerdict, body, verdict
from evals.suite.arbiter.settings import JudgeSettings, is_loopback
from evals.suite.arbiter.statement import Statement, Support

_MOST_BYTES = 256 * 1024
_TURNED_AWAY = frozenset({401, 403, 404})  # a wrong key, a wrong address, a model that is not there


class Unreachable(NoVerdict):
    """No answer came at all, or the server turns away whoever asks: the next statement will fare no better."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message
    finish_reason: str


class _Completion(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice] = Field(min_length=1, max_length=1)


class Judge:
    """A model behind an address. ``close`` it at the end."""

    def __init__(self, model: str, settings: JudgeSettings) -> None:
        self.model = model
        self._seconds = settings.timeout_seconds
        self._url = f"{settings.base_url.rstrip('/')}/chat/completions"
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if settings.key:
            headers["Authorization"] = f"Bearer {settings.key}"
        # Proxies of the environment are not for this machine's own addresses. Redirections are not followed.
        self._client = httpx.Client(
            headers=headers, timeout=self._seconds, trust_env=not is_loopback(settings.base_url)
        )  # fmt: skip

    def verdict(self, statement: Statement) -> Support:
        """What the model says of a statement; :class:`NoVerdict`, or :class:`Unreachable`, if that is no verdict."""
        text = self._post(body(self.model, statement))
        try:
            (choice,) = _Completion.model_validate_json(text).choices
        except ValidationError as error:
            raise NoVerdict("le serveur de l’arbitre n’a pas répondu dans la forme attendue") from error
        if choice.finish_reason != "stop":
            raise NoVerdict("l’arbitre n’a pas fini sa réponse")
        return verdict(choice.message.content)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _post(self, content: dict[str, Any]) -> bytes:
        # ASCII, since texts may hold halves of characters that UTF-8 cannot write.
        sent = json.dumps(content, ensure_ascii=True).encode()
        deadline = time.monotonic() + self._seconds
        try:
            with self._client.stream("POST", self._url, content=sent) as response:
                if response.status_code != httpx.codes.OK:
                    failure = Unreachable if response.status_code in _TURNED_AWAY else NoVerdict
                    raise failure(f"le serveur de l’arbitre a répondu {response.status_code}")
                return _read(response, deadline)
        except httpx.TimeoutException as error:
            raise Unreachable("l’arbitre n’a pas répondu à temps") from error
        except httpx.HTTPError as error:
            raise Unreachable(f"l’arbitre n’a pas pu être joint ({type(error).__name__})") from error


def _read(response: httpx.Response, deadline: float) -> bytes:
    """The body, as long as it is neither endless nor endlessly slow."""
    text = bytearray()
    for chunk in response.iter_raw():
        text += chunk
        if len(text) > _MOST_BYTES:
            raise NoVerdict("la réponse du serveur de l’arbitre est trop longue")
        if time.monotonic() > deadline:
            raise Unreachable("l’arbitre n’a pas répondu à temps")
    return bytes(text)
