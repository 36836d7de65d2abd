"""Windows: a few stretches of a passage, with their answers where they belong."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.training.examples import Example
from assistant.reader.training.windows import window

WORDS = ("un", "deux", "trois", "quatre", "cinq", "six")


def made(sentences: int, gold: int | None) -> Example:
    paragraph = " ".join(f"Voici {word} choses." for word in WORDS[:sentences])
    start = paragraph.index(WORDS[gold]) if gold is not None else 0
    answers = ((start, start + len(WORDS[gold])),) if gold is not None else ()
    return Example("q", "Combien ?", "Titre", paragraph, answers, "p")


@given(st.integers(1, 6), st.data(), st.integers(0, 999))
def test_a_window_keeps_whole_sentences_and_its_answer(sentences: int, data: st.DataObject, seed: int) -> None:
    gold = data.draw(st.none() | st.integers(0, sentences - 1))
    example = made(sentences, gold)
    cut = window(example, random.Random(seed))
    assert cut.paragraph in example.paragraph
    assert cut.paragraph.startswith("Voici")
    assert cut.paragraph.endswith("choses.")
    assert [cut.paragraph[slice(*place)] for place in cut.answers] == (
        [WORDS[gold]] if gold is not None and f"{WORDS[gold]} choses" in cut.paragraph else []
    )
    assert sentences == 1 or all(cut.paragraph[slice(*place)].endswith(".") for place in cut.stretches)


def test_some_windows_leave_the_answer_out() -> None:
    cuts = [window(made(5, 2), random.Random(seed)) for seed in range(60)]
    assert 4 < sum(not cut.answers for cut in cuts) < 30
