-- What a list of documents handed in shows, without reading their texts.
ALTER TABLE uploads ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';  -- of the file
