//! A database of an earlier version is brought up to date with all it holds.

use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use lagoon_server::{
    auth::Token,
    repository::{Accounts, Repository, Role, SessionId, SessionsOf, sqlite::SqliteRepository},
};
use lagoon_sync::Millis;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use super::support::FakeClock;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A database as the first `versions` migrations leave it.
async fn database_of(folder: &Path, versions: usize) -> SqlitePool {
    let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite"), folder.join("migrations"));
    std::fs::create_dir(&to).expect("made");
    let mut names: Vec<_> =
        std::fs::read_dir(&from).expect("there").map(|file| file.expect("read").file_name()).collect();
    names.sort();
    for name in names.iter().take(versions) {
        std::fs::copy(from.join(name), to.join(name)).expect("copied");
    }
    let options = SqliteConnectOptions::new().filename(folder.join("lagoon.db")).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.expect("made");
    Migrator::new(to).await.expect("read").run(&pool).await.expect("runs");
    pool
}

#[tokio::test]
async fn people_sign_ins_and_drafts_of_the_second_version_are_kept_and_everybody_is_an_agent() {
    let folder = tempfile::tempdir().expect("a folder");
    // The migration goes by the machine's own clock.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    let now = i64::try_from(now).expect("in range");
    let pool = database_of(folder.path(), 2).await;
    let (old, ended) = (Token::random().expect("random"), Token::random().expect("random"));
    let (team, user) = ("0197f3a0-0000-7000-8000-00000000000a", "0197f3a0-0000-7000-8000-00000000000b");
    let draft = "0197f3a0-0000-7000-8000-00000000000c";
    for sql in [
        format!("INSERT INTO teams (id, name, seq) VALUES ('{team}', 'Marina', 7)"),
        format!("INSERT INTO users VALUES ('{team}', '{user}', 'ada@example.com', 'Ada', '$argon2id$x', 0)"),
        format!("INSERT INTO drafts VALUES ('{team}', '{draft}', '{user}', 1, 5, 5, 7)"),
        format!(
            "INSERT INTO draft_groups VALUES ('{team}', '{draft}', 'title', '\"Kept\"', 5, '00000000000000a1', '{user}', 1, 7)"
        ),
    ] {
        sqlx::query(&sql).execute(&pool).await.expect("stored");
    }
    for (token, expires) in [(&old, now + DAY), (&ended, now - DAY)] {
        sqlx::query("INSERT INTO sessions VALUES (?1, ?2, ?3, '00000000000000a1', 'Desk', ?4, ?5)")
            .bind(token.hash().as_bytes())
            .bind(team)
            .bind(user)
            // Long before: an upgrade must not take it for one that nobody has used.
            .bind(now - 80 * DAY)
            .bind(expires)
            .execute(&pool)
            .await
            .expect("stored");
    }
    pool.close().await;

    let clock = FakeClock::default();
    clock.set(now);
    let url = format!("sqlite:{}", folder.path().join("lagoon.db").display());
    let repository = SqliteRepository::open(&url, Arc::new(clock)).await.expect("opens");
    let account = repository.account("ada@example.com").await.expect("read").expect("kept");
    assert_eq!((account.role, account.disabled), (Role::Agent, false));
    assert_eq!(account.password_hash.as_deref(), Some("$argon2id$x"));

    let at = Millis::clamped(now);
    let who = repository.signed_in(&old.hash(), at).await.expect("read").expect("an upgrade signs nobody out");
    assert_eq!((who.user, who.team, who.role), (account.user, account.team, Role::Agent));
    let found = repository.sessions(account.team, SessionsOf::default(), 10, at).await.expect("read");
    let ids: std::collections::BTreeSet<SessionId> = found.iter().map(|session| session.id).collect();
    assert!(ids.contains(&who.session) && ids.len() == found.len(), "each has an id of its own: {found:?}");
    assert!(ids.iter().all(|id| id.0.get_version_num() == 4), "{ids:?}");

    let draft =
        lagoon_server::repository::Drafts::draft(&repository, account.team, draft.parse().expect("an id")).await;
    assert_eq!(draft.expect("read").expect("kept").groups.len(), 1);
    repository.close().await;
}
