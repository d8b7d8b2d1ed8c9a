-- What people have to be told, how far the trash was emptied, and which installation goes by a device's id.

-- Up to this number of the team's counter drafts were forgotten: a device that has read less has to begin again.
ALTER TABLE teams ADD COLUMN purged_seq INTEGER NOT NULL DEFAULT 0;

-- One for each value that lost to one that was made without having seen it.
CREATE TABLE notices (
    team_id      TEXT NOT NULL,
    draft_id     TEXT NOT NULL,
    -- The value that lost, and its author, who is to be told.
    stamp_millis INTEGER NOT NULL,
    stamp_device TEXT NOT NULL,
    name         TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    value        TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('overwritten', 'revived', 'movedOn')),
    -- What won.
    their_name   TEXT NOT NULL,
    their_value  TEXT NOT NULL,
    their_millis INTEGER NOT NULL,
    their_device TEXT NOT NULL,
    their_author TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    -- Server time when the person dealt with it.
    settled_at   INTEGER,
    -- The team's counter when it was made, or dealt with.
    seq          INTEGER NOT NULL,
    PRIMARY KEY (team_id, draft_id, stamp_millis, stamp_device, name),
    FOREIGN KEY (team_id, draft_id) REFERENCES drafts (team_id, id)
) STRICT;
CREATE INDEX notices_of_a_user ON notices (team_id, user_id, seq);

CREATE TABLE devices (
    team_id TEXT NOT NULL REFERENCES teams (id),
    device  TEXT NOT NULL,
    install TEXT NOT NULL,
    PRIMARY KEY (team_id, device)
) STRICT;

CREATE INDEX groups_in_the_trash ON draft_groups (team_id, draft_id) WHERE name = 'trash' AND value = 'true';
