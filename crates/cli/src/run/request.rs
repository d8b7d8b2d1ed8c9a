//! What a line asks for: one command, and perhaps a tag that its answer repeats.

use std::time::Duration;

use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{Millis, Stamp};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use crate::{
    check,
    cloud::{self, Goal},
    failure::Failure,
    forgotten::{self, Listed},
    known, notices, past, value,
};

/// A command. The names are those of the lines.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Request {
    Create(Create),
    Edit(Edit),
    Delete(One),
    Restore(One),
    Publish(One),
    Unpublish(One),
    Show(One),
    History(History),
    RestoreValue(RestoreValue),
    RestoreVersion(RestoreVersion),
    Keep(One),
    Discard(One),
    Notices(Nothing),
    UseMine(OneNotice),
    KeepTheirs(OneNotice),
    Check(Limit),
    List(Nothing),
    Status(Nothing),
    Flush(Nothing),
    Sync(Limit),
    Pause(bool),
    Connectivity(bool),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// Absent: a new one.
    id: Option<DraftId>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    id: DraftId,
    group: GroupName,
    value: Value,
    #[serde(default)]
    base: Base,
    /// Whether a group that this version does not know is meant as it is written.
    #[serde(default)]
    unknown: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct One {
    id: DraftId,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    id: DraftId,
    /// Everybody's values as the cloud knows them.
    #[serde(default)]
    cloud: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreValue {
    id: DraftId,
    group: GroupName,
    value: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreVersion {
    id: DraftId,
    at: Time,
}

/// A time on the server's clock: milliseconds since 1970, or RFC 3339.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Time {
    Millis(Millis),
    Text(String),
}

impl Time {
    fn read(self) -> Result<Millis, Failure> {
        match self {
            Self::Millis(at) => Ok(at),
            Self::Text(text) => {
                past::time(&text).map_err(|why| Failure::value(format!("“{text}” is not a time: {why}.")))
            }
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneNotice {
    /// As `notices` names it.
    notice: String,
}

impl OneNotice {
    async fn settle(self, client: &Client, use_mine: bool) -> Result<Value, Failure> {
        let id = notices::parse(&self.notice)
            .map_err(|why| Failure::value(format!("“{}” is not one of them: {why}.", self.notice)))?;
        notices::settle(client, &id, use_mine).await?;
        Ok(json!({"id": id.draft, "notice": notices::name(&id)}))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many seconds it may take.
    limit: Option<u64>,
}

impl Limit {
    /// How long it may take.
    pub fn limit(&self) -> Duration {
        self.limit.map_or(cloud::SYNC, Duration::from_secs)
    }
}

/// What was on screen when an edit was made.
#[derive(Debug, Default, PartialEq)]
enum Base {
    /// What stands now: the line names none.
    #[default]
    Now,
    /// A value with this stamp; `null`: nothing.
    Shown(Option<Stamp>),
}

impl<'de> Deserialize<'de> for Base {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Shown)
    }
}

/// Reads a line: its tag, and its command with its name or why it is none.
pub fn read(line: &str) -> (Option<Value>, Result<(String, Request), String>) {
    let mut fields: Map<String, Value> = match serde_json::from_str(line) {
        Ok(fields) => fields,
        Err(error) => {
            return (None, Err(format!("This is not a JSON object: {error}. Write it like {{\"create\":{{}}}}.")));
        }
    };
    let tag = fields.remove("tag");
    let mut names = fields.keys();
    let (Some(name), None) = (names.next().cloned(), names.next()) else {
        return (tag, Err("Write one command in each line, like {\"create\":{}}.".into()));
    };
    let request = serde_json::from_value(Value::Object(fields));
    (tag, request.map(|request| (name, request)).map_err(|error| format!("This is no command: {error}.")))
}

impl Request {
    /// Whether it waits for the network, so that what comes after it must not wait for it.
    pub fn asks_the_cloud(&self) -> bool {
        let history = matches!(self, Self::History(History { cloud: true, .. }));
        history || matches!(self, Self::Sync(_) | Self::Check(_) | Self::RestoreVersion(_))
    }

    /// Does it, and says what came of it once that is durable.
    pub async fn perform(self, client: &Client) -> Result<Value, Failure> {
        Ok(match self {
            Self::Create(Create { id: None }) => json!(client.create_draft().await?),
            Self::Create(Create { id: Some(id) }) => json!(client.create_draft_as(id).await?),
            Self::Edit(edit) => edit.perform(client).await?,
            Self::Delete(One { id }) => {
                client.delete_draft(id).await?;
                json!({"id": id})
            }
            Self::Restore(One { id }) => {
                client.restore_draft(id).await?;
                json!({"id": id})
            }
            Self::Publish(One { id }) => json!(client.publish_draft(id).await?),
            Self::Unpublish(One { id }) => json!(client.unpublish_draft(id).await?),
            Self::Show(One { id }) => json!(client.read_draft(id).await?),
            Self::History(History { id, cloud }) => {
                json!({"id": id, "history": past::read(client, id, cloud).await?})
            }
            Self::RestoreValue(RestoreValue { id, group, value }) => {
                let group = value::group(group.as_str())?;
                if !known::is_known(&group) && !client.read_draft(id).await?.groups.contains_key(&group) {
                    known::refuse(group.as_str(), "Name the group of a line of the history.")?;
                }
                let receipt = client.restore_value(id, &group, value).await?;
                json!({"id": id, "group": group, "generation": receipt.generation})
            }
            Self::RestoreVersion(RestoreVersion { id, at }) => json!(client.restore_version(id, at.read()?).await?),
            Self::Keep(One { id }) => json!({"id": forgotten::keep(client, id).await?, "was": id}),
            Self::Discard(One { id }) => {
                forgotten::discard(client, id).await?;
                json!({"discarded": id})
            }
            Self::Notices(Nothing {}) => notices::read(client).await?.to_json(),
            Self::UseMine(notice) => notice.settle(client, true).await?,
            Self::KeepTheirs(notice) => notice.settle(client, false).await?,
            Self::Check(limit) => json!(check::check(client, limit.limit()).await?),
            Self::List(Nothing {}) => {
                let listings: Vec<_> = forgotten::list(client).await?.iter().map(Listed::to_json).collect();
                json!({"listings": listings})
            }
            Self::Status(Nothing {}) => {
                json!({"account": client.read_account().await?, "panel": client.read_panel().await?})
            }
            Self::Flush(Nothing {}) => {
                client.flush_drafts().await?;
                json!({})
            }
            Self::Sync(limit) => {
                client.retry_sync().await?;
                cloud::settle(client, Goal::Everything, limit.limit()).await??;
                json!({"saved": "cloud"})
            }
            Self::Pause(paused) => {
                client.set_paused(paused);
                json!({"paused": paused})
            }
            Self::Connectivity(online) => {
                client.report_connectivity(online);
                json!({"connectivity": online})
            }
        })
    }
}

impl Edit {
    async fn perform(self, client: &Client) -> Result<Value, Failure> {
        let view = client.read_draft(self.id).await?;
        if !known::is_known(&self.group) && !self.unknown && view.groups.get(&self.group).is_none_or(Value::is_null) {
            known::refuse(self.group.as_str(), known::LINE)?;
        }
        let base = match self.base {
            Base::Shown(base) => base,
            Base::Now => view.stamps.get(&self.group).copied(),
        };
        let receipt = client.edit(self.id, &self.group, self.value, base).await?;
        Ok(json!({"id": self.id, "group": self.group, "generation": receipt.generation}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00000000-0000-0000-0000-000000000001";

    #[test]
    fn a_base_that_is_null_is_told_from_one_that_is_not_there() {
        let base = |rest: &str| {
            let line = format!(r#"{{"edit":{{"id":"{ID}","group":"title","value":null{rest}}}}}"#);
            match read(&line).1 {
                Ok((_, Request::Edit(edit))) => edit.base,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(base(""), Base::Now);
        assert_eq!(base(r#","base":null"#), Base::Shown(None));
        assert!(matches!(base(r#","base":"1732406400000-00000000000000ab""#), Base::Shown(Some(_))));
    }

    #[test]
    fn a_line_that_is_no_command_says_why_and_keeps_its_tag() {
        for line in [
            "",
            "nonsense",
            "[]",
            "{}",
            r#"{"create":{},"list":{}}"#,
            r#"{"creat":{}}"#,
            r#"{"create":{"titel":1}}"#,
            r#"{"edit":{"id":"1","group":"title","value":1}}"#,
            r#"{"pause":"yes"}"#,
        ] {
            assert!(read(line).1.is_err(), "{line}");
        }
        let (tag, request) = read(r#"{"tag":7,"creat":{}}"#);
        assert_eq!(tag, Some(json!(7)));
        assert!(request.expect_err("no command").contains("`create`"));
    }
}
