//! What every database must keep about accounts.

use lagoon_listing::{DraftId, UserId};
use lagoon_server::{
    auth::{Token, TokenHash},
    repository::{
        AcceptedInvitation, Action, Actor, AddedInvitation, By, ChangedUser, Invitation, InvitationId, NewReset,
        Newcomer, RepositoryError, ResetOf, Role, SEEN_EVERY, SESSION_IDLE, SessionsOf, SignedIn, UserChange,
    },
};
use lagoon_sync::Millis;
use serde_json::json;
use uuid::Uuid;

use super::{super::support::START, AnyRepository, person, request, session, update};

fn at(after: i64) -> Millis {
    Millis::clamped(START + after)
}

fn by(user: UserId) -> By {
    By { actor: Actor::Person(user), at: at(0) }
}

fn by_command() -> By {
    By { actor: Actor::Command("user role"), at: at(0) }
}

fn token() -> TokenHash {
    Token::random().expect("random").hash()
}

const FAR: i64 = START + 100 * SESSION_IDLE;

async fn signed_in(repository: &AnyRepository, who: SignedIn) -> TokenHash {
    let token = token();
    assert!(repository.add_session(session(who, token.clone(), FAR)).await.expect("no failure"));
    token
}

async fn stands(repository: &AnyRepository, token: &TokenHash, after: i64) -> bool {
    repository.signed_in(token, at(after)).await.expect("no failure").is_some()
}

async fn change(repository: &AnyRepository, who: SignedIn, change: UserChange, by: By) -> ChangedUser {
    repository.change_user(who.team, who.user, change, by).await.expect("no failure")
}

/// An admin of a team.
async fn admin(repository: &AnyRepository, team: &str, email: &str) -> SignedIn {
    let who = person(repository, team, email).await;
    assert_eq!(change(repository, who, role(Role::Admin), by_command()).await, ChangedUser::Changed);
    who
}

fn role(role: Role) -> UserChange {
    UserChange { role: Some(role), disabled: None }
}

fn disabled(disabled: bool) -> UserChange {
    UserChange { role: None, disabled: Some(disabled) }
}

pub async fn a_sign_in_needs_the_password_that_was_checked(repository: AnyRepository) {
    let who = person(&repository, "Marina", "a@example.com").await;
    let late = session(who, token(), FAR);
    let of = ResetOf { team: who.team, user: who.user };
    assert!(repository.set_password(of, "other", Some("hash"), None, by(who.user)).await.expect("no failure"));
    assert!(!repository.add_session(late).await.expect("no failure"), "another password by now");
    assert!(!repository.set_password(of, "third", Some("hash"), None, by(who.user)).await.expect("no failure"));
    let mut locked_out = session(who, token(), FAR);
    locked_out.password_hash = "other".into();
    assert_eq!(change(&repository, who, disabled(true), by_command()).await, ChangedUser::Changed);
    assert!(!repository.add_session(locked_out).await.expect("no failure"));
}

pub async fn a_sign_in_stands_while_it_is_used(repository: AnyRepository) {
    let who = person(&repository, "Marina", "a@example.com").await;
    let token = signed_in(&repository, who).await;
    assert!(stands(&repository, &token, SESSION_IDLE - 1).await);
    assert!(!stands(&repository, &token, SESSION_IDLE).await);
    let id = repository.signed_in(&token, at(0)).await.expect("no failure").expect("stands").session;
    repository.saw_session(who.team, id, at(SEEN_EVERY - 1)).await.expect("no failure");
    assert!(!stands(&repository, &token, SESSION_IDLE).await, "not worth writing down");
    repository.saw_session(who.team, id, at(SEEN_EVERY)).await.expect("no failure");
    assert!(stands(&repository, &token, SESSION_IDLE).await);
    let found = repository.sessions(who.team, SessionsOf::default(), 10, at(SEEN_EVERY)).await.expect("no failure");
    assert_eq!(found.iter().map(|one| one.seen_at).collect::<Vec<_>>(), [at(SEEN_EVERY)]);
}

/// Requests rely on sign-ins that were read a moment ago. Somebody else's end is none of theirs; their own is found out.
pub async fn a_request_of_a_sign_in_that_was_revoked_meanwhile_changes_nothing(repository: AnyRepository) {
    let who = person(&repository, "Marina", "a@example.com").await;
    let (mine, other) = (signed_in(&repository, who).await, signed_in(&repository, who).await);
    let before = repository.signed_in(&mine, at(0)).await.expect("no failure").expect("stands");
    let send = async |title: &str, after: i64| {
        let updates = vec![update(1, json!(title), START + after, 1)];
        repository.exchange(before, request(None, updates)).await
    };
    send("as signed in", 0).await.expect("stands");
    repository.remove_session(who.team, &other, at(0)).await.expect("no failure");
    send("while another sign-in ended", 1).await.expect("stands");
    assert!(repository.end_session(who.team, None, before.session, by_command()).await.expect("no failure"));
    assert!(matches!(send("revoked", 2).await, Err(RepositoryError::SignedOut)));
    let look = repository.exchange(before, request(None, vec![])).await;
    assert!(matches!(look, Err(RepositoryError::SignedOut)), "nor does it read");
    let draft = repository.draft(who.team, DraftId(Uuid::from_u128(1))).await.expect("no failure").expect("written");
    let values: Vec<_> = draft.groups.values().map(|group| group.head.value.clone()).collect();
    assert_eq!(values, [json!("while another sign-in ended")]);

    let again = repository.signed_in(&signed_in(&repository, who).await, at(0)).await.expect("no failure");
    let again = again.expect("stands");
    change(&repository, who, disabled(true), by_command()).await;
    let locked_out = repository.exchange(again, request(None, vec![])).await;
    assert!(matches!(locked_out, Err(RepositoryError::SignedOut)));
}

fn invitation(by: SignedIn, email: &str) -> Invitation {
    Invitation {
        id: InvitationId::random(),
        team: by.team,
        email: email.into(),
        name: None,
        role: Role::Office,
        made_by: Some(by.user),
        created_at: at(0),
        expires_at: at(10),
    }
}

pub async fn a_link_is_good_once_for_one_team_and_until_its_end(repository: AnyRepository) {
    let ours = admin(&repository, "Marina", "a@example.com").await;
    let theirs = admin(&repository, "Harbour", "c@example.com").await;
    let newcomer = |after: i64| Newcomer { name: "New".into(), password_hash: "hash".into(), at: at(after) };
    let add = async |email: &str, token: &TokenHash| {
        repository.add_invitation(invitation(ours, email), token.clone(), by(ours.user)).await.expect("no failure")
    };
    let accept = async |team, token: &TokenHash, after| {
        repository.accept_invitation(team, token, newcomer(after)).await.expect("no failure")
    };
    let (first, second) = (token(), token());
    assert_eq!(add("a@example.com", &first).await, AddedInvitation::EmailTaken);
    assert_eq!(add("b@example.com", &first).await, AddedInvitation::Added);
    assert_eq!(add("b@example.com", &second).await, AddedInvitation::Added);
    assert_eq!(accept(ours.team, &first, 0).await, AcceptedInvitation::NotGood, "replaced");
    assert_eq!(accept(theirs.team, &second, 0).await, AcceptedInvitation::NotGood, "of another team");
    assert_eq!(accept(ours.team, &second, 10).await, AcceptedInvitation::NotGood, "over");
    assert!(repository.invitation(&second, at(9)).await.expect("no failure").is_some());
    assert!(matches!(accept(ours.team, &second, 9).await, AcceptedInvitation::Joined(_)));
    assert_eq!(accept(ours.team, &second, 9).await, AcceptedInvitation::NotGood, "used");
    let taken = token();
    assert_eq!(add("c@example.com", &taken).await, AddedInvitation::Added, "nothing is told of another team");
    assert_eq!(accept(ours.team, &taken, 0).await, AcceptedInvitation::EmailTaken);
    assert!(repository.invitation(&taken, at(0)).await.expect("no failure").is_some(), "it stands");

    let reset = token();
    let new = NewReset { token: reset.clone(), user: ours.user, expires_at: at(10) };
    let added = repository.add_reset(theirs.team, new.clone(), by(theirs.user)).await.expect("no failure");
    assert_eq!(added, ChangedUser::NoSuchUser);
    let added = repository.add_reset(ours.team, new, by_command()).await.expect("no failure");
    assert_eq!(added, ChangedUser::Changed);
    let of = repository.reset(&reset, at(9)).await.expect("no failure").expect("good");
    assert_eq!(repository.reset(&reset, at(10)).await.expect("no failure"), None);
    assert!(!repository.use_reset(of, &reset, "new", at(10)).await.expect("no failure"));
    assert!(repository.use_reset(of, &reset, "new", at(9)).await.expect("no failure"));
    assert!(!repository.use_reset(of, &reset, "newer", at(9)).await.expect("no failure"));
    let account = repository.account("a@example.com").await.expect("no failure").expect("there");
    assert_eq!(account.password_hash.as_deref(), Some("new"));
}

pub async fn only_commands_leave_a_team_without_an_admin(repository: AnyRepository) {
    let one = person(&repository, "Marina", "a@example.com").await;
    let two = person(&repository, "Marina", "b@example.com").await;
    let elsewhere = person(&repository, "Harbour", "c@example.com").await;
    for who in [one, elsewhere] {
        assert_eq!(change(&repository, who, role(Role::Admin), by_command()).await, ChangedUser::Changed);
    }
    for last in [role(Role::Agent), disabled(true)] {
        assert_eq!(change(&repository, one, last, by(one.user)).await, ChangedUser::LastAdmin);
    }
    let reset = async |who: SignedIn, by| {
        let reset = NewReset { token: token(), user: who.user, expires_at: at(10) };
        repository.add_reset(who.team, reset, by).await.expect("no failure")
    };
    assert_eq!(reset(one, by(one.user)).await, ChangedUser::LastAdmin);
    assert_eq!(change(&repository, two, role(Role::Admin), by(one.user)).await, ChangedUser::Changed);
    // An admin who has to set a password first cannot sign in.
    assert_eq!(reset(two, by(one.user)).await, ChangedUser::Changed);
    for last in [role(Role::Agent), disabled(true)] {
        assert_eq!(change(&repository, one, last, by(one.user)).await, ChangedUser::LastAdmin);
    }
    assert_eq!(reset(one, by(one.user)).await, ChangedUser::LastAdmin);
    assert_eq!(change(&repository, two, role(Role::Agent), by(one.user)).await, ChangedUser::Changed);
    assert_eq!(change(&repository, two, role(Role::Admin), by(one.user)).await, ChangedUser::Changed);
    let of = ResetOf { team: two.team, user: two.user };
    assert!(repository.set_password(of, "hash", None, None, by_command()).await.expect("no failure"));
    assert_eq!(change(&repository, one, role(Role::Office), by(one.user)).await, ChangedUser::Changed);
    assert_eq!(change(&repository, two, disabled(true), by(two.user)).await, ChangedUser::LastAdmin);
    assert_eq!(change(&repository, two, disabled(true), by_command()).await, ChangedUser::Changed);
}

/// Whoever asked as an admin, and waited for the team's lock while they lost that, or the sign-in they asked with.
pub async fn an_admin_who_is_none_any_more_acts_on_nobody(repository: AnyRepository) {
    let head = admin(&repository, "Marina", "a@example.com").await;
    let other = person(&repository, "Marina", "b@example.com").await;
    let others_token = signed_in(&repository, other).await;
    let others = repository.signed_in(&others_token, at(0)).await.expect("no failure").expect("stands").session;
    let open = invitation(head, "open@example.com");
    repository.add_invitation(open.clone(), token(), by(head.user)).await.expect("no failure");

    for lost in ["disabled", "demoted", "reset", "another password", "signed out"] {
        let who = admin(&repository, "Marina", &format!("{}@example.com", lost.replace(' ', "-"))).await;
        let mut theirs = session(who, token(), FAR);
        theirs.id = who.session;
        repository.add_session(theirs).await.expect("no failure");
        let by = By { actor: Actor::SignedIn(who.user, who.session), at: at(0) };
        let before = invitation(who, "before@example.com");
        assert_eq!(repository.add_invitation(before, token(), by).await.expect("may"), AddedInvitation::Added);
        let of = ResetOf { team: who.team, user: who.user };
        match lost {
            "disabled" => {
                assert_eq!(change(&repository, who, disabled(true), by_command()).await, ChangedUser::Changed);
            }
            "demoted" => {
                assert_eq!(change(&repository, who, role(Role::Office), by_command()).await, ChangedUser::Changed);
            }
            "reset" => {
                let reset = NewReset { token: token(), user: who.user, expires_at: at(10) };
                repository.add_reset(who.team, reset, by_command()).await.expect("no failure");
            }
            "another password" => {
                assert!(repository.set_password(of, "other", None, None, by_command()).await.expect("no failure"));
            }
            _ => {
                let ended = repository.end_sessions(who.team, who.user, None, by_command()).await.expect("no failure");
                assert_eq!(ended, Some(1));
            }
        }

        let (team, entries) = (who.team, repository.audit(who.team, None, 100).await.expect("no failure"));
        let reset = NewReset { token: token(), user: other.user, expires_at: at(10) };
        let of_other = ResetOf { team, user: other.user };
        let refused = [
            repository.add_invitation(invitation(who, "after@example.com"), token(), by).await.err(),
            repository.remove_invitation(team, open.id, by).await.err(),
            repository.change_user(team, other.user, role(Role::Admin), by).await.err(),
            repository.change_user(team, who.user, disabled(false), by).await.err(),
            repository.add_reset(team, reset, by).await.err(),
            repository.set_password(of_other, "theirs", None, None, by).await.err(),
            repository.end_session(team, None, others, by).await.err(),
            repository.end_sessions(team, other.user, None, by).await.err(),
        ];
        for (n, error) in refused.iter().enumerate() {
            assert!(matches!(error, Some(RepositoryError::AdminOnly)), "{lost}, {n}: {error:?}");
        }
        assert_eq!(repository.audit(team, None, 100).await.expect("no failure"), entries, "{lost}");
    }
    assert!(stands(&repository, &others_token, 0).await);
    let emails = repository.invitations(head.team, None, 10, at(0)).await.expect("no failure");
    let mut emails: Vec<_> = emails.into_iter().map(|invitation| invitation.email).collect();
    emails.sort();
    assert_eq!(emails, ["before@example.com", "open@example.com"]);
    let account = repository.account_of(other.team, other.user).await.expect("no failure").expect("there");
    assert_eq!((account.role, account.password_hash.as_deref()), (Role::Agent, Some("hash")));
}

pub async fn what_a_team_does_to_accounts_stays_in_the_team(repository: AnyRepository) {
    let ours = admin(&repository, "Marina", "a@example.com").await;
    let theirs = admin(&repository, "Harbour", "c@example.com").await;
    let token = signed_in(&repository, theirs).await;
    let session = repository.signed_in(&token, at(0)).await.expect("no failure").expect("stands").session;
    let crossed = SignedIn { team: ours.team, ..theirs };
    assert_eq!(change(&repository, crossed, disabled(true), by(ours.user)).await, ChangedUser::NoSuchUser);
    let of = ResetOf { team: ours.team, user: theirs.user };
    assert!(!repository.set_password(of, "new", None, None, by(ours.user)).await.expect("no failure"));
    assert!(!repository.end_session(ours.team, None, session, by(ours.user)).await.expect("no failure"));
    let ended = repository.end_sessions(ours.team, theirs.user, None, by(ours.user)).await.expect("no failure");
    assert_eq!(ended, None);
    repository.remove_session(ours.team, &token, at(0)).await.expect("no failure");
    assert!(repository.member(ours.team, theirs.user, at(0)).await.expect("no failure").is_none());
    assert!(repository.account_of(ours.team, theirs.user).await.expect("no failure").is_none());
    let members = repository.members(ours.team, None, 10, at(0)).await.expect("no failure");
    assert_eq!(members.iter().map(|member| member.user).collect::<Vec<_>>(), [ours.user]);
    assert!(repository.sessions(ours.team, SessionsOf::default(), 10, at(0)).await.expect("no failure").is_empty());
    assert!(stands(&repository, &token, 0).await);
    assert_eq!(repository.end_sessions(theirs.team, theirs.user, None, by(theirs.user)).await.expect("done"), Some(1));
    assert!(!stands(&repository, &token, 0).await);
}

pub async fn access_goes_on_when_somebody_loses_it(repository: AnyRepository) {
    let who = person(&repository, "Marina", "a@example.com").await;
    let access = async || repository.access().await.expect("no failure");
    let token = signed_in(&repository, who).await;
    let before = access().await;
    repository.saw_session(who.team, who.session, at(SEEN_EVERY)).await.expect("no failure");
    assert_eq!(change(&repository, who, role(Role::Admin), by_command()).await, ChangedUser::Changed);
    assert_eq!(access().await, before, "nobody lost anything");
    repository.remove_session(who.team, &token, at(0)).await.expect("no failure");
    let signed_out = access().await;
    assert_ne!(signed_out, before);
    assert_eq!(change(&repository, who, disabled(true), by_command()).await, ChangedUser::Changed);
    assert_ne!(access().await, signed_out);
}

pub async fn entries_of_the_audit_count_within_the_team(repository: AnyRepository) {
    let ours = person(&repository, "Marina", "a@example.com").await;
    let theirs = person(&repository, "Harbour", "c@example.com").await;
    for who in [theirs, ours, theirs] {
        signed_in(&repository, who).await;
    }
    let entries = repository.audit(ours.team, None, 10).await.expect("no failure");
    let told: Vec<_> = entries.iter().map(|entry| (entry.number, entry.action)).collect();
    assert_eq!(told, [(3, Action::SignedIn), (2, Action::UserCreated), (1, Action::TeamCreated)]);
    assert_eq!(entries[0].by.as_ref().map(|by| by.user), Some(ours.user));
    assert_eq!(entries[1].command.as_deref(), Some("user create"));
    let page = repository.audit(ours.team, Some(3), 1).await.expect("no failure");
    assert_eq!(page, entries[1..2]);
}

pub async fn old_entries_of_the_audit_are_forgotten_and_numbers_go_on(repository: AnyRepository) {
    let ours = person(&repository, "Marina", "a@example.com").await;
    let theirs = person(&repository, "Harbour", "c@example.com").await;
    let numbers = async |who: SignedIn| {
        let entries = repository.audit(who.team, None, 10).await.expect("no failure");
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    let forget = async |after| repository.forget_access(at(0), Some(at(after))).await.expect("no failure");
    // Everything before was at the clock's START.
    change(&repository, theirs, role(Role::Office), By { at: at(5), ..by_command() }).await;
    assert_eq!(repository.forget_access(at(9), None).await.expect("no failure"), 0, "kept for ever");
    assert_eq!(forget(0).await, 0, "not old yet");
    assert_eq!(forget(5).await, 3);
    assert_eq!((numbers(ours).await, numbers(theirs).await), (vec![2], vec![3]), "the newest stays, however old");
    assert_eq!(forget(5).await, 0, "once is enough");
    change(&repository, ours, role(Role::Office), by_command()).await;
    assert_eq!(numbers(ours).await, [3, 2]);
}

pub async fn links_that_are_over_are_forgotten_and_others_are_not(repository: AnyRepository) {
    let ours = person(&repository, "Marina", "a@example.com").await;
    let theirs = person(&repository, "Harbour", "c@example.com").await;
    let (over, good) = ([token(), token()], [token(), token()]);
    for (who, [invited, reset], ends) in [(ours, &over, 10), (theirs, &good, 11)] {
        let invitation = Invitation {
            id: InvitationId::random(),
            team: who.team,
            email: "new@example.com".into(),
            name: None,
            role: Role::Office,
            made_by: None,
            created_at: at(0),
            expires_at: at(ends),
        };
        repository.add_invitation(invitation, invited.clone(), by_command()).await.expect("no failure");
        let reset = NewReset { token: reset.clone(), user: who.user, expires_at: at(ends) };
        let added = repository.add_reset(who.team, reset, by_command()).await.expect("no failure");
        assert_eq!(added, ChangedUser::Changed);
    }
    repository.forget_access(at(10), None).await.expect("no failure");
    // As if it were earlier: what was only over would be found.
    for ([invited, reset], is_there) in [(over, false), (good, true)] {
        assert_eq!(repository.invitation(&invited, at(0)).await.expect("no failure").is_some(), is_there);
        assert_eq!(repository.reset(&reset, at(0)).await.expect("no failure").is_some(), is_there);
    }
}
