"""Reference vectors for the program's tests: the texts of the fixture, embedded in 64-bit arithmetic.

    python3 reference.py --model DIR --fixture ../../tests/fixtures/encoder-reference.json --name minilm-it-2

The fixture's texts stay; its vectors and token counts are written anew, one item a line.
"""

import argparse
import json
from pathlib import Path

import bert
import torch


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--model", required=True)
    args.add_argument("--fixture", required=True)
    args.add_argument("--name", required=True)
    args = args.parse_args()
    encoder, raw = bert.load(args.model)
    encoder = encoder.double().eval()
    path = Path(args.fixture)
    lines = []
    for item in json.loads(path.read_text())["items"]:
        ids = bert.tokens(raw, [item["text"]], 256)
        with torch.no_grad():
            vector = encoder.pooled(*bert.batch(ids))[0]
        told = {"text": item["text"], "tokens": len(ids[0]), "vector": [round(x, 6) for x in vector.tolist()]}
        lines.append(json.dumps(told, ensure_ascii=False))
    about = f"{args.name} before int8, computed in 64 bits by models/training/reference.py; max 256 tokens, mean, length 1"
    path.write_text('{"about":' + json.dumps(about) + ',\n"items":[\n' + ",\n".join(lines) + "\n]}\n")


if __name__ == "__main__":
    main()
