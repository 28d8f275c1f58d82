-- A version may be wanted by several collections: an administrator's own wins over the starter's and stays.
CREATE TABLE catalogue_next (
    collection TEXT NOT NULL,              -- 'starter' or what the administrator named
    key        TEXT NOT NULL,
    sha256     TEXT NOT NULL REFERENCES versions (sha256),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (collection, key)
);
INSERT INTO catalogue_next (collection, key, sha256, updated_at)
    SELECT collection, key, sha256, updated_at FROM catalogue;
DROP TABLE catalogue;
ALTER TABLE catalogue_next RENAME TO catalogue;

-- Works of the starter that an administrator does not want.
CREATE TABLE withdrawn (
    work TEXT PRIMARY KEY,
    at   TEXT NOT NULL
);

-- How the pointer came to a generation ('publish', 'switch', 'back'), and for which corpus and encoder that was decided:
-- a generation gone back to stays until one of them changes.
ALTER TABLE published ADD COLUMN how TEXT NOT NULL DEFAULT 'publish';
ALTER TABLE published ADD COLUMN corpus TEXT NOT NULL DEFAULT '';
ALTER TABLE published ADD COLUMN encoder TEXT NOT NULL DEFAULT '';
