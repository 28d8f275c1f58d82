"""Distillation: an Italian sentence is drawn to the vector that the English teacher gives to its translation.

    python3 distil.py targets --pairs en-it-pairs.tsv.gz --teacher DIR --init DIR --out anchors.npz
    python3 distil.py train --init DIR --targets anchors.npz --out DIR [--minutes 20]

`targets` keeps sentences of 6 words and more, drops interface strings (tldr, mozilla, io-app: measured to hurt
retrieval), and joins consecutive sentences of running texts into passages. Loss of `train`: 5 (1 - cos) + 0.5 softmax
in the batch at temperature .05, as in multilingual distillation (Reimers and Gurevych 2020) with in-batch negatives.
"""

import argparse
import gzip
import json
import random
import time

import bert
import numpy as np
import torch
import torch.nn.functional as F

DROPPED = {"tldr", "mozilla-www", "io-app"}
RUNNING = {"gnome-docs", "react", "privacyguides", "tramitit", "spid-cie", "ntrex", "flores", "digikam"}
JOINED = 4


def pairs(path):
    """(English, Italian) sentences, then the joined passages."""
    single, runs, run = [], [], []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            source, english, italian = line.rstrip("\n").split("\t")
            if source in DROPPED:
                continue
            if len(italian.split()) >= 6 or source == "tatoeba":
                single.append((english, italian))
            if source in RUNNING and len(italian.split()) >= 5:
                run.append((english, italian))
                if len(run) == JOINED:
                    runs.append((" ".join(e for e, _ in run), " ".join(i for _, i in run)))
                    run = []
    return single + runs


def targets(args):
    rows = pairs(args.pairs)
    teacher, english = bert.load(args.teacher)
    started = time.time()
    vectors = bert.embed(teacher.eval(), bert.tokens(english, [e for e, _ in rows], 160))
    ids = bert.tokens(bert.tokenizer(args.init), [i for _, i in rows], 160)
    held = np.empty(len(ids), dtype=object)
    held[:] = ids
    np.savez(args.out, ids=held, vectors=vectors.numpy().astype(np.float16))
    print(json.dumps({"pairs": len(rows), "s": round(time.time() - started)}))


def batches(lengths, most, rng):
    """Numbers in batches of about `most` tokens, of like length, in random order."""
    order = list(range(len(lengths)))
    rng.shuffle(order)
    out = []
    for start in range(0, len(order), 4096):
        batch = []
        for n in sorted(order[start : start + 4096], key=lambda n: lengths[n]):
            if batch and ((len(batch) + 1) * lengths[n] > most or len(batch) >= 96):
                out.append(batch)
                batch = []
            batch.append(n)
        out.append(batch)
    rng.shuffle(out)
    return out


def train(args):
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    encoder, _ = bert.load(args.init)
    data = np.load(args.targets, allow_pickle=True)
    ids, goals = [list(i) for i in data["ids"]], data["vectors"]
    words = encoder.words.weight
    rest = [p for p in encoder.parameters() if p is not words]
    encoder.words.sparse = True
    slow = torch.optim.AdamW(rest, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.0)
    quick = torch.optim.SparseAdam([words], lr=args.lr_words, betas=(0.9, 0.98))
    started, step, seen, recent = time.time(), 0, 0, []
    encoder.train()
    done = False
    while not done:
        for batch in batches([len(i) for i in ids], 1600, rng):
            spent = (time.time() - started) / (60 * args.minutes)
            if spent >= 1:
                done = True
                break
            scale = min(1.0, (step + 1) / 60) * max(0.02, 1 - spent)
            slow.param_groups[0]["lr"], quick.param_groups[0]["lr"] = args.lr * scale, args.lr_words * scale
            tokens, mask = bert.batch([ids[n] for n in batch])
            goal = torch.from_numpy(goals[batch].astype(np.float32))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = encoder(tokens, mask)
            ours = bert.pool(hidden.float(), mask)
            cosine = (ours * goal).sum(1).mean()
            loss = 5 * (1 - cosine)
            if len(batch) > 8:
                twins = (goal @ goal.T > 0.98) & ~torch.eye(len(batch), dtype=torch.bool)
                scores = (ours @ goal.T / 0.05).masked_fill(twins, -1e4)
                loss = loss + 0.5 * F.cross_entropy(scores, torch.arange(len(batch)))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(rest, 1.0)
            for optimiser in (slow, quick):
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            step, seen = step + 1, seen + len(batch)
            recent = [*recent[-99:], cosine.item()]
            if step % 200 == 0:
                line = {"step": step, "epoch": round(seen / len(ids), 2), "cos": round(sum(recent) / len(recent), 4)}
                print(json.dumps(line | {"s": round(time.time() - started)}), flush=True)
    bert.save(encoder, args.init, args.out)


def main():
    top = argparse.ArgumentParser(description=__doc__)
    kinds = top.add_subparsers(required=True)
    make = kinds.add_parser("targets")
    for name in ("--pairs", "--teacher", "--init", "--out"):
        make.add_argument(name, required=True)
    make.set_defaults(run=targets)
    run = kinds.add_parser("train")
    for name in ("--init", "--targets", "--out"):
        run.add_argument(name, required=True)
    run.add_argument("--minutes", type=float, default=20)
    run.add_argument("--lr", type=float, default=1e-4)
    run.add_argument("--lr-words", type=float, default=5e-4)
    run.add_argument("--seed", type=int, default=1)
    run.set_defaults(run=train)
    args = top.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
