-- Topics that may not be cited for a time, for instance after a court ruling. Rows are only added: the last one of a topic says
-- how it stands, the last one of all says whether a process has heard of everything.
CREATE TABLE holds (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    topic  TEXT NOT NULL,
    held   INTEGER NOT NULL,               -- 1 from now on, 0 released
    reason TEXT NOT NULL,                  -- redacted; told to whoever asks; of a release, its note
    role   TEXT NOT NULL,
    who    TEXT NOT NULL,                  -- pseudonym, may be empty
    day    TEXT NOT NULL,
    at     TEXT NOT NULL
);

-- With which key people are named in each period. A key goes when nothing that it named is kept any more.
CREATE TABLE pseudonym_keys (
    start TEXT PRIMARY KEY,                -- first day
    until TEXT NOT NULL,                   -- first day after
    key   BLOB NOT NULL
);

-- What is known of a question beside its answer.
ALTER TABLE answers ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN measures TEXT NOT NULL DEFAULT '[]';
ALTER TABLE answers ADD COLUMN tenant TEXT;
ALTER TABLE answers ADD COLUMN asker TEXT;                    -- pseudonym
ALTER TABLE answers ADD COLUMN sign TEXT NOT NULL DEFAULT ''; -- of a gap, and of which kind; '' = none
CREATE INDEX answers_sign ON answers (sign) WHERE sign <> '';

ALTER TABLE observations ADD COLUMN at TEXT NOT NULL DEFAULT '';
ALTER TABLE observations ADD COLUMN reason TEXT NOT NULL DEFAULT '';  -- why it was of no use
-- 1 = the last sign of an asker whose pseudonym was taken away: people are still counted, and nobody is named.
ALTER TABLE observations ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
CREATE INDEX observations_asker ON observations (asker) WHERE asker IS NOT NULL;

-- Who was told that a gap of theirs is closed.
CREATE TABLE news_seen (
    gap   TEXT NOT NULL REFERENCES gaps (id) ON DELETE CASCADE,
    asker TEXT NOT NULL,                   -- pseudonym
    at    TEXT NOT NULL,
    PRIMARY KEY (gap, asker)
);

-- Feedback goes with its answer.
CREATE INDEX feedback_answer ON feedback (answer_id);
