-- What the person has to be told, and drafts that the server has forgotten.

-- The team deleted the draft so long ago that the server has forgotten it, and something here was not sent.
ALTER TABLE drafts ADD COLUMN purged INTEGER NOT NULL DEFAULT 0 CHECK (purged IN (0, 1));

-- A notice may come before the draft it speaks of: it refers to none.
CREATE TABLE notices (
    account TEXT NOT NULL,
    draft_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Of the value that lost.
    stamp TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    -- As it came, as JSON.
    notice TEXT NOT NULL,
    -- The person has dealt with it, and the server does not know yet. Once it knows, the row goes.
    settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    PRIMARY KEY (account, draft_id, name, stamp)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_groups_trash ON draft_groups (account, draft_id) WHERE name = 'trash' AND confirmed_value = 'true';
CREATE INDEX drafts_purged ON drafts (account, id) WHERE purged = 1;

-- Stamps that the server refused as ahead of its clock, as a JSON list: one whose message arrives once more, when it is not
-- ahead any more, must not stand. NULL: none.
ALTER TABLE draft_groups ADD COLUMN taken_back TEXT;
