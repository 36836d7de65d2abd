"""The rules of the gate and the waivers, as ``evals/gate.yaml`` and ``evals/waivers.yaml`` write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.suite.aggregate import ALL
from evals.suite.arbiter import support
from evals.suite.case import Kind
from evals.suite.metrics import LABELS
from vectorstore.errors import SettingsError

_EVALS = Path(__file__).resolve().parents[1]
GATE = _EVALS / "gate.yaml"
WAIVERS = _EVALS / "waivers.yaml"
BASELINE = _EVALS / "baseline" / "scores.json"

_WAIVERS_ARE = """\
# Critical cases that may fail until a day; past it the gate blocks again. A list of
# {case: …, who: …, why: …, until: 2026-12-31}; "sourcier evals waive" writes it.
"""
_Read = TypeVar("_Read")


def _known_metric(name: str) -> str:
    if name not in LABELS:
        raise ValueError(f"il n’y a pas de mesure « {name} »")
    return name


def _known_group(name: str) -> str:
    if name != ALL and name not in list(Kind):
        raise ValueError(f"« {name} » n’est ni « {ALL} » ni une nature de cas")
    return name


def _told_by_no_judge(name: str) -> str:
    if name == support.NAME:
        raise ValueError(f"« {name} » n’est pas un défaut : mettez-la sous « floors »")
    return name


MetricName = Annotated[str, AfterValidator(_known_metric)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Floor(_Strict):
    """A bound that the 95 % interval must stay within: its lower end, or its upper one where less is better."""

    metric: MetricName
    group: Annotated[str, AfterValidator(_known_group)] = ALL
    bound: Annotated[float, Field(ge=0, le=1)]


class Regressions(_Strict):
    """Metrics that must not get worse than the baseline by ``points`` or more, at level ``alpha`` for all of them.

    ``metrics`` are compared over all cases, ``by_kind`` in each kind too: every
    further test makes each of them less sharp.
    """

    metrics: Annotated[list[MetricName], Field(min_length=1)]
    by_kind: list[MetricName] = Field(default_factory=list)
    points: Annotated[float, Field(ge=0, le=100)] = 2.0
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05


class GateConfig(_Strict):
    """``never`` are defects that no case may have. Errors and critical cases need no rule: they always count.

    ``asked_on`` is the day on which cases without a day of their own are asked, so that a
    run gives the same tomorrow.
    """

    asked_on: date
    never: Annotated[list[Annotated[MetricName, AfterValidator(_told_by_no_judge)]], Field(min_length=1)]
    floors: Annotated[list[Floor], Field(min_length=1)]
    regressions: Regressions


class Waiver(_Strict):
    """A critical case that may fail until a day, that day included."""

    case: Annotated[str, Field(min_length=1)]
    who: Annotated[str, Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]
    until: date


def read_gate(path: Path = GATE) -> GateConfig:
    """Raises ``SettingsError`` for a file that is missing or says what no gate can do."""
    return read_checked(path, TypeAdapter(GateConfig))


def read_waivers(path: Path = WAIVERS) -> list[Waiver]:
    """None where there is no file; raises ``SettingsError`` for one that is malformed."""
    if not path.exists():
        return []
    return read_checked(path, TypeAdapter(list[Waiver]))


class _Plain(yaml.SafeDumper):
    """Writes a day that many waivers share each time, where the default would write a reference to the first."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_waivers(waivers: list[Waiver], path: Path = WAIVERS) -> None:
    """Replaces the file; its first lines say what it is."""
    rows = [waiver.model_dump() for waiver in sorted(waivers, key=lambda waiver: waiver.case)]
    text = yaml.dump(rows, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(f"{_WAIVERS_ARE}{text}", "utf-8")


def read_checked(path: Path, adapter: TypeAdapter[_Read]) -> _Read:
    """What a YAML file says, checked; raises ``SettingsError`` for one that is missing or malformed."""
    try:
        return adapter.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or [])
    except OSError as error:
        raise SettingsError(f"« {path} » manque ou n’est pas lisible : rétablissez-le.") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"« {path} » n’est pas du YAML : {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "le fichier"
        raise SettingsError(f"« {path} », à « {place} » : {first['msg']}. Corrigez-le.") from error
