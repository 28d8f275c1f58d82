"""BERT encoder in plain PyTorch: loads and saves the safetensors files that the program and `convert.py` read.

`Encoder` gives one vector a text (mean of the last layer's token vectors, length 1), and the token vectors
themselves when asked. Padding never changes a vector: padded positions are masked in attention and in the mean.
"""

import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

SKIPPED = ("pooler.", "embeddings.position_ids", "late.")


class Layer(nn.Module):
    """One BERT layer: attention, then the feed-forward part, each with its residual and layer norm."""

    def __init__(self, config):
        super().__init__()
        d, inner, eps = config["hidden_size"], config["intermediate_size"], config["layer_norm_eps"]
        self.heads = config["num_attention_heads"]
        self.query, self.key, self.value = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.attended, self.attended_norm = nn.Linear(d, d), nn.LayerNorm(d, eps=eps)
        self.wide, self.narrow, self.norm = nn.Linear(d, inner), nn.Linear(inner, d), nn.LayerNorm(d, eps=eps)

    def forward(self, x, mask):
        n, length, d = x.shape
        split = lambda t: t.view(n, length, self.heads, d // self.heads).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(n, length, d)
        x = self.attended_norm(x + self.attended(mixed))
        return self.norm(x + self.narrow(F.gelu(self.wide(x))))


NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "attended_norm",
    "intermediate.dense": "wide",
    "output.dense": "narrow",
    "output.LayerNorm": "norm",
}


class Encoder(nn.Module):
    """`forward(ids, mask)`: ids and mask int64 [n, length] -> token vectors float32 [n, length, 384]."""

    def __init__(self, config):
        super().__init__()
        d, eps = config["hidden_size"], config["layer_norm_eps"]
        self.words = nn.Embedding(config["vocab_size"], d)
        self.positions = nn.Embedding(config["max_position_embeddings"], d)
        self.types = nn.Embedding(config["type_vocab_size"], d)
        self.norm = nn.LayerNorm(d, eps=eps)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config["num_hidden_layers"]))

    def forward(self, ids, mask):
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0]
        x = self.norm(x)
        keep = mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, keep)
        return x

    def pooled(self, ids, mask):
        """Unit vectors, float32 [n, 384]."""
        return pool(self(ids, mask), mask)


def pool(tokens, mask):
    """Mean of the token vectors that are not padding, length 1."""
    weight = mask[:, :, None].to(tokens.dtype)
    return F.normalize((tokens * weight).sum(1) / weight.sum(1), dim=1)


def _ours(name):
    """The file's tensor name -> ours."""
    name = name.removeprefix("bert.")
    for theirs, ours in (
        ("embeddings.word_embeddings.", "words."),
        ("embeddings.position_embeddings.", "positions."),
        ("embeddings.token_type_embeddings.", "types."),
        ("embeddings.LayerNorm.", "norm."),
    ):
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    head, number, rest = name.removeprefix("encoder.").split(".", 2)
    part, kind = rest.rsplit(".", 1)
    return f"layers.{number}.{NAMES[part]}.{kind}"


def load(folder):
    """The encoder and its raw tokenizer, from a folder with model.safetensors, config.json, tokenizer.json."""
    folder = Path(folder)
    config = json.loads((folder / "config.json").read_text())
    encoder = Encoder(config)
    state = {
        _ours(name): tensor.float()
        for name, tensor in load_file(folder / "model.safetensors").items()
        if not name.removeprefix("bert.").startswith(SKIPPED)
    }
    encoder.load_state_dict(state)
    return encoder, tokenizer(folder)


def tokenizer(folder):
    """The folder's tokenizer without padding or truncation: `tokens` cuts and pads."""
    raw = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    raw.no_padding()
    raw.no_truncation()
    return raw


def save(encoder, source, target, late=None):
    """Writes the encoder (and the late-interaction projection, `late.weight`) with the names of the usual export."""
    source, target = Path(source), Path(target)
    target.mkdir(parents=True, exist_ok=True)
    back = {}
    for theirs in load_file(source / "model.safetensors"):
        plain = theirs.removeprefix("bert.")
        if not plain.startswith(SKIPPED):
            back[_ours(theirs)] = plain
    state = {back[name]: tensor.contiguous() for name, tensor in encoder.state_dict().items()}
    if late is not None:
        state["late.weight"] = late.detach().contiguous()
    save_file(state, target / "model.safetensors")
    for name in ("tokenizer.json", "config.json"):
        if source.resolve() != target.resolve():
            shutil.copyfile(source / name, target / name)


def tokens(raw, texts, most):
    """Lists of token ids, special tokens included, at most `most` long."""
    out = []
    for encoding in raw.encode_batch(list(texts)):
        ids = encoding.ids
        out.append(ids if len(ids) <= most else ids[: most - 1] + ids[-1:])
    return out


def batch(lists):
    """ids and mask, int64 [n, longest]."""
    longest = max(len(ids) for ids in lists)
    ids = torch.zeros(len(lists), longest, dtype=torch.long)
    mask = torch.zeros(len(lists), longest, dtype=torch.long)
    for row, item in enumerate(lists):
        ids[row, : len(item)] = torch.tensor(item)
        mask[row, : len(item)] = 1
    return ids, mask


@torch.no_grad()
def embed(encoder, lists, most_tokens=8000):
    """Unit vectors of many texts, float32 [n, 384], batched by length."""
    out = torch.zeros(len(lists), encoder.words.embedding_dim)
    order = sorted(range(len(lists)), key=lambda i: len(lists[i]))
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * len(lists[order[stop]]) <= most_tokens:
            stop += 1
        rows = order[start:stop]
        out[rows] = encoder.pooled(*batch([lists[i] for i in rows]))
        start = stop
    return out
