"""Where the state lives is settled when the settings are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.errors import SettingsError
from vectorstore.settings import Settings, load_settings


def test_a_relative_data_directory_is_that_of_when_the_settings_were_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCIER_DATA_DIR", raising=False)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    monkeypatch.chdir(first)
    given, default = Settings(data_dir=Path("data")), Settings()
    monkeypatch.chdir(second)
    assert given.home == given.data_dir == first / "data"
    assert default.home == first / ".sourcier"


def test_a_copy_with_another_data_directory_has_that_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "one", passage_tokens=128)
    assert settings.home == tmp_path / "one"
    copy = settings.model_copy(update={"data_dir": tmp_path / "two"})
    assert copy.home == tmp_path / "two"
    assert copy.passage_tokens == 128


def test_the_home_directory_may_be_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SOURCIER_DATA_DIR", "~/data")
    assert load_settings().home == tmp_path / "data"
    monkeypatch.setenv("SOURCIER_DATA_DIR", "~nobody-of-that-name/data")
    with pytest.raises(SettingsError, match="SOURCIER_DATA_DIR"):
        load_settings()
