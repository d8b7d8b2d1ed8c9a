//! Makes an empty PostgreSQL database for a program of any kind, says its address, and drops it when the input ends.

use std::{io::Read, process::ExitCode};

use lagoon_postgres_cluster::{Cluster, ClusterError};

fn main() -> ExitCode {
    match hold() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lagoon-postgres-cluster: {error}");
            ExitCode::FAILURE
        }
    }
}

fn hold() -> Result<(), ClusterError> {
    let cluster = Cluster::shared()?;
    let database = cluster.database()?;
    println!("{}", database.url());
    std::io::stdin().read_to_end(&mut vec![])?;
    Ok(())
}
