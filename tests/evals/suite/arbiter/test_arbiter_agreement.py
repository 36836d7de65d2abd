"""κ between a judge and people, and the gate: nothing that the judge says counts below 0.6 or 100 labels."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from toy_cases import ToySystem, manifest, toy

from evals.suite.arbiter.agreement import (
    Agreement,
    _kappa_of_draws,
    agreement,
    agreement_on,
    confusion,
    kappa,
    keep_agreement,
    read_agreements,
)
from evals.suite.arbiter.judgements import Judged, Judgement
from evals.suite.arbiter.labels import Labelled
from evals.suite.arbiter.rules import judge_note, rules_that_count
from evals.suite.arbiter.statement import Support, statements_of
from evals.suite.arbiter.support import NAME
from evals.suite.baseline import blessed, read_baseline, write_baseline
from evals.suite.comparison import changes
from evals.suite.gate import judge
from evals.suite.gate_config import Floor, GateConfig, Regressions, read_gate
from evals.suite.scores import JudgeName, ScoredRun
from evals.suite.scoring import score
from evals.suite.verdict import Verdict
from vectorstore.errors import InvalidRequest, SettingsError

TOY = toy()
SYSTEM = ToySystem(TOY)
RIGHT = [SYSTEM.predict(case) for case in TOY.cases]
JUDGE = JudgeName(model="m", prompt_hash="p")
DAY = date(2026, 11, 1)
S, P, N, C = Support


def labelled(n: int, word: Support, first: int = 0) -> list[Labelled]:
    return [
        Labelled(statement=f"texte {place}", quotes=["cité"], label=word, labeller="Claire", case_id=f"c{place // 2}")
        for place in range(first, first + n)
    ]


def heard(labels: list[Labelled], words: list[Support | None]) -> Judged:
    rows = {
        label.asked.digest: Judgement(
            case_id="c", digest=label.asked.digest, model="m", prompt_hash="p", verdict=word,
            error=None if word else "panne",
        )
        for label, word in zip(labels, words, strict=True)
    }  # fmt: skip
    return Judged(JUDGE, rows)


def known(kappa: float = 0.9, n: int = 120, supported: float | None = None, **changed: object) -> Agreement:
    fields: dict[str, object] = {
        "model": "m", "prompt_hash": "p", "n": n, "kappa": kappa, "kappa_low": -1.0, "kappa_high": 1.0,
        "kappa_supported": kappa if supported is None else supported, "labellers": ["Claire"], "labels_hash": "h",
        "measured_on": "2026-11-01",
    }  # fmt: skip
    return Agreement.model_validate(fields | changed)


def test_kappa_is_cohen_s_over_the_four_verdicts() -> None:
    labels = [*labelled(60, S), *labelled(30, N, 60), *labelled(20, C, 90), *labelled(10, P, 110)]
    words = [*[S] * 50, *[P] * 10, *[N] * 25, *[C] * 5, *[C] * 15, *[S] * 5, *[P] * 10]
    found = agreement(labels, heard(labels, list(words)), measured_on="2026-11-01")
    human = [str(label.label) for label in labels]
    assert found.kappa == pytest.approx(cohen_kappa_score(human, [word.value for word in words]))
    assert found.kappa == pytest.approx((100 / 120 - 4650 / 14400) / (1 - 4650 / 14400))
    assert found.kappa_low < found.kappa < found.kappa_high
    simple = cohen_kappa_score([word == S for word in human], [word == S for word in words])
    assert found.kappa_supported == pytest.approx(simple)
    assert (found.n, found.labellers, found.model, found.prompt_hash) == (120, ["Claire"], "m", "p")
    assert confusion(labels, heard(labels, list(words)))["supported", "partly"] == 10


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1, max_size=30))
def test_the_draws_have_the_same_kappa_as_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    drawn = _kappa_of_draws(first, second)(np.arange(len(pairs)))
    assert drawn == pytest.approx(kappa(first, second), nan_ok=True)


def test_the_best_the_idle_and_the_contrary_judge() -> None:
    labels = [*labelled(60, S), *labelled(60, N, 60)]
    best = agreement(labels, heard(labels, [*[S] * 60, *[N] * 60]), measured_on="")
    assert (best.kappa, best.kappa_low, best.kappa_high, best.sufficient) == (1.0, 1.0, 1.0, True)
    idle = agreement(labels, heard(labels, [S] * 120), measured_on="")
    assert (idle.kappa, idle.kappa_supported, idle.sufficient) == (0.0, 0.0, False)
    contrary = agreement(labels, heard(labels, [*[N] * 60, *[S] * 60]), measured_on="")
    assert contrary.kappa == -1.0


def test_a_failure_of_the_judge_agrees_with_nobody() -> None:
    labels = [*labelled(60, S), *labelled(60, N, 60)]
    found = agreement(labels, heard(labels, [*[S] * 60, *[None] * 60]), measured_on="")
    assert found.kappa < 0.6
    assert found.kappa_supported < 0.6
    assert not found.sufficient
    nothing = agreement(labels, heard(labels, [None] * 120), measured_on="")
    assert nothing.kappa == 0.0


def test_fewer_than_a_hundred_labels_are_refused() -> None:
    labels = [*labelled(50, S), *labelled(50, N, 50)]
    words: list[Support | None] = [*[S] * 50, *[N] * 50]
    assert agreement(labels, heard(labels, words), measured_on="").n == 100
    for short in (
        labels[1:],
        [labels[0].model_copy(update={"label": None}), *labels[1:]],
        [labels[0].model_copy(update={"labeller": None}), *labels[1:]],
    ):
        with pytest.raises(InvalidRequest, match="au moins 100"):
            agreement(short, heard(labels, words), measured_on="")


def test_labels_of_one_kind_tell_nothing() -> None:
    for labels in (labelled(120, S), [*labelled(60, N), *labelled(60, C, 60)]):
        heard_all = heard(labels, [N] * 120)
        with pytest.raises(InvalidRequest, match="même avis"):
            agreement(labels, heard_all, measured_on="")


def test_a_statement_that_the_judge_never_saw_is_not_left_out() -> None:
    labels = [*labelled(60, S), *labelled(61, N, 60)]
    with pytest.raises(InvalidRequest, match="n’a pas jugé 1"):
        agreement(labels, heard(labels[:-1], [*[S] * 60, *[N] * 60]), measured_on="")


@pytest.mark.parametrize(
    ("kappa", "supported", "n", "counts"),
    [
        (0.6, 0.6, 100, True),
        (0.6, 0.6, 99, False),
        (0.5999999, 0.9, 100, False),
        (0.9, 0.5999999, 100, False),
        (0.6000001, 0.6000001, 101, True),
        (1.0, 1.0, 99, False),
        (-1.0, 1.0, 10_000, False),
        (0.0, 0.0, 100, False),
        (1.0, 1.0, 100, True),
    ],
)
def test_the_limits_of_agreement(kappa: float, supported: float, n: int, counts: bool) -> None:
    assert known(kappa, n, supported).sufficient is counts


def test_agreement_is_with_the_very_judge() -> None:
    entries = [known(model="other"), known(prompt_hash="other"), known(0.3)]
    found = agreement_on(JUDGE, entries)
    assert found is not None
    assert found.kappa == 0.3
    assert agreement_on(JUDGE, entries[:2]) is None
    assert agreement_on(None, entries) is None


def test_what_is_known_of_a_judge_is_replaced_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "judge.yaml"
    assert read_agreements(path) == []
    for entry in (known(0.1 + 0.2), known(0.5, prompt_hash="q"), known(0.7, model="« o »: #")):
        keep_agreement(entry, path)
    keep_agreement(known(0.59999999999), path)
    assert {(item.model, item.prompt_hash): item.kappa for item in read_agreements(path)} == {
        ("m", "p"): 0.59999999999, ("m", "q"): 0.5, ("« o »: #", "p"): 0.7,
    }  # fmt: skip
    for bad in ("- {model: m}", "model: m", path.read_text(encoding="utf-8").replace("0.5\n", ".nan\n", 1), "{"):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(SettingsError):
            read_agreements(path)


# The gate -------------------------------------------------------------------


def judged_run(word: Support | None, name: JudgeName | None = JUDGE) -> ScoredRun:
    """The toy's run as a judge saw it that says one word of everything."""
    found = [s for case, made in zip(TOY.cases, RIGHT, strict=True) for s in statements_of(case, made.answer)]
    rows = {
        s.digest: Judgement(
            case_id="c", digest=s.digest, model="m", prompt_hash="p", verdict=word, error=None if word else "panne"
        )
        for s in found
    }
    return score(TOY.cases, RIGHT, manifest(), Judged(name, rows) if name else None)


RUN = judged_run(S)
BAD = judged_run(N)
PLAIN = read_gate()
RULED = PLAIN.model_copy(
    update={
        "floors": [*PLAIN.floors, Floor(metric=NAME, bound=0.5)],
        "regressions": PLAIN.regressions.model_copy(update={"metrics": [*PLAIN.regressions.metrics, NAME]}),
    }
)


def decided(run: ScoredRun, *entries: Agreement, config: GateConfig = RULED, baseline: ScoredRun = RUN) -> Verdict:
    return judge(run, baseline, config, [], DAY, entries)


def about_the_judge(verdict: Verdict) -> set[tuple[str, bool]]:
    return {(rule.kind, rule.passed) for rule in verdict.rules if rule.name.partition("/")[0] == NAME}


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        (known(0.5999999), "informatif : accord de l’arbitre insuffisant (κ = 0,599, n = 120)"),
        (known(0.9, 99), "informatif : accord de l’arbitre insuffisant (κ = 0,900, n = 99)"),
        (known(0.9, 120, 0.2), "informatif : accord de l’arbitre insuffisant (κ = 0,200, n = 120)"),
        (known(-0.25), "(κ = −0,250, n = 120)"),
        (known(0.9, model="other"), "informatif : accord de l’arbitre insuffisant (κ non mesuré, n = 0)"),
        (known(0.9, prompt_hash="other"), "informatif : accord de l’arbitre insuffisant (κ non mesuré, n = 0)"),
    ],
)
def test_a_judge_with_whom_people_do_not_agree_blocks_and_passes_nothing(entry: Agreement, note: str) -> None:
    unjudged = judged_run(None, None)
    for run in (RUN, BAD, judged_run(None)):
        verdict = decided(run, entry)
        assert verdict.passed
        assert about_the_judge(verdict) == set()
        assert note in verdict.notes[0]
        assert verdict.rules == judge(unjudged, RUN, PLAIN, [], DAY).rules


def test_a_judge_with_whom_people_agree_counts() -> None:
    good = decided(RUN, known(0.6, 100))
    assert good.passed
    assert about_the_judge(good) == {("floor", True)}
    assert "accord de l’arbitre suffisant (κ = 0,600, n = 100)" in good.notes[0]
    bad = decided(BAD, known(0.6, 100))
    assert not bad.passed
    assert ("floor", False) in about_the_judge(bad)
    assert ("regression", False) in about_the_judge(bad)


def test_the_gate_reads_the_lower_end_of_what_a_failing_judge_could_have_said() -> None:
    failing = decided(judged_run(None), known())
    assert not failing.passed
    floor = next(rule for rule in failing.rules if (rule.name, rule.kind) == (NAME, "floor"))
    assert (floor.passed, floor.observed) == (False, 0.0)


def test_without_a_judge_its_rules_are_informative() -> None:
    unjudged = judged_run(None, None)
    verdict = decided(unjudged, known(), baseline=unjudged)
    assert verdict.passed
    assert about_the_judge(verdict) == set()
    assert "informatif" in verdict.notes[0]
    assert judge(unjudged, unjudged, PLAIN, [], DAY, [known()]).notes == []


def test_rules_on_the_judge_alone_do_not_block_by_having_nothing_to_compare() -> None:
    lone = PLAIN.model_copy(update={"regressions": Regressions(metrics=[NAME])})
    verdict = decided(BAD, config=lone)
    assert verdict.passed
    assert not [rule for rule in verdict.rules if rule.kind == "regression"]


def test_two_judges_are_not_compared() -> None:
    other = BAD.model_copy(update={"judge": JudgeName(model="other", prompt_hash="p")})
    assert not [change for change in changes(RUN, other) if change.metric == NAME]
    assert [change for change in changes(RUN, BAD) if change.metric == NAME]
    # Its floor counts by its own agreement; there is nothing to have got worse than.
    assert about_the_judge(decided(other, known(model="other"))) == {("floor", False)}


def test_support_is_no_defect() -> None:
    with pytest.raises(ValueError, match="n’est pas un défaut"):
        GateConfig.model_validate(PLAIN.model_dump() | {"never": [NAME]})


def test_the_baseline_remembers_its_judge(tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    write_baseline(blessed(RUN, PLAIN, who="a", why="b", when=DAY), path)
    assert read_baseline(path).judge == JUDGE


def test_the_note_names_the_judge_and_keeps_the_rules_of_others() -> None:
    assert judge_note(RUN, []).startswith("Appui selon l’arbitre (m), informatif")
    assert judge_note(judged_run(None, None), []) == ""
    kept = rules_that_count(RUN, RULED, [])
    assert kept.floors == PLAIN.floors
    assert kept.regressions == PLAIN.regressions
    assert rules_that_count(RUN, RULED, [known()]) == RULED
