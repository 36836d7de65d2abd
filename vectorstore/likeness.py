"""Whether two texts are nearly the same: the same release on two sites, say.

Method: MinHash (Broder, 1997). A text is the set of its runs of four words; of each
of 64 random orders of all runs, the signature keeps the first that the text holds.
Two texts agree in a place of their signatures as often as they share runs (their
Jaccard similarity). Bands of four places find the candidates without comparing all
with all: texts that share nine runs in ten share one of the eight bands but for one
pair in five thousand; those that share half, for six in ten.
"""

from __future__ import annotations

import re
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

ALIKE = 0.8
"""From this similarity on, two texts are held to be one."""

_RUN = 4  # words
_LEAST_WORDS = 20  # shorter texts say too little to be told apart
_PLACES = 64
_BANDS, _BAND_PLACES = 8, 4
_AT_ONCE = 8192  # runs, to bound memory
_WORD = re.compile(r"\w+")

_random = np.random.default_rng(20261124)
_FACTORS = _random.integers(1, 2**64, _PLACES, np.uint64) | np.uint64(1)
_SHIFTS = _random.integers(0, 2**64, _PLACES, np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)

Signature = npt.NDArray[np.uint32]


def signature(text: str) -> bytes | None:
    """64 numbers of four bytes; None for a text of fewer than twenty words."""
    words = _WORD.findall(text.lower())
    if len(words) < _LEAST_WORDS:
        return None
    each = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint64)
    runs = np.zeros(len(words) - _RUN + 1, np.uint64)
    for place in range(_RUN):
        runs = (runs + each[place : place + len(runs)]) * _MIX
        runs ^= runs >> np.uint64(29)
    least = np.full(_PLACES, np.uint64(2**64 - 1))
    for at in range(0, len(runs), _AT_ONCE):
        some = runs[at : at + _AT_ONCE, None] * _FACTORS + _SHIFTS
        least = np.minimum(least, some.min(axis=0))
    return (least >> np.uint64(32)).astype("<u4").tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """The share (0–1) of runs that two texts have in common, estimated to within about 0.05."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def bands(signed: bytes) -> list[int]:
    """Eight signed 64-bit numbers; texts that share none are not alike."""
    parts: Any = np.frombuffer(signed, "<u4")[: _BANDS * _BAND_PLACES].reshape(_BANDS, _BAND_PLACES)
    found = []
    for number, part in enumerate(parts):
        low, high = crc32(part.tobytes()), crc32(part.tobytes(), number + 1)
        found.append((number << 60 | (high << 32 | low) & (2**60 - 1)) - 2**62)
    return found
