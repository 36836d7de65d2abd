"""The XLM-RoBERTa unigram tokeniser, rebuilt from the pieces in the weights file.

Normalisation is a code-point map followed by the collapsing of spaces; pieces
are then chosen by the unigram model (Kudo, 2018) of the ``tokenizers`` library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer, models, pre_tokenizers

from vectorstore.embedding.e5_weights import E5Weights

_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's pieces, without sentence marks: ids and the characters ``[start, end)`` each one covers."""

    ids: list[int]
    starts: list[int]
    ends: list[int]


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

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text with their places in it, blanks around a piece left out."""
        aligned = [self._aligned(text) for text in texts]
        encodings = self._tokenizer.encode_batch([text for text, _ in aligned], add_special_tokens=False)
        found = []
        for (text, origins), encoding in zip(aligned, encodings, strict=True):
            starts, ends = [], []
            for start, end in encoding.offsets:
                while start < end and text[start] == " ":
                    start += 1
                starts.append(origins[start])
                ends.append(origins[end - 1] + 1 if end > start else origins[start])
            found.append(Pieces(list(encoding.ids), starts, ends))
        return found

    def _aligned(self, text: str) -> tuple[str, list[int]]:
        """The normalised text and, for each of its characters (and its end), the place it came from."""
        kept: list[str] = []
        origins: list[int] = []
        for place, character in enumerate(text):
            for mapped in self._normalisation.get(ord(character), character):
                if mapped != " " or not kept or kept[-1] != " ":
                    kept.append(mapped)
                    origins.append(place)
        origins.append(len(text))
        return "".join(kept), origins

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Number of ids of each text, sentence marks included."""
        return [len(ids) for ids in self.ids(texts)]

    def _normalise(self, text: str) -> str:
        return _SPACES.sub(" ", text.translate(self._normalisation))
