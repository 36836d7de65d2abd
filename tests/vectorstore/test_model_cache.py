"""A folder of built files: whole or built again, never half."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vectorstore.embedding.model_cache import cached_model, is_intact


def build(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"aaaa")
    (folder / "b.json").write_text("{}", encoding="utf-8")


def test_built_once(tmp_path: Path) -> None:
    builds: list[Path] = []

    def count(folder: Path) -> None:
        builds.append(folder)
        build(folder)

    for _ in range(3):
        assert cached_model(tmp_path / "deep" / "model", count) == tmp_path / "deep" / "model"
    assert len(builds) == 1
    assert builds[0] != tmp_path / "deep" / "model", "built elsewhere, then renamed"
    assert {path.name for path in (tmp_path / "deep").iterdir()} <= {"model", "model.lock"}


@pytest.mark.parametrize("content", [b"", b"aaab", b"aaa", b"aaaaa", None])
def test_damage_is_seen_and_repaired(tmp_path: Path, content: bytes | None) -> None:
    folder = cached_model(tmp_path / "model", build)
    assert is_intact(folder)
    if content is None:
        (folder / "a.bin").unlink()
    else:
        (folder / "a.bin").write_bytes(content)
    assert not is_intact(folder)
    assert is_intact(cached_model(folder, build))
    assert (folder / "a.bin").read_bytes() == b"aaaa"


@pytest.mark.parametrize("sums", ["", "{", "[]", "{}", '{"a.bin": "0"}', '{"../x": "0"}', "null"])
def test_checksums_that_say_nothing_are_not_trusted(tmp_path: Path, sums: str) -> None:
    folder = cached_model(tmp_path / "model", build)
    (folder / "checksums.json").write_text(sums, encoding="utf-8")
    assert not is_intact(folder)


def test_a_build_that_fails_leaves_nothing_of_it(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        build(folder)
        raise OSError("disque plein")

    with pytest.raises(OSError, match="disque plein"):
        cached_model(tmp_path / "model", fail)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
    assert is_intact(cached_model(tmp_path / "model", build))


def test_a_build_that_fails_keeps_the_damaged_one_out_of_use(tmp_path: Path) -> None:
    folder = cached_model(tmp_path / "model", build)
    (folder / "a.bin").unlink()
    with pytest.raises(RuntimeError):
        cached_model(folder, lambda to: (_ for _ in ()).throw(RuntimeError()))
    assert not is_intact(folder)


def test_two_at_once_build_once(tmp_path: Path) -> None:
    builds: list[str] = []
    entered = threading.Event()

    def count(folder: Path) -> None:
        builds.append(threading.current_thread().name)
        entered.wait(0.2)  # long enough for the other to be waiting at the lock
        build(folder)

    with ThreadPoolExecutor(3) as pool:
        folders = list(pool.map(lambda _: cached_model(tmp_path / "model", count), range(3)))
    assert set(folders) == {tmp_path / "model"}
    assert len(builds) == 1
