-- What buyers may see is read in pages, by the draft's id.
CREATE INDEX groups_that_are_public ON draft_groups (team_id, draft_id) WHERE name = 'publication' AND value <> 'null';
