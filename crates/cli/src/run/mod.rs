//! `lagoon-cli run`: stays online, takes commands as lines of JSON and prints answers and events as lines of JSON.
//!
//! The one rule: the answer to an edit is printed once the edit is durable, so whatever ends this process, it is there.

mod lines;
mod request;

use std::{
    io::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lagoon_client::{Client, ClientEvent};
use lagoon_sync::view::DraftsChanged;
use serde_json::{Value, json};
use tokio::{
    sync::{
        Notify,
        broadcast::{Receiver, error::RecvError},
    },
    task::JoinSet,
};

use crate::{failure::Failure, output::Output, start};
use lines::{Input, NotALine};

/// How long what is unsent may take to go out at the end. It is safe on the disk in any case.
const LAST_CALL: Duration = Duration::from_secs(3);

/// Runs until the end of standard input, SIGTERM or Ctrl-C, or until nobody reads the answers any more.
pub async fn run(output: Output) -> Result<(), Failure> {
    let stop = told_to_stop().map_err(|error| {
        Failure::new("cannotStart", format!("Signals cannot be heard ({error}). Try again, or restart this machine."))
    })?;
    let client = start::online(output).await?;
    let events = client.subscribe();
    let teller: &'static Teller = Box::leak(Box::default());
    // Once this is answered, the status is that of the account.
    let panel = client.read_panel().await?;
    teller.event("ready", &json!({"account": client.read_account().await?, "status": panel.status}));
    let forwarding = tokio::spawn(forward(client.clone(), events, teller));

    let mut asking = JoinSet::new();
    let told = {
        tokio::pin!(stop);
        let mut input = Input::new(tokio::io::stdin());
        loop {
            let line = tokio::select! {
                biased;
                () = &mut stop => break true,
                () = teller.closed.notified() => break true,
                line = input.next() => line,
            };
            match line {
                None => break false,
                Some((number, line)) => take(&client, number, line, teller, &mut asking).await,
            }
        }
    };
    if told {
        asking.abort_all();
    }
    // Whoever asked the cloud and then closed the input still hears what came of it.
    while asking.join_next().await.is_some() {}
    client.send_before_leaving(LAST_CALL).await;
    let waiting = client.read_panel().await?.status.waiting;
    forwarding.abort();
    teller.event("ended", &json!({"waiting": waiting}));
    Ok(())
}

async fn take(
    client: &Client,
    number: u64,
    line: Result<String, NotALine>,
    teller: &'static Teller,
    asking: &mut JoinSet<()>,
) {
    let text = match line {
        Ok(text) => text,
        Err(why) => return teller.bad_line(number, None, why.as_str()),
    };
    if text.trim().is_empty() {
        return;
    }
    let (tag, request) = request::read(&text);
    let (name, request) = match request {
        Ok(request) => request,
        Err(why) => return teller.bad_line(number, tag, &why),
    };
    if request.asks_the_cloud() {
        let client = client.clone();
        // An edit after it must not wait for the network.
        asking.spawn(async move {
            let done = request.perform(&client).await;
            teller.answer(&name, tag, done);
        });
        return;
    }
    teller.answer(&name, tag, request.perform(client).await);
}

/// Passes events on until the client is gone.
async fn forward(client: Client, mut events: Receiver<ClientEvent>, teller: &'static Teller) {
    loop {
        match events.recv().await {
            Ok(ClientEvent::SyncStatus(status)) => teller.event("sync-status", &json!(status)),
            Ok(ClientEvent::DraftsChanged(changed)) => teller.event("drafts-changed", &json!(changed)),
            Ok(ClientEvent::NoticesChanged) => teller.event("notices-changed", &Value::Null),
            Ok(ClientEvent::ClockWrong(sentence)) => teller.event("clock-wrong", &json!(sentence)),
            Ok(ClientEvent::Outdated(sentence)) => teller.event("outdated", &json!(sentence)),
            // Too many at once: no ids means that any draft may have changed.
            Err(RecvError::Lagged(_)) => {
                teller.event("sync-status", &json!(client.status()));
                teller.event("drafts-changed", &json!(DraftsChanged::default()));
                teller.event("notices-changed", &Value::Null);
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Prints whole lines, one after the other.
#[derive(Default)]
struct Teller {
    one_at_a_time: Mutex<()>,
    /// Nobody reads any more.
    closed: Notify,
}

impl Teller {
    fn say(&self, line: &Value) {
        let _one_at_a_time = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stdout = std::io::stdout().lock();
        if writeln!(stdout, "{line}").and_then(|()| stdout.flush()).is_err() {
            self.closed.notify_one();
        }
    }

    fn event(&self, name: &str, payload: &Value) {
        self.say(&json!({"event": name, "payload": payload}));
    }

    fn answer(&self, command: &str, tag: Option<Value>, done: Result<Value, Failure>) {
        let line = match done {
            Ok(result) => json!({"answer": command, "result": result}),
            Err(failure) => json!({"error": failure.to_json(), "command": command}),
        };
        self.say(&tagged(line, tag));
    }

    fn bad_line(&self, number: u64, tag: Option<Value>, why: &str) {
        let error = json!({"code": "badLine", "message": format!("Line {number}: {why}")});
        self.say(&tagged(json!({"error": error, "line": number}), tag));
    }
}

fn tagged(mut line: Value, tag: Option<Value>) -> Value {
    if let Some(tag) = tag {
        line["tag"] = tag;
    }
    line
}

/// Completes on SIGTERM or Ctrl-C. Listens for both from the moment it is called.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Completes on Ctrl-C. Listens for it from the moment it is called.
#[cfg(windows)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
