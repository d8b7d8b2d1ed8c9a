//! Every route of the API's own description × everybody who may not: without a token, with one that lets nobody in, of a
//! lower role, of another team. A route that is described and has no sample fails; so does an id in its path, its query or
//! its body that no sample names.
//!
//! That it can fail was tried by hand: with the `team_id = ?1` dropped from one statement after another in
//! `repository/sqlite`, the last test here fails because
//! - a page tells names or ids of the other team (`sessions::page`, `invitations::page`, `people::members`, `audit::page`);
//! - the other team's id gets another answer than one that nobody has (`drafts::stored`, `drafts::exists`,
//!   `sessions::remove_one`, `people::set_password`);
//! - a row of the other team is another afterwards (`invitations::add`, which replaces what it finds).
//!
//! Where a statement runs behind another that asks for the team or the person (`people::set` behind `people::by_id`,
//! `notices::settle`), dropping it changes no answer and no row, and nothing fails.
//!
//! On PostgreSQL nothing fails either when all of them are dropped at once: row-level security is enough.

mod samples;
mod world;

use serde_json::Value;

use self::{
    samples::{Sample, all, gaps},
    world::{Answer, Whose, World},
};
use super::{
    openapi::operations,
    support::{TestServer, http, rows_of_team},
};

async fn document(server: &TestServer) -> Value {
    let response = http().get(format!("{}/openapi.json", server.url)).send().await.expect("an answer");
    response.json().await.expect("JSON")
}

/// Every route with its samples.
async fn routes<'a>(server: &TestServer, samples: &'a [Sample]) -> Vec<(String, Value, Vec<&'a Sample>)> {
    let document = document(server).await;
    let described = operations(&document).into_iter().map(|(path, method, operation)| {
        let name = format!("{method} {path}");
        let samples = samples.iter().filter(|sample| sample.operation == name).collect();
        (name, operation, samples)
    });
    described.collect()
}

fn needs_sign_in(operation: &Value) -> bool {
    operation["security"].as_array().is_some_and(|all| !all.is_empty())
}

fn is_for_admins(route: &str) -> bool {
    route.contains(" /v1/admin/")
}

#[tokio::test]
async fn every_route_and_every_id_in_it_has_a_sample() {
    let world = World::new().await;
    let server = world.serve().await;
    let (document, samples) = (document(&server).await, all());
    let routes = routes(&server, &samples).await;
    let mut missing = vec![];
    for (route, operation, samples) in &routes {
        let path = route.split_once(' ').expect("a method").1;
        let gaps = gaps(&document, path, operation, samples);
        missing.extend(gaps.into_iter().map(|gap| format!("{route} {gap}")));
    }
    let unknown = samples.iter().filter(|sample| !routes.iter().any(|(route, _, _)| route == sample.operation));
    missing.extend(unknown.map(|sample| format!("{} is not described", sample.operation)));
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn nobody_gets_in_without_a_sign_in_that_stands_and_all_are_told_the_same() {
    let world = World::new().await;
    let (server, open) = (world.serve().await, world.serve().await);
    let samples = all();
    let mut refusal: Option<Answer> = None;
    for (route, operation, samples) in routes(&server, &samples).await {
        for sample in samples {
            if !needs_sign_in(&operation) {
                // Who asks makes no difference.
                let mut first = None;
                for (stranger, header) in &world.strangers {
                    let answer = world.send(&open, sample, Whose::Foreign, header.as_deref(), false).await;
                    assert_eq!(*first.get_or_insert_with(|| answer.clone()), answer, "{route}: {stranger}");
                }
                assert!(rows_of_team(&open, &world.teams[1]).await == world.rows[1], "{route}");
                continue;
            }
            for (stranger, header) in &world.strangers {
                for whose in [Whose::Own, Whose::Foreign, Whose::Nobodys] {
                    let answer = world.send(&server, sample, whose, header.as_deref(), false).await;
                    let refusal = refusal.get_or_insert_with(|| answer.clone());
                    assert_eq!(*refusal, answer, "{route}: {stranger}, {whose:?}");
                }
            }
            for (team, before) in world.teams.iter().zip(&world.rows) {
                assert!(rows_of_team(&server, team).await == *before, "{route} changed something for a stranger");
            }
        }
    }
    let refusal = refusal.expect("some routes need a sign-in");
    assert_eq!((refusal.status, &refusal.body["code"]), (401, &Value::from("signInRequired")));
}

#[tokio::test]
async fn what_is_for_admins_is_refused_to_agents_alike_and_changes_nothing() {
    let world = World::new().await;
    let server = world.serve().await;
    let samples = all();
    let agent = format!("Bearer {}", world.agent);
    for (route, _, samples) in routes(&server, &samples).await.iter().filter(|(route, _, _)| is_for_admins(route)) {
        for sample in samples {
            for whose in [Whose::Own, Whose::Foreign, Whose::Nobodys] {
                let answer = world.send(&server, sample, whose, Some(&agent), true).await;
                assert_eq!((answer.status, &answer.body["code"]), (403, &Value::from("adminOnly")), "{route}");
            }
        }
    }
    for (team, before) in world.teams.iter().zip(&world.rows) {
        assert!(rows_of_team(&server, team).await == *before, "an agent changed something");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_teams_ids_are_as_good_as_nobodys_wherever_they_stand_and_its_rows_stay_as_they_are() {
    let world = World::new().await;
    let samples = all();
    let routes = routes(&world.serve().await, &samples).await;
    let mut untouched = None;
    for (route, operation, samples) in &routes {
        if !needs_sign_in(operation) {
            // Guesses at passwords and links are counted in memory: each of these begins anew.
            untouched = None;
        }
        let mut askers = vec![("an admin", format!("Bearer {}", world.admin))];
        if !is_for_admins(route) && needs_sign_in(operation) {
            askers.push(("an agent", format!("Bearer {}", world.agent)));
        }
        for sample in samples {
            for (asker, header) in &askers {
                for claims in [false, true] {
                    let what = format!("{route} {} by {asker}, claims: {claims}", sample.text());
                    let foreign = ask(&mut untouched, &world, (sample, Whose::Foreign), header, claims, &what).await;
                    let nobodys = ask(&mut untouched, &world, (sample, Whose::Nobodys), header, claims, &what).await;
                    assert_eq!(foreign, nobodys, "{what}");
                }
            }
            if sample.tells_own {
                let header = &askers[0].1;
                let own = ask(&mut untouched, &world, (sample, Whose::Own), header, false, route).await;
                let nobodys = ask(&mut untouched, &world, (sample, Whose::Nobodys), header, false, route).await;
                assert_ne!(own, nobodys, "{route} {}: the sample shows nothing", sample.text());
            }
        }
    }
}

/// Sends a sample to a server where everything still is as it was. Whatever it was, the other team's rows stay and none of
/// its names is told.
async fn ask(
    untouched: &mut Option<TestServer>,
    world: &World,
    (sample, whose): (&Sample, Whose),
    header: &str,
    claims: bool,
    what: &str,
) -> Answer {
    let server = match untouched.take() {
        Some(server) => server,
        None => world.serve().await,
    };
    let answer = world.send(&server, sample, whose, Some(header), claims).await;
    let rows = rows_of_team(&server, &world.teams[1]).await;
    assert!(rows == world.rows[1], "{what}: the other team's rows are\n{rows:#?}\nand were\n{:#?}", world.rows[1]);
    let body = answer.body.to_string();
    for told in world.marks() {
        assert!(!body.contains(&told), "{what} tells “{told}” of the other team: {body}");
    }
    if rows_of_team(&server, &world.teams[0]).await == world.rows[0] {
        *untouched = Some(server);
    }
    answer
}
