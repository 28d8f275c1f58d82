"""Words that sound like a question which published material cannot answer -> ../marks.tsv

    python3 marks.py [--corpus ../../corpus] [--out ../marks.tsv] [--testing]

Logistic regression over words and pairs of words (folded, each once, over the square root of their number), on marks.jsonl
and on every fifth known question of the corpus as further questions that are answered. With --testing the third writer is
left out of the fit and measured; nothing is written. Deterministic: full-batch L-BFGS on convex loss. Some ten seconds.
"""

import argparse
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import sheets
import torch

LEAST = 3  # questions that hold a term
RIDGE = 0.1  # penalty on the squared weights, summed losses
SMALL = 0.1  # weights under it are left out of the file


def terms(question):
    folded = unicodedata.normalize("NFD", question.lower().replace("’", "'"))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"\w+", folded)
    return set(words) | {f"{a} {b}" for a, b in zip(words, words[1:])}


def matrix(questions, index):
    """Sparse rows; known terms only, each row of length 1."""
    rows, columns, values = [], [], []
    for n, question in enumerate(questions):
        known = [index[t] for t in sorted(terms(question)) if t in index]
        rows += [n] * len(known)
        columns += known
        values += [len(known) ** -0.5] * len(known)
    size = (len(questions), len(index))
    return torch.sparse_coo_tensor([rows, columns], values, size, dtype=torch.float64, check_invariants=True).coalesce()


def fit(questions, outside):
    counts = Counter(t for q in questions for t in terms(q))
    index = {t: n for n, t in enumerate(sorted(t for t, c in counts.items() if c >= LEAST))}
    x, y = matrix(questions, index), torch.tensor(outside, dtype=torch.float64)
    weights = torch.zeros(len(index), dtype=torch.float64, requires_grad=True)
    intercept = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    solver = torch.optim.LBFGS([weights, intercept], max_iter=500, history_size=20, line_search_fn="strong_wolfe")

    def loss():
        solver.zero_grad()
        logits = torch.sparse.mm(x, weights[:, None])[:, 0] + intercept
        value = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, reduction="sum")
        value = value + RIDGE * (weights**2).sum()
        value.backward()
        return value

    solver.step(loss)
    return index, weights.detach(), float(intercept.detach())


def auroc(positive, negative):
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return float(wins) / max(1, len(positive) * len(negative))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=Path("../../corpus"))
    parser.add_argument("--out", type=Path, default=Path("../marks.tsv"))
    parser.add_argument("--testing", action="store_true")
    args = parser.parse_args()
    written = [json.loads(line) for line in open("marks.jsonl", encoding="utf-8")]
    asks = [ask for passage in sheets.read(args.corpus) for ask in passage.asks][::5]
    held = [w for w in written if args.testing and w["writer"] == 3]
    used = [w for w in written if w not in held]
    outside = [float(w["kind"] != "answerable") for w in used] + [0.0] * len(asks)
    index, weights, intercept = fit([w["question"] for w in used] + asks, outside)
    if args.testing:
        scores = torch.sparse.mm(matrix([w["question"] for w in held], index), weights[:, None])[:, 0]
        of = lambda kind: [float(s) for s, w in zip(scores, held) if w["kind"] == kind]
        inside = of("answerable")
        for kind in ("local", "future", "personal", "other"):
            print(kind, {"n": len(of(kind)), "against": len(inside), "auroc": round(auroc(of(kind), inside), 3)})
        return
    kept = [(t, w) for t, w in ((t, float(weights[n])) for t, n in index.items()) if abs(w) >= SMALL]
    with open(args.out, "w", encoding="utf-8") as out:
        out.write("# Words and pairs of words, and how much each sounds like a question that published material cannot answer.\n")
        out.write(f"# Made by models/training/marks.py from {len(used)} written and {len(asks)} known questions.\n")
        out.write(f"\t{intercept:.4f}\n")
        out.writelines(f"{t}\t{w:.4f}\n" for t, w in sorted(kept))
    print({"terms": len(kept), "questions": len(used) + len(asks)})


if __name__ == "__main__":
    main()
