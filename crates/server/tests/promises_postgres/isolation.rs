//! Row-level security: what keeps teams apart when a query does not.

use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};

use super::{
    database::TestDatabase,
    repository::{open, person, request, update},
    support::START,
};

/// Tables that belong to no team.
const OF_NO_TEAM: [&str; 2] = ["_sqlx_migrations", "meta"];

#[tokio::test]
async fn every_table_but_the_named_ones_forces_row_level_security_for_both_roles() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let tables = "SELECT relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity || ' ' ||
                         (SELECT string_agg(policyname, ',' ORDER BY policyname) FROM pg_policies
                          WHERE schemaname = 'lagoon' AND tablename = relname)
                  FROM pg_class WHERE relnamespace = 'lagoon'::regnamespace AND relkind IN ('r', 'p')
                  AND relrowsecurity";
    let unguarded =
        "SELECT relname FROM pg_class WHERE relnamespace = 'lagoon'::regnamespace AND relkind IN ('r', 'p', 'm', 'f')
         AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1";
    assert_eq!(database.sql(unguarded).await, OF_NO_TEAM, "a new table needs policies like the others'");
    let guarded = database.sql(tables).await;
    assert_eq!(guarded.len(), 11, "{guarded:?}");
    assert!(guarded.iter().all(|table| table.ends_with(" true true every_team,own_team")), "{guarded:?}");
    // A view looks with the eyes of whoever made it, unless it says otherwise.
    let blind = "SELECT relname FROM pg_class WHERE relnamespace = 'lagoon'::regnamespace AND relkind = 'v'
                 AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false)";
    assert_eq!(database.sql(blind).await, Vec::<String>::new());
    let policies = "SELECT DISTINCT policyname || ' ' || roles::text || ' ' || cmd FROM pg_policies
                    WHERE schemaname = 'lagoon' ORDER BY 1";
    assert_eq!(database.sql(policies).await, ["every_team {lagoon_admin} ALL", "own_team {lagoon_app} ALL"]);
    repository.close().await;
}

#[tokio::test]
async fn the_serving_role_owns_nothing_bypasses_nothing_and_can_forget_nothing_of_a_draft() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let can = "SELECT rolname || ' ' || (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin)
               FROM pg_roles WHERE rolname LIKE 'lagoon\\_a%' ORDER BY 1";
    assert_eq!(database.sql(can).await, ["lagoon_admin false", "lagoon_app false"]);
    let owned = "SELECT count(*)::text FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
                 WHERE rolname = 'lagoon_app' AND deptype = 'o'";
    assert_eq!(database.sql(owned).await, ["0"]);
    let forgets = "SELECT table_name FROM information_schema.role_table_grants
                   WHERE grantee = 'lagoon_app' AND privilege_type IN ('DELETE', 'TRUNCATE') ORDER BY 1";
    assert_eq!(database.sql(forgets).await, ["invitations", "resets", "sessions"]);
    let edits_the_audit = "SELECT grantee || ' ' || privilege_type FROM information_schema.role_table_grants
                           WHERE table_name = 'audit' AND grantee LIKE 'lagoon\\_a%'
                           UNION SELECT grantee || ' ' || column_name FROM information_schema.role_column_grants
                           WHERE table_name = 'audit' AND grantee LIKE 'lagoon\\_a%' AND privilege_type = 'UPDATE' ORDER BY 1";
    let may =
        ["lagoon_admin DELETE", "lagoon_admin INSERT", "lagoon_admin SELECT", "lagoon_app INSERT", "lagoon_app SELECT"];
    assert_eq!(database.sql(edits_the_audit).await, may, "nobody changes an entry");
    let definers = "SELECT proname || ' ' || (proconfig IS NOT NULL) FROM pg_proc
                    WHERE pronamespace = 'lagoon'::regnamespace AND prosecdef ORDER BY 1";
    let definers = database.sql(definers).await;
    let named = [
        "account_of",
        "count_changed_access",
        "count_lost_access",
        "invitation_of",
        "last_change",
        "reset_of",
        "session_of",
    ];
    assert_eq!(definers, named.map(|name| format!("{name} true")), "each sets its search path");
    let public = "SELECT count(*)::text FROM pg_proc WHERE pronamespace = 'lagoon'::regnamespace AND prosecdef
                  AND has_function_privilege('public', oid, 'EXECUTE')";
    assert_eq!(database.sql(public).await, ["0"]);
    repository.close().await;
}

async fn as_app(database: &TestDatabase) -> PgConnection {
    let mut connection = PgConnection::connect(&database.url()).await.expect("connects");
    connection.execute("SET search_path = lagoon; SET ROLE lagoon_app").await.expect("is the role");
    connection
}

#[tokio::test]
async fn a_query_that_forgot_its_team_finds_its_own_teams_rows_only() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let mut teams = vec![];
    for (team, email) in [("Marina", "a@example.com"), ("Harbour", "c@example.com")] {
        let who = person(&repository, team, email).await;
        let title = request(None, vec![update(1, json!(team), START, 1)]);
        repository.exchange(who, title).await.expect("stored");
        teams.push(who.team);
    }
    let mut app = as_app(&database).await;
    let everything =
        "SELECT (SELECT count(*) FROM teams) + (SELECT count(*) FROM users) + (SELECT count(*) FROM drafts)
                           + (SELECT count(*) FROM draft_groups) + (SELECT count(*) FROM properties)";
    let count: i64 = sqlx::query_scalar(everything).fetch_one(&mut app).await.expect("asks");
    assert_eq!(count, 0, "no team, no rows");
    for team in &teams {
        let mut transaction = app.begin().await.expect("begins");
        transaction.execute(&*format!("SET LOCAL lagoon.team = '{team}'")).await.expect("set");
        let count: i64 = sqlx::query_scalar(everything).fetch_one(&mut *transaction).await.expect("asks");
        assert_eq!(count, 5, "its own");
        let stolen = sqlx::query("UPDATE drafts SET rev = rev + 1").execute(&mut *transaction).await.expect("runs");
        assert_eq!(stolen.rows_affected(), 1);
        let planted = format!(
            "INSERT INTO draft_history SELECT '{}', draft_id, 1, 'x', name, value, author, 1
                               FROM draft_groups",
            teams[usize::from(*team == teams[0])]
        );
        let refused = transaction.execute(&*planted).await.expect_err("a row of another team");
        assert!(refused.to_string().contains("row-level security"), "{refused}");
        transaction.rollback().await.expect("rolled back");
    }
    app.close().await.expect("closed");
    repository.close().await;
}
