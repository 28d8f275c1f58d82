-- What the material has for a gap: the verdict on it, computed, with what it rests on. The last one only.
CREATE TABLE gap_evidence (
    gap        TEXT PRIMARY KEY REFERENCES gaps (id) ON DELETE CASCADE,
    need       TEXT NOT NULL,              -- missing, not_retrieved, partial, outdated, conflicting, local, out_of_scope
    generation TEXT NOT NULL,              -- that was asked
    wordings   INTEGER NOT NULL,           -- different ones that the gap had then
    at         TEXT NOT NULL,
    evidence   TEXT NOT NULL               -- JSON of gaps::Evidence
);
CREATE INDEX gap_evidence_need ON gap_evidence (need);
