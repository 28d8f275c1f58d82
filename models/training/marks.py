"""Words that sound like a question which published material cannot answer -> ../marks.tsv

    python3 marks.py [--corpus ../../corpus] [--out ../marks.tsv] [--testing]

Five columns: how much a term makes a question sound like one that is not answered (for whatever reason), like one of the own
office's matters, like one of another field, like a judgement on a person, and like one about the future. The first is fitted without the fourth writer, whose national questions may be answered
or not. Logistic regression over words and pairs of words (folded, each once, over the square root of their number), on marks.jsonl
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
# Per column: the writers it is fitted on, the kinds that sound so, the kinds that teach nothing about it.
COLUMNS = {
    "outside": ((1, 2, 3), ("local", "future", "personal", "other"), ()),
    "local": ((1, 2, 3, 4), ("local",), ("neighbour",)),
    "other": ((1, 2, 3, 4), ("other",), ("neighbour",)),
    "personal": ((1, 2, 3, 4), ("personal",), ()),
    "future": ((1, 2, 3, 4), ("future",), ()),
}


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
    columns = []
    for column, (writers, kinds, left_out) in COLUMNS.items():
        known = [w for w in written if w["writer"] in writers and w["kind"] not in left_out]
        # The last writer of such questions.
        last = max(w["writer"] for w in known if w["kind"] in kinds)
        held = [w for w in known if args.testing and w["writer"] == last]
        used = [w for w in known if w not in held]
        outside = [float(w["kind"] in kinds) for w in used] + [0.0] * len(asks)
        index, weights, intercept = fit([w["question"] for w in used] + asks, outside)
        if args.testing:
            scores = torch.sparse.mm(matrix([w["question"] for w in held], index), weights[:, None])[:, 0]
            of = lambda kind: [float(s) for s, w in zip(scores, held) if w["kind"] == kind]
            inside = [float(s) for s, w in zip(scores, held) if w["kind"] not in kinds]
            for kind in kinds:
                told = {"n": len(of(kind)), "against": len(inside), "auroc": round(auroc(of(kind), inside), 3)}
                print(column, kind, told)
        columns.append((intercept, {t: float(weights[n]) for t, n in index.items()}, len(used)))
    if args.testing:
        return
    terms_kept = sorted({t for _, of, _ in columns for t, w in of.items() if abs(w) >= SMALL})
    with open(args.out, "w", encoding="utf-8") as out:
        out.write("# Words and pairs of words, and how much each sounds like a question that published material cannot answer, like one of the\n")
        out.write("# own office's matters, of another field, like a judgement on a person, like one about the future.\n")
        out.write(f"# Made by models/training/marks.py from {columns[0][2]} and {columns[1][2]} written and {len(asks)} known questions.\n")
        row = lambda term, values: out.write(term + "".join(f"\t{v:.4f}".replace("\t0.0000", "\t0") for v in values) + "\n")
        row("", [intercept for intercept, _, _ in columns])
        for term in terms_kept:
            values = [of.get(term, 0.0) for _, of, _ in columns]
            row(term, [v if abs(v) >= SMALL else 0.0 for v in values])
    print({"terms": len(terms_kept), "questions": [n + len(asks) for _, _, n in columns]})


if __name__ == "__main__":
    main()
