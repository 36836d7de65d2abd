"""Page maps say of every character the page that it was put on."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.pages import page_at, page_map

PIECES = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), max_size=12)


@given(PIECES)
def test_each_character_is_of_the_page_of_its_piece(pieces: list[tuple[int, int]]) -> None:
    pages = [page for length, page in pieces for _ in range(length)]
    starts, position = [], 0
    for length, page in pieces:
        starts.append((position, page))
        position += length
    found = page_map(starts)
    assert [page_at(found, offset) for offset in range(len(pages))] == pages
    assert all(one[1] != other[1] and one[0] < other[0] for one, other in pairwise(found))


def test_a_source_without_pages_has_none() -> None:
    assert page_map([]) == ()
    assert page_at((), 7) is None


def test_what_stands_before_the_first_piece_is_of_its_page() -> None:
    """A list mark is written before the text it belongs to."""
    assert page_at(page_map([(2, 5), (9, 6)]), 0) == 5
