"""The report's page: complete, in order, and nothing hostile in it that could act."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser

import pytest
from made_up_run import HOSTILE, made_up_inputs

from evals.suite.report.inputs import Inputs
from evals.suite.report.page import context, page
from evals.suite.scores import ScoredRun
from evals.suite.verdict import RuleResult, Verdict

SECTIONS = [
    "verdict", "mesures", "carte", "bascules", "entonnoir", "risque", "robustesse", "sensibilite", "echecs",
    "manifeste",
]  # fmt: skip
_REACHES_OUT = {"src", "href", "action", "srcset", "data", "poster", "background", "formaction", "xlink:href"}


class _Seen(HTMLParser):
    """Every tag with its attributes, and the texts outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else self._inside
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif not self._inside:
            self.text += data


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return made_up_inputs()


@pytest.fixture(scope="module")
def seen(inputs: Inputs) -> _Seen:
    return _Seen(page(inputs))


def test_sections_come_in_order(seen: _Seen) -> None:
    assert [attributes["id"] for tag, attributes in seen.tags if tag == "section"] == SECTIONS


def test_nothing_is_loaded_from_anywhere(seen: _Seen) -> None:
    for tag, attributes in seen.tags:
        for name in _REACHES_OUT & attributes.keys():
            value = attributes[name] or ""
            # A link waits to be followed; anything else would be fetched.
            assert value.startswith("#") or value == "data:," or (tag == "a" and value.startswith("https://")), (
                tag,
                value,
            )
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
    assert not {tag for tag, _ in seen.tags} & {"img", "iframe", "object", "embed", "base", "form", "svg"}


def test_only_its_own_two_scripts_may_run(seen: _Seen) -> None:
    policy = next(a["content"] for tag, a in seen.tags if tag == "meta" and a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'")
    run = [text for attributes, text in seen.scripts if attributes.get("type") != "application/json"]
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run]
    assert re.findall("'sha256-([^']+)'", policy) == digests
    assert len(run) == 2
    assert "unsafe-inline" not in policy.partition("script-src")[2]


def test_hostile_texts_are_shown_as_they_are(seen: _Seen) -> None:
    shown = "<img src=\"http://evil.example/x.png\" onerror='window.__hit=1'>{{ 7*7 }} {% raw %} ${window.__hit=1} ]]>"
    # Question, answer, title, note, overlay and rule of the hostile case.
    assert seen.text.count(shown) >= 6
    assert "&lt;b&gt;" in seen.text  # an entity in a text stays the five letters that it is
    assert not {"\x00", "\x1b", "\u202e"} & set(seen.text)
    assert not any("javascript:" in (a.get("href") or "") for _, a in seen.tags)


def test_an_altered_quote_is_shown_beside_the_documents_words(seen: _Seen) -> None:
    assert "Citation altérée" in seen.text
    assert [a for tag, a in seen.tags if tag == "mark" and a.get("class") == "diff"]


def test_every_failing_case_is_there_with_its_kind(inputs: Inputs, seen: _Seen) -> None:
    cases = [a for tag, a in seen.tags if tag == "details" and a.get("data-kind")]
    assert [a["data-kind"] for a in cases] == [case.kind for case in inputs.failing]
    options = [a["value"] for tag, a in seen.tags if tag == "option" and a["value"] in {c.kind for c in inputs.failing}]
    assert set(options) == {case.kind for case in inputs.failing}


def test_links_to_cases_have_a_place_to_go(seen: _Seen) -> None:
    places = {a.get("id") for _, a in seen.tags}
    links = {
        (a["href"] or "").removeprefix("#") for tag, a in seen.tags if tag == "a" and (a["href"] or "").startswith("#")
    }
    assert links <= places
    identifiers = [a["id"] for _, a in seen.tags if a.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_flips_are_those_between_the_two_runs(inputs: Inputs) -> None:
    assert inputs.baseline is not None
    before = {case.case_id: case.passed for case in inputs.baseline.cases}
    wanted = {case.case_id for case in inputs.run.cases if case.passed != before[case.case_id]}
    found = context(inputs)["flips"]
    assert {flip.after.case_id for flip, _, _ in found} == wanted
    assert [flip.broken for flip, _, _ in found] == sorted((flip.broken for flip, _, _ in found), reverse=True)


def test_a_run_alone_says_what_it_lacks(inputs: Inputs) -> None:
    alone = dataclasses.replace(inputs, baseline=None, baseline_predictions={}, verdict=None)
    text = _Seen(page(alone)).text
    assert "Pas de verdict" in text
    assert "Pas de référence" in text
    assert "Mise en production" not in text


def test_a_baseline_on_other_cases_is_not_compared(inputs: Inputs) -> None:
    assert inputs.baseline is not None
    other = inputs.baseline.model_copy(
        update={"manifest": inputs.baseline.manifest.model_copy(update={"cases_hash": "00" * 32})}
    )
    refused = dataclasses.replace(inputs, baseline=other, verdict=None)
    text = _Seen(page(refused)).text
    assert "ne se comparent pas" in text
    assert context(refused)["flips"] == []
    assert all(row.change is None for row in context(refused)["rows"])


def test_an_empty_run_has_a_page(inputs: Inputs) -> None:
    empty = Inputs(ScoredRun(manifest=inputs.run.manifest, cases=[], aggregates=[]), {}, {}, verdict=Verdict(True, []))
    assert "Aucun cas en échec" in _Seen(page(empty)).text


def test_a_case_that_is_gone_is_still_told(inputs: Inputs) -> None:
    gone = dataclasses.replace(inputs, cases={}, predictions={})
    assert "ne figure plus parmi les cas" in _Seen(page(gone)).text


def test_passing_says_so(inputs: Inputs) -> None:
    passed = Verdict(True, [RuleResult("errors", "invariant", True, 0.0, 0.0, "Aucune erreur.")])
    text = _Seen(page(dataclasses.replace(inputs, verdict=passed))).text
    assert "Mise en production autorisée" in text
    assert HOSTILE not in text.partition("Mesures")[0]


def test_same_run_same_page(inputs: Inputs) -> None:
    assert page(inputs) == page(made_up_inputs())
