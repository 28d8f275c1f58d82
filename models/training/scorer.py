"""The scorer: does this passage answer this question? A small cross-encoder over what the search already has in hand.

    python3 scorer.py --encoder DIR --out DIR [--epochs 1] [--layers 6]

A pair is read as one text: the question, the passage's nearest known question, its title and text. The word
vectors are the encoder's, untouched, so that only the layers and the head are shipped beside it. `judged.py` goes on from
here with pairs that were judged. Positives: an ask and its own passage, seen without that ask and without half of the others, as a new question would meet it. Negatives: the
passages that the encoder ranks highest among those that state none of the same facts; and near misses
(`near-misses.jsonl`), questions written to look as if a passage answered them. Loss: softmax over one positive and its
negatives, plus the logistic loss of each pair, so that a score means the same from question to question.
Resumable: the state after each epoch is kept in `--out`; the same seed gives the same order.
"""

import argparse
import json
import random
import re
import time
from pathlib import Path

import bert
import numpy as np
import sheets
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

QUESTION, KNOWN, EVIDENCE = 64, 40, 112
"""Tokens of each part, special tokens included."""
ASKED_LAST = 48
"""Of a question too long, the tokens kept at its end: what a long story asks stands there."""
LONGEST = 420
"""Characters read of a passage: its nearest sentences that fit, in their order."""
DEPTH = 12
"""Wrong passages kept for each question, nearest first."""
HALVES = torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Are products in bfloat16 fast here? Where the processor has none they take eighteen times as long."""
SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[A-ZÀ-Ý«0-9-])|\n+")


class Scorer(nn.Module):
    """`forward(ids, mask)` -> logits float32 [n]: that the passage answers. Shares the encoder's embeddings, frozen."""

    def __init__(self, encoder, layers):
        super().__init__()
        self.base = encoder
        for parameter in encoder.parameters():
            parameter.requires_grad_(False)
        self.layers = nn.ModuleList(encoder.layers[:layers])
        for parameter in self.layers.parameters():
            parameter.requires_grad_(True)
        self.head = nn.Linear(encoder.words.weight.shape[1], 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids, mask):
        x = self.base.words(ids) + self.base.positions.weight[: ids.shape[1]] + self.base.types.weight[0]
        x = self.base.norm(x)
        keep = mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, keep)
        return self.head(x[:, 0].float())[:, 0]


def pair(question, known, evidence):
    """Token ids of a pair: three texts, each closed by the separator."""
    return [*question, *known[1:], *evidence[1:]]


def groups(passages, encoder, raw):
    """Per rule: tokens and vectors of its asks, sentences, and the facts it states (current versions and old alike)."""
    ask_of, sentence_of = [], []
    for n, p in enumerate(passages):
        ask_of += [(n, a) for a in p.asks if not sheets.held_out(a)]
        sentence_of += [(n, s.strip()) for s in SENTENCE.split(p.text) if len(s.strip()) > 20]
    asks = questions(raw, [a for _, a in ask_of])
    plain = bert.tokens(raw, [s for _, s in sentence_of], EVIDENCE)
    titles = bert.tokens(raw, [f"{p.title}:" for p in passages], EVIDENCE)
    sentences = titles, plain, [len(s) for _, s in sentence_of]
    vectors = bert.embed(encoder, asks), bert.embed(encoder, plain)
    return ask_of, sentence_of, asks, sentences, vectors


def questions(raw, texts):
    """Token ids of questions."""
    ids = bert.tokens(raw, texts, 256)
    return [i if len(i) <= QUESTION else i[: QUESTION - ASKED_LAST] + i[-ASKED_LAST:] for i in ids]


def scatter_max(scores, owner, count):
    """Largest score of each owner and where it stands."""
    best = torch.full((count,), -2.0).scatter_reduce(0, owner, scores, "amax")
    hit = scores == best[owner]
    at = torch.full((count,), -1, dtype=torch.long)
    at[owner[hit]] = hit.nonzero()[:, 0]
    return best, at


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--encoder", required=True)
    args.add_argument("--out", required=True)
    args.add_argument("--corpus", default="../../corpus")
    args.add_argument("--near", default="../../evals/near-misses.jsonl")
    args.add_argument("--layers", type=int, default=6)
    args.add_argument("--epochs", type=int, default=1)
    args.add_argument("--negatives", type=int, default=2)
    args.add_argument("--misses", type=int, default=4, help="near misses in a batch")
    args.add_argument("--size", type=int, default=24, help="questions in a batch")
    args.add_argument("--lr", type=float, default=1e-4)
    args.add_argument("--minutes", type=float, default=1e9, help="the decay ends after so many minutes")
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    dice = torch.Generator().manual_seed(args.seed)
    encoder, raw = bert.load(args.encoder)
    passages = sheets.read(args.corpus)
    numbers = {}
    rules = [numbers.setdefault((p.work, p.anchor), len(numbers)) for p in passages]
    facts = [set(p.facts) for p in passages]
    ask_of, sentence_of, asks, sentences, vectors = groups(passages, encoder.eval(), raw)
    owner = [n for n, _ in ask_of]
    of_passage = [[] for _ in passages]
    for at, (n, _) in enumerate(sentence_of):
        of_passage[n].append(at)
    fresh = held(passages, raw, encoder)
    near = misses(args.near, passages, raw, encoder)
    missed = [row for row in near if not row[3]]
    scorer = Scorer(encoder, args.layers)
    weights = [p for p in scorer.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01)
    per = -(-len(ask_of) // args.size)
    out, first, step = Path(args.out), 0, 0
    out.mkdir(parents=True, exist_ok=True)
    if (out / "state.pt").exists():
        kept = torch.load(out / "state.pt", weights_only=False)
        scorer.load_state_dict(kept["scorer"])
        optimiser.load_state_dict(kept["optimiser"])
        first, step = kept["epoch"], kept["step"]
        rng.setstate(kept["rng"])
        dice.set_state(kept["dice"])
    sees = Sight(passages, rules, facts, ask_of, of_passage, asks, sentences, vectors)
    started = time.time()
    for epoch in range(first, args.epochs):
        order = list(range(len(ask_of)))
        rng.shuffle(order)
        sees.hide(dice)
        losses = []
        scorer.train()
        for start in range(0, len(order), args.size):
            pairs, counts = [], []
            for q in order[start : start + args.size]:
                right, wrong = sees.look(vectors[0][q], owner[q], q)
                picked = rng.sample(wrong[:DEPTH], min(args.negatives, len(wrong)))
                question = thinned(asks[q], rng)
                shown = [sees.pair(question, vectors[0][q], n, at, rng) for n, at in [right, *picked]]
                pairs += shown
                counts.append(len(shown))
            answered = len(pairs)
            for n, ids, vector, _ in rng.sample(missed, min(args.misses, len(missed))):
                (_, at), _ = sees.look(vector, n)
                pairs.append(sees.pair(thinned(ids, rng), vector, n, at, rng))
            logits = scored(scorer, pairs)
            loss = F.softplus(logits[answered:]).sum()
            start_at = 0
            for count in counts:
                row = logits[start_at : start_at + count]
                truth = torch.zeros(count)
                truth[0] = 1
                loss = loss - F.log_softmax(row, 0)[0]
                loss = loss + F.binary_cross_entropy_with_logits(row, truth, reduction="sum") / 2
                start_at += count
            loss = loss / len(counts)
            spent = max(step / (per * args.epochs), (time.time() - started) / 60 / args.minutes)
            rate = args.lr * min(1.0, (step + 1) / 50) * max(0.02, 1 - spent)
            losses.append(stepped(loss, (optimiser, weights), rate))
            step += 1
            told((step, per * args.epochs), losses, started)
            if spent >= 1:
                break
        print(json.dumps({"epoch": epoch + 1} | measured(scorer, sees, fresh, near)), flush=True)
        save(scorer, out)
        torch.save(
            {
                "scorer": scorer.state_dict(),
                "optimiser": optimiser.state_dict(),
                "epoch": epoch + 1,
                "step": step,
                "rng": rng.getstate(),
                "dice": dice.get_state(),
            },
            out / "state.pt",
        )
        if time.time() - started > 60 * args.minutes:
            break


def stepped(loss, optimised, rate):
    """One step down the loss, which is returned; `optimised`: optimiser and weights."""
    optimiser, weights = optimised
    optimiser.param_groups[0]["lr"] = rate
    loss.backward()
    torch.nn.utils.clip_grad_norm_(weights, 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.item()


def told(step_of, losses, started):
    """Every fifty steps, a line about the last fifty."""
    step, of = step_of
    if step % 50 == 0:
        recent = sum(losses[-50:]) / len(losses[-50:])
        print(json.dumps({"step": step, "of": of, "loss": round(recent, 4), "s": round(time.time() - started)}), flush=True)


class Sight:
    """What a question would see of each passage, with part of the asks hidden."""

    def __init__(self, passages, rules, facts, ask_of, of_passage, asks, sentences, vectors):
        self.passages, self.rules, self.facts = passages, rules, facts
        self.owner = torch.tensor([n for n, _ in ask_of])
        self.of_passage, self.asks, self.sentences, self.vectors = of_passage, asks, sentences, vectors
        self.shown = torch.ones(len(ask_of), dtype=torch.bool)

    def hide(self, dice, share=0.5):
        self.shown = torch.rand(len(self.shown), generator=dice) > share

    def look(self, vector, own, itself=None):
        """The right passage and the wrong ones, best first, each as (passage, its nearest ask)."""
        scores = self.vectors[0] @ vector
        scores = scores.masked_fill(~self.shown, -1.5)
        if itself is not None:
            scores[itself] = -2
        best, at = scatter_max(scores, self.owner, len(self.passages))
        wrong = []
        for n in best.topk(40).indices.tolist():
            same = self.rules[n] == self.rules[own] or self.facts[n] & self.facts[own]
            if not same:
                wrong.append((n, int(at[n])))
        return (own, int(at[own])), wrong

    def pair(self, question, vector, n, at, rng=None):
        """Now and then without the known question: a passage may be found by its text alone."""
        bare = at < 0 or (rng is not None and rng.random() < 0.2)
        known = [question[0], question[-1]] if bare else cut(self.asks[at], KNOWN)
        titles, plain, long = self.sentences
        rows = self.of_passage[n]
        left, kept = LONGEST, []
        for row in (self.vectors[1][rows] @ vector).argsort(descending=True).tolist():
            if kept and long[rows[row]] > left:
                break
            left -= long[rows[row]]
            kept.append(row)
        text = [token for row in sorted(kept) for token in plain[rows[row]][1:-1]]
        return pair(question, known, cut([*titles[n][:-1], *text, titles[n][-1]], EVIDENCE))


def cut(ids, most):
    return ids if len(ids) <= most else ids[: most - 1] + ids[-1:]


def thinned(ids, rng, share=0.1):
    kept = [i for i in ids[1:-1] if rng.random() >= share]
    return [ids[0], *(kept or ids[1:-1]), ids[-1]]


def scored(scorer, pairs, most=3200):
    """Logits in the order given; pairs of like length go together."""
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n]))
    parts, start = [], 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * len(pairs[order[stop]]) <= most:
            stop += 1
        ids, mask = bert.batch([pairs[n] for n in order[start:stop]])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVES):
            parts.append(scorer(ids, mask).float())
        start = stop
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def held(passages, raw, encoder):
    """Held-out asks: tokens, vectors, passage."""
    rows = [(n, a) for n, p in enumerate(passages) for a in p.asks if sheets.held_out(a)]
    ids = questions(raw, [a for _, a in rows])
    return ids, bert.embed(encoder, ids), [n for n, _ in rows]


def misses(path, passages, raw, encoder):
    """Near misses: passage, tokens, vector, whether it is held out."""
    numbers = {p.key.replace("#", "~"): n for n, p in enumerate(passages)}
    rows = []
    for line in Path(path).read_text().splitlines():
        told = json.loads(line)
        rows += [(numbers[told["passage"]], text) for text in told["near"]]
    ids = questions(raw, [text for _, text in rows])
    vectors = bert.embed(encoder, ids)
    return [(n, i, v, sheets.held_out(text)) for (n, text), i, v in zip(rows, ids, vectors)]


@torch.no_grad()
def measured(scorer, sees, fresh, near, most=400):
    """On held-out asks: share of questions whose passage scores above the five nearest wrong ones, by cosine of the
    nearest ask and by the scorer; area under the curve of the right passages against all wrong ones, against the best
    wrong one of each question, and against the passages of held-out near misses (by cosine, too)."""
    scorer.eval()
    sees.shown[:] = True
    ids, vectors, owners = fresh
    rows = range(0, len(ids), max(1, len(ids) // most))
    first, before, positive, negative, top, nearness = [], [], [], [], [], []
    for q in rows:
        right, wrong = sees.look(vectors[q], owners[q])
        shown = [right, *wrong[:5]]
        logits = scored(scorer, [sees.pair(ids[q], vectors[q], n, at) for n, at in shown])
        cosines = [float(sees.vectors[0][at] @ vectors[q]) for _, at in shown]
        first.append(bool(logits[0] > logits[1:].max()))
        before.append(cosines[0] > max(cosines[1:]))
        positive.append(float(logits[0]))
        negative += logits[1:].tolist()
        top.append(float(logits[1:].max()))
        nearness.append(cosines[0])
    shown, far = [], []
    for n, ids_of, vector, out in near:
        if out:
            (_, at), _ = sees.look(vector, n)
            shown.append(sees.pair(ids_of, vector, n, at))
            far.append(float(sees.vectors[0][at] @ vector))
    miss = scored(scorer, shown).tolist()
    scorer.train()
    return {
        "n": len(first),
        "first_by_cosine": round(float(np.mean(before)), 3),
        "first": round(float(np.mean(first)), 3),
        "auroc": round(auroc(positive, negative), 3),
        "auroc_best_wrong": round(auroc(positive, top), 3),
        "near_n": len(miss),
        "auroc_near": round(auroc(positive, miss), 3),
        "auroc_near_by_cosine": round(auroc(nearness, far), 3),
    }


def resume(scorer, folder):
    """The weights of a run, or those of `scorer.safetensors` where there is no state of one."""
    if (folder / "state.pt").exists():
        scorer.load_state_dict(torch.load(folder / "state.pt", weights_only=False)["scorer"])
        return
    kept = load_file(folder / "scorer.safetensors")
    scorer.head.weight.data, scorer.head.bias.data = kept.pop("scorer.head.weight"), kept.pop("scorer.head.bias")
    layers = {}
    for name, tensor in kept.items():
        number, rest = name.removeprefix("scorer.layer.").split(".", 1)
        part, kind = rest.rsplit(".", 1)
        layers[f"{number}.{bert.NAMES[part]}.{kind}"] = tensor
    scorer.layers.load_state_dict(layers)


def auroc(positive, negative):
    a, b = np.array(positive), np.array(negative)
    return float(((a[:, None] > b[None]).mean() + (a[:, None] == b[None]).mean() / 2))


def save(scorer, out):
    """`scorer.safetensors`: the layers by their usual names, and the head."""
    names = {ours: theirs for theirs, ours in bert.NAMES.items()}
    state = {"scorer.head.weight": scorer.head.weight.data, "scorer.head.bias": scorer.head.bias.data}
    for name, tensor in scorer.layers.state_dict().items():
        number, part, kind = name.split(".")
        state[f"scorer.layer.{number}.{names[part]}.{kind}"] = tensor
    save_file({n: t.contiguous().clone() for n, t in state.items()}, Path(out) / "scorer.safetensors")


if __name__ == "__main__":
    main()
