-- Teams, their people and sign-ins, their drafts, what those drafts once held, and what people have to be told.
--
-- Everything lives in the schema `lagoon`, which is first in the search path of whoever runs this. Times are milliseconds
-- since 1970 UTC. Device ids are text, 16 lower-case hexadecimal digits compared byte by byte, so that text order is numeric
-- order and the order of stamps. Values are the JSON text as it was written: `jsonb` would refuse U+0000, and what a value
-- is must not depend on the database.
--
-- Three roles: whoever owns the tables changes the schema; `lagoon_app` serves, sees one team at a time and can forget
-- nothing; `lagoon_admin` adds teams and people, empties the trash and finds sign-ins. No role signs in by itself.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['lagoon_app', 'lagoon_admin'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', wanted);
            EXCEPTION
                -- Roles belong to the whole cluster: the migration of another database was quicker.
                WHEN duplicate_object OR unique_violation THEN NULL;
            END;
        END IF;
        -- From PostgreSQL 16 on, who made a role administers it and is no member yet.
        IF NOT pg_has_role(current_user, wanted,
                           CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END)
        THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA lagoon TO lagoon_app, lagoon_admin;

CREATE TABLE meta (
    only_row int PRIMARY KEY CHECK (only_row = 1),
    epoch    text NOT NULL,
    -- Goes on whenever somebody loses access, by whatever hand: servers look at it to end the streams of those who did.
    access   bigint NOT NULL DEFAULT 0
);
GRANT SELECT ON meta TO lagoon_app;
GRANT SELECT, INSERT, UPDATE ON meta TO lagoon_admin;
GRANT SELECT ON _sqlx_migrations TO lagoon_app, lagoon_admin;

CREATE TABLE teams (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    -- Counts the team's changes in commit order. Its row is the first lock of every transaction that writes for the team.
    seq        bigint NOT NULL DEFAULT 0,
    -- Server time of the last change: the server's time does not begin before it.
    changed_at bigint NOT NULL DEFAULT 0,
    -- Up to this number drafts were forgotten: a device that has read less has to begin again.
    purged_seq bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
-- Without regard to the case of ASCII letters, whatever the database's locale.
CREATE UNIQUE INDEX teams_by_name ON teams (lower(name COLLATE "C"));

CREATE TABLE users (
    team_id       uuid NOT NULL REFERENCES teams (id),
    id            uuid NOT NULL,
    -- In lower case.
    email         text NOT NULL,
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('agent', 'office', 'admin')),
    -- NULL: it was reset, and they have not set another.
    password_hash text,
    disabled      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (team_id, id)
);
CREATE UNIQUE INDEX users_by_email ON users (lower(email COLLATE "C"));

CREATE TABLE sessions (
    -- SHA-256 of the token. The token itself is never stored.
    token_hash   bytea PRIMARY KEY,
    team_id      uuid NOT NULL,
    -- Unlike the token it may be shown.
    id           uuid NOT NULL,
    user_id      uuid NOT NULL,
    device       text COLLATE "C" NOT NULL,
    device_name  text,
    created_at   bigint NOT NULL,
    -- Written once an hour at most.
    last_seen_at bigint NOT NULL,
    expires_at   bigint NOT NULL,
    UNIQUE (team_id, id),
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id)
);
CREATE INDEX sessions_of_a_user ON sessions (team_id, user_id);

-- Open invitations. One that was used or revoked is gone; the audit remembers it.
CREATE TABLE invitations (
    -- SHA-256 of the token, as with sessions.
    token_hash bytea PRIMARY KEY,
    team_id    uuid NOT NULL REFERENCES teams (id),
    id         uuid NOT NULL,
    -- In lower case. Inviting an address again replaces the link.
    email      text NOT NULL,
    name       text,
    role       text NOT NULL CHECK (role IN ('agent', 'office', 'admin')),
    -- NULL: the command line.
    made_by    uuid,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    UNIQUE (team_id, id),
    UNIQUE (team_id, email),
    FOREIGN KEY (team_id, made_by) REFERENCES users (team_id, id)
);

-- Links with which a person sets a new password. One for each person; a new one replaces it.
CREATE TABLE resets (
    token_hash bytea PRIMARY KEY,
    team_id    uuid NOT NULL,
    user_id    uuid NOT NULL,
    made_by    uuid,
    expires_at bigint NOT NULL,
    UNIQUE (team_id, user_id),
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id),
    FOREIGN KEY (team_id, made_by) REFERENCES users (team_id, id)
);

-- Who changed what about access, and for whom. No row is ever changed or removed.
CREATE TABLE audit (
    team_id uuid NOT NULL REFERENCES teams (id),
    -- Counts the team's entries, so that a number tells nothing of other teams.
    number  bigint NOT NULL,
    at      bigint NOT NULL,
    -- Either a person of the team or a command.
    user_id uuid,
    command text,
    action  text NOT NULL,
    -- The person it is about, if there is one (yet).
    about   uuid,
    -- JSON: an object without secrets.
    details text NOT NULL,
    PRIMARY KEY (team_id, number),
    CHECK ((user_id IS NULL) <> (command IS NULL)),
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id),
    FOREIGN KEY (team_id, about) REFERENCES users (team_id, id)
);

CREATE TABLE drafts (
    team_id       uuid NOT NULL REFERENCES teams (id),
    id            uuid NOT NULL,
    -- Who started it.
    user_id       uuid NOT NULL,
    -- Counts its effective changes.
    rev           bigint NOT NULL,
    updated_at    bigint NOT NULL,
    last_modified bigint NOT NULL,
    -- The team's counter at its last effective change.
    seq           bigint NOT NULL,
    PRIMARY KEY (team_id, id)
);

-- Values for reports, each read when a group of the `wanted` name is written. A value that PostgreSQL cannot read as `jsonb`
-- (one with U+0000), or of another kind, is none: no value may make a write fail. In PL/pgSQL, which a connection reads once: a
-- function in SQL would be read and planned again with every row that is written.
CREATE FUNCTION read_field(name text, value text, wanted text, field text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    IF name <> wanted OR strpos(value, '\u0000') > 0 THEN
        RETURN NULL;
    END IF;
    RETURN CASE WHEN field IS NULL THEN value::jsonb ELSE value::jsonb -> field END;
END
$$;
CREATE FUNCTION read_text(name text, value text, wanted text, field text DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    found jsonb := CASE WHEN name = wanted THEN lagoon.read_field(name, value, wanted, field) END;
BEGIN
    RETURN CASE WHEN jsonb_typeof(found) = 'string' THEN found #>> '{}' END;
END
$$;
CREATE FUNCTION read_bigint(name text, value text, wanted text, field text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    found jsonb := CASE WHEN name = wanted THEN lagoon.read_field(name, value, wanted, field) END;
BEGIN
    RETURN CASE WHEN jsonb_typeof(found) = 'number' AND found #>> '{}' ~ '^-?[0-9]{1,18}$'
                THEN (found #>> '{}')::bigint END;
END
$$;

CREATE TABLE draft_groups (
    team_id      uuid NOT NULL,
    draft_id     uuid NOT NULL,
    name         text COLLATE "C" NOT NULL,
    -- JSON.
    value        text NOT NULL,
    stamp_millis bigint NOT NULL,
    stamp_device text COLLATE "C" NOT NULL,
    author       uuid NOT NULL,
    rev          bigint NOT NULL,
    seq          bigint NOT NULL,
    -- The fields of a `Property`, typed, for reports: see the view `properties`.
    title text GENERATED ALWAYS AS (read_text(name, value, 'title')) STORED,
    price_minor bigint GENERATED ALWAYS AS (read_bigint(name, value, 'price', 'amountMinor')) STORED,
    price_currency text GENERATED ALWAYS AS (read_text(name, value, 'price', 'currency')) STORED,
    location_state text GENERATED ALWAYS AS (read_text(name, value, 'location', 'state')) STORED,
    location_lga text GENERATED ALWAYS AS (read_text(name, value, 'location', 'lga')) STORED,
    location_area text GENERATED ALWAYS AS (read_text(name, value, 'location', 'area')) STORED,
    location_street text GENERATED ALWAYS AS (read_text(name, value, 'location', 'street')) STORED,
    description text GENERATED ALWAYS AS (read_text(name, value, 'description')) STORED,
    status text GENERATED ALWAYS AS (
        CASE WHEN name = 'publication' THEN CASE WHEN value = 'null' THEN 'DRAFT' ELSE 'PUBLISHED' END END) STORED,
    amenity text GENERATED ALWAYS AS (CASE WHEN name LIKE 'amenity:%' AND value = 'true' THEN substr(name, 9) END) STORED,
    PRIMARY KEY (team_id, draft_id, name),
    FOREIGN KEY (team_id, draft_id) REFERENCES drafts (team_id, id)
);
-- What a team changed, in commit order. Groups, not drafts: a reader that stopped between two changes of one draft would
-- otherwise miss the earlier one.
CREATE INDEX groups_in_commit_order ON draft_groups (team_id, seq, draft_id);
CREATE INDEX groups_in_the_trash ON draft_groups (team_id, draft_id) WHERE name = 'trash' AND value = 'true';
-- What buyers may see is read in pages, by the draft's id.
CREATE INDEX groups_that_are_public ON draft_groups (team_id, draft_id) WHERE name = 'publication' AND value <> 'null';

-- Values that do not stand: replaced ones, and ones that arrived too late to ever stand.
CREATE TABLE draft_history (
    team_id      uuid NOT NULL,
    draft_id     uuid NOT NULL,
    stamp_millis bigint NOT NULL,
    stamp_device text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    value        text NOT NULL,
    author       uuid NOT NULL,
    replaced_at  bigint NOT NULL,
    PRIMARY KEY (team_id, draft_id, stamp_millis, stamp_device, name),
    FOREIGN KEY (team_id, draft_id) REFERENCES drafts (team_id, id)
);

-- One for each value that lost to one that was made without having seen it.
CREATE TABLE notices (
    team_id      uuid NOT NULL,
    draft_id     uuid NOT NULL,
    -- The value that lost, and its author, who is to be told.
    stamp_millis bigint NOT NULL,
    stamp_device text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    user_id      uuid NOT NULL,
    value        text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('overwritten', 'revived', 'movedOn')),
    -- What won.
    their_name   text NOT NULL,
    their_value  text NOT NULL,
    their_millis bigint NOT NULL,
    their_device text NOT NULL,
    their_author uuid NOT NULL,
    made_at      bigint NOT NULL,
    -- Server time when the person dealt with it.
    settled_at   bigint,
    -- The team's counter when it was made, or dealt with.
    seq          bigint NOT NULL,
    PRIMARY KEY (team_id, draft_id, stamp_millis, stamp_device, name),
    FOREIGN KEY (team_id, draft_id) REFERENCES drafts (team_id, id)
);
CREATE INDEX notices_of_a_user ON notices (team_id, user_id, seq);

-- Which installation goes by a device's id.
CREATE TABLE devices (
    team_id uuid NOT NULL REFERENCES teams (id),
    device  text COLLATE "C" NOT NULL,
    install text NOT NULL,
    PRIMARY KEY (team_id, device)
);

-- A team sees its own rows, and everybody else sees none. Forced, so that it holds for the owner too.
DO $$
DECLARE
    of_team text;
BEGIN
    FOREACH of_team IN ARRAY
        ARRAY['teams', 'users', 'sessions', 'invitations', 'resets', 'audit',
              'drafts', 'draft_groups', 'draft_history', 'notices', 'devices']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', of_team);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', of_team);
        EXECUTE format('CREATE POLICY own_team ON %I TO lagoon_app USING (%I = nullif(current_setting(''lagoon.team'', true), '''')::uuid)',
                       of_team, CASE of_team WHEN 'teams' THEN 'id' ELSE 'team_id' END);
        EXECUTE format('CREATE POLICY every_team ON %I TO lagoon_admin USING (true)', of_team);
    END LOOP;
END
$$;

GRANT SELECT, UPDATE (seq, changed_at) ON teams TO lagoon_app;
GRANT SELECT, INSERT, UPDATE (role, disabled, password_hash) ON users TO lagoon_app;
GRANT SELECT, INSERT, DELETE, UPDATE (last_seen_at) ON sessions TO lagoon_app;
GRANT SELECT, INSERT, DELETE ON invitations, resets TO lagoon_app;
GRANT SELECT, INSERT ON audit TO lagoon_app, lagoon_admin;
GRANT SELECT, INSERT, UPDATE (rev, updated_at, last_modified, seq) ON drafts TO lagoon_app;
GRANT SELECT, INSERT, UPDATE (value, stamp_millis, stamp_device, author, rev, seq) ON draft_groups TO lagoon_app;
GRANT SELECT, INSERT ON draft_history TO lagoon_app;
GRANT SELECT, INSERT,
      UPDATE (kind, their_name, their_value, their_millis, their_device, their_author, made_at, settled_at, seq)
      ON notices TO lagoon_app;
GRANT SELECT, INSERT ON devices TO lagoon_app;
GRANT SELECT, INSERT, UPDATE, DELETE
      ON teams, users, sessions, invitations, resets, drafts, draft_groups, draft_history, notices, devices
      TO lagoon_admin;

-- One row for each draft, for reports. Whoever asks sees what they may see.
CREATE VIEW properties WITH (security_invoker = true) AS
SELECT drafts.team_id,
       drafts.id,
       drafts.user_id,
       held.title,
       held.price_minor,
       held.price_currency,
       held.location_state,
       held.location_lga,
       held.location_area,
       held.location_street,
       held.amenities,
       held.description,
       coalesce(held.status, 'DRAFT') AS status,
       to_timestamp(drafts.updated_at / 1000.0) AS updated_at,
       drafts.last_modified,
       coalesce(held.deleted >= held.edited OR (held.edited IS NULL AND held.deleted IS NOT NULL), false) AS deleted
FROM drafts
CROSS JOIN LATERAL (
    SELECT max(title) AS title,
           max(price_minor) AS price_minor,
           max(price_currency) AS price_currency,
           max(location_state) AS location_state,
           max(location_lga) AS location_lga,
           max(location_area) AS location_area,
           max(location_street) AS location_street,
           coalesce(array_agg(amenity ORDER BY amenity) FILTER (WHERE amenity IS NOT NULL), '{}') AS amenities,
           max(description) AS description,
           max(status) AS status,
           -- A stamp as text that has the order of stamps.
           max(lpad(stamp_millis::text, 16, '0') || stamp_device) FILTER (WHERE name = 'trash' AND value = 'true') AS deleted,
           max(lpad(stamp_millis::text, 16, '0') || stamp_device) FILTER (WHERE name <> 'trash') AS edited
    FROM draft_groups
    WHERE draft_groups.team_id = drafts.team_id AND draft_groups.draft_id = drafts.id
) AS held;
GRANT SELECT ON properties TO lagoon_app, lagoon_admin;

-- What serving needs to know before it knows the team. These run as `lagoon_admin`, see what it sees, and answer exactly
-- what was asked. In PL/pgSQL, so that a connection plans them once.

-- Who holds a token. The only way from a token to a sign-in.
CREATE FUNCTION session_of(hash bytea)
    RETURNS TABLE (team_id uuid, user_id uuid, device text, id uuid, last_seen_at bigint, expires_at bigint, role text,
                   disabled boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT sessions.team_id, sessions.user_id, sessions.device, sessions.id, sessions.last_seen_at, sessions.expires_at,
           users.role, users.disabled
    FROM sessions JOIN users ON users.team_id = sessions.team_id AND users.id = sessions.user_id
    WHERE sessions.token_hash = hash;
END
$$;

-- Who signs in with an address.
CREATE FUNCTION account_of(address text)
    RETURNS TABLE (id uuid, team_id uuid, team_name text, name text, email text, role text, password_hash text,
                   disabled boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT users.id, users.team_id, teams.name, users.name, users.email, users.role, users.password_hash, users.disabled
    FROM users JOIN teams ON teams.id = users.team_id
    WHERE lower(users.email COLLATE "C") = lower(address COLLATE "C");
END
$$;

-- The invitation that a link stands for.
CREATE FUNCTION invitation_of(hash bytea)
    RETURNS TABLE (team_id uuid, id uuid, email text, name text, role text, made_by uuid, created_at bigint,
                   expires_at bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT invitations.team_id, invitations.id, invitations.email, invitations.name, invitations.role,
           invitations.made_by, invitations.created_at, invitations.expires_at
    FROM invitations WHERE invitations.token_hash = hash;
END
$$;

-- Whose password a link sets.
CREATE FUNCTION reset_of(hash bytea)
    RETURNS TABLE (team_id uuid, user_id uuid, expires_at bigint, disabled boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT resets.team_id, resets.user_id, resets.expires_at, users.disabled
    FROM resets JOIN users ON users.team_id = resets.team_id AND users.id = resets.user_id
    WHERE resets.token_hash = hash;
END
$$;

-- Server time of the last change of any team.
CREATE FUNCTION last_change() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN (SELECT coalesce(max(teams.changed_at), 0) FROM teams);
END
$$;

-- Somebody lost access. Every team counts on the one row: it is held until the commit, which is short.
CREATE FUNCTION count_lost_access() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM lost) THEN
        UPDATE meta SET access = access + 1;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION count_changed_access() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = lagoon, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM before JOIN after USING (team_id, id) WHERE before.disabled <> after.disabled) THEN
        UPDATE meta SET access = access + 1;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER a_session_ended AFTER DELETE ON sessions REFERENCING OLD TABLE AS lost
    FOR EACH STATEMENT EXECUTE FUNCTION count_lost_access();
CREATE TRIGGER a_user_disabled AFTER UPDATE ON users REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION count_changed_access();

DO $$
DECLARE
    definer regprocedure;
BEGIN
    -- To own something in a schema one must be allowed to make things there; for a moment it is.
    GRANT CREATE ON SCHEMA lagoon TO lagoon_admin;
    FOR definer IN SELECT oid FROM pg_proc WHERE pronamespace = 'lagoon'::regnamespace AND prosecdef LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', definer);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO lagoon_app, lagoon_admin', definer);
        EXECUTE format('ALTER FUNCTION %s OWNER TO lagoon_admin', definer);
    END LOOP;
    REVOKE CREATE ON SCHEMA lagoon FROM lagoon_admin;
END
$$;
