//! Looking for damage, whichever database it is. The one rule: nothing is left out because something before it was
//! unreadable.

use std::str::FromStr;

use lagoon_listing::{DraftId, GroupName, TeamId, UserId, check_for_storing};
use lagoon_sync::{DeviceId, Millis};
use serde_json::Value;

use crate::repository::{Damage, Finding, RepositoryError};

/// Is shown a row.
pub type Show<'a> = dyn for<'row> FnMut(&'row [Option<&'row str>]) + Send + 'a;

/// One unchanging view of a whole database.
#[async_trait::async_trait]
pub trait WholeRows: Send {
    /// Runs a query all of whose columns are text, and shows its rows one by one.
    async fn each(&mut self, sql: &str, show: &mut Show<'_>) -> Result<(), RepositoryError>;
}

/// Everything that is not as it should be.
pub async fn check(rows: &mut impl WholeRows) -> Result<Vec<Finding>, RepositoryError> {
    let mut findings = vec![];
    for rule in RULES {
        rows.each(rule.sql, &mut |row| findings.push(rule.finding(row))).await?;
    }
    for table in TABLES {
        rows.each(&table.sql(), &mut |row| table.look(row, &mut findings)).await?;
    }
    Ok(findings)
}

/// A query that finds what breaks a rule: a team, a draft or nothing, and further words.
struct Rule {
    damage: Damage,
    says: &'static str,
    sql: &'static str,
}

/// What a draft's groups have at most is found for all drafts at once: for one at a time a database may choose to walk through
/// the team's changes from the last one back, each time.
const RULES: &[Rule] = &[
    Rule {
        damage: Damage::Orphan,
        says: "there is no draft for the",
        sql:
            "SELECT CAST(team_id AS TEXT), CAST(draft_id AS TEXT), kind FROM (
                  SELECT team_id, draft_id, 'value that stands' AS kind FROM draft_groups
                  UNION SELECT team_id, draft_id, 'history' FROM draft_history
                  UNION SELECT team_id, draft_id, 'notices' FROM notices) AS held
              WHERE NOT EXISTS (SELECT 1 FROM drafts WHERE drafts.team_id = held.team_id AND drafts.id = held.draft_id)",
    },
    Rule {
        damage: Damage::Orphan,
        says: "the draft has no group",
        sql: "SELECT CAST(team_id AS TEXT), CAST(id AS TEXT), '' FROM drafts WHERE NOT EXISTS
              (SELECT 1 FROM draft_groups WHERE team_id = drafts.team_id AND draft_id = drafts.id)",
    },
    Rule {
        damage: Damage::Revision,
        says: "its revision is not that of its last changed group",
        sql: "SELECT CAST(drafts.team_id AS TEXT), CAST(id AS TEXT), '' FROM drafts
              JOIN (SELECT team_id, draft_id, max(rev) AS last FROM draft_groups GROUP BY team_id, draft_id) AS held
              ON held.team_id = drafts.team_id AND held.draft_id = drafts.id WHERE drafts.rev <> held.last",
    },
    Rule {
        damage: Damage::Revision,
        says: "the revision is below one in group",
        sql: "SELECT CAST(team_id AS TEXT), CAST(draft_id AS TEXT), name FROM draft_groups WHERE rev < 1",
    },
    Rule {
        damage: Damage::Revision,
        says: "its time is not that of its newest value",
        sql: "SELECT CAST(drafts.team_id AS TEXT), CAST(id AS TEXT), '' FROM drafts
              JOIN (SELECT team_id, draft_id, max(stamp_millis) AS last FROM draft_groups GROUP BY team_id, draft_id) AS held
              ON held.team_id = drafts.team_id AND held.draft_id = drafts.id WHERE drafts.last_modified <> held.last",
    },
    Rule {
        damage: Damage::Counter,
        says: "its place in the team's changes is not that of its last changed group",
        sql: "SELECT CAST(drafts.team_id AS TEXT), CAST(id AS TEXT), '' FROM drafts
              JOIN (SELECT team_id, draft_id, max(seq) AS last FROM draft_groups GROUP BY team_id, draft_id) AS held
              ON held.team_id = drafts.team_id AND held.draft_id = drafts.id WHERE drafts.seq <> held.last",
    },
    Rule {
        damage: Damage::Counter,
        says: "it stands after the team's counter, by",
        sql: "SELECT CAST(drafts.team_id AS TEXT), CAST(drafts.id AS TEXT), CAST(drafts.seq - teams.seq AS TEXT)
              FROM drafts JOIN teams ON teams.id = drafts.team_id WHERE drafts.seq > teams.seq",
    },
    Rule {
        damage: Damage::Counter,
        says: "a notice of it stands after the team's counter, by",
        sql: "SELECT CAST(notices.team_id AS TEXT), CAST(draft_id AS TEXT), CAST(notices.seq - teams.seq AS TEXT)
              FROM notices JOIN teams ON teams.id = notices.team_id WHERE notices.seq > teams.seq",
    },
    Rule {
        damage: Damage::Counter,
        says: "the trash was emptied after the team's counter",
        sql: "SELECT CAST(id AS TEXT), NULL, '' FROM teams WHERE purged_seq > seq",
    },
    Rule {
        damage: Damage::Counter,
        says: "two changes have the number",
        sql: "SELECT CAST(team_id AS TEXT), NULL, CAST(seq AS TEXT) FROM (
                  SELECT DISTINCT team_id, seq, CAST(draft_id AS TEXT) AS change FROM draft_groups
                  UNION ALL
                  SELECT team_id, seq, name FROM notices) AS changes
              GROUP BY team_id, seq HAVING count(*) > 1",
    },
    Rule {
        damage: Damage::History,
        says: "another value once had the stamp of the one that stands, in group",
        sql: "SELECT CAST(team_id AS TEXT), CAST(draft_id AS TEXT), name FROM draft_groups AS held
              JOIN draft_history AS past USING (team_id, draft_id, stamp_millis, stamp_device, name)
              WHERE past.value <> held.value",
    },
];

impl Rule {
    fn finding(&self, row: &[Option<&str>]) -> Finding {
        let detail = format!("{} {}", self.says, row.get(2).copied().flatten().unwrap_or_default());
        Finding { damage: self.damage, team: read(row, 0), draft: read(row, 1), detail: detail.trim_end().to_owned() }
    }
}

fn read<T: FromStr>(row: &[Option<&str>], column: usize) -> Option<T> {
    row.get(column).copied().flatten()?.parse().ok()
}

/// A table with values, and what its columns hold.
struct Table {
    name: &'static str,
    draft: &'static str,
    columns: &'static [(&'static str, Kind)],
}

#[derive(Clone, Copy, PartialEq)]
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
        draft: "id",
        columns: &[("user_id", Kind::User), ("updated_at", Kind::Stamp), ("rev", Kind::Count)],
    },
    Table { name: "draft_groups", draft: "draft_id", columns: VALUE },
    Table { name: "draft_history", draft: "draft_id", columns: VALUE },
    Table {
        name: "notices",
        draft: "draft_id",
        columns: &[
            ("name", Kind::Group),
            ("value", Kind::Value),
            ("stamp_millis", Kind::Stamp),
            ("stamp_device", Kind::Device),
            ("user_id", Kind::User),
            ("their_name", Kind::Group),
            ("their_value", Kind::Value),
            ("their_millis", Kind::Stamp),
            ("their_device", Kind::Device),
            ("their_author", Kind::User),
        ],
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
    fn sql(&self) -> String {
        let columns = ["team_id", self.draft].into_iter().chain(self.columns.iter().map(|(name, _)| *name));
        let texts: Vec<_> = columns.map(|name| format!("CAST({name} AS TEXT)")).collect();
        format!("SELECT {} FROM {}", texts.join(", "), self.name)
    }

    fn look(&self, row: &[Option<&str>], findings: &mut Vec<Finding>) {
        let (team, draft) = (read::<TeamId>(row, 0), read::<DraftId>(row, 1));
        let mut add = |damage, detail| findings.push(Finding { damage, team, draft, detail });
        if team.is_none() || draft.is_none() {
            add(Damage::Unreadable, format!("the ids of a row of {}", self.name));
        }
        for (column, (what, kind)) in (2..).zip(self.columns) {
            match kind.look(row, column) {
                Look::Good => {}
                Look::Unreadable => add(Damage::Unreadable, format!("{what} of a row of {}", self.name)),
                Look::Changed => {
                    add(Damage::Receipt, format!("a value of {} is not as the server writes it", self.name));
                }
            }
        }
        if self.columns.starts_with(VALUE)
            && let Some(field) = misfit(row)
        {
            add(Damage::Unreadable, format!("{field} of a row of {} is of another kind than its group", self.name));
        }
    }
}

/// What may not stand in its group: a number for a title, say. Values are not told.
fn misfit(row: &[Option<&str>]) -> Option<String> {
    let group: GroupName = read(row, 2)?;
    let always = [GroupName::TITLE, GroupName::DESCRIPTION, GroupName::TRASH];
    if !always.contains(&group) && group.as_amenity().is_none() {
        // What may stand there has changed from version to version.
        return None;
    }
    let value: Value = serde_json::from_str(row.get(3).copied().flatten()?).ok()?;
    check_for_storing(&group, &value).err().map(|error| error.field)
}

enum Look {
    Good,
    Unreadable,
    Changed,
}

impl Kind {
    fn look(self, row: &[Option<&str>], column: usize) -> Look {
        let readable = match self {
            Self::Value => return value(row.get(column).copied().flatten().unwrap_or_default()),
            Self::Group => read::<GroupName>(row, column).is_some(),
            Self::Device => read::<DeviceId>(row, column).is_some(),
            Self::User => read::<UserId>(row, column).is_some(),
            Self::Stamp => read(row, column).is_some_and(|millis| Millis::new(millis).is_ok()),
            Self::Count => read::<i64>(row, column).is_some_and(|count| count > 0),
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
