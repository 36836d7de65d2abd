"""The chat page: a conversation, a question box, examples. All answers come from the assistant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import gradio as gr
from fastapi import FastAPI

from assistant.chat.examples import EXAMPLES
from assistant.chat.render import WELCOME, answer_turn, error_turn, pending_turn
from assistant.contract import QUESTION_MAX_CHARS, AskRequest
from assistant.opening import LazyAssistant
from vectorstore.errors import SourcierError

logger = logging.getLogger(__name__)

TITLE = "Sourcier"
_TAGLINE = (
    '<header class="banner"><h1>Sourcier</h1><p>Réponses citées sur la politique du numérique en santé</p></header>'
)
_STYLE = Path(__file__).with_name("style.css")
_SCROLL = "() => [...document.querySelectorAll('.turn')].at(-1)?.scrollIntoView({behavior: 'smooth'})"
_TURNS_KEPT = 50

Turns = list[tuple[int, str]]
"""Each turn's number, by which its marks find its sources, and its HTML."""


def mount_chat(app: FastAPI, assistant: LazyAssistant) -> FastAPI:
    """Mounts the chat on ``/``; routes already on ``app`` keep precedence."""
    # System fonts only: the default theme asks a font service on every visit.
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    theme = gr.themes.Default(primary_hue="blue", font=fonts, font_mono=["ui-monospace", "monospace"])
    mounted: FastAPI = gr.mount_gradio_app(
        app, build_chat(assistant), path="/", theme=theme, css_paths=[_STYLE],
        footer_links=[], show_error=False, ssr_mode=False, enable_monitoring=False,
    )  # fmt: skip
    return mounted


def build_chat(assistant: LazyAssistant) -> gr.Blocks:
    """The page as Gradio blocks."""
    respond = partial(_respond, assistant)
    blocks: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        turns = gr.State([])
        gr.HTML(_TAGLINE)
        conversation = gr.HTML(WELCOME, elem_id="conversation")
        with gr.Row(elem_id="ask-row"):
            box = gr.Textbox(
                label="Votre question", placeholder="Par exemple : Qui pilote le numérique en santé ?",
                lines=1, max_lines=4, max_length=QUESTION_MAX_CHARS, scale=8, elem_id="question", autofocus=True,
            )  # fmt: skip
            send = gr.Button("Demander", variant="primary", scale=1, elem_id="send")
        with gr.Row(elem_id="examples"):
            for example in EXAMPLES:
                gr.Button(example, size="sm", elem_classes="example").click(
                    partial(respond, example), [turns], [conversation, turns, box],
                    api_visibility="private", show_progress="hidden",
                ).then(None, js=_SCROLL)  # fmt: skip
        gr.on(
            [box.submit, send.click], respond, [box, turns], [conversation, turns, box],
            api_visibility="private", show_progress="hidden",
        ).then(None, js=_SCROLL)  # fmt: skip
    return blocks


def _respond(assistant: LazyAssistant, question: str, turns: Turns) -> Iterator[tuple[str, Turns, str]]:
    """Shows the question at once, then its answer; empties the box."""
    question = question.strip()
    yield _html(turns) + pending_turn(question), turns, ""
    number = turns[-1][0] + 1 if turns else 1
    try:
        opened = assistant.get()
        answer = opened.ask(AskRequest(question=question))
        turn = answer_turn(number, question, answer, lambda id_: opened.document(id_).text)
    except SourcierError as error:
        turn = error_turn(question, str(error))
    except Exception:
        logger.exception("the chat could not answer")
        turn = error_turn(question, "Une erreur interne est survenue ; elle a été consignée. Réessayez.")
    turns = [*turns, (number, turn)][-_TURNS_KEPT:]
    yield _html(turns), turns, ""


def _html(turns: Turns) -> str:
    return "".join(turn for _, turn in turns)
