"""Back from what is shipped: the encoder and the scorer as floats, to go on training without the states of earlier runs.

    python3 restore.py ../minilm-it-2 --out DIR

Writes model.safetensors, scorer.safetensors (where there is a scorer), config.json and tokenizer.json. What int8 rounded
stays rounded.
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

FILES = {"model.int8.safetensors": "model.safetensors", "scorer.int8.safetensors": "scorer.safetensors"}


def floats(path):
    """Every tensor as float32: rows of int8 times their scale."""
    kept = load_file(path)
    names = [name for name in kept if not name.endswith(".scale")]
    scale = lambda name: kept[f"{name}.scale"][:, None] if f"{name}.scale" in kept else 1.0
    return {name: (kept[name].float() * scale(name)).contiguous() for name in names}


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("shipped", type=Path)
    args.add_argument("--out", type=Path, required=True)
    args = args.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for shipped, restored in FILES.items():
        if (args.shipped / shipped).exists():
            save_file(floats(args.shipped / shipped), args.out / restored)
    for name in ("tokenizer.json", "config.json"):
        shutil.copyfile(args.shipped / name, args.out / name)


if __name__ == "__main__":
    main()
