-- What `copilot sync` remembers of each official source between two runs; the texts are in `versions`.
CREATE TABLE sources (
    id            TEXT PRIMARY KEY,        -- as in corpus/sources.toml
    url           TEXT NOT NULL,           -- the address that the validators are about
    etag          TEXT,
    last_modified TEXT,
    checked_at    TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    why           TEXT NOT NULL,
    read_at       TEXT                     -- when a text of it was last published
);

-- Texts that came and look wrong: one for each source, until a person approves or the source sends a good one.
CREATE TABLE sources_waiting (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL,                -- JSON of corpus::Version
    dated    BOOLEAN NOT NULL,             -- does the text say from when it holds?
    doubts   TEXT NOT NULL,                -- JSON list, in Italian
    since    TEXT NOT NULL
);
