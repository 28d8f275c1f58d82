#!/usr/bin/env bash
# Measures the program that ships, on this machine, over loopback, bounded in count: time to first answer on an empty data
# folder, build of the vectors, cold start with a built index, stages of an answer, answers per second, memory.
# Usage: benches/service.sh [questions per run]   (needs target/release/copilot, curl, python3)
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
copilot=target/release/copilot
count=${1:-200}
scratch=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
base=http://127.0.0.1:$port
server=
trap '[ -n "$server" ] && kill -TERM "$server" 2>/dev/null; rm -rf "$scratch"' EXIT

now() { date +%s.%N; }
since() { python3 -c "import sys; print(f'{float(sys.argv[2]) - float(sys.argv[1]):.2f}')" "$1" "$(now)"; }
start() { "$copilot" --data "$scratch/data" serve --listen "127.0.0.1:$port" 2>>"$scratch/log" & server=$!; }
stop() { kill -TERM "$server"; wait "$server" || true; server=; }
until_ready() { until curl -sf "$base/readyz" >"$scratch/ready"; do sleep 0.05; done; }
until_hybrid() { until curl -sf "$base/readyz" | grep -q '"search":"hybrid"'; do sleep 0.2; done; }

begin=$(now); start; until_ready
echo "first answers by words after (s): $(since "$begin")"
until_hybrid
echo "vectors of the whole corpus built after (s): $(since "$begin"), passages: $(python3 -c "import json;print(json.load(open('$scratch/ready'))['passages'])")"
stop
begin=$(now); start; until_ready
echo "cold start with a built index, to ready (s): $(since "$begin")"
until_hybrid

python3 - "$base" "$count" "$server" <<'PY'
import concurrent.futures, json, statistics, sys, time, urllib.request
base, count, pid = sys.argv[1], int(sys.argv[2]), sys.argv[3]
items = [json.loads(line) for line in open("evals/questions.jsonl")]
questions = [item["question"] for item in items if item["split"] == "dev"]
def ask(n):
    body = json.dumps({"question": questions[n % len(questions)]}).encode()
    request = urllib.request.Request(base + "/v1/answers", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)["timings_ms"]
for n in range(10):
    ask(n)
stages = [ask(n) for n in range(count)]
for stage in ("redact", "find", "draft", "verify", "total"):
    values = sorted(row[stage] for row in stages)
    print(f"{stage}: median {statistics.median(values):.2f} ms, p95 {values[int(len(values) * .95)]:.2f} ms (n={count}, one at a time)")
begin = time.time()
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    list(pool.map(ask, range(count)))
print(f"answers per second with 2 askers: {count / (time.time() - begin):.1f} (n={count})")
rows = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if line.startswith("Vm"))
print(f"memory: {int(rows['VmRSS'].split()[0]) // 1024} MiB now, {int(rows['VmHWM'].split()[0]) // 1024} MiB at most")
PY
