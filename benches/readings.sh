#!/usr/bin/env bash
# What the scorer's readings cost: CPU of `copilot batch` on the dev questions with the bundled models and with a copy of them whose
# manifest lacks the scorer, in turn, start included. COPILOT_DATA must hold a generation with vectors.
# Usage: benches/readings.sh [rounds]   (needs target/release/copilot, or COPILOT, and python3)
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r models "$scratch/models"
python3 - "$scratch" <<'PY'
import json, re, sys
manifest = sys.argv[1] + "/models/manifest.toml"
text = open(manifest).read()
without = re.sub(r"\[model\.files\.scorer\][^\[]*", "", text)
assert without != text, "the manifest names no scorer"
open(manifest, "w").write(without)
items = [json.loads(line) for line in open("evals/questions.jsonl")]
dev = [json.dumps({"id": item["id"], "question": item["question"]}) for item in items if item["split"] == "dev"]
open(sys.argv[1] + "/in.jsonl", "w").write("\n".join(dev) + "\n")
print(f"{len(dev)} questions")
PY
TIMEFORMAT='%R s, CPU %U s'
for _ in $(seq "${1:-2}"); do
  for models in models "$scratch/models"; do
    printf '%s: ' "$([ "$models" = models ] && echo 'with the scorer' || echo 'without')"
    time "${COPILOT:-target/release/copilot}" --models "$models" batch -o "$scratch/out.jsonl" "$scratch/in.jsonl" 2>"$scratch/log"
  done
done
