#!/usr/bin/env python3
"""Converts a BERT encoder from floating-point safetensors to int8, one scale per row. Needs only numpy.

    python3 models/convert.py INPUT_DIR OUTPUT_DIR [SCORER_DIR]

INPUT_DIR holds model.safetensors (F16 or F32), tokenizer.json and config.json, as any BERT export does; SCORER_DIR, if
given, scorer.safetensors. OUTPUT_DIR receives model.int8.safetensors (and scorer.int8.safetensors) and copies of the
other two; what was there is overwritten.
The same input gives the same bytes each time.

* A tensor of two dimensions becomes I8 of the same shape, plus `<name>.scale`, F32, one number per row:
  weight[r][c] = int8[r][c] * scale[r], with scale[r] = max |weight[r]| / 127, rounded half to even.
* Any other tensor becomes F32.
* Tensors that mean pooling does not need (pooler, position_ids) are left out.

It prints the size, the rounding error and the `[model.files.*]` tables to put in manifest.toml.
"""

import hashlib
import json
import shutil
import struct
import sys
from pathlib import Path

import numpy as np

DTYPES = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4"), "I8": np.dtype("i1")}
FILES = {"weights": "model.int8.safetensors", "tokenizer": "tokenizer.json", "config": "config.json"}
SCORER = "scorer.int8.safetensors"
UNUSED = ("pooler.", "embeddings.position_ids")


def read(path):
    """Every tensor of a safetensors file, as float32, without the `bert.` prefix that some exports add."""
    raw = path.read_bytes()
    (length,) = struct.unpack_from("<Q", raw)
    header = json.loads(raw[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        name = name.removeprefix("bert.")
        if name.startswith(UNUSED):
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = np.frombuffer(raw[start:end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).astype(np.float32)
    return tensors


def quantise(weight):
    """float32 [rows, columns] -> int8 of the same shape and float32 [rows]; a row of zeros gets scale 1."""
    peak = np.abs(weight).max(axis=1)
    scale = np.where(peak > 0, peak / np.float32(127), np.float32(1)).astype(np.float32)
    rounded = np.rint(weight / scale[:, None])
    return np.clip(rounded, -127, 127).astype(np.int8), scale


def convert(tensors):
    """The tensors to write, and the largest and mean rounding error relative to the row's peak."""
    out, errors = {}, []
    for name, tensor in tensors.items():
        if tensor.ndim != 2:
            out[name] = tensor
            continue
        out[name], out[name + ".scale"] = quantise(tensor)
        error = np.abs(out[name] * out[name + ".scale"][:, None] - tensor)
        errors.append(error / (out[name + ".scale"][:, None] * 127))
    return out, max(e.max() for e in errors), float(np.mean(np.concatenate([e.ravel() for e in errors])))


def write(path, tensors):
    """A safetensors file: F32 first, so that every tensor is aligned; then by name, so that bytes repeat."""
    names = sorted(tensors, key=lambda name: (tensors[name].dtype != np.float32, name))
    header, offset = {}, 0
    for name in names:
        tensor = tensors[name]
        dtype = "F32" if tensor.dtype == np.float32 else "I8"
        end = offset + tensor.nbytes
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in names:
            file.write(tensors[name].astype(tensors[name].dtype.newbyteorder("<")).tobytes())


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: convert.py INPUT_DIR OUTPUT_DIR [SCORER_DIR]")
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    tensors, worst, mean = convert(read(source / "model.safetensors"))
    write(target / FILES["weights"], tensors)
    for role in ("tokenizer", "config"):
        shutil.copyfile(source / FILES[role], target / FILES[role])
    print(f"# rounding error / largest weight of its row: worst {worst:.5f}, mean {mean:.5f}")
    files = dict(FILES)
    if len(sys.argv) == 4:
        write(target / SCORER, convert(read(Path(sys.argv[3]) / "scorer.safetensors"))[0])
        files["scorer"] = SCORER
    for role, name in files.items():
        raw = (target / name).read_bytes()
        sha256 = hashlib.sha256(raw).hexdigest()
        print(f'\n[model.files.{role}]\nname = "{name}"\nbytes = {len(raw)}\nsha256 = "{sha256}"')


if __name__ == "__main__":
    main()
