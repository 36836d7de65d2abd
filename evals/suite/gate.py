"""Whether a run may be released. Pure: a scored run, the baseline, the rules and a day give the verdict.

Nothing is averaged away: each rule is judged alone, one that fails blocks, and
a rule that has nothing to judge by fails too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from evals.suite.aggregate import ALL, counts_for
from evals.suite.arbiter.agreement import Agreement
from evals.suite.arbiter.rules import judge_note, rules_that_count
from evals.suite.comparison import changes
from evals.suite.funnel import Stage
from evals.suite.gate_config import Floor, GateConfig, Regressions, Waiver
from evals.suite.metrics import LABELS, LOWER_IS_BETTER
from evals.suite.scores import Aggregate, ScoredRun
from evals.suite.statistics import holm
from evals.suite.verdict import RuleResult, Verdict

INVARIANT, FLOOR, REGRESSION, CRITICAL, WAIVER = "invariant", "floor", "regression", "critical", "waiver"


def judge(
    run: ScoredRun, baseline: ScoredRun, config: GateConfig, waivers: Sequence[Waiver], today: date,
    agreements: Sequence[Agreement] = (),
) -> Verdict:  # fmt: skip
    """The verdict on ``run``; raises ``NotComparable`` if the baseline measured something else.

    Rules on what a model judged count only if ``agreements`` say that people agree with it enough.
    """
    note = judge_note(run, agreements, config)
    config = rules_that_count(run, config, agreements)
    rules = [
        *invariants(run, config),
        *_critical(run, waivers, today),
        *floors(run, config.floors),
        *_regressions(run, baseline, config.regressions),
    ]
    return Verdict(all(rule.passed for rule in rules), rules, [note] if note else [])


def invariants(run: ScoredRun, config: GateConfig) -> Iterator[RuleResult]:
    """No error, and none of the defects that no case may have."""
    failed = [case.case_id for case in run.cases if case.funnel == Stage.ERROR]
    yield _never("errors", failed, len(run.cases), "en erreur")
    for metric in config.never:
        counted = {
            case.case_id: value
            for case in run.cases
            for score in case.scores
            if score.metric == metric and (value := counts_for(score)) is not None
        }
        yield _never(metric, [name for name, value in counted.items() if value != 0], len(counted), "en défaut")


def _never(name: str, cases: list[str], of: int, manner: str) -> RuleResult:
    detail = f"{len(cases)} cas {manner} sur {of}" if of else "aucun cas ne le mesure"
    return RuleResult(name, INVARIANT, not cases and of > 0, float(len(cases)), 0.0, detail, cases)


def _critical(run: ScoredRun, waivers: Sequence[Waiver], today: date) -> Iterator[RuleResult]:
    """Critical cases pass, or somebody answers for them until a day that has not passed."""
    failing = [case.case_id for case in run.cases if case.severity == "critical" and not case.passed]
    until: dict[str, date] = {}
    for waiver in waivers:
        until[waiver.case] = max(until.get(waiver.case, waiver.until), waiver.until)
    expired = [name for name in failing if name in until and until[name] < today]
    waived = [name for name in failing if name in until and until[name] >= today]
    bare = [name for name in failing if name not in until]
    critical = sum(case.severity == "critical" for case in run.cases)
    detail = f"{len(bare)} cas critiques manqués sans dérogation, sur {critical} ({len(waived)} avec dérogation)"
    yield RuleResult("critical_cases", CRITICAL, not bare, float(len(bare)), 0.0, detail, bare)
    known = {case.case_id for case in run.cases}
    useless = sorted((until.keys() & known) - set(failing))
    detail = f"{len(expired)} dérogations échues, {len(waived)} en cours, {len(useless)} devenues inutiles"
    if useless:
        detail += f" ({', '.join(useless)})"
    yield RuleResult("expired_waivers", WAIVER, not expired, float(len(expired)), 0.0, detail, expired)


def floors(run: ScoredRun, wanted: Sequence[Floor]) -> Iterator[RuleResult]:
    """The bounds that each 95 % interval must stay within."""
    figures = {(figure.metric, figure.group): figure for figure in run.aggregates}
    for floor in wanted:
        yield _floor(floor, figures.get((floor.metric, floor.group)))


def _floor(floor: Floor, figure: Aggregate | None) -> RuleResult:
    lower = floor.metric in LOWER_IS_BETTER
    name = floor.metric if floor.group == ALL else f"{floor.metric}/{floor.group}"
    if figure is None or figure.mean is None or figure.low is None or figure.high is None:
        return RuleResult(name, FLOOR, False, None, floor.bound, "rien n’a été mesuré")
    observed = figure.high if lower else figure.low
    passed = observed <= floor.bound if lower else observed >= floor.bound
    ends = f"moyenne {_french(figure.mean)}, borne {'haute' if lower else 'basse'} {_french(observed)}"
    limit = f"{'au plus' if lower else 'au moins'} {_french(floor.bound)}"
    detail = f"{ends} ({limit} ; n = {figure.n}, s. o. {figure.not_applicable}, erreurs {figure.errors})"
    return RuleResult(name, FLOOR, passed, observed, floor.bound, detail)


def _regressions(run: ScoredRun, baseline: ScoredRun, rule: Regressions) -> Iterator[RuleResult]:
    """One result for each metric and group whose cases changed at all, and one in all if none did."""
    if not rule.metrics and not rule.by_kind:  # all were on a judge that does not count
        return
    found = {
        f"{change.metric}/{change.group}": change
        for change in changes(baseline, run, list(dict.fromkeys([*rule.metrics, *rule.by_kind])))
        if change.metric in (rule.metrics if change.group == ALL else rule.by_kind)
    }
    # Every test counts for the correction, those without a change too: which ones those are, the output decides.
    adjusted = holm({name: change.p_value for name, change in found.items()})
    least = rule.points / 100
    worse = {name: change for name, change in found.items() if change.worse_by > 0}
    for name, change in worse.items():
        blocked = change.worse_by >= least - 1e-12 and adjusted[name] <= rule.alpha
        short = name.removesuffix(f"/{ALL}")
        detail = (
            f"{_french(change.before)} → {_french(change.after)}, soit {_french(100 * change.worse_by, 1)} points de "
            f"moins bien (p corrigé = {_french(adjusted[name])}, n = {change.n})"
        )
        yield RuleResult(short, REGRESSION, not blocked, change.worse_by, least, detail)
    if not worse:
        detail = f"aucune des {len(found)} mesures comparées n’a baissé" if found else "rien n’a été comparé"
        yield RuleResult("regressions", REGRESSION, bool(found), 0.0 if found else None, least, detail)


def label(rule: RuleResult) -> str:
    """What a rule is called, in French."""
    metric, _, group = rule.name.partition("/")
    known = {
        "errors": "Erreurs du système",
        "critical_cases": "Cas critiques",
        "expired_waivers": "Dérogations",
        "regressions": "Régressions",
    }
    name = known.get(metric) or LABELS.get(metric, metric)
    return f"{name} ({group})" if group else name


def _french(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
