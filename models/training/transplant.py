"""Domain words as whole tokens: each starts at the mean of the teacher's vectors of the pieces of its English gloss.

    python3 transplant.py --init DIR --teacher DIR --out DIR [--lexicon lexicon.tsv]

A word that the base already has as one token keeps its number and gets the new start too: «ambito» is here a district,
not a field. Vocabulary transplant by translation, as the base encoder was made (see the data card in README.md).
"""

import argparse
import json
import unicodedata
from pathlib import Path

import bert
import torch

SHARE = 0.7
"""Weight of the gloss for a word that the base knows: what it learnt is not thrown away."""


def entries(path):
    """(word as the tokenizer sees it, gloss) by line; raises ValueError naming a bad line."""
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 2 or not all(p.strip() for p in parts) or " " in parts[0]:
            raise ValueError(f"{path}, line {number}: expected one word, a tab and its gloss")
        plain = "".join(c for c in unicodedata.normalize("NFD", parts[0].lower()) if not unicodedata.combining(c))
        yield plain, parts[1]


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--init", required=True)
    args.add_argument("--teacher", required=True)
    args.add_argument("--out", required=True)
    args.add_argument("--lexicon", default="lexicon.tsv")
    args = args.parse_args()
    encoder, _ = bert.load(args.init)
    teacher, english = bert.load(args.teacher)
    out = Path(args.out)
    tokenizer = json.loads((Path(args.init) / "tokenizer.json").read_text())
    vocabulary = tokenizer["model"]["vocab"]
    rows, added, moved = [encoder.words.weight.data], 0, 0
    for word, gloss in entries(args.lexicon):
        pieces = english.encode(gloss, add_special_tokens=False).ids
        start = teacher.words.weight.data[pieces].mean(0)
        if word in vocabulary:
            row = vocabulary[word]
            table = rows[0] if row < len(rows[0]) else None
            if table is not None:
                table[row] = SHARE * start + (1 - SHARE) * table[row]
                moved += 1
            continue
        vocabulary[word] = len(vocabulary)
        rows.append(start[None])
        added += 1
    table = torch.cat(rows)
    assert len(table) == len(vocabulary)
    encoder.words = torch.nn.Embedding.from_pretrained(table, freeze=False)
    config = json.loads((Path(args.init) / "config.json").read_text())
    config["vocab_size"] = len(table)
    bert.save(encoder, args.init, out)
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))
    (out / "config.json").write_text(json.dumps(config, indent=1))
    print(json.dumps({"added": added, "moved": moved, "vocabulary": len(table)}))


if __name__ == "__main__":
    main()
