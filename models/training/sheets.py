"""The starter corpus as training data: passages, their asks, and what is held out.

Held out of training, always by hash, so that nobody chooses:
* one ask in eight (`held_out`): the sufficiency model is fitted and the encoder is measured on them;
* for a measuring run, one work in five, whole, with all its versions: half `dev`, half `test` (`part`).
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

HEADING = re.compile(r"^## +(.*?) *\{#([a-z0-9-]+)\} *$", re.M)


@dataclass
class Passage:
    """One passage of one version. `work`: id; `key`: work, version and anchor; `asks`: its questions."""

    work: str
    key: str
    anchor: str
    area: str
    title: str
    text: str
    asks: list[str]
    facts: list[str]


def _byte(text):
    return hashlib.sha256(text.encode()).digest()[0]


def held_out(ask):
    """True for one ask in eight, by the first byte of its sha256. `src/evals` uses the same rule."""
    return _byte(ask) % 8 == 0


def part(work):
    """`train`, `dev` or `test`, by the work's id: 80, 10 and 10 per cent."""
    share = _byte("work:" + work) % 10
    return "test" if share == 0 else "dev" if share == 1 else "train"


def read(folder):
    """Every passage of `corpus/`, in the order of the file names."""
    out = []
    for path in sorted(Path(folder).glob("*/*.md")):
        _, front, body = path.read_text().split("+++", 2)
        sheet = tomllib.loads(front)
        headings = list(HEADING.finditer(body))
        for here, after in zip(headings, headings[1:] + [None]):
            anchor = here[2]
            text = body[here.end() : after.start() if after else None].strip()
            told = sheet["passage"][anchor]
            key, area = f"{path.stem}#{anchor}", path.parent.name
            out.append(Passage(sheet["id"], key, anchor, area, here[1], text, told["asks"], told.get("facts", [])))
    return out
