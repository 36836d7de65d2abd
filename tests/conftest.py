"""Fixtures that every test may use: the real documents, and real indexes over them.

The embedding model is built once into ``.sourcier/models`` (as ``make chat`` does)
and opened once a session; every data directory of a test links to it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from assistant.reader.reader import Reader
from assistant.service import Assistant
from ingest.add import add
from ingest.walk import find_files
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.index import Index
from vectorstore.settings import Settings

_ROOT = Path(__file__).resolve().parents[1]
_SHARED = _ROOT.parent / "shared"
_STATE = _ROOT / ".sourcier"

# Nothing of the person's own settings reaches a test, and no test the network.
for _name in [name for name in os.environ if name.startswith("SOURCIER_")]:
    del os.environ[_name]
os.environ.update(HF_HUB_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="False")

# The same examples every time, however slow the machine; HYPOTHESIS_PROFILE=search looks further.
hypothesis.settings.register_profile("sourcier", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "sourcier"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; absent, the test is skipped.

    Continuous integration must have it, so there its absence is a failure.
    """
    if not _SHARED.is_dir():
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{_SHARED} is absent although CI=true")
        pytest.skip(f"{_SHARED} is absent: real documents are not part of the project")
    return _SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return _ROOT


@pytest.fixture(scope="session")
def encoder() -> E5Encoder:
    """The real embedder, opened once."""
    return E5Encoder.load(_STATE)


@pytest.fixture(scope="session")
def reader_network() -> Reader:
    """The real reader, opened once."""
    return Reader.load(_STATE)


@pytest.fixture(scope="session")
def one_encoder(encoder: E5Encoder, reader_network: Reader) -> Iterator[None]:
    """Assistants opened in this process share the embedder and the reader, which take a second to open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.embedding.e5_encoder.E5Encoder.load", lambda data_dir: encoder)
        patch.setattr("assistant.reader.reader.Reader.load", lambda data_dir: reader_network)
        yield


@pytest.fixture(scope="session")
def models(encoder: E5Encoder, reader_network: Reader) -> Path:
    """The folder of the built model; to be read or copied, never changed."""
    return _STATE / "models"


MakeHome = Callable[[Path], Path]


@pytest.fixture(scope="session")
def make_home(one_encoder: None, models: Path) -> MakeHome:
    """Makes a folder an empty data directory that has the model already."""

    def make(folder: Path) -> Path:
        folder.mkdir(parents=True)
        (folder / "models").symlink_to(models)
        return folder

    return make


@pytest.fixture
def home(tmp_path: Path, make_home: MakeHome) -> Path:
    """An empty data directory."""
    return make_home(tmp_path / "data")


Fill = Callable[..., None]


@pytest.fixture(scope="session")
def fill(one_encoder: None) -> Fill:
    """``fill(home, *paths)`` indexes files and folders as ``sourcier ingest add`` does."""

    def index(home: Path, *paths: Path) -> None:
        settings = Settings(data_dir=home)
        outcomes = list(add(Index.open(settings, create=True), find_files(paths), settings))
        assert outcomes
        assert not [added.reason for added in outcomes if added.reason]

    return index


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, make_home: MakeHome, fill: Fill) -> Path:
    """A data directory with the demonstration documents, only to be read; see ``demo_copy``."""
    home = make_home(tmp_path_factory.mktemp("demo") / "data")
    fill(home, _ROOT / "ingest" / "demo")
    return home


@pytest.fixture
def demo_copy(demo_home: Path, tmp_path: Path) -> Path:
    """A data directory with the demonstration documents that a test may change."""
    return Path(shutil.copytree(demo_home, tmp_path / "demo-copy", symlinks=True))


@pytest.fixture(scope="session")
def demo(demo_home: Path) -> Assistant:
    """The assistant over the demonstration documents."""
    return Assistant.open(Settings(data_dir=demo_home))


@pytest.fixture(scope="session")
def policy(shared: Path, tmp_path_factory: pytest.TempPathFactory, make_home: MakeHome, fill: Fill) -> Assistant:
    """The assistant over the real policy pages."""
    home = make_home(tmp_path_factory.mktemp("policy") / "data")
    fill(home, shared / "corpus" / "policy")
    return Assistant.open(Settings(data_dir=home))


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str


@pytest.fixture
def sourcier(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], one_encoder: None
) -> Callable[..., Ran]:
    """``sourcier(*arguments, home=…)`` runs the command in this process over a data directory."""
    from assistant.cli import main

    def run(*arguments: str, home: Path) -> Ran:
        monkeypatch.setenv("SOURCIER_DATA_DIR", str(home))
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["sourcier", *arguments])
        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
