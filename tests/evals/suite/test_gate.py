"""The gate: each rule blocks alone, and each system broken on purpose is blocked by the rule meant for it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from toy_cases import PER_KIND, ToySystem, manifest, toy

from evals.suite.baseline import NotToBeBlessed, blessed, read_baseline, write_baseline
from evals.suite.broken import BROKEN, broken
from evals.suite.comparison import NotComparable, changes, flips
from evals.suite.gate import judge, label
from evals.suite.gate_config import GateConfig, Waiver, read_gate, read_waivers, write_waivers
from evals.suite.prediction import Prediction
from evals.suite.proof import MEANT
from evals.suite.scores import ScoredRun
from evals.suite.scoring import score
from evals.suite.verdict import Verdict
from evals.suite.waiving import LONGEST_DAYS, waiver_problems, waivers_for
from vectorstore.errors import NotFound, SettingsError

DAY = date(2026, 11, 1)
TOY = toy()
SYSTEM = ToySystem(TOY)
RIGHT = [SYSTEM.predict(case) for case in TOY.cases]
RUN = score(TOY.cases, RIGHT, manifest())
CONFIG = read_gate()


def predicted_by(name: str) -> list[Prediction]:
    """What a broken system says, a failure kept as an error as a run keeps it."""
    system = broken(name, SYSTEM)
    made = []
    for case in TOY.cases:
        try:
            made.append(system.predict(case))
        except RuntimeError as error:
            made.append(Prediction(case_id=case.id, error=str(error)))
    return made


def judged(run: ScoredRun, *, waivers: list[Waiver] | None = None, config: GateConfig = CONFIG) -> Verdict:
    return judge(run, RUN, config, waivers or [], DAY)


def blocking(verdict: Verdict) -> set[tuple[str, str]]:
    return {(rule.name, rule.kind) for rule in verdict.rules if not rule.passed}


def without(*names: str) -> ScoredRun:
    """The run in which some cases were refused."""
    changed = []
    refused = {p.case_id: p for p in predicted_by("always_refuse")}
    for prediction in RIGHT:
        changed.append(refused[prediction.case_id] if prediction.case_id in names else prediction)
    return score(TOY.cases, changed, manifest())


def test_the_oracle_passes_every_rule() -> None:
    verdict = judged(RUN)
    assert verdict.passed
    assert not blocking(verdict)
    assert {rule.kind for rule in verdict.rules} == {"invariant", "critical", "waiver", "floor", "regression"}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_system_broken_on_purpose_is_blocked_by_the_rule_meant_for_it(name: str) -> None:
    run = score(TOY.cases, predicted_by(name), manifest())
    verdict = judged(run)
    assert not verdict.passed
    assert set(MEANT[name]) <= blocking(verdict)


@pytest.mark.parametrize("name", sorted(name for name, rules in MEANT.items() if rules[0][1] == "invariant"))
def test_what_was_done_on_purpose_is_the_defect_found(name: str) -> None:
    found = blocking(judged(score(TOY.cases, predicted_by(name), manifest())))
    defects = {rule for rule, kind in found if kind == "invariant"}
    # A changed figure or an order's words are not in the quotes either; a failure has every defect.
    besides = {"misquote": {"unsupported_statement"}, "obey": {"unsupported_statement"}}
    if name != "crash":
        assert defects - besides.get(name, set()) == {rule for rule, _ in MEANT[name]}


def test_every_broken_system_has_a_rule_meant_for_it() -> None:
    assert MEANT.keys() == BROKEN.keys()


def test_a_run_that_leaves_out_what_failed_is_blocked_as_errors() -> None:
    verdict = judged(score(TOY.cases, RIGHT[:-1], manifest()))
    assert ("errors", "invariant") in blocking(verdict)
    rule = next(rule for rule in verdict.rules if rule.name == "errors")
    assert rule.cases == [RIGHT[-1].case_id]


def test_a_critical_case_needs_a_waiver_that_has_not_expired() -> None:
    run = without("toy-factual-0")
    assert ("critical_cases", "critical") in blocking(judged(run))
    waiver = Waiver(case="toy-factual-0", who="Claire", why="en cours", until=DAY)
    assert judged(run, waivers=[waiver]).passed
    old = waiver.model_copy(update={"until": date(2026, 10, 31)})
    assert blocking(judged(run, waivers=[old])) == {("expired_waivers", "waiver")}
    assert judged(run, waivers=[old, waiver]).passed
    # Of a case that passes, a waiver does no harm and is named.
    rule = next(rule for rule in judged(RUN, waivers=[old]).rules if rule.kind == "waiver")
    assert rule.passed
    assert "toy-factual-0" in rule.detail


def spread_over_kinds(count: int) -> list[str]:
    """So many cases of four kinds, as many of each as can be."""
    kinds = ("clean", "disagreement", "follow_up", "multi_hop")
    names = [case.id for case in TOY.cases if case.kind in kinds]
    return sorted(names, key=lambda name: (int(name.rpartition("-")[2]), name))[:count]


def test_one_flip_of_a_minor_case_blocks_nothing_and_is_listed() -> None:
    run = without("toy-clean-0")
    assert judged(run).passed
    (flip,) = flips(RUN, run)
    assert (flip.after.case_id, flip.broken, flip.after.funnel) == ("toy-clean-0", True, "wrongly_refused")
    (back,) = flips(run, RUN)
    assert not back.broken


def test_a_real_drop_is_a_regression_although_floors_hold() -> None:
    run = without(*spread_over_kinds(12))
    found = blocking(judged(run))
    assert ("passed", "regression") in found
    assert {kind for _, kind in found} == {"regression"}


def test_a_drop_below_the_points_is_none() -> None:
    lost = [case.id for case in TOY.cases if case.kind in ("follow_up", "multi_hop") and int(case.id[-1]) % 2]
    assert not judged(without(*lost)).passed
    lenient = CONFIG.model_copy(update={"regressions": CONFIG.regressions.model_copy(update={"points": 60.0})})
    assert judged(without(*lost), config=lenient).passed


def test_without_a_measure_a_floor_blocks() -> None:
    cases = [case for case in TOY.cases if case.kind == "factual"]
    run = score(cases, [SYSTEM.predict(case) for case in cases], manifest())
    verdict = judge(run, run, CONFIG, [], DAY)
    assert ("passed/temporal", "floor") in blocking(verdict)
    assert ("abstention_recall", "floor") in blocking(verdict)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"cases_hash": "other"}, "les cas"),
        ({"mode": "model"}, "le mode"),
        ({"filters": {"split": "dev"}}, "les filtres"),
    ],
)
def test_other_cases_modes_or_filters_are_not_compared(changed: dict[str, object], named: str) -> None:
    other = RUN.model_copy(update={"manifest": manifest("other", **changed)})
    with pytest.raises(NotComparable, match=named) as raised:
        changes(RUN, other)
    assert str(raised.value).endswith(".")
    with pytest.raises(NotComparable):
        judge(other, RUN, CONFIG, [], DAY)


def test_changes_say_which_way_is_worse() -> None:
    found = {(change.metric, change.group): change for change in changes(RUN, without("toy-factual-0"))}
    assert found["over_refusal", "factual"].worse_by == pytest.approx(1 / PER_KIND)
    assert found["correct", "factual"].worse_by == pytest.approx(1 / PER_KIND)
    assert found["correct", "factual"].n == PER_KIND
    assert found["correct", "clean"].worse_by == 0.0
    assert found["correct", "all"].p_value == 0.5


def test_a_baseline_says_who_and_why_and_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "baseline" / "scores.json"
    with pytest.raises(NotFound, match="bless"):
        read_baseline(path)
    write_baseline(blessed(RUN, CONFIG, who="Claire", why="« première »", when=DAY), path)
    baseline = read_baseline(path)
    assert baseline.blessing is not None
    assert (baseline.blessing.who, baseline.blessing.when) == ("Claire", "2026-11-01")
    assert baseline.aggregates == RUN.aggregates
    assert judge(RUN, baseline, CONFIG, [], DAY).passed
    assert not judge(without(*[case.id for case in TOY.cases]), baseline, CONFIG, [], DAY).passed
    path.write_text("{", encoding="utf-8")
    with pytest.raises(NotFound, match="lisible"):
        read_baseline(path)


def test_a_run_that_breaks_an_invariant_is_not_blessed() -> None:
    for name in ("misquote", "crash"):
        with pytest.raises(NotToBeBlessed, match=MEANT[name][0][0]):
            blessed(score(TOY.cases, predicted_by(name), manifest()), CONFIG, who="a", why="b", when=DAY)


def test_waivers_are_written_for_what_fails_and_taken_from_what_passes(tmp_path: Path) -> None:
    old = [
        Waiver(case="toy-factual-1", who="a", why="b", until=DAY),
        Waiver(case="elsewhere", who="a", why="b", until=DAY),
    ]
    found = waivers_for(without("toy-factual-0", "toy-clean-0"), old, who="Claire", why="« dette »", until=DAY)
    assert {waiver.case for waiver in found} == {"toy-factual-0", "elsewhere"}
    path = tmp_path / "waivers.yaml"
    assert read_waivers(path) == []
    write_waivers(found, path)
    assert sorted(read_waivers(path), key=lambda w: w.case) == sorted(found, key=lambda w: w.case)


def test_a_waiver_names_a_critical_case_once_and_ends() -> None:
    def found(*waivers: tuple[str, int]) -> list[str]:
        made = [Waiver(case=name, who="a", why="b", until=DAY + timedelta(days=days)) for name, days in waivers]
        return [text for _, text in waiver_problems(made, TOY.cases, DAY)]

    assert found(("toy-factual-0", 0), ("toy-factual-1", LONGEST_DAYS)) == []
    for wrong, said in (
        ([("nowhere", 1)], "n’existe pas"),
        ([("toy-clean-0", 1)], "pas critique"),
        ([("toy-factual-0", 1), ("toy-factual-0", 2)], "2 dérogations"),
        ([("toy-factual-0", -1)], "échue depuis le 31/10/2026"),
        ([("toy-factual-0", LONGEST_DAYS + 1)], "plus de"),
    ):
        (text,) = found(*wrong)
        assert said in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asked_on: 2026-11-01\nnever: [unheard_of]\nfloors: []\n", "unheard_of"),
        (
            "asked_on: 2026-11-01\nnever: [inexact_quote]\nfloors: [{metric: correct, group: nowhere, bound: 0.5}]\n",
            "nowhere",
        ),
        ("never: [\n", "YAML"),
        ("", "fichier|Field|never|Input"),
    ],
)
def test_rules_that_no_gate_can_follow_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_gate(path)
    with pytest.raises(SettingsError, match="manque"):
        read_gate(tmp_path / "nowhere.yaml")


def test_every_rule_has_a_french_name() -> None:
    for rule in judged(RUN).rules:
        assert label(rule).partition(" (")[0] != rule.name


@pytest.mark.parametrize(("broken_cases", "blocked"), [(9, False), (10, True)])
def test_how_many_broken_cases_are_a_regression(broken_cases: int, blocked: bool) -> None:
    """What the documentation says: ten that break and none that mend."""
    run = without(*spread_over_kinds(broken_cases))
    found = {name for name, kind in blocking(judged(run)) if kind == "regression"}
    assert ("passed" in found) is blocked


def test_waivers_are_written_as_a_person_would(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    waivers = [Waiver(case=f"toy-factual-{number}", who="Claire", why="en cours", until=DAY) for number in range(2)]
    write_waivers(waivers, path)
    assert "&" not in path.read_text(encoding="utf-8")
    assert read_waivers(path) == waivers
