//! Whether a schema has all that keeps teams apart. A restore without the roles leaves its tables, and no word of what else
//! was there.

use sqlx::PgConnection;

const ROLES: &str = "SELECT 'the role ' || wanted FROM unnest(ARRAY['lagoon_app', 'lagoon_admin']) AS wanted
                     WHERE to_regrole(wanted) IS NULL LIMIT 1";

/// Rows are kept apart by two policies of each table that has a team; functions that look past them are not their caller's.
const RIGHTS: &str = "
    SELECT 'the policies of the table ' || relname FROM pg_class
    WHERE relnamespace = 'lagoon'::regnamespace AND relkind IN ('r', 'p') AND relname NOT IN ('_sqlx_migrations', 'meta')
      AND NOT (relrowsecurity AND relforcerowsecurity
               AND 2 = (SELECT count(*) FROM pg_policy
                        WHERE polrelid = pg_class.oid AND polname IN ('own_team', 'every_team')))
    UNION ALL
    SELECT 'the rights of ' || role || ' on the schema' FROM unnest(ARRAY['lagoon_app', 'lagoon_admin']) AS role
    WHERE NOT has_schema_privilege(role, 'lagoon', 'USAGE')
    UNION ALL
    SELECT 'the rights of ' || role || ' on the table ' || relname
    FROM unnest(ARRAY['lagoon_app', 'lagoon_admin']) AS role, pg_class
    WHERE relnamespace = 'lagoon'::regnamespace AND relkind IN ('r', 'p') AND NOT has_table_privilege(role, pg_class.oid, 'SELECT')
    UNION ALL
    SELECT 'the owner of the function ' || proname FROM pg_proc
    WHERE pronamespace = 'lagoon'::regnamespace AND prosecdef AND pg_get_userbyid(proowner) <> 'lagoon_admin'
    LIMIT 1";

/// The first thing that is missing, in words.
pub async fn what_is_missing(connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    for query in [ROLES, RIGHTS] {
        let missing = sqlx::query_scalar(query).fetch_optional(&mut *connection).await?;
        if missing.is_some() {
            return Ok(missing);
        }
    }
    Ok(None)
}
