"""The chat page: a conversation, a question box with its date, examples. All answers come from the assistant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.chat.as_of import WRITTEN_MAX_CHARS, NotADay, read_day, written_day
from assistant.chat.date_field import AFTER_ASKING, AFTER_DATING, BUTTONS, LABEL, WIRE, date_error
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
            with gr.Column(scale=3, min_width=210, elem_id="as-of"):
                day = gr.Textbox(
                    label=LABEL, placeholder="aujourd’hui", max_lines=1, max_length=WRITTEN_MAX_CHARS,
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
                )  # fmt: skip
                gr.HTML(BUTTONS, elem_id="as-of-buttons", js_on_load=WIRE)
            send = gr.Button("Demander", variant="primary", scale=1, elem_id="send")
        wrong = gr.HTML("", elem_id="as-of-error")
        shown: list[gr.components.Component] = [conversation, turns, box, day, wrong]
        with gr.Row(elem_id="examples"):
            for example in EXAMPLES:
                gr.Button(example, size="sm", elem_classes="example").click(
                    partial(respond, example), [day, turns], shown,
                    api_visibility="private", show_progress="hidden",
                ).then(None, js=AFTER_ASKING)  # fmt: skip
        gr.on(
            [box.submit, send.click], respond, [box, day, turns], shown,
            api_visibility="private", show_progress="hidden",
        ).then(None, js=AFTER_ASKING)  # fmt: skip
        day.submit(
            _check_day, [day], [day, wrong], api_visibility="private", show_progress="hidden"
        ).then(None, js=AFTER_DATING)  # fmt: skip
        day.input(None, None, [wrong], js="() => ''", api_visibility="private")
    return blocks


def _respond(assistant: LazyAssistant, question: str, written: str, turns: Turns) -> Iterator[tuple[Any, ...]]:
    """Shows the question at once, then its answer; empties the box and keeps the date.

    What is no date is said in words, and nothing else changes.
    """
    try:
        chosen = read_day(written)
    except NotADay as error:
        yield gr.skip(), turns, gr.skip(), gr.skip(), date_error(str(error))
        return
    question = question.strip()
    yield _html(turns) + pending_turn(question, chosen), turns, "", written_day(chosen), ""
    number = turns[-1][0] + 1 if turns else 1
    try:
        opened = assistant.get()
        answer = opened.ask(AskRequest(question=question, as_of=chosen))
        turn = answer_turn(
            number, question, answer, lambda id_: opened.document(id_).text, as_of=chosen, today=date.today()
        )
    except SourcierError as error:
        turn = error_turn(question, str(error), chosen)
    except Exception:
        logger.exception("the chat could not answer")
        turn = error_turn(question, "Une erreur interne est survenue ; elle a été consignée. Réessayez.", chosen)
    turns = [*turns, (number, turn)][-_TURNS_KEPT:]
    # What was typed while the answer was looked for stays.
    yield _html(turns), turns, gr.skip(), gr.skip(), ""


def _check_day(written: str) -> tuple[Any, str]:
    """The date as it was understood, or why it was not."""
    try:
        return written_day(read_day(written)), ""
    except NotADay as error:
        return gr.skip(), date_error(str(error))


def _html(turns: Turns) -> str:
    return "".join(turn for _, turn in turns)
