-- Texts are immutable and addressed by content; the catalogue says which of them are wanted now.
CREATE TABLE versions (
    sha256     TEXT PRIMARY KEY,           -- of the version as stored below
    key        TEXT NOT NULL,              -- work~valid_from
    document   TEXT NOT NULL,              -- JSON of corpus::Version
    created_at TEXT NOT NULL
);

CREATE TABLE catalogue (
    key        TEXT PRIMARY KEY,
    sha256     TEXT NOT NULL REFERENCES versions (sha256),
    collection TEXT NOT NULL,              -- 'starter' or what the administrator named
    updated_at TEXT NOT NULL
);

CREATE TABLE generations (
    id         TEXT PRIMARY KEY,
    manifest   TEXT NOT NULL,
    created_at TEXT NOT NULL
);

-- One row: the pointer. History is what rollback reads.
CREATE TABLE published (
    seq        INTEGER PRIMARY KEY,
    generation TEXT NOT NULL REFERENCES generations (id),
    at         TEXT NOT NULL
);

-- What a text became under an encoder, so that an unchanged passage keeps its vectors.
CREATE TABLE vectors (
    encoder    TEXT NOT NULL,
    text_hash  TEXT NOT NULL,
    vector     BLOB NOT NULL,              -- f32, little endian
    PRIMARY KEY (encoder, text_hash)
);

CREATE TABLE answers (
    id         TEXT PRIMARY KEY,
    answer     TEXT NOT NULL,              -- JSON, question redacted
    verdict    TEXT NOT NULL,
    confidence REAL NOT NULL,
    generation TEXT NOT NULL,
    at         TEXT NOT NULL
);
CREATE INDEX answers_at ON answers (at);

CREATE TABLE feedback (
    id         TEXT PRIMARY KEY,
    answer_id  TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    useful     INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    note       TEXT NOT NULL,              -- redacted
    at         TEXT NOT NULL
);
