"""How common Italian words are -> ../words.tsv, by which the program tells a mistyped word from one that it merely has not met

    python3 words.py --counts it-words-50k.txt.gz --headwords lexicon-it-en.json.gz [--out ../words.tsv]

Words are folded (lower case, no accents) and those that become the same are counted together; each line has a class c and
the words seen 2^c times in a thousand million words, or up to twice as often. Headwords of a dictionary that were not seen
often enough have the class UNSEEN: subtitles lack the words of the law. Deterministic, one second; needs Python alone.
"""

import argparse
import gzip
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

LEAST = 100  # times
UNSEEN = 8


def fold(word):
    bare = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in bare if not unicodedata.combining(c))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--counts", required=True, help="word and count, separated by a space, one a line")
    args.add_argument("--headwords", required=True, help="a JSON object whose keys are words")
    args.add_argument("--out", default="../words.tsv")
    args = args.parse_args()
    counts = Counter()
    total = 0
    for line in gzip.open(args.counts, "rt", encoding="utf-8"):
        word, count = line.split()
        total += int(count)
        if re.fullmatch("[a-z]{2,}", fold(word)):
            counts[fold(word)] += int(count)
    classes = defaultdict(list)
    for word, count in counts.items():
        if count >= LEAST:
            classes[int(math.log2(count / total * 1e9))].append(word)
    seen = {word for words in classes.values() for word in words}
    headwords = {fold(word) for word in json.load(gzip.open(args.headwords))}
    classes[UNSEEN] = [word for word in headwords - seen if re.fullmatch("[a-z]{4,}", word)]
    head = (
        "# How common Italian words are: a class c, then the folded words seen 2^c times in a thousand million words of subtitles, or up\n"
        "# to twice as often; class 8: words of a dictionary that were not. Made by models/training/words.py from FrequencyWords (Hermit\n"
        "# Dave, OpenSubtitles 2018) and Wiktionary's Italian entries. CC BY-SA 4.0.\n"
    )
    rows = [f"{c}\t{' '.join(sorted(words))}\n" for c, words in sorted(classes.items(), reverse=True)]
    Path(args.out).write_text(head + "".join(rows), encoding="utf-8")
    print(sum(map(len, classes.values())), "words in", len(classes), "classes")


if __name__ == "__main__":
    main()
