"""Patterns of paths."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.patterns import matches, selected


@pytest.mark.parametrize(
    ("path", "pattern", "found"),
    [
        ("x.md", "**/*.md", True), ("a/b/x.md", "**/*.md", True), ("ab", "**/b", False), ("a/b", "**/b", True),
        ("a/b/c", "a/*", False), ("a/b/c", "a/**", True), ("a/b", "a/?", True), ("a/", "a/?", False),
        ("a/x/y/b", "a/**/b", True), ("a/b", "a/**/b", True), ("", "**", True), ("", "", True), ("a", "", False),
        ("abc", "a*c", True), ("abd", "a*c", False), ("a/ab", "**a*b", True), ("A", "a", False), ("a+b", "a+b", True),
        ("/actualites/2024/x", "/actualites/**", True), ("/autre/actualites/x", "/actualites/**", False),
    ],
)  # fmt: skip
def test_matches(path: str, pattern: str, found: bool) -> None:
    assert matches(path, pattern) is found


def test_selected() -> None:
    assert selected("a.md", (), ())
    assert selected("a.md", ("*.txt", "*.md"), ())
    assert not selected("a.txt", ("*.md",), ())
    assert not selected("b/a.md", ("**/*.md",), ("b/**",))


@given(st.text("ab/", max_size=12))
def test_what_each_pattern_means(path: str) -> None:
    assert matches(path, path)
    assert matches(path, "**")
    assert matches(path, "*") is ("/" not in path)
    assert matches(path, "**/*") is True
    assert matches(path, "?") is (len(path) == 1 and path != "/")
    assert matches(path, "**a**") is ("a" in path)


def test_no_pattern_takes_long() -> None:
    start = time.process_time()
    assert not matches("a" * 2000, "*a" * 100 + "b")
    assert time.process_time() - start < 5
