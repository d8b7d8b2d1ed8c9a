//! Short variants of what `cargo xtask drill` does for longer: a real server is killed, destroyed and cut off from its
//! database, and nothing that was acknowledged may be missing.

use std::{path::Path, process::Command};

use lagoon_drill::{Programs, kill, restore};

/// The programs that lie beside each other. Tests of the whole workspace have built the client; of this crate alone not.
fn programs() -> Programs {
    let folder = Path::new(env!("CARGO_BIN_EXE_lagoon-server")).parent().expect("a folder");
    let programs = Programs::in_folder(folder);
    if !programs.cli.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "--quiet", "--package", "lagoon-cli"]).status();
        assert!(built.expect("cargo runs").success());
    }
    programs
}

fn file(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("lagoon.db").display())
}

#[test]
fn a_server_that_is_killed_while_devices_write_has_every_acknowledged_update() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = kill::run(&programs(), &file(&folder), 3, 8).expect("drilled");
    assert!(report.is_good() && report.acknowledged > 0, "{report}");
}

#[test]
fn devices_bring_back_what_a_restored_backup_lacks() {
    let report = restore::run(&programs(), &restore::Place::sqlite().expect("a place"), 50, 200).expect("drilled");
    assert!(report.is_good(), "{report}");
}

#[cfg(target_os = "linux")]
mod postgres {
    use std::time::Duration;

    use lagoon_drill::{outage, processes, silence};
    use lagoon_postgres_cluster::Cluster;

    use super::{kill, programs, restore};

    #[test]
    fn a_server_that_is_killed_while_devices_write_has_every_acknowledged_update() {
        let cluster = Cluster::archived().expect("starts");
        let database = cluster.database().expect("made");
        let report = kill::run(&programs(), &database.url(), 3, 8).expect("drilled");
        assert!(report.is_good() && report.acknowledged > 0, "{report}");
    }

    #[test]
    fn devices_bring_back_what_a_cluster_restored_to_an_earlier_point_lacks() {
        let report =
            restore::run(&programs(), &restore::Place::postgres().expect("a place"), 50, 200).expect("drilled");
        assert!(report.is_good(), "{report}");
    }

    #[test]
    fn a_database_that_cuts_connections_and_goes_away_loses_nothing_and_readiness_says_so() {
        let (cluster, short) = (Cluster::archived().expect("starts"), Duration::from_secs(3));
        let report = outage::run(&programs(), &cluster, 8, short, short).expect("drilled");
        assert!(report.is_good() && report.acknowledged > 0, "{report}");
        assert!(report.noticed.0 < Duration::from_secs(8), "{report}");
    }

    #[test]
    fn connections_that_fall_silent_lose_nothing_and_stop_nobody_for_long() {
        let cluster = Cluster::archived().expect("starts");
        let report = silence::run(&programs(), &cluster, 8, 1).expect("drilled");
        assert!(report.is_good() && report.acknowledged > 0, "{report}");
    }

    #[test]
    fn a_database_that_loses_something_is_noticed() {
        let cluster = Cluster::shared().expect("starts");
        let database = cluster.database().expect("made");
        programs().server(&["database", "migrate"], &database.url(), "").expect("migrated");
        let lossy = "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN IF random() < 0.2 THEN RETURN NULL; END IF; RETURN NEW; END $$;
                     CREATE TRIGGER lose BEFORE INSERT ON lagoon.draft_history FOR EACH ROW EXECUTE FUNCTION lose()";
        database.sql(lossy).expect("made");
        let report = kill::run(&programs(), &database.url(), 1, 8).expect("drilled");
        assert!(!report.missing.is_empty(), "{report}");
    }

    #[test]
    fn two_servers_show_each_others_edits_within_a_second_and_one_may_die() {
        let report = processes::run(&programs(), 2, 6).expect("drilled");
        assert!(report.missing.is_empty() && report.findings.is_empty() && report.acknowledged > 0, "{report}");
        // A machine that runs all tests at once is slower than one that serves.
        assert!(report.seen_after[report.seen_after.len() / 2].as_secs() < 1, "{report}");
    }
}
