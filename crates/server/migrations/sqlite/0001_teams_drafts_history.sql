-- Teams, their people and sign-ins, their drafts and what those drafts once held.
-- Identifiers are text: UUIDs with hyphens, device ids as 16 lower-case hexadecimal digits, so that text order is
-- numeric order. Times are milliseconds since 1970 UTC.

CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch    TEXT NOT NULL
) STRICT;

CREATE TABLE teams (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL COLLATE NOCASE UNIQUE,
    -- Counts the team's effective changes in commit order.
    seq        INTEGER NOT NULL DEFAULT 0,
    -- Server time of the last of them: after a restart the server's time does not begin before it.
    changed_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE users (
    team_id       TEXT NOT NULL REFERENCES teams (id),
    id            TEXT NOT NULL,
    -- In lower case.
    email         TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    PRIMARY KEY (team_id, id)
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the token. The token itself is never stored.
    token_hash  BLOB PRIMARY KEY,
    team_id     TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    device      TEXT NOT NULL,
    device_name TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id)
) STRICT;
CREATE INDEX sessions_of_a_user ON sessions (team_id, user_id);

CREATE TABLE drafts (
    team_id       TEXT NOT NULL REFERENCES teams (id),
    id            TEXT NOT NULL,
    -- Who started it.
    user_id       TEXT NOT NULL,
    -- Counts its effective changes.
    rev           INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    last_modified INTEGER NOT NULL,
    -- The team's counter at its last effective change.
    seq           INTEGER NOT NULL,
    PRIMARY KEY (team_id, id)
) STRICT;

CREATE TABLE draft_groups (
    team_id      TEXT NOT NULL,
    draft_id     TEXT NOT NULL,
    name         TEXT NOT NULL,
    -- JSON.
    value        TEXT NOT NULL,
    stamp_millis INTEGER NOT NULL,
    stamp_device TEXT NOT NULL,
    author       TEXT NOT NULL,
    rev          INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    PRIMARY KEY (team_id, draft_id, name),
    FOREIGN KEY (team_id, draft_id) REFERENCES drafts (team_id, id)
) STRICT;
-- What a team changed, in commit order. Groups, not drafts: a reader that stopped between two changes of one draft would
-- otherwise miss the earlier one.
CREATE INDEX groups_in_commit_order ON draft_groups (team_id, seq, draft_id);

-- Values that do not stand: replaced ones, and ones that arrived too late to ever stand.
CREATE TABLE draft_history (
    team_id      TEXT NOT NULL,
    draft_id     TEXT NOT NULL,
    stamp_millis INTEGER NOT NULL,
    stamp_device TEXT NOT NULL,
    name         TEXT NOT NULL,
    value        TEXT NOT NULL,
    author       TEXT NOT NULL,
    replaced_at  INTEGER NOT NULL,
    PRIMARY KEY (team_id, draft_id, stamp_millis, stamp_device, name),
    FOREIGN KEY (team_id, draft_id) REFERENCES drafts (team_id, id)
) STRICT;
