-- Texts that must not be cited any more, whichever generation answers (also one gone back to). Rows are only added: the
-- last one of a text says how it stands, the last one of all says whether a process has heard of everything.
CREATE TABLE withdrawals (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    key    TEXT NOT NULL,                  -- work~valid_from
    sha256 TEXT NOT NULL,                  -- of the file that the version was read from
    barred INTEGER NOT NULL,               -- 1 withdrawn, 0 wanted again
    at     TEXT NOT NULL
);
