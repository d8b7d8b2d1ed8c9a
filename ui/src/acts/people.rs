//! Learning what colleagues are called. The one rule: a name that is not known holds up nothing; it is filled in when it comes.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use lagoon_listing::UserId;
use lagoon_sync::view::Person;

use super::run;
use crate::{
    ipc, platform,
    state::{App, prelude::*},
};

/// The server is not asked more often than this for people whom it may not know either.
const ASK_AGAIN_MILLIS: i64 = 60_000;

impl App {
    /// Reads the names that this device knows, then asks the server what has changed of them.
    pub fn read_people(self) {
        run(async move {
            if let Ok(people) = ipc::list_people().await {
                self.take_people(people);
            }
            self.ask_for_people().await;
        });
    }

    /// Asks the server for names when somebody appears whom this device does not know.
    pub fn meet(self, people: impl IntoIterator<Item = UserId>) {
        let known = self.team.people();
        let known = known.peek();
        let (me, now) = (self.session.account().peek().user_id, platform::steady_now());
        let is_new = |person: &UserId| Some(*person) != me && !known.contains_key(person);
        let asked = self.team.people_asked_at().peek().is_some_and(|at| now - at < ASK_AGAIN_MILLIS);
        if !asked && people.into_iter().any(|person| is_new(&person)) {
            run(self.ask_for_people());
        }
    }

    async fn ask_for_people(self) {
        self.team.people_asked_at().set(Some(platform::steady_now()));
        // Without an answer, or a sign-in, the names of before stand.
        let team = self.session.account().peek().team_id;
        if let Ok(people) = ipc::refresh_people().await
            && self.session.account().peek().team_id == team
        {
            self.take_people(people);
        }
    }

    fn take_people(self, people: Vec<Person>) {
        let mut current = self.team.people();
        let people: BTreeMap<UserId, String> = people.into_iter().map(|person| (person.id, person.name)).collect();
        if *current.peek() != people {
            current.set(people);
        }
    }
}
