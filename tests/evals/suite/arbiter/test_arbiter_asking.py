"""Judging a run: each answer kept at once, what failed asked anew, nothing asked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.suite.arbiter.asking import Asked, ask
from evals.suite.arbiter.client import Unreachable
from evals.suite.arbiter.judgements import JUDGEMENTS, NOT_ASKED, Judgement, judged, read_judgements
from evals.suite.arbiter.request import NoVerdict, prompt_hash
from evals.suite.arbiter.statement import Statement, Support
from prompts import judge as prompt
from vectorstore.errors import ModelUnavailable, UnreadableSource

STATEMENTS = [Statement(f"c{number}", "q", f"texte {number}", ("cité",)) for number in range(12)]


class Made:
    """A judge that says what it is given to say, and counts."""

    def __init__(self, model: str = "m", says: Support | Exception = Support.SUPPORTED, fails_after: int = 99) -> None:
        self.model, self.says, self.fails_after = model, says, fails_after
        self.asked: list[str] = []

    def verdict(self, statement: Statement) -> Support:
        self.asked.append(statement.text)
        if len(self.asked) > self.fails_after:
            raise KeyboardInterrupt
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def test_each_line_says_who_judged_what_and_by_which_prompt(tmp_path: Path) -> None:
    assert ask(Made(), STATEMENTS[:2], tmp_path) == Asked(2, 0, 0)
    first, _ = read_judgements(tmp_path)
    assert first == Judgement(
        case_id="c0", digest=STATEMENTS[0].digest, model="m", prompt_hash=prompt_hash(), verdict=Support.SUPPORTED
    )
    assert len((tmp_path / JUDGEMENTS).read_text(encoding="utf-8").splitlines()) == 2


def test_a_stop_loses_only_what_was_under_way(tmp_path: Path) -> None:
    stopped = Made(fails_after=3)
    with pytest.raises(KeyboardInterrupt):
        ask(stopped, STATEMENTS, tmp_path)
    path = tmp_path / JUDGEMENTS
    path.write_bytes(path.read_bytes() + b'{"case_id": "c3", "dig')
    again = Made()
    assert ask(again, STATEMENTS, tmp_path) == Asked(9, 3, 0)
    assert again.asked == [statement.text for statement in STATEMENTS[3:]]
    assert len(read_judgements(tmp_path)) == 12
    assert ask(Made(), STATEMENTS, tmp_path) == Asked(0, 12, 0)


def test_an_error_is_kept_and_asked_anew(tmp_path: Path) -> None:
    assert ask(Made(says=NoVerdict("rien")), STATEMENTS, tmp_path) == Asked(12, 0, 12)
    found = judged(read_judgements(tmp_path))
    assert found is not None
    assert found.said(STATEMENTS[0]) == "rien"
    assert not isinstance(found.said(STATEMENTS[0]), Support)
    assert ask(Made(says=Support.NOT), STATEMENTS, tmp_path) == Asked(12, 0, 0)
    mended = judged(read_judgements(tmp_path))
    assert mended is not None
    assert mended.said(STATEMENTS[0]) is Support.NOT


def test_a_judge_that_is_not_there_is_given_up_and_its_errors_stand(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="reprendra"):
        ask(Made(says=Unreachable("pas joint")), STATEMENTS, tmp_path)
    assert [item.error for item in read_judgements(tmp_path)] == ["pas joint"] * 10


def test_the_same_words_are_asked_once_and_those_without_quotes_never(tmp_path: Path) -> None:
    judge = Made()
    same = Statement("elsewhere", "q", "texte 0", ("cité",))
    assert ask(judge, [STATEMENTS[0], same, Statement("c", "q", "seul", ())], tmp_path) == Asked(1, 0, 0)
    assert judge.asked == ["texte 0"]


def test_verdicts_of_two_judges_are_not_mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(Made("first"), STATEMENTS, tmp_path)
    ask(Made("second", Support.NOT), STATEMENTS[:2], tmp_path)
    found = judged(read_judgements(tmp_path))
    assert found is not None
    assert (found.judge.model, found.judge.prompt_hash) == ("second", prompt_hash())
    assert found.said(STATEMENTS[0]) is Support.NOT
    assert found.said(STATEMENTS[5]) == NOT_ASKED
    # Asked again, the first is the one that counts, without a question.
    assert ask(Made("first"), STATEMENTS, tmp_path) == Asked(0, 12, 0)
    back = judged(read_judgements(tmp_path))
    assert back is not None
    assert back.said(STATEMENTS[5]) is Support.SUPPORTED
    monkeypatch.setattr(prompt, "VERSION", prompt.VERSION + 1)
    assert ask(Made("first"), STATEMENTS, tmp_path) == Asked(12, 0, 0)


def test_a_file_that_holds_something_else_is_named_by_line(tmp_path: Path) -> None:
    assert judged(read_judgements(tmp_path)) is None
    ask(Made(), STATEMENTS[:1], tmp_path)
    path = tmp_path / JUDGEMENTS
    good = path.read_text(encoding="utf-8")
    for bad in (
        "{}", good.strip().replace('"supported"', '"perfect"'), good.strip().replace('"supported"', "null"),
        good.strip().replace('"error":null', '"error":"both"'),
    ):  # fmt: skip
        path.write_text(f"{good}{bad}\n", encoding="utf-8")
        with pytest.raises(UnreadableSource, match="ligne 2"):
            read_judgements(tmp_path)
