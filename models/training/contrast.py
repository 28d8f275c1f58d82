"""Contrastive stage: an ask is drawn to the other asks of its passage and to the passage, away from all others.

    python3 contrast.py --init DIR --out DIR [--measuring] [--anchor FILE.npz] [--epochs N]

Loss: softmax over the batch with several positives (supervised contrastive, Khosla et al. 2020, eq. 2), temperature
.05. Hard negatives: a batch is made of groups of neighbouring passages, by the mean vector of their asks, found again
at each epoch. Versions of the same rule are never each other's negatives. `--anchor` mixes in general sentences with
the vectors they should keep (`distil.py` makes the file), so that what is not in the corpus is not forgotten.
Resumable: the state after each epoch is kept in `--out`; the same seed gives the same order.
"""

import argparse
import json
import random
import time
from pathlib import Path

import bert
import numpy as np
import probe
import sheets
import torch
import torch.nn.functional as F

TEMPERATURE = 0.05
GROUP = 8
ASKS = 8


def batches(passages, vectors, size, rng):
    """Lists of passage numbers: groups of neighbours, put together at random."""
    left = list(range(len(passages)))
    rng.shuffle(left)
    free = torch.ones(len(passages), dtype=torch.bool)
    groups = []
    for seed in left:
        if not free[seed]:
            continue
        near = (vectors @ vectors[seed]).masked_fill(~free, -2)
        near[seed] = 2
        group = near.topk(min(GROUP, int(free.sum()))).indices
        free[group] = False
        groups.append(group.tolist())
    rng.shuffle(groups)
    flat = [n for group in groups for n in group]
    # Even parts: a batch of one passage has nothing to be told from.
    count = -(-len(flat) // size)
    return [flat[len(flat) * n // count : len(flat) * (n + 1) // count] for n in range(count)]


def loss_of(vectors, owners, rules, queries):
    """Mean over the queries of -log softmax of each positive. A point is positive when it has the same passage; points
    of another version of the same rule are left out."""
    scores = vectors[:queries] @ vectors.T / TEMPERATURE
    same = owners[:queries, None] == owners[None, :]
    skipped = (rules[:queries, None] == rules[None, :]) & ~same
    itself = torch.eye(len(vectors), dtype=torch.bool)[:queries]
    scores = scores.masked_fill(skipped | itself, -1e4)
    log = scores - scores.logsumexp(1, keepdim=True)
    positive = (same & ~itself).float()
    return -((log * positive).sum(1) / positive.sum(1).clamp(min=1)).mean()


def rate(step, total, warm=30):
    return min(1.0, (step + 1) / warm) * max(0.03, 1 - step / total)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--init", required=True)
    args.add_argument("--out", required=True)
    args.add_argument("--corpus", default="../../corpus")
    args.add_argument("--measuring", action="store_true", help="hold out the dev and test works whole")
    args.add_argument("--anchor")
    args.add_argument("--anchor-weight", type=float, default=2.0)
    args.add_argument("--epochs", type=int, default=12)
    args.add_argument("--size", type=int, default=64)
    args.add_argument("--lr", type=float, default=8e-5)
    args.add_argument("--lr-words", type=float, default=5e-4)
    args.add_argument("--dropout", type=float, default=0.15, help="share of a question's tokens left out")
    args.add_argument("--most", type=int, default=128, help="tokens of a passage")
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    encoder, raw = bert.load(args.init)
    everything = sheets.read(args.corpus)
    passages = [p for p in everything if not args.measuring or sheets.part(p.work) == "train"]
    asks = [bert.tokens(raw, [a for a in p.asks if not sheets.held_out(a)], 64) for p in passages]
    bodies = bert.tokens(raw, [f"{p.title}\n{p.text}" for p in passages], args.most)
    numbers = {}
    rules = [numbers.setdefault((p.work, p.anchor), len(numbers)) for p in passages]
    anchor = np.load(args.anchor, allow_pickle=True) if args.anchor else None
    anchored = [list(ids) for ids in anchor["ids"]] if args.anchor else []

    words = encoder.words.weight
    rest = [p for p in encoder.parameters() if p is not words]
    encoder.words.sparse = True
    slow = torch.optim.AdamW(rest, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01)
    quick = torch.optim.SparseAdam([words], lr=args.lr_words, betas=(0.9, 0.98))
    total = args.epochs * -(-len(passages) // args.size)
    out, step, first = Path(args.out), 0, 0
    state = out / "state.pt"
    if state.exists():
        kept = torch.load(state, weights_only=False)
        encoder.load_state_dict(kept["encoder"])
        slow.load_state_dict(kept["slow"])
        quick.load_state_dict(kept["quick"])
        step, first = kept["step"], kept["epoch"]
        rng.setstate(kept["rng"])
    print(json.dumps({"passages": len(passages), "asks": sum(map(len, asks)), "steps": total}), flush=True)
    started = time.time()
    for epoch in range(first, args.epochs):
        encoder.eval()
        flat = bert.embed(encoder, [a for group in asks for a in group])
        owner = torch.tensor([n for n, group in enumerate(asks) for _ in group])
        mean = torch.zeros(len(passages), flat.shape[1]).index_add_(0, owner, flat)
        losses = []
        encoder.train()
        for rows in batches(passages, F.normalize(mean, dim=1), args.size, rng):
            chosen = [(n, ids) for n in rows for ids in rng.sample(asks[n], min(ASKS, len(asks[n])))]
            shown = rng.sample(rows, len(rows) // 2)
            questions = [thinned(ids, args.dropout, rng) for _, ids in chosen]
            vectors = torch.cat([encoded(encoder, questions), encoded(encoder, [bodies[n] for n in shown])])
            owners = torch.tensor([n for n, _ in chosen] + shown)
            told = torch.tensor([rules[n] for n in owners.tolist()])
            loss = loss_of(vectors, owners, told, len(chosen))
            if anchored:
                picked = [rng.randrange(len(anchored)) for _ in range(48)]
                target = torch.from_numpy(anchor["vectors"][picked].astype(np.float32))
                kept = 1 - (encoded(encoder, [anchored[n] for n in picked]) * target).sum(1).mean()
                loss = loss + args.anchor_weight * kept
            for optimiser, peak in ((slow, args.lr), (quick, args.lr_words)):
                optimiser.param_groups[0]["lr"] = peak * rate(step, total)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(rest, 1.0)
            for optimiser in (slow, quick):
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            step += 1
            losses.append(loss.item())
        line = {"epoch": epoch + 1, "loss": round(sum(losses) / len(losses), 4), "s": round(time.time() - started)}
        if anchored:
            line["anchor"] = round(kept.item(), 4)
        if (epoch + 1) % 6 == 0 or epoch + 1 == args.epochs:
            line["recall"] = probe.measure(encoder, raw, everything)
            bert.save(encoder, args.init, out)
        print(json.dumps(line), flush=True)
        out.mkdir(parents=True, exist_ok=True)
        torch.save(
            {
                "encoder": encoder.state_dict(),
                "slow": slow.state_dict(),
                "quick": quick.state_dict(),
                "step": step,
                "epoch": epoch + 1,
                "rng": rng.getstate(),
            },
            state,
        )


def encoded(encoder, lists, most=1600):
    """Unit vectors, in the order given; texts of like length go together, so that little is computed on padding."""
    order = sorted(range(len(lists)), key=lambda n: len(lists[n]))
    parts, start = [], 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * len(lists[order[stop]]) <= most:
            stop += 1
        ids, mask = bert.batch([lists[n] for n in order[start:stop]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = encoder(ids, mask)
        parts.append(bert.pool(hidden.float(), mask))
        start = stop
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


def thinned(ids, share, rng):
    """The question without some of its tokens: it must be known by more than one word."""
    kept = [i for i in ids[1:-1] if rng.random() >= share]
    return [ids[0], *(kept or ids[1:-1]), ids[-1]]


if __name__ == "__main__":
    main()
