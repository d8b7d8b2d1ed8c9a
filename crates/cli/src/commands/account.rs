//! Signing in and out, and how things stand with the cloud.

use std::{
    io::{BufRead, IsTerminal},
    sync::Arc,
    time::Duration,
};

use lagoon_listing::GroupName;
use lagoon_sync::{
    status::SignIn as State,
    view::{SyncPanel, WaitingDraft},
};
use serde_json::json;

use crate::{
    arguments::{Limit, SignIn, Wait},
    cloud::{self, Goal},
    failure::Failure,
    output::{Output, counted, plain},
    plainly, profile,
    secrets::{self, Watched},
    start,
};

/// How long the first fetch of the team's listings may hold up the answer.
const FIRST_FETCH: Duration = Duration::from_secs(30);
/// How long `status` looks whether the server is there.
const LOOK: Duration = Duration::from_secs(3);
/// How long the server may take to hear of a sign-out.
const FAREWELL: Duration = Duration::from_secs(5);

pub async fn sign_in(arguments: SignIn, output: Output) -> Result<(), Failure> {
    // Asked first: without a place for the token, the password would be typed for nothing.
    let secrets = Arc::new(Watched::new(secrets::open(&profile::directory()?).await?));
    let client = start::with_secrets(output, secrets.clone()).await?;
    let server = match arguments.server {
        Some(server) => server,
        None => client.read_account().await?.server_url,
    };
    let allowed = arguments.insecure_http || profile::setting("LAGOON_INSECURE_HTTP").is_some_and(|set| set == "1");
    plainly::allow(&server, allowed, arguments.password_stdin, output)?;
    let password = read_password(arguments.password_stdin)?;
    let account = client.sign_in(&arguments.email, &password, &server, !arguments.leave_unclaimed).await?;
    if let Some(why) = secrets.failure() {
        tracing::warn!(error = %why, "the token was not kept");
        let message = "You are signed in, but the sign-in could not be kept and ends with this command. Unlock the secret store \
                       or make the data directory writable, then sign in again.";
        return Err(Failure::new("signInNotKept", message));
    }
    let fetched = cloud::settle(&client, Goal::News, FIRST_FETCH).await?.err();
    // Of the sign-in that this one replaces, if there was one.
    client.finish_signing_out(FAREWELL).await;
    let listings = client.list_drafts(None).await?.iter().filter(|draft| !draft.deleted).count();
    let document = json!({
        "account": account, "listings": listings, "reason": fetched.as_ref().map(cloud::Unsent::to_json),
    });
    output.answer(&document, || {
        let name = |name: &Option<String>| plain(name.as_deref().unwrap_or("somebody"));
        let late = fetched.as_ref().map(|why| format!("; not everything was fetched yet. {}", plain(&why.message)));
        let (person, team) = (name(&account.name), name(&account.team));
        format!("signed in as {person} of {team}; {} here{}", counted(listings, "listing"), late.unwrap_or_default())
    })
}

fn read_password(from_stdin: bool) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new("noPassword", format!("The password could not be read ({error}). Pass it with --password-stdin."))
    };
    let password = if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else if std::io::stderr().is_terminal() || std::io::stdin().is_terminal() {
        rpassword::prompt_password("Password: ").map_err(unreadable)?
    } else {
        return Err(Failure::usage("There is no terminal to ask for the password on. Pass it with --password-stdin."));
    };
    if password.is_empty() {
        return Err(Failure::usage(
            "The password is empty. Type it, or pass it as the first line with --password-stdin.",
        ));
    }
    Ok(password)
}

/// What is said when the server's half of a sign-in is still open.
const NOT_TOLD: &str = "the server could not be told. The key of this sign-in is deleted, so that nobody can use it any more; \
                        the server lists it until it has not been used for 30 days. To end it sooner, change your password \
                        on another device, or ask an admin to end your sign-ins (docs/ACCOUNTS.md)";

pub async fn sign_out(discard: bool, output: Output) -> Result<(), Failure> {
    let client = start::online(output).await?;
    let account = client.read_account().await?;
    client.sign_out(discard).await?;
    let heard = client.finish_signing_out(FAREWELL).await;
    // Without its token there was nothing that the server could be told with.
    let told = account.sign_in == State::Never || (account.sign_in == State::Active && heard);
    output.answer(&json!({"signedOut": account.email, "serverTold": told}), || match &account.email {
        Some(email) => {
            let end = if told { String::new() } else { format!("; {NOT_TOLD}") };
            format!("{} signed out; the account's listings are no longer on this device{end}", plain(email))
        }
        None => "nobody was signed in".into(),
    })
}

pub async fn status(wait: &Wait, output: Output) -> Result<(), Failure> {
    let client = if wait.waits() { start::online(output).await? } else { start::here(output).await? };
    if wait.waits() {
        // Whatever it comes to, the panel says it.
        let _ = cloud::settle(&client, Goal::Everything, LOOK).await?;
    }
    let (account, panel) = (client.read_account().await?, client.read_panel().await?);
    let offline = !wait.waits() && account.sign_in == State::Lost;
    let document = json!({
        "account": account, "panel": panel, "asked": wait.waits(), "directory": profile::directory()?,
    });
    output.answer(&document, || {
        let who = match (&account.sign_in, &account.email) {
            (State::Never, _) | (_, None) => "nobody is signed in".into(),
            (State::Lost, Some(email)) if !offline => format!("{}: sign in again", plain(email)),
            (_, Some(email)) => format!("{} at {}", plain(email), plain(&account.server_url)),
        };
        let mut lines = vec![who];
        if offline {
            // Without the sign-in nothing can tell why something waits.
            lines.extend(panel.waiting.iter().map(|draft| waits(draft, None)));
            lines.push("the cloud was not asked".into());
        } else {
            lines.extend(state(&panel));
        }
        lines.join("\n")
    })?;
    // Said at the start of every command until then.
    Ok(client.know_of_damage().await?)
}

fn state(panel: &SyncPanel) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", panel.status.words, plain(&panel.status.detail))];
    lines.extend(panel.last_problem.iter().map(|problem| format!("last problem: {}", plain(&problem.message))));
    lines.extend(waiting(panel));
    lines
}

fn waiting(panel: &SyncPanel) -> Vec<String> {
    panel.waiting.iter().map(|draft| waits(draft, draft.reason.as_deref())).collect()
}

fn waits(draft: &WaitingDraft, reason: Option<&str>) -> String {
    let title = plain(draft.title.as_deref().unwrap_or("(no title)"));
    let groups: Vec<_> = draft.groups.iter().map(GroupName::as_str).collect();
    let reason = reason.map(|reason| format!(": {}", plain(reason))).unwrap_or_default();
    format!("not in the cloud yet: {} {title} ({}){reason}", draft.id, groups.join(", "))
}

pub async fn sync(limit: &Limit, output: Output) -> Result<(), Failure> {
    let client = start::online(output).await?;
    // Releases what was refused before: somebody may have made room for it.
    client.retry_sync().await?;
    cloud::settle(&client, Goal::Everything, limit.time()).await??;
    let listings = client.list_drafts(None).await?.iter().filter(|draft| !draft.deleted).count();
    let notices = client.list_notices().await?.len();
    output.answer(&json!({"saved": "cloud", "listings": listings, "notices": notices}), || {
        let told = if notices == 0 { "" } else { "\nthere is something to tell you: `lagoon-cli notices`" };
        let are = if listings == 1 { "is as the team has it" } else { "are as the team has them" };
        format!("saved to cloud; {} here {are}{told}", counted(listings, "listing"))
    })
}
