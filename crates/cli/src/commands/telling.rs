//! What the person has to be told, and whether this device and the cloud hold the same.

use serde_json::json;

use crate::{
    arguments::{Limit, OneNotice},
    check,
    cloud::{self, Goal},
    failure::Failure,
    notices,
    output::Output,
    start,
};

pub async fn notices(output: Output) -> Result<(), Failure> {
    let client = start::here(output).await?;
    let open = notices::read(&client).await?;
    output.answer(&open.to_json(), || open.to_text())
}

pub async fn settle(one: &OneNotice, use_mine: bool, output: Output) -> Result<(), Failure> {
    let client = if one.wait.waits() { start::online(output).await? } else { start::here(output).await? };
    let id = &one.notice;
    let written = notices::settle(&client, id, use_mine).await?;
    // Where nothing is written, the cloud still has to hear that the notice was dealt with.
    let goal = if written { Goal::Draft(id.draft) } else { Goal::News };
    let report = cloud::report(&client, goal, one.wait.waits()).await?;
    let what = if written { "your value is written once more" } else { "everything stays as it is" };
    let name = notices::name(id);
    output.answer(&report.to_json(json!({"id": id.draft, "notice": name})), || {
        format!("{name} dealt with: {what}; {}", report.to_text())
    })
}

pub async fn check(limit: &Limit, output: Output) -> Result<(), Failure> {
    let client = start::online(output).await?;
    let found = check::check(&client, limit.time()).await?;
    let text = check::text(&client, &found).await?;
    output.answer(&json!(found), || text)
}
