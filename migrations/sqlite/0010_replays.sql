-- The questions of gaps asked again on a generation. Whoever is killed in the middle leaves rows that say how far it came.
CREATE TABLE replays (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    generation TEXT NOT NULL,
    state      TEXT NOT NULL,              -- 'running', 'done', 'superseded'
    whole      INTEGER NOT NULL,           -- 1 = all gaps, 0 = those named
    done       INTEGER NOT NULL,           -- questions asked
    total      INTEGER NOT NULL,
    closed     INTEGER NOT NULL,           -- gaps
    reopened   INTEGER NOT NULL,
    at         TEXT NOT NULL,
    ended_at   TEXT
);
-- One at a time, whatever the processes.
CREATE UNIQUE INDEX replays_running ON replays (state) WHERE state = 'running';

-- The gaps of a replay. No reference to gaps: grouping anew may take one away meanwhile.
CREATE TABLE replay_gaps (
    seq      INTEGER PRIMARY KEY,
    replay   TEXT NOT NULL REFERENCES replays (id),
    gap      TEXT NOT NULL,
    wordings INTEGER NOT NULL,             -- of the gap; when more than its questions here, these are a sample
    outcome  TEXT,                         -- none = not decided; 'kept', 'closed', 'reopened', 'gone'
    passed   INTEGER NOT NULL,
    UNIQUE (replay, gap)
);
CREATE INDEX replay_gaps_gap ON replay_gaps (gap);

-- One row for each wording of a gap in a replay.
CREATE TABLE replay_questions (
    replay   TEXT NOT NULL REFERENCES replays (id),
    gap      TEXT NOT NULL,
    hash     TEXT NOT NULL,                -- of its wording
    question TEXT NOT NULL,                -- redacted
    as_of    TEXT,                         -- none = the day of the replay
    useless  TEXT NOT NULL,                -- JSON list: what was quoted to someone whom it did not help
    verdict  TEXT,                         -- none = not asked yet
    text     TEXT NOT NULL,                -- of the answer
    cited    TEXT NOT NULL,                -- JSON list of gaps::replay::Quoted; once decided, what counts comes first
    passed   INTEGER,                      -- none = not decided
    at       TEXT,
    PRIMARY KEY (replay, gap, hash)
);
CREATE INDEX replay_questions_gap ON replay_questions (gap);
CREATE INDEX replay_questions_hash ON replay_questions (hash);

-- The generation on which the questions of a gap were last found answered.
ALTER TABLE gaps ADD COLUMN closed_on TEXT;
