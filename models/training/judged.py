"""The scorer's second stage: pairs of a question and a passage that the program had found for it, judged one by one.

    python3 judged.py --encoder DIR --init SCORER --out DIR [--judged FILE…] [--again FILE…] [--epochs 4]

Goes on from `scorer.py`'s state, or from the scorer that is shipped (`restore.py`), with questions of which passages were judged
(`--judged`) and each epoch a quarter of those that it knows from before (`--again`), less one question in four (`held_out`), on
some of which it is measured: does a passage answer (1), a part (0.4), or not (0)? Each batch has some asks and near misses of the first stage beside, so that
these are not unlearnt. Loss: the logistic loss of each pair, and half a softmax over a question's passages when one of them
answers. Resumable: the state after each epoch is kept in `--out`; the same seed gives the same order.
"""

import argparse
import hashlib
import json
import random
import time
from pathlib import Path

import bert
import scorer as first
import sheets
import torch
import torch.nn.functional as F

TARGET = {"answers": 1.0, "partial": 0.4, "neither": 0.0}
"""Probability aimed at."""


def held_out(question):
    """True for one question in four, by the first byte of its sha256. `src/evals` uses the same rule."""
    return hashlib.sha256(question.encode()).digest()[0] % 4 == 0


def read(path, passages, raw, encoder):
    """Questions with tokens, vector and (passage, target) pairs."""
    numbers = {p.key.replace("#", "~"): n for n, p in enumerate(passages)}
    rows = [json.loads(line) for line in Path(path).read_text().splitlines()]
    ids = first.questions(raw, [row["question"] for row in rows])
    vectors = bert.embed(encoder, ids)
    for row, i, vector in zip(rows, ids, vectors):
        row["ids"], row["vector"] = i, vector
        row["pairs"] = [(numbers[key], want) for name, want in TARGET.items() for key in row[name]]
    return rows


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--encoder", required=True)
    args.add_argument("--init", required=True)
    args.add_argument("--out", required=True)
    args.add_argument("--corpus", default="../../corpus")
    args.add_argument("--near", default="../../evals/near-misses.jsonl")
    args.add_argument("--judged", nargs="+", default=["../../evals/judged.jsonl"])
    args.add_argument("--again", nargs="*", default=[])
    args.add_argument("--layers", type=int, default=6)
    args.add_argument("--epochs", type=int, default=4)
    args.add_argument("--size", type=int, default=16, help="judged questions in a batch")
    args.add_argument("--asks", type=int, default=6, help="asks in a batch")
    args.add_argument("--misses", type=int, default=3, help="near misses in a batch")
    args.add_argument("--measured", type=int, default=400, help="held-out questions by which it is measured, at most")
    args.add_argument("--lr", type=float, default=5e-5)
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    dice = torch.Generator().manual_seed(args.seed)
    encoder, raw = bert.load(args.encoder)
    encoder.eval()
    passages = sheets.read(args.corpus)
    numbers = {}
    rules = [numbers.setdefault((p.work, p.anchor), len(numbers)) for p in passages]
    facts = [set(p.facts) for p in passages]
    ask_of, sentence_of, asks, sentences, vectors = first.groups(passages, encoder, raw)
    of_passage = [[] for _ in passages]
    for at, (n, _) in enumerate(sentence_of):
        of_passage[n].append(at)
    missed = [row for row in first.misses(args.near, passages, raw, encoder) if not row[3]]
    of = lambda paths: [row for path in paths for row in read(path, passages, raw, encoder)]
    rows, known = of(args.judged), of(args.again)
    seen = [row for row in rows if not held_out(row["question"])]
    known = [row for row in known if not held_out(row["question"])]
    kept = [row for row in rows if held_out(row["question"])][: args.measured]
    model = first.Scorer(encoder, args.layers)
    out, begin, step = Path(args.out), 0, 0
    out.mkdir(parents=True, exist_ok=True)
    weights = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01)
    state = out / "state.pt"
    if state.exists():
        told = torch.load(state, weights_only=False)
        model.load_state_dict(told["scorer"])
        optimiser.load_state_dict(told["optimiser"])
        begin, step = told["epoch"], told["step"]
        rng.setstate(told["rng"])
        dice.set_state(told["dice"])
    else:
        first.resume(model, Path(args.init))
    sees = first.Sight(passages, rules, facts, ask_of, of_passage, asks, sentences, vectors)
    owner = [n for n, _ in ask_of]
    per = -(-(len(seen) + len(known) // 4) // args.size)
    started = time.time()
    print(json.dumps({"epoch": begin} | measured(model, sees, kept, out)), flush=True)
    for epoch in range(begin, args.epochs):
        order = seen + rng.sample(known, len(known) // 4)
        rng.shuffle(order)
        sees.hide(dice)
        model.train()
        losses = []
        for start in range(0, len(order), args.size):
            pairs, targets, groups = [], [], []
            for row in order[start : start + args.size]:
                nearest = nearest_asks(sees, row["vector"])
                question = first.thinned(row["ids"], rng)
                groups.append((len(pairs), len(pairs) + len(row["pairs"])))
                for n, want in row["pairs"]:
                    pairs.append(sees.pair(question, row["vector"], n, int(nearest[n]), rng))
                    targets.append(want)
            for q in rng.sample(range(len(ask_of)), args.asks):
                right, wrong = sees.look(vectors[0][q], owner[q], q)
                question = first.thinned(asks[q], rng)
                shown = [right, *rng.sample(wrong[: first.DEPTH], min(1, len(wrong)))]
                groups.append((len(pairs), len(pairs) + len(shown)))
                for n, at in shown:
                    pairs.append(sees.pair(question, vectors[0][q], n, at, rng))
                    targets.append(float(n == right[0]))
            for n, ids, vector, _ in rng.sample(missed, args.misses):
                (_, at), _ = sees.look(vector, n)
                pairs.append(sees.pair(first.thinned(ids, rng), vector, n, at, rng))
                targets.append(0.0)
            logits, wanted = first.scored(model, pairs), torch.tensor(targets)
            loss = F.binary_cross_entropy_with_logits(logits, wanted, reduction="sum")
            for a, b in groups:
                right = wanted[a:b] == 1
                if right.any() and not right.all():
                    loss = loss - torch.logsumexp(F.log_softmax(logits[a:b], 0)[right], 0) / 2
            loss = loss / args.size
            rate = args.lr * min(1.0, (step + 1) / 30) * max(0.02, 1 - step / (per * args.epochs))
            losses.append(first.stepped(loss, (optimiser, weights), rate))
            step += 1
            first.told((step, per * args.epochs), losses, started)
        print(json.dumps({"epoch": epoch + 1} | measured(model, sees, kept, out)), flush=True)
        first.save(model, out)
        kept_state = {"scorer": model.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}
        torch.save(kept_state | {"step": step, "rng": rng.getstate(), "dice": dice.get_state()}, state)


def nearest_asks(sees, vector):
    """Of each passage, where its nearest ask shown stands; -1 where none is."""
    scores = (sees.vectors[0] @ vector).masked_fill(~sees.shown, -1.5)
    return first.scatter_max(scores, sees.owner, len(sees.passages))[1]


@torch.no_grad()
def measured(model, sees, kept, out):
    """On held-out judged questions, all asks shown: AUROC of passages that answer against those that do not, by the scorer and
    by the cosine of their nearest ask. The logits are left in `held.json`."""
    model.eval()
    hidden = sees.shown.clone()
    sees.shown[:] = True
    pairs, told, cosines = [], [], []
    for row in kept:
        nearest = nearest_asks(sees, row["vector"])
        for n, want in row["pairs"]:
            at = int(nearest[n])
            pairs.append(sees.pair(row["ids"], row["vector"], n, at))
            cosines.append(float(sees.vectors[0][at] @ row["vector"]) if at >= 0 else 0.0)
            told.append((row["id"], sees.passages[n].key.replace("#", "~"), want))
    logits = first.scored(model, pairs).tolist()
    sees.shown[:] = hidden
    model.train()
    (out / "held.json").write_text(json.dumps([[*t, round(logit, 4)] for t, logit in zip(told, logits)]))
    of = lambda values, target: [v for v, t in zip(values, told) if t[2] == target]
    return {
        "questions": len(kept),
        "answer": len(of(logits, 1.0)),
        "do_not": len(of(logits, 0.0)),
        "auroc": round(first.auroc(of(logits, 1.0), of(logits, 0.0)), 4),
        "auroc_by_cosine": round(first.auroc(of(cosines, 1.0), of(cosines, 0.0)), 4),
    }


if __name__ == "__main__":
    main()
