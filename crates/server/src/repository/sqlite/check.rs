//! Looking for damage. The one rule: one unchanging view of the database, from which nothing is left out because something
//! before it was unreadable.

use std::str::FromStr;

use futures_util::TryStreamExt;
use lagoon_listing::{DraftId, GroupName, TeamId, UserId};
use lagoon_sync::{DeviceId, Millis};
use serde_json::Value;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{SqliteRepository, open::newest_migration};
use crate::repository::{Damage, Finding, Maintenance, RepositoryError};

#[async_trait::async_trait]
impl Maintenance for SqliteRepository {
    async fn is_current(&self) -> Result<bool, RepositoryError> {
        let newest: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(&mut *self.readers.acquire().await?)
            .await?;
        Ok(newest == newest_migration())
    }

    async fn check(&self) -> Result<Vec<Finding>, RepositoryError> {
        let mut transaction = self.read().await?;
        let mut findings = storage(&mut transaction).await?;
        if !findings.is_empty() {
            // What a damaged file answers to further questions would only mislead.
            return Ok(findings);
        }
        for rule in RULES {
            findings.extend(rule.broken(&mut transaction).await?);
        }
        for table in TABLES {
            findings.extend(table.unreadable(&mut transaction).await?);
        }
        Ok(findings)
    }
}

async fn storage(connection: &mut SqliteConnection) -> Result<Vec<Finding>, RepositoryError> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(connection).await?;
    let damage = |detail| Finding { damage: Damage::Storage, team: None, draft: None, detail };
    Ok(said.into_iter().filter(|line| line != "ok").map(damage).collect())
}

/// A query that finds what breaks a rule: a team, a draft or nothing, and further words.
struct Rule {
    damage: Damage,
    says: &'static str,
    sql: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        damage: Damage::Orphan,
        says: "a row refers to one that is not there, in",
        sql: "SELECT NULL, NULL, \"table\" || ', row ' || coalesce(rowid, '?') FROM pragma_foreign_key_check",
    },
    Rule {
        damage: Damage::Orphan,
        says: "the draft has no group",
        sql: "SELECT team_id, id, '' FROM drafts WHERE NOT EXISTS
              (SELECT 1 FROM draft_groups WHERE team_id = drafts.team_id AND draft_id = drafts.id)",
    },
    Rule {
        damage: Damage::Revision,
        says: "its revision is not that of its last changed group",
        sql: "SELECT team_id, id, '' FROM drafts WHERE rev <>
              (SELECT max(rev) FROM draft_groups WHERE team_id = drafts.team_id AND draft_id = drafts.id)",
    },
    Rule {
        damage: Damage::Revision,
        says: "the revision is below one in group",
        sql: "SELECT team_id, draft_id, name FROM draft_groups WHERE rev < 1",
    },
    Rule {
        damage: Damage::Revision,
        says: "its time is not that of its newest value",
        sql: "SELECT team_id, id, '' FROM drafts WHERE last_modified <>
              (SELECT max(stamp_millis) FROM draft_groups WHERE team_id = drafts.team_id AND draft_id = drafts.id)",
    },
    Rule {
        damage: Damage::Counter,
        says: "its place in the team's changes is not that of its last changed group",
        sql: "SELECT team_id, id, '' FROM drafts WHERE seq <>
              (SELECT max(seq) FROM draft_groups WHERE team_id = drafts.team_id AND draft_id = drafts.id)",
    },
    Rule {
        damage: Damage::Counter,
        says: "it stands after the team's counter, by",
        sql: "SELECT drafts.team_id, drafts.id, drafts.seq - teams.seq FROM drafts JOIN teams ON teams.id = drafts.team_id
              WHERE drafts.seq > teams.seq",
    },
    Rule {
        damage: Damage::Counter,
        says: "a notice of it stands after the team's counter, by",
        sql: "SELECT notices.team_id, draft_id, notices.seq - teams.seq
              FROM notices JOIN teams ON teams.id = notices.team_id WHERE notices.seq > teams.seq",
    },
    Rule {
        damage: Damage::Counter,
        says: "the trash was emptied after the team's counter",
        sql: "SELECT id, NULL, '' FROM teams WHERE purged_seq > seq",
    },
    Rule {
        damage: Damage::Counter,
        says: "two changes have the number",
        sql: "SELECT team_id, NULL, seq FROM (
                  SELECT DISTINCT team_id, seq, draft_id AS change FROM draft_groups
                  UNION ALL
                  SELECT team_id, seq, name FROM notices)
              GROUP BY team_id, seq HAVING count(*) > 1",
    },
    Rule {
        damage: Damage::History,
        says: "another value once had the stamp of the one that stands, in group",
        sql: "SELECT team_id, draft_id, name FROM draft_groups AS held
              JOIN draft_history AS past USING (team_id, draft_id, stamp_millis, stamp_device, name)
              WHERE past.value <> held.value",
    },
];

impl Rule {
    async fn broken(&self, connection: &mut SqliteConnection) -> Result<Vec<Finding>, RepositoryError> {
        let rows = sqlx::query(self.sql).fetch_all(connection).await?;
        Ok(rows.iter().map(|row| self.finding(row)).collect())
    }

    fn finding(&self, row: &SqliteRow) -> Finding {
        let further = row.try_get_unchecked::<String, _>(2).unwrap_or_default();
        let detail = format!("{} {further}", self.says).trim_end().to_owned();
        Finding { damage: self.damage, team: id(row, 0), draft: id(row, 1), detail }
    }
}

fn id<T: FromStr>(row: &SqliteRow, column: usize) -> Option<T> {
    row.try_get::<&str, _>(column).ok()?.parse().ok()
}

/// A table with values, and what its columns hold.
struct Table {
    name: &'static str,
    /// Team, draft, and then the columns of `kinds`.
    sql: &'static str,
    kinds: &'static [(&'static str, Kind)],
}

#[derive(Clone, Copy)]
enum Kind {
    Group,
    Value,
    Stamp,
    Device,
    User,
    Count,
}

const TABLES: &[Table] = &[
    Table {
        name: "drafts",
        sql: "SELECT team_id, id, user_id, updated_at, rev FROM drafts",
        kinds: &[("user_id", Kind::User), ("updated_at", Kind::Stamp), ("rev", Kind::Count)],
    },
    Table {
        name: "draft_groups",
        sql: "SELECT team_id, draft_id, name, value, stamp_millis, stamp_device, author FROM draft_groups",
        kinds: VALUE,
    },
    Table {
        name: "draft_history",
        sql: "SELECT team_id, draft_id, name, value, stamp_millis, stamp_device, author FROM draft_history",
        kinds: VALUE,
    },
    Table {
        name: "notices",
        sql: "SELECT team_id, draft_id, name, value, stamp_millis, stamp_device, user_id FROM notices",
        kinds: VALUE,
    },
    Table {
        name: "notices",
        sql: "SELECT team_id, draft_id, their_name, their_value, their_millis, their_device, their_author FROM notices",
        kinds: VALUE,
    },
];

const VALUE: &[(&str, Kind)] = &[
    ("name", Kind::Group),
    ("value", Kind::Value),
    ("stamp_millis", Kind::Stamp),
    ("stamp_device", Kind::Device),
    ("author", Kind::User),
];

impl Table {
    async fn unreadable(&self, connection: &mut SqliteConnection) -> Result<Vec<Finding>, RepositoryError> {
        let mut rows = sqlx::query(self.sql).fetch(connection);
        let mut findings = vec![];
        while let Some(row) = rows.try_next().await? {
            let (team, draft) = (id::<TeamId>(&row, 0), id::<DraftId>(&row, 1));
            let mut add = |damage, detail| findings.push(Finding { damage, team, draft, detail });
            if team.is_none() || draft.is_none() {
                add(Damage::Unreadable, format!("the ids of a row of {}", self.name));
            }
            for (column, (what, kind)) in (2..).zip(self.kinds) {
                match kind.look(&row, column) {
                    Look::Good => {}
                    Look::Unreadable => add(Damage::Unreadable, format!("{what} of a row of {}", self.name)),
                    Look::Changed => {
                        add(Damage::Receipt, format!("a value of {} is not as the server writes it", self.name));
                    }
                }
            }
        }
        Ok(findings)
    }
}

enum Look {
    Good,
    Unreadable,
    Changed,
}

impl Kind {
    fn look(self, row: &SqliteRow, column: usize) -> Look {
        let readable = match self {
            Self::Value => return value(row.try_get(column).unwrap_or_default()),
            Self::Group => id::<GroupName>(row, column).is_some(),
            Self::Device => id::<DeviceId>(row, column).is_some(),
            Self::User => id::<UserId>(row, column).is_some(),
            Self::Stamp => row.try_get(column).is_ok_and(|millis| Millis::new(millis).is_ok()),
            Self::Count => row.try_get::<i64, _>(column).is_ok_and(|count| count > 0),
        };
        if readable { Look::Good } else { Look::Unreadable }
    }
}

/// Values are stored as the very text that the hash of a draft is made from, up to the order of their names.
fn value(text: &str) -> Look {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return Look::Unreadable };
    let written = value.to_string();
    if written == text { Look::Good } else { Look::Changed }
}
