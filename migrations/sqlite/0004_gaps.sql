-- A need that the material does not meet, or does not meet well: what its questions are kept under.
CREATE TABLE gaps (
    id         TEXT PRIMARY KEY,
    title      TEXT NOT NULL,              -- one of its questions, cleaned
    terms      TEXT NOT NULL,              -- JSON list of key terms
    topic      TEXT NOT NULL,              -- most frequent among its questions; '' = none
    state      TEXT NOT NULL,
    version    INTEGER NOT NULL,           -- grows with each transition: two reviewers cannot overwrite each other
    office     TEXT NOT NULL,              -- to whom it is assigned; '' = nobody
    tier       TEXT NOT NULL,              -- which material is to answer it; '' = not said
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);

-- One sign of a gap. No author: a pseudonym at most, which rotates.
CREATE TABLE observations (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,       -- of the answer, of the answer and ':useless', or of an imported line
    gap        TEXT NOT NULL REFERENCES gaps (id),
    text       TEXT NOT NULL,              -- redacted
    hash       TEXT NOT NULL,              -- of its wording
    verdict    TEXT NOT NULL,              -- not_covered, uncertain, partial, local, useless or imported
    confidence REAL,
    generation TEXT NOT NULL,
    topic      TEXT NOT NULL,              -- '' = none
    measures   TEXT NOT NULL,              -- JSON list
    tenant     TEXT,
    asker      TEXT,
    day        TEXT NOT NULL,
    encoder    TEXT NOT NULL,              -- id of the encoder of the vector; '' = none
    vector     BLOB,                       -- f32, little endian
    found      TEXT NOT NULL               -- JSON list of passage marks and scores
);
CREATE INDEX observations_gap ON observations (gap);
CREATE INDEX observations_day ON observations (day);

CREATE TABLE gap_history (
    seq        INTEGER PRIMARY KEY,
    gap        TEXT NOT NULL REFERENCES gaps (id),
    from_state TEXT NOT NULL,              -- '' = it began
    to_state   TEXT NOT NULL,
    role       TEXT NOT NULL,
    who        TEXT NOT NULL,              -- pseudonym, may be empty
    note       TEXT NOT NULL,              -- redacted
    at         TEXT NOT NULL
);
CREATE INDEX gap_history_gap ON gap_history (gap);

-- How often each topic was asked about, with which verdict: the denominator of gaps.
CREATE TABLE asked (
    topic   TEXT NOT NULL,
    verdict TEXT NOT NULL,
    day     TEXT NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (topic, verdict, day)
);

-- Each time the questions were grouped anew: what is held in memory is read again.
CREATE TABLE regroupings (
    seq   INTEGER PRIMARY KEY,
    at    TEXT NOT NULL,
    moved INTEGER NOT NULL
);
