-- Generations that were ordered: what publishing each would change, who ordered it, how it ended.
CREATE TABLE drafts (
    generation TEXT PRIMARY KEY REFERENCES generations (id),
    state      TEXT NOT NULL,              -- 'waiting', 'published', 'superseded', 'discarded'
    ordered_by TEXT NOT NULL,              -- JSON list of names; none = the program itself
    ordered_at TEXT NOT NULL,
    accepted   TEXT NOT NULL,              -- JSON list of works whose losses were ordered by name
    preview    TEXT NOT NULL,              -- JSON of app::Preview
    before     TEXT NOT NULL               -- JSON: the catalogue and the decision to go back to if it is discarded
);

-- Who let a draft answer, and over which checks. Rows are only added.
CREATE TABLE approvals (
    seq        INTEGER PRIMARY KEY,
    generation TEXT NOT NULL REFERENCES generations (id),
    name       TEXT NOT NULL,              -- as declared; empty = not said
    note       TEXT NOT NULL,
    despite    TEXT NOT NULL,              -- JSON list of the checks that had failed
    at         TEXT NOT NULL
);

-- Files that someone handed in, read and not yet part of the material, or what became of them.
CREATE TABLE uploads (
    id         TEXT PRIMARY KEY,
    file       TEXT NOT NULL,
    document   TEXT NOT NULL,              -- JSON of corpus::Version
    warnings   TEXT NOT NULL,              -- JSON list, in Italian
    state      TEXT NOT NULL,              -- 'received', 'building', 'published', 'waiting', 'failed'
    generation TEXT,
    why        TEXT NOT NULL,              -- of a failure, in Italian
    at         TEXT NOT NULL
);
