"""Dense retrieval of the sheets' own questions, as a training run sees it.

    python3 probe.py --model DIR [--corpus ../../corpus]

Each held-out ask is put to an index of every other ask and every passage, held-out asks of other passages included;
a passage scores as its best point. Versions of the same rule count as one. Printed: recall at 1 and 5, with n,
for works that were trained on and for those held out whole, if the run held any out.
"""

import argparse
import json

import bert
import sheets
import torch

MOST = 192


def points(passages):
    """Texts of all points and, for each, the number of its rule (work and anchor, versions together)."""
    rules, texts, owner, asked = {}, [], [], []
    for passage in passages:
        rule = rules.setdefault((passage.work, passage.anchor), len(rules))
        texts.append(f"{passage.title}\n{passage.text}")
        owner.append(rule)
        asked.append(False)
        for ask in passage.asks:
            texts.append(ask)
            owner.append(rule)
            asked.append(True)
    return texts, torch.tensor(owner), asked


def recall(vectors, texts, owner, queries):
    """Recall at 1 and 5 of each query's rule, with every point of the same text hidden."""
    at = {1: 0, 5: 0}
    count = int(owner.max()) + 1
    for q in queries:
        scores = vectors @ vectors[q]
        same = [i for i in range(len(texts)) if texts[i] == texts[q]]
        scores[same] = -1
        best = torch.full((count,), -1.0).scatter_reduce(0, owner, scores, "amax")
        place = int((best > best[owner[q]]).sum())
        for k in at:
            at[k] += place < k
    n = max(1, len(queries))
    return {"n": len(queries), "r@1": round(at[1] / n, 4), "r@5": round(at[5] / n, 4)}


def measure(encoder, raw, passages):
    """The figures for held-out asks of works in each part."""
    texts, owner, asked = points(passages)
    vectors = bert.embed(encoder.eval(), bert.tokens(raw, texts, MOST))
    parts = {}
    where = iter(range(len(texts)))
    for passage in passages:
        next(where)
        for ask in passage.asks:
            n = next(where)
            if sheets.held_out(ask):
                parts.setdefault(sheets.part(passage.work), []).append(n)
    return {part: recall(vectors, texts, owner, queries) for part, queries in sorted(parts.items())}


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--model", required=True)
    args.add_argument("--corpus", default="../../corpus")
    args = args.parse_args()
    encoder, raw = bert.load(args.model)
    print(json.dumps(measure(encoder, raw, sheets.read(args.corpus))))


if __name__ == "__main__":
    main()
