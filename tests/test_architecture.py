"""The house rules: imports point one way, files are small, every error has its own name."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore import errors
from vectorstore.errors import SourcierError

PACKAGES = ("assistant", "evals", "ingest", "prompts", "vectorstore")
MAY_IMPORT = {
    "vectorstore": set(),
    "prompts": set(),
    "ingest": {"vectorstore"},
    "assistant": {"vectorstore", "prompts"},
    "evals": {"assistant", "ingest", "prompts", "vectorstore"},
}
# What evals may use of the index: its vocabulary and settings, never its engines.
EVALS_MAY_USE = {
    *("vectorstore.types", "vectorstore.settings", "vectorstore.errors", "vectorstore.search"),
    # To check cases against the documents as they are read, without an index; never to write one.
    *("ingest.read", "vectorstore.dates", "prompts.messages", "prompts"),
}
_ROOT = Path(__file__).resolve().parents[1]


def modules(package: str) -> list[Path]:
    return sorted(path for path in (_ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that the file names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield str(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            pytest.fail(f"{path}: an import that this test cannot see")


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    assert modules(package)
    for path in modules(package):
        ours = {name.split(".")[0] for name in imported(path)} & set(PACKAGES)
        assert ours <= MAY_IMPORT[package] | {package}, path
        assert not {"tests"} & {name.split(".")[0] for name in imported(path)}, path


def test_evals_use_the_public_interface() -> None:
    for path in modules("evals"):
        used = {name for name in imported(path) if name.startswith(("vectorstore", "ingest", "prompts"))}
        assert used <= EVALS_MAY_USE, path


def test_nothing_else_is_packaged() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packaged == set(PACKAGES)


def test_files_are_small() -> None:
    long = {
        str(path.relative_to(_ROOT)): lines
        for package in PACKAGES
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_files_are_named_for_what_they_hold() -> None:
    vague = {"util", "utils", "helper", "helpers", "manager", "misc", "common", "base"}
    names = [path for package in PACKAGES for path in (_ROOT / package).rglob("*") if path.stem in vague]
    assert not names


def test_every_module_says_what_it_is() -> None:
    for package in PACKAGES:
        for path in modules(package):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def all_errors(root: type[SourcierError] = SourcierError) -> Iterator[type[SourcierError]]:
    yield root
    for child in root.__subclasses__():
        yield from all_errors(child)


def test_every_error_has_a_name_of_its_own_and_a_status() -> None:
    from vectorstore import lexical  # its error belongs to the tree

    found = list(all_errors())
    assert lexical.LexicalIndexUnusable in found
    slugs = [error.slug for error in found]
    assert len(slugs) == len(set(slugs))
    assert all(slug and slug == slug.lower() and " " not in slug for slug in slugs)
    assert all(400 <= error.status < 600 for error in found)
    assert errors.SourcierError.slug == "error"


def test_no_error_is_raised_bare_to_a_person() -> None:
    """Every ``raise`` of one of our errors carries a sentence."""
    names = {error.__name__ for error in all_errors()}
    for package in PACKAGES:
        for path in modules(package):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
                    assert node.exc.id not in names, f"{path}:{node.lineno}"
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in names
                    and node.func.id != "LexicalIndexUnusable"
                ):
                    assert node.args, f"{path}:{node.lineno}"
