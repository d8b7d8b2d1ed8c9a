//! What a line asks for: one command, and perhaps a tag that its answer repeats.

use std::time::Duration;

use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::Stamp;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use crate::{cloud, failure::Failure};

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
    History(One),
    List(Nothing),
    Status(Nothing),
    Flush(Nothing),
    Sync(Sync),
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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct One {
    id: DraftId,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sync {
    /// How many seconds it may take.
    limit: Option<u64>,
}

impl Sync {
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
            Self::History(One { id }) => json!({"id": id, "history": client.read_history(id).await?}),
            Self::List(Nothing {}) => json!({"listings": client.list_drafts(None).await?}),
            Self::Status(Nothing {}) => {
                json!({"account": client.read_account().await?, "panel": client.read_panel().await?})
            }
            Self::Flush(Nothing {}) => {
                client.flush_drafts().await?;
                json!({})
            }
            Self::Sync(_) => {
                client.send_now();
                json!({})
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
        let base = match self.base {
            Base::Shown(base) => base,
            Base::Now => client.read_draft(self.id).await?.stamps.get(&self.group).copied(),
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
