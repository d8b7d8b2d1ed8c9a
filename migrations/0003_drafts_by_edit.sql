-- The list is read from its beginning, some listings at a time.
CREATE INDEX drafts_by_edit ON drafts (account, edited_at DESC, id);
