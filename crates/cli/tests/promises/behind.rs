//! Importing on a device that does not know what the team changed since the export.

use serde_json::{Value, json};

use crate::support::{Done, Profile, Server};

const FORMATS: [&str; 2] = ["csv", "json"];

/// Ada's export in both formats, beside her profile's files, and what Chidi changed since; and Ada's other device, which
/// knows of neither.
async fn overtaken(server: &Server) -> (Profile, Profile, Profile, String) {
    let behind = Profile::signed_in(server, "ada@example.com").await;
    let ada = Profile::signed_in(server, "ada@example.com").await;
    let id = ada.json(&["create", "--title", "Duplex", "--description", "Bright"]).await;
    let id = id["id"].as_str().expect("an id").to_owned();
    for format in FORMATS {
        ada.json(&["export", "--output", &path(&ada, format)]).await;
    }
    let chidi = Profile::signed_in(server, "chidi@example.com").await;
    for (group, value) in [("title", "Newer"), ("description", "Brighter")] {
        assert_eq!(chidi.json(&["edit", &id, group, value]).await["saved"], "cloud");
    }
    (behind, ada, chidi, id)
}

fn path(ada: &Profile, format: &str) -> String {
    ada.file(&format!("old.{format}")).to_str().expect("text").to_owned()
}

async fn import(profile: &Profile, path: &str, flags: &[&str]) -> Done {
    let words: Vec<_> = ["import", path, "--json"].into_iter().chain(flags.iter().copied()).collect();
    profile.run(&words).await
}

async fn listings(profile: &Profile) -> usize {
    profile.json(&["list"]).await["listings"].as_array().expect("a list").len()
}

#[tokio::test]
async fn nothing_is_imported_while_the_server_does_not_say_what_is_newer() {
    let mut server = Server::start().await;
    let (behind, ada, chidi, id) = overtaken(&server).await;
    let hanging = server.hang().await;
    let refused = import(&behind, &path(&ada, "csv"), &[]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "notYet"));
    drop(hanging);
    for format in FORMATS {
        let refused = import(&behind, &path(&ada, format), &[]).await;
        assert_eq!((refused.code, &*refused.error()), (1, "offline"));
        for part in ["Nothing was imported", "--no-wait"] {
            assert!(refused.stderr.contains(part), "{refused:?}");
        }
    }
    assert_eq!(listings(&behind).await, 0);

    server.resume().await;
    for format in FORMATS {
        let done = import(&behind, &path(&ada, format), &[]).await;
        let report = done.json();
        assert_eq!((done.code, &report["newer"], &report["created"]), (0, &json!(2), &json!(0)), "{report}");
    }
    chidi.json(&["sync"]).await;
    let newer = json!({"title": "Newer", "description": "Brighter"});
    assert_eq!((chidi.groups(&id).await, behind.groups(&id).await), (newer.clone(), newer));
}

#[tokio::test]
async fn a_listing_that_this_device_has_not_seen_is_left_out_until_somebody_decides() {
    let server = Server::start().await;
    let (behind, ada, chidi, id) = overtaken(&server).await;
    // Whoever signs in after such an import sends what it wrote.
    let nobodys = Profile::new();
    for (profile, flag) in [(&behind, Some("--no-wait")), (&nobodys, None)] {
        for format in FORMATS {
            let flags = |more: &[&'static str]| flag.iter().chain(more).copied().collect::<Vec<_>>();
            for more in [&[][..], &["--dry-run"]] {
                let done = import(profile, &path(&ada, format), &flags(more)).await;
                let report = done.json();
                assert_eq!((done.code, &report["created"], &report["unseen"]), (3, &json!(0), &json!(1)), "{report}");
                assert_eq!(report["conflicts"][0]["id"], json!(id), "{report}");
            }
            let done = import(profile, &path(&ada, format), &flags(&["--theirs"])).await;
            let report = done.json();
            assert_eq!((done.code, &report["unseen"], &report["conflicts"]), (0, &json!(1), &json!([])), "{report}");
            assert_eq!(listings(profile).await, 0);
        }
    }
    let text = behind.run(&["import", &path(&ada, "csv"), "--no-wait"]).await.stdout;
    assert!(text.contains("line 2: the listing is not on this device") && text.contains("sign in"), "{text}");
    for profile in [&behind, &chidi] {
        profile.json(&["sync"]).await;
        assert_eq!(profile.groups(&id).await["title"], "Newer");
    }

    for flag in ["--mine", "--ignore-base"] {
        let other = Profile::new();
        let done = import(&other, &path(&ada, "csv"), &["--no-wait", flag]).await;
        assert_eq!((done.code, &done.json()["created"]), (0, &json!(1)), "{done:?}");
        assert_eq!(other.groups(&id).await["title"], "Duplex");
    }
}

#[tokio::test]
async fn a_file_that_only_starts_listings_needs_no_network() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    server.stop().await;
    let file = ada.file("new.csv");
    std::fs::write(&file, "title\nFirst\nSecond\n").expect("written");
    let report: Value = ada.json(&["import", file.to_str().expect("text")]).await;
    assert_eq!((&report["created"], &report["saved"]), (&json!(2), &json!("here")), "{report}");
}
