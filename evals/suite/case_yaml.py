"""A case as YAML, in the form that the files of cases keep: fields in one order, defaults left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from enum import Enum

from evals.suite.case import Case, Nugget, Severity, Weight
from evals.suite.case_files import HEADER


def file_text(cases: Iterable[Case], comment: str = "") -> str:
    """A file of cases; ``comment``, if any, is one line of it."""
    opening = HEADER + (f"# {comment}\n" if comment else "")
    return opening + "".join(f"\n{case_text(case)}" for case in cases)


def case_text(case: Case) -> str:
    """The lines of one case, ended by a newline."""
    lines = [f"- id: {case.id}", f"  family: {_flow(case.family)}", f"  kind: {case.kind}"]
    if case.tags:
        lines.append(f"  tags: {_flow(case.tags)}")
    lines.append(f"  split: {case.split}")
    if case.severity is not Severity.MAJOR:
        lines.append(f"  severity: {case.severity}")
    if case.language != "fr":
        lines.append(f"  language: {case.language}")
    if case.as_of:
        lines.append(f"  as_of: {case.as_of}")
    if case.provenance:
        given = {"origin": case.provenance.origin, "on": case.provenance.on}
        if case.provenance.reference:
            given["reference"] = _Prose(case.provenance.reference)
        lines.append(f"  provenance: {_mapping(given)}")
    if case.history:
        lines.append("  history:")
        for turn in case.history:
            when = {"as_of": turn.as_of} if turn.as_of else {}
            lines.append(f"    - {_mapping({'question': _Prose(turn.question), **when})}")
    lines.append(f"  question: {_quoted(case.question)}")
    lines += [f"  {name}: {value}" for name in ("twin", "variant_of") if (value := getattr(case, name))]
    lines.append(f"  expected_status: {_flow(case.expected_status)}")
    if case.nuggets:
        lines.append("  nuggets:")
        for nugget in case.nuggets:
            lines += _nugget(nugget)
    if case.evidence:
        lines.append("  evidence:")
        for group in case.evidence:
            for place, gold in enumerate(group):
                mark = "- -" if place == 0 else "  -"
                lines += [f"    {mark} document: {gold.document}", f"        quote: {_quoted(gold.quote)}"]
    if case.must_not_say:
        lines.append(f"  must_not_say: {_flow(list(map(_Prose, case.must_not_say)))}")
    if case.disagreement:
        values = {"values": list(map(_Prose, case.disagreement.values))} if case.disagreement.values else {}
        lines.append(f"  disagreement: {_mapping({'expected': case.disagreement.expected, **values})}")
    if case.overlay:
        lines.append("  overlay:")
        for overlay in case.overlay:
            lines += [f"    - name: {_quoted(overlay.name)}", *_block("      text: ", overlay.text, 8)]
    if case.note:
        lines.append(f"  note: {_quoted(case.note)}")
    return "\n".join(lines) + "\n"


class _Prose(str):
    """A string that is always written between quotation marks."""


def _nugget(nugget: Nugget) -> list[str]:
    lines = [f"    - text: {_quoted(nugget.text)}"]
    if nugget.weight is not Weight.VITAL:
        lines.append(f"      weight: {nugget.weight}")
    if nugget.any_of:
        lines.append(f"      any_of: {_flow(list(map(_Prose, nugget.any_of)))}")
    if nugget.numbers:
        numbers = [int(number) if number == int(number) else number for number in nugget.numbers]
        lines.append(f"      numbers: {_flow(numbers)}")
    if nugget.dates:
        lines.append(f"      dates: {_flow(nugget.dates)}")
    return lines


def _block(key: str, text: str, indent: int) -> list[str]:
    """A literal block where one can hold the text, else a quoted string."""
    body = text.removesuffix("\n")
    plain_lines = all(
        line == line.rstrip() and not set(line) & set("\t\r\x85\u2028\u2029") for line in body.split("\n")
    )
    if not plain_lines or body.startswith((" ", "\n")) or body.endswith("\n") or not body:
        return [key + _quoted(text)]
    mark = "|" if text.endswith("\n") else "|-"
    return [key + mark, *(" " * indent + line if line else "" for line in body.split("\n"))]


def _mapping(values: dict[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {_flow(value)}" for name, value in values.items()) + "}"


def _flow(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Enum, date, int, float)):
        return str(value)
    text = str(value)
    bare = not isinstance(value, _Prose) and text.replace("-", "").replace("_", "").isalnum() and text.isascii()
    return text if bare and text[0].isalpha() and text not in _WORDS_OF_YAML else _quoted(text)


def _quoted(text: str) -> str:
    # JSON strings are YAML's double-quoted ones, but for line separators that YAML would fold.
    written = json.dumps(text, ensure_ascii=False)
    for character in "\x7f\x85\u2028\u2029\ufeff":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


_WORDS_OF_YAML = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
