"""The XLM-RoBERTa unigram tokeniser, rebuilt from the pieces in the weights file.

Normalisation is a code-point map followed by the collapsing of spaces; pieces
are then chosen by the unigram model (Kudo, 2018) of the ``tokenizers`` library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tokenizers import Tokenizer, models, pre_tokenizers

from vectorstore.embedding.e5_weights import E5Weights

_SPACES = re.compile(" {2,}")


class E5Tokenizer:
    """Text to piece ids, without truncation."""

    def __init__(self, tokenizer: Tokenizer, normalisation: Mapping[int, str], *, bos: int, eos: int) -> None:
        self._tokenizer = tokenizer
        self._normalisation = normalisation
        self._bos, self._eos = bos, eos

    @staticmethod
    def build(weights: E5Weights) -> Tokenizer:
        """The library's tokeniser for these pieces (normalisation is done outside it)."""
        tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk, byte_fallback=False))
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        return tokenizer

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Piece ids of each text between the sentence marks ``<s>`` and ``</s>``."""
        encodings = self._tokenizer.encode_batch_fast(
            [self._normalise(text) for text in texts], add_special_tokens=False
        )
        return [[self._bos, *encoding.ids, self._eos] for encoding in encodings]

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Number of ids of each text, sentence marks included."""
        return [len(ids) for ids in self.ids(texts)]

    def _normalise(self, text: str) -> str:
        return _SPACES.sub(" ", text.translate(self._normalisation))
