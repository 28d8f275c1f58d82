#!/usr/bin/env bash
# How much an ingestion slows the answers: questions arrive at a fixed rate, whether or not the ones before were answered, at
# rest and while 10,000 passages are built, checked and switched in; by another process (`copilot ingest`) and by the service
# itself (`service`: a document handed in). Words only unless ENCODER names one. A machine that others use is noisy: the load is told.
# `loop` ingests nothing: a program that only counts, at the same priority, tells what the machine itself adds.
# With an encoder most of the time goes into vectors: PASSAGES=1000 lets a round end within minutes.
# Usage: benches/publication.sh [command|service|loop] [rounds] [questions per second] [seconds at rest]
#        (needs curl, python3 and target/release/copilot, or COPILOT=path)
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
copilot=${COPILOT:-target/release/copilot}
scratch=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
server=
trap '[ -n "$server" ] && kill -TERM "$server" 2>/dev/null; rm -rf "$scratch"' EXIT

# Random text may take the place of an answer: here only the time matters.
printf 'data = "%s/data"\nlisten = "127.0.0.1:%s"\nencoder = "%s"\nlog = "warn"\n[publication]\nlost_answers = 10000\nmax_drop_percent = 100\n' "$scratch" "$port" "${ENCODER:-}" >"$scratch/copilot.toml"
"$copilot" --config "$scratch/copilot.toml" serve 2>"$scratch/log" & server=$!
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do sleep 0.2; done

python3 - "$copilot" "$scratch" "$port" "${1:-command}" "${2:-4}" "${3:-20}" "${4:-20}" <<'PY'
import concurrent.futures, json, os, random, statistics, subprocess, sys, threading, time, urllib.request
passages_new = int(os.environ.get("PASSAGES", 10000))
copilot, scratch, port, way, rounds, rate, rest = *sys.argv[1:5], *map(int, sys.argv[5:8])
base = f"http://127.0.0.1:{port}"
items = [json.loads(line) for line in open("evals/questions.jsonl")]
questions = [item["question"] for item in items if item["split"] == "dev"]
words = "comune sportello domanda nucleo contributo servizio termine ufficio modulo rata verifica minore assistente colloquio bando".split()

def call(path, body=None, kind="application/json"):
    request = urllib.request.Request(base + path, body, {"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)

def text(seed, sections):
    draw = random.Random(seed)
    parts = [f"# Regolamento {seed}\n"]
    for n in range(sections):
        said = " ".join(draw.choice(words) for _ in range(60))
        parts.append(f"## Articolo {n}\n\nL'articolo {seed}-{n} dice che {said}.\n")
    return "\n".join(parts)

def load(until):
    """Sends questions at the rate, until told to stop; milliseconds of each."""
    took, pool, begin, n = [], concurrent.futures.ThreadPoolExecutor(32), time.perf_counter(), 0
    def ask(due, question):
        try:
            call("/v1/answers", json.dumps({"question": question}).encode())
            took.append((time.perf_counter() - due) * 1000)
        except Exception as error:
            took.append(float("inf"))
            print("failed:", error)
    while not until():
        due = begin + n / rate
        time.sleep(max(0, due - time.perf_counter()))
        pool.submit(ask, due, questions[n % len(questions)])
        n += 1
    pool.shutdown(wait=True)
    return took

def told(name, took, seconds=None):
    took = sorted(took)
    at = lambda share: took[min(len(took) - 1, int(len(took) * share))]
    during = "" if seconds is None else f", {seconds:.1f} s"
    print(f"{name}: p50 {at(.5):.1f} ms, p95 {at(.95):.1f}, p99 {at(.99):.1f} (n={len(took)}{during})", flush=True)
    return took

def p99(took):
    return sorted(took)[min(len(took) - 1, int(len(took) * .99))]

def at_rest():
    end = time.time() + rest
    return load(lambda: time.time() > end)

def while_doing(work):
    thread = threading.Thread(target=work)
    begin = time.time()
    thread.start()
    took = load(lambda: not thread.is_alive())
    return took, time.time() - begin

def by_command(round):
    folder = f"{scratch}/mie"
    os.makedirs(folder, exist_ok=True)
    for n in range(100):
        with open(f"{folder}/regolamento-{n}.md", "w") as file:
            file.write(text(f"{round}-{n}", passages_new // 100))
    command = os.environ.get("WRAP", "").split() + [copilot, "--config", f"{scratch}/copilot.toml", "ingest", folder]
    return lambda: subprocess.run(command, check=True, capture_output=True)

def by_service(round):
    document = call("/v1/admin/documents?file=grande.md", text(f"grande-{round}", passages_new).encode(), "application/octet-stream")
    def work():
        fields = json.dumps({"valid_from": "2025-01-01"}).encode()
        call(f"/v1/admin/documents/{document['id']}/confirm", fields)
        while True:
            rows = call("/v1/admin/documents")["documents"]
            state = next(row["state"] for row in rows if row["id"] == document["id"])
            if state != "building":
                assert state == "published", state
                return
            time.sleep(0.5)
    return work

def by_loop(round):
    """No ingestion: what any program that computes costs the others of this machine."""
    loop = "import time\nend = time.time() + 6\nwhile time.time() < end: pass"
    return lambda: subprocess.run(["nice", "-n", "15", sys.executable, "-c", loop], check=True)

load_end = time.time() + 5
load(lambda: time.time() > load_end)
# The first round adds them; the others change each of them, so that the index has the same size before and after.
resting, ingesting = [], []
for round in range(rounds):
    work = {"command": by_command, "service": by_service, "loop": by_loop}[way](round)
    time.sleep(7)
    passages = call("/readyz")["passages"]
    before = told(f"{way} {round}: at rest, {passages} passages", at_rest())
    took, seconds = while_doing(work)
    during = told(f"{way} {round}: meanwhile", took, seconds)
    if round > 0:
        resting += before
        ingesting += during
if ingesting:
    told("all rounds but the first, at rest", resting)
    told("all rounds but the first, meanwhile", ingesting)
    print(f"p99 meanwhile, as against at rest: {p99(ingesting) / p99(resting):.2f}")
print("load of the machine:", os.getloadavg(), "cores:", os.cpu_count())
PY
