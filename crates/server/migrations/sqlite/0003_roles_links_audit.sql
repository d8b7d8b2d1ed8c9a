-- Roles, links that bring people in, sign-ins that can be told apart, and who changed what about access.

-- Whoever is there already is an agent: nobody is given rights that nobody decided on. `lagoon-server user role` makes
-- the first admin of a team.
-- An empty `password_hash` stands for no password: only a reset brings one.
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'office', 'admin'));

-- A sign-in gets an id that can be shown, and the time of its last request, which is written once an hour at most. Those
-- that are there count as seen just now: an upgrade signs nobody out.
CREATE TABLE new_sessions (
    -- SHA-256 of the token. The token itself is never stored.
    token_hash   BLOB PRIMARY KEY,
    team_id      TEXT NOT NULL,
    id           TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    device       TEXT NOT NULL,
    device_name  TEXT,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    UNIQUE (team_id, id),
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id)
) STRICT;
INSERT INTO new_sessions
SELECT token_hash, team_id,
       lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
             || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
       user_id, device, device_name, created_at, max(created_at, unixepoch() * 1000), expires_at
FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE INDEX sessions_of_a_user ON sessions (team_id, user_id);

-- Open invitations. One that was used or revoked is gone; the audit remembers it.
CREATE TABLE invitations (
    -- SHA-256 of the token, as with sessions.
    token_hash BLOB PRIMARY KEY,
    team_id    TEXT NOT NULL REFERENCES teams (id),
    id         TEXT NOT NULL,
    -- In lower case. Inviting an address again replaces the link.
    email      TEXT NOT NULL COLLATE NOCASE,
    name       TEXT,
    role       TEXT NOT NULL CHECK (role IN ('agent', 'office', 'admin')),
    -- NULL: the command line.
    made_by    TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (team_id, id),
    UNIQUE (team_id, email),
    FOREIGN KEY (team_id, made_by) REFERENCES users (team_id, id)
) STRICT;

-- Links with which a person sets a new password. One for each person; a new one replaces it.
CREATE TABLE resets (
    token_hash BLOB PRIMARY KEY,
    team_id    TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    made_by    TEXT,
    expires_at INTEGER NOT NULL,
    UNIQUE (team_id, user_id),
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id),
    FOREIGN KEY (team_id, made_by) REFERENCES users (team_id, id)
) STRICT;

-- Who changed what about access, and for whom. No row is ever changed or removed.
CREATE TABLE audit (
    team_id TEXT NOT NULL REFERENCES teams (id),
    -- Counts the team's entries, so that a number tells nothing of other teams.
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    -- Either a person of the team or a command.
    user_id TEXT,
    command TEXT,
    action  TEXT NOT NULL,
    -- The person it is about, if there is one (yet).
    about   TEXT,
    -- JSON: an object without secrets.
    details TEXT NOT NULL,
    PRIMARY KEY (team_id, number),
    CHECK ((user_id IS NULL) <> (command IS NULL)),
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id),
    FOREIGN KEY (team_id, about) REFERENCES users (team_id, id)
) STRICT;

-- Goes on whenever somebody loses access, by whatever hand: servers look at it to end the streams of those who did.
ALTER TABLE meta ADD COLUMN access INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER a_session_ended AFTER DELETE ON sessions BEGIN
    UPDATE meta SET access = access + 1;
END;
CREATE TRIGGER a_user_disabled AFTER UPDATE OF disabled ON users WHEN new.disabled <> old.disabled BEGIN
    UPDATE meta SET access = access + 1;
END;
