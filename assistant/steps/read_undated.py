"""Step 7: how things stood at a time is looked for as if asked then, without the words that say when.

A sentence true of its time seldom names it: « la DNS compte 35 personnes » answers « Combien
comptait-elle début 2023 ? », but a reader does not see that it does, unless it is asked
« Combien compte-t-elle ? ». Whether what is found
fits the time is judged by the document's days (``admission``), and only what fits is weighed.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.admission import admitted, by_fit
from assistant.candidate import Scored
from assistant.context import Context, Part, Question
from assistant.features import Rarity
from assistant.questions import VALUES, asks_what_happened
from assistant.reader.reader import Reader
from assistant.selection_model import least_probability
from assistant.steps.read import read_up_to
from assistant.steps.select import scored, select_for
from assistant.steps.understand import question_of
from assistant.tense import in_present
from vectorstore.settings import Settings


def read_undated(context: Context, reader: Reader, rarity: Rarity, settings: Settings) -> None:
    """Reads anew for every dated part that nothing answers; its candidates are what that gives, if it answers."""
    least = least_probability(settings.answer_threshold)
    for part in context.parts:
        if stands_then(part) and not _answers(part, part.candidates, least):
            undated = replace(part, question=_as_then(part), readings=[], candidates=[])
            read_up_to(settings.passages_read, undated, context, reader)
            select_for(undated, context, rarity)
            if weighed := fitting_then(part, undated, rarity, least):
                part.candidates, part.read_as = weighed, undated.question


def stands_then(part: Part) -> bool:
    """Whether a part asks how things stood at a time, which a sentence true of its time may not name."""
    return part.time.as_of is not None and not asks_what_happened(part.question.text)


def fitting_then(part: Part, undated: Part, rarity: Rarity, least: float) -> list[Scored]:
    """Of what answers a dated part read without its time, what fits that time best; none if that is not sure."""
    for fitting in by_fit(undated.candidates, part.question.text, part.time):
        weighed = scored(undated.question, [each.candidate for each in fitting], rarity)
        if _answers(part, weighed, least):
            return weighed
    return []


def _as_then(part: Part) -> Question:
    """The question without the words that say when; for a figure, a day or a name, as it was asked then.

    What a rule allows is no such thing: in the present, another rule than that of the time may seem to answer.
    """
    question = question_of(part.time.text)
    return question_of(in_present(question.text)) if question.expects & VALUES else question


def _answers(part: Part, candidates: list[Scored], least: float) -> bool:
    return any(each.probability >= least for each in admitted(candidates, part.question.text, part.time, least))
