-- The text of a document handed in, by itself: a row is written whole when its state changes, and whoever has an answer to keep
-- waits for that.
CREATE TABLE upload_documents (
    upload   TEXT PRIMARY KEY REFERENCES uploads (id) ON DELETE CASCADE,
    document TEXT NOT NULL              -- JSON of corpus::Version
);
INSERT INTO upload_documents (upload, document) SELECT id, document FROM uploads;
ALTER TABLE uploads DROP COLUMN document;
