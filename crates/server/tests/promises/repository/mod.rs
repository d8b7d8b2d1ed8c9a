//! What every database behind the server must keep. Each promise takes any repository, so that another database runs the
//! same list unchanged.

use std::{future::Future, sync::Arc};

use lagoon_listing::{DraftId, GroupName};
use lagoon_server::{
    auth::{Token, TokenHash},
    repository::{AddedUser, NewSession, NewUser, Repository, Role, SessionId, SignedIn},
};
use lagoon_sync::{
    DeviceId, InstallId, Millis, Stamp,
    wire::{Cursor, GroupOutcome, GroupUpdate, SyncRequest, UpdatePropertyDraft},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    database::TestDatabase,
    support::{FakeClock, START},
};

type AnyRepository = Arc<dyn Repository>;

/// Runs each promise on a new, empty repository.
macro_rules! conformance {
    ($($promise:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                on_a_new_one(promises::$promise).await;
            }
        )*
    };
}

conformance! {
    a_name_and_an_address_belong_to_one,
    a_sign_in_is_found_until_it_ends_or_is_removed,
    an_exchange_is_one_change_per_draft_that_changes,
    a_repeated_exchange_writes_nothing,
    teams_share_nothing,
    two_writers_at_once_take_turns,
    values_come_back_as_they_were_sent,
    a_sign_in_needs_the_password_that_was_checked,
    a_sign_in_stands_while_it_is_used,
    a_request_of_a_sign_in_that_was_revoked_meanwhile_changes_nothing,
    a_link_is_good_once_for_one_team_and_until_its_end,
    only_commands_leave_a_team_without_an_admin,
    an_admin_who_is_none_any_more_acts_on_nobody,
    what_a_team_does_to_accounts_stays_in_the_team,
    access_goes_on_when_somebody_loses_it,
    entries_of_the_audit_count_within_the_team,
    old_entries_of_the_audit_are_forgotten_and_numbers_go_on,
    links_that_are_over_are_forgotten_and_others_are_not,
}

async fn on_a_new_one<F: Future<Output = ()>>(promise: impl FnOnce(AnyRepository) -> F) {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    promise(repository.clone()).await;
    repository.close().await;
}

/// As one more process would.
pub async fn open(database: &TestDatabase) -> AnyRepository {
    let clock = FakeClock::default();
    clock.set(START);
    lagoon_server::open_with_clock(&database.url(), Arc::new(clock)).await.expect("opens").repository.clone()
}

pub async fn person(repository: &AnyRepository, team: &str, email: &str) -> SignedIn {
    repository.add_team(team).await.expect("no failure");
    let user = new_user(team, email);
    repository.add_user(user).await.expect("no failure");
    let account = repository.account(email).await.expect("no failure").expect("just added");
    SignedIn {
        user: account.user,
        team: account.team,
        device: DeviceId(1),
        role: account.role,
        session: SessionId::random(),
        seen_at: Millis::clamped(START),
        ends_at: Millis::clamped(i64::MAX),
        access: repository.access().await.expect("no failure"),
    }
}

fn new_user(team: &str, email: &str) -> NewUser {
    NewUser {
        team_name: team.into(),
        email: email.into(),
        name: "Somebody".into(),
        role: Role::Agent,
        password_hash: "hash".into(),
    }
}

pub fn request(cursor: Option<Cursor>, updates: Vec<UpdatePropertyDraft>) -> SyncRequest {
    SyncRequest {
        device: DeviceId(1),
        install: Some(InstallId(1)),
        schema: 1,
        clock: None,
        cursor,
        updates,
        settled: vec![],
    }
}

pub fn update(id: u128, value: Value, millis: i64, device: u64) -> UpdatePropertyDraft {
    let stamp = Stamp { millis: Millis::clamped(millis), device: DeviceId(device) };
    UpdatePropertyDraft {
        past: vec![],
        id: DraftId(Uuid::from_u128(id)),
        base_rev: 0,
        last_modified: Some(stamp.millis),
        groups: [(
            "later".parse::<GroupName>().expect("a name"),
            GroupUpdate { value, stamp, base: None, continues: None },
        )]
        .into(),
    }
}

fn session(who: SignedIn, token: TokenHash, ends: i64) -> NewSession {
    NewSession {
        token,
        id: SessionId::random(),
        user: who.user,
        team: who.team,
        password_hash: "hash".into(),
        device: who.device,
        device_name: Some("Desk".into()),
        created_at: Millis::clamped(START),
        expires_at: Millis::clamped(ends),
    }
}

mod accounts;

mod promises {
    // By name: the tests of the same names stand beside them.
    pub use super::accounts::{
        a_link_is_good_once_for_one_team_and_until_its_end,
        a_request_of_a_sign_in_that_was_revoked_meanwhile_changes_nothing,
        a_sign_in_needs_the_password_that_was_checked, a_sign_in_stands_while_it_is_used,
        access_goes_on_when_somebody_loses_it, an_admin_who_is_none_any_more_acts_on_nobody,
        entries_of_the_audit_count_within_the_team, links_that_are_over_are_forgotten_and_others_are_not,
        old_entries_of_the_audit_are_forgotten_and_numbers_go_on, only_commands_leave_a_team_without_an_admin,
        what_a_team_does_to_accounts_stays_in_the_team,
    };
    use super::*;

    pub async fn a_name_and_an_address_belong_to_one(repository: AnyRepository) {
        assert!(repository.add_team("Marina").await.expect("no failure").is_some());
        assert_eq!(repository.add_team("MARINA").await.expect("no failure"), None);
        let added = repository.add_user(new_user("Marina", "a@example.com")).await.expect("no failure");
        assert!(matches!(added, AddedUser::Added(_)));
        let again = repository.add_user(new_user("Marina", "A@example.com")).await.expect("no failure");
        assert_eq!(again, AddedUser::EmailTaken);
        let nowhere = repository.add_user(new_user("Harbour", "b@example.com")).await.expect("no failure");
        assert_eq!(nowhere, AddedUser::NoSuchTeam);
        assert!(repository.account("b@example.com").await.expect("no failure").is_none());
    }

    pub async fn a_sign_in_is_found_until_it_ends_or_is_removed(repository: AnyRepository) {
        let who = person(&repository, "Marina", "a@example.com").await;
        let (one, two) = (Token::random().expect("random").hash(), Token::random().expect("random").hash());
        for (token, ends) in [(&one, START + 10), (&two, START + 20)] {
            repository.add_session(session(who, token.clone(), ends)).await.expect("no failure");
        }
        let found = async |token: &TokenHash, at: i64| {
            let found = repository.signed_in(token, Millis::clamped(START + at)).await.expect("no failure");
            found.map(|found| (found.user, found.team, found.device))
        };
        let (team, who) = (who.team, Some((who.user, who.team, who.device)));
        assert_eq!(found(&one, 9).await, who);
        assert_eq!(found(&one, 10).await, None);
        assert_eq!(found(&two, 10).await, who);
        repository.remove_session(team, &two, Millis::clamped(START)).await.expect("no failure");
        assert_eq!(found(&two, 10).await, None);
        assert_eq!(found(&TokenHash::of_nobody(), 0).await, None);
    }

    pub async fn an_exchange_is_one_change_per_draft_that_changes(repository: AnyRepository) {
        let who = person(&repository, "Marina", "a@example.com").await;
        let updates = vec![update(1, json!("a"), START, 1), update(2, json!("b"), START, 1)];
        let first = repository.exchange(who, request(None, updates)).await.expect("no failure");
        assert_eq!(first.cursor.seq.0, 2);
        let late = vec![update(1, json!("late"), START - 1, 1), update(2, json!("c"), START + 1, 1)];
        let second = repository.exchange(who, request(Some(first.cursor), late)).await.expect("no failure");
        assert_eq!(second.cursor.seq.0, 3);
        assert!(second.outcomes[0].groups.values().all(|outcome| *outcome == GroupOutcome::Superseded));
        let past = repository.history(who.team, DraftId(Uuid::from_u128(1)), None, 10).await.expect("no failure");
        assert_eq!(past.expect("the draft exists")[0].head.value, json!("late"));
    }

    pub async fn a_repeated_exchange_writes_nothing(repository: AnyRepository) {
        let who = person(&repository, "Marina", "a@example.com").await;
        let one = request(None, vec![update(1, json!("a"), START, 1), update(1, json!("b"), START - 1, 1)]);
        let first = repository.exchange(who, one.clone()).await.expect("no failure");
        let second = repository.exchange(who, one).await.expect("no failure");
        assert_eq!((first.cursor, first.outcomes), (second.cursor, second.outcomes));
        assert_eq!(second.advanced_to, Some(second.cursor.seq), "the first may have had no answer, and told nobody");
        let past = repository.history(who.team, DraftId(Uuid::from_u128(1)), None, 10).await.expect("no failure");
        assert_eq!(past.map(|values| values.len()), Some(1));
    }

    pub async fn teams_share_nothing(repository: AnyRepository) {
        let ours = person(&repository, "Marina", "a@example.com").await;
        let theirs = person(&repository, "Harbour", "c@example.com").await;
        let id = DraftId(Uuid::from_u128(1));
        repository.exchange(ours, request(None, vec![update(1, json!("ours"), START, 1)])).await.expect("no failure");
        assert_eq!(repository.draft(theirs.team, id).await.expect("no failure"), None);
        assert_eq!(repository.history(theirs.team, id, None, 10).await.expect("no failure"), None);
        let written = request(None, vec![update(1, json!("theirs"), START + 9, 2)]);
        let answer = repository.exchange(theirs, written).await.expect("no failure");
        assert_eq!(answer.cursor.seq.0, 1);
        let draft = repository.draft(ours.team, id).await.expect("no failure").expect("ours");
        assert!(draft.groups.values().all(|group| group.head.value == json!("ours")));
    }

    pub async fn two_writers_at_once_take_turns(repository: AnyRepository) {
        let who = person(&repository, "Marina", "a@example.com").await;
        let tasks: Vec<_> = (0..20_i64)
            .map(|n| {
                let repository = repository.clone();
                let one = request(None, vec![update(1, json!(n), START + n, 1)]);
                tokio::spawn(async move { repository.exchange(who, one).await.expect("no failure") })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        let draft =
            repository.draft(who.team, DraftId(Uuid::from_u128(1))).await.expect("no failure").expect("written");
        assert!(draft.groups.values().all(|group| group.head.value == json!(19)));
        let now = repository.exchange(who, request(None, vec![])).await.expect("no failure");
        assert_eq!(now.cursor.seq.0, draft.rev);
    }

    pub async fn values_come_back_as_they_were_sent(repository: AnyRepository) {
        let who = person(&repository, "Marina", "a@example.com").await;
        let awkward = [
            json!(null),
            json!("quotes ' \" and \\ and \u{1F3E1} and \u{202e} and \u{1}"),
            json!({"z": 1, "a": [i64::MAX, u64::MAX, -0.5, 1e300, {}], "": {"é": false}}),
            json!("\\u0000 written out"),
        ];
        for (n, value) in (0..).zip(&awkward) {
            repository
                .exchange(who, request(None, vec![update(n, value.clone(), START, 1)]))
                .await
                .expect("no failure");
        }
        let read = repository.exchange(who, request(None, vec![])).await.expect("no failure");
        let values: Vec<_> =
            read.changes.iter().flat_map(|draft| draft.head.groups.values()).map(|g| &g.value).collect();
        assert_eq!(values, awkward.iter().collect::<Vec<_>>());
    }
}
