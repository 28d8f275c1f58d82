-- Needs that answers have met, topic by topic and tier by tier. A need is told by the passage that was cited for it: first among
-- those of its tier, whatever its version.
CREATE TABLE covered (
    topic   TEXT NOT NULL,
    tier    TEXT NOT NULL,
    work    TEXT NOT NULL,
    locator TEXT NOT NULL,
    n       INTEGER NOT NULL,              -- answers
    PRIMARY KEY (topic, tier, work, locator)
);
