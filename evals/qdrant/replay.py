"""Puts to Qdrant's own engine what our double of it was asked, and compares the answers.

    QDRANT_RECORD=/tmp/record.jsonl cargo test --test it qdrant::a_server_keeps_the_contract
    pip install qdrant-edge-py==0.9.0        # the engine of the server as a Python module; not a requirement of ours
    python3 evals/qdrant/replay.py /tmp/record.jsonl

Prints how many queries agree and the largest difference of a score; exits 1 if one does not. An answer agrees when it has
as many points, the scores at each place differ by rounding only, and points whose score is not within rounding of
the last one are the same.
"""

import json
import sys
import tempfile

import qdrant_edge as q

FIELDS = ["passage", "ask", "from", "to", "tier", "measures", "latest"]
BATCH = 256


def condition(written):
    if "key" not in written:
        return filter_of(written)
    if "any" in written:
        return q.FieldCondition(written["key"], match=q.MatchAny(written["any"]))
    return q.FieldCondition(written["key"], range=q.RangeFloat(gt=written["gt"], lte=written["lte"]))


def filter_of(written):
    def some(name):
        return [condition(one) for one in written[name]] or None

    return q.Filter(must=some("must"), should=some("should"), must_not=some("must_not"))


def point(line):
    vector = {}
    if line["words"]:
        words = {int(term): weight for term, weight in line["words"].items()}
        vector["words"] = q.SparseVector(list(words), list(words.values()))
    if line["meaning"]:
        vector["meaning"] = line["meaning"]
    return q.Point(line["id"], vector, line["fields"])


def ask(shard, line):
    if line["using"] == "words":
        terms, weights = line["vector"]
        vector = q.SparseVector(terms, weights)
    else:
        vector = line["vector"]
    request = q.QueryRequest(
        limit=line["limit"],
        query=q.Query.Nearest(vector, line["using"]),
        filter=filter_of(line["filter"]) if line["filter"] else None,
        params=q.SearchParams(exact=True),
    )
    return [(found.id, found.score) for found in shard.query(request)]


def rounding(score):
    return 1e-5 * max(1.0, abs(score))


def disagreement(ours, theirs):
    """What is wrong, or None; and the largest difference of a score."""
    if len(ours) != len(theirs):
        return f"{len(ours)} points, {len(theirs)} by the engine", 0.0
    worst = max((abs(a[1] - b[1]) for a, b in zip(ours, theirs)), default=0.0)
    if any(abs(a[1] - b[1]) > rounding(a[1]) for a, b in zip(ours, theirs)):
        return f"scores differ by {worst}", worst
    # At the end of a list that was cut the engine may have taken others that score the same.
    floor = ours[-1][1] + rounding(ours[-1][1]) if ours else 0.0
    sure = [{point for point, score in side if score > floor} for side in (ours, theirs)]
    return (None if sure[0] == sure[1] else "other points"), worst


def main():
    lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    points = {line["id"]: line for line in lines if "id" in line}
    queries = [line for line in lines if "using" in line]
    dimensions = len(next(line["meaning"] for line in points.values()))
    config = q.EdgeConfig(
        vectors={"meaning": q.EdgeVectorParams(dimensions, q.Distance.Dot)},
        sparse_vectors={"words": q.EdgeSparseVectorParams()},
    )
    with tempfile.TemporaryDirectory() as folder:
        shard = q.EdgeShard.create(folder, config)
        for field in FIELDS:
            shard.update(q.UpdateOperation.create_field_index(field, q.PayloadSchemaType.Integer))
        made = [point(line) for line in points.values()]
        for start in range(0, len(made), BATCH):
            shard.update(q.UpdateOperation.upsert_points(made[start : start + BATCH]))
        held = shard.count(q.CountRequest(exact=True))
        wrong, worst, found = 0, 0.0, 0
        for line in queries:
            ours = [tuple(pair) for pair in line["answer"]]
            why, most = disagreement(ours, ask(shard, line))
            worst, found = max(worst, most), found + len(ours)
            if why:
                wrong += 1
                print(f"{why}: {json.dumps({k: line[k] for k in ('using', 'filter', 'limit')})}")
        print(f"{held} points of {len(points)}; {len(queries) - wrong} of {len(queries)} queries agree")
        print(f"{found} points in the answers; largest difference of a score {worst:.1e}")
    sys.exit(1 if wrong or held != len(points) else 0)


if __name__ == "__main__":
    main()
