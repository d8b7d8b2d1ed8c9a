-- The audit is kept for as long as whoever runs the server says. Who serves still only adds to it, and nobody changes an entry.
GRANT DELETE ON audit TO lagoon_admin;
