-- The device's draft store. Every row of a draft belongs to an account ("server team user"); '' is nobody's yet: written
-- before any sign-in. Values are JSON; a stamp is its text form.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL DEFAULT 0,
    user_id TEXT,
    updated_at INTEGER,
    edited_at INTEGER NOT NULL,
    -- Values that were replaced before the server ever heard of them: they belong in its history. NULL: none.
    past TEXT,
    -- The server begins anew (it was restored from a backup, say), and has not yet said what it holds of this draft.
    unverified INTEGER NOT NULL DEFAULT 0 CHECK (unverified IN (0, 1)),
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_past ON drafts (account, id) WHERE past IS NOT NULL;
CREATE INDEX drafts_unverified ON drafts (account, id) WHERE unverified = 1;

CREATE TABLE draft_groups (
    account TEXT NOT NULL,
    draft_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What the server is known to hold.
    confirmed_value TEXT,
    confirmed_stamp TEXT,
    confirmed_author TEXT,
    -- Counts local edits; never goes down.
    generation INTEGER NOT NULL DEFAULT 0,
    last_sent TEXT,
    -- A newer local value with its clocks and base. These rows are the outbox: there is no other.
    dirty TEXT,
    -- The run of this device's values that the confirmed one belongs to, while it may go on.
    run TEXT,
    PRIMARY KEY (account, draft_id, name),
    FOREIGN KEY (account, draft_id) REFERENCES drafts (account, id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_groups_run ON draft_groups (account, draft_id) WHERE run IS NOT NULL;
CREATE INDEX draft_groups_dirty ON draft_groups (account, draft_id) WHERE dirty IS NOT NULL;

CREATE TABLE draft_history (
    number INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    draft_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    stamp TEXT,
    author TEXT,
    replaced_at INTEGER NOT NULL,
    FOREIGN KEY (account, draft_id) REFERENCES drafts (account, id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

CREATE INDEX draft_history_of ON draft_history (account, draft_id, number);

-- Rows of draft_groups that a version could not read and had to overwrite, as they were.
CREATE TABLE unreadable_groups (
    number INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    draft_id TEXT NOT NULL,
    name TEXT NOT NULL,
    confirmed_value TEXT,
    dirty TEXT,
    FOREIGN KEY (account, draft_id) REFERENCES drafts (account, id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
