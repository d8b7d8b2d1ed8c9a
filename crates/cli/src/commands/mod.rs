//! The commands, one area per file. Each reads what was typed, calls the client and prints the answer; nothing more.

mod account;
mod editing;
mod reading;
mod telling;

use crate::{arguments::Action, failure::Failure, output::Output, run, transfer};

/// Does what the command line asks.
pub async fn run(action: Action, output: Output) -> Result<(), Failure> {
    match action {
        Action::SignIn(arguments) => account::sign_in(arguments, output).await,
        Action::SignOut { discard } => account::sign_out(discard, output).await,
        Action::Status(wait) => account::status(&wait, output).await,
        Action::Sync(limit) => account::sync(&limit, output).await,
        Action::List { trash } => reading::list(trash, output).await,
        Action::Show(listing) => reading::show(listing.id, output).await,
        Action::History(arguments) => reading::history(&arguments, output).await,
        Action::Create(arguments) => editing::create(arguments, output).await,
        Action::Edit(arguments) => editing::edit(arguments, output).await,
        Action::Delete(one) => editing::delete(&one, output).await,
        Action::Restore(arguments) => editing::restore(&arguments, output).await,
        Action::Publish(one) => editing::publish(&one, output).await,
        Action::Unpublish(one) => editing::unpublish(&one, output).await,
        Action::Keep(one) => editing::keep(&one, output).await,
        Action::Discard(listing) => editing::discard(listing.id, output).await,
        Action::Notices => telling::notices(output).await,
        Action::UseMine(one) => telling::settle(&one, true, output).await,
        Action::KeepTheirs(one) => telling::settle(&one, false, output).await,
        Action::Check(limit) => telling::check(&limit, output).await,
        Action::Export { format, output: file } => transfer::export(format, file.as_deref(), output).await,
        Action::Import(arguments) => transfer::import(&arguments, output).await,
        Action::Run => run::run(output).await,
    }
}
