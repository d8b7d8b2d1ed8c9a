//! Starting the client on this profile.

use std::sync::Arc;

use lagoon_client::{CertificateDer, Client, Config, SecretStore, Settings, SystemClock};

use crate::{failure::Failure, output::Output, profile, secrets};

/// The client on this profile, with the listings on this device and no way to the cloud.
pub async fn here(output: Output) -> Result<Client, Failure> {
    secrets::choice()?;
    start(output, secrets::none(), vec![]).await
}

/// The client on this profile, which sends and fetches. Without a secret store it works like one whose sign-in was lost.
pub async fn online(output: Output) -> Result<Client, Failure> {
    let secrets = match secrets::open(&profile::directory()?).await {
        Ok(secrets) => secrets,
        Err(failure) if failure.code == "noSecretStore" => secrets::none(),
        Err(failure) => return Err(failure),
    };
    with_secrets(output, secrets).await
}

/// The client on this profile, with some secret store.
pub async fn with_secrets(output: Output, secrets: Arc<dyn SecretStore>) -> Result<Client, Failure> {
    let roots = profile::extra_roots().unwrap_or_else(|error| {
        // Without them that server cannot be reached, but whatever is written is kept.
        output.note("noExtraRoots", &format!("{error}, then try again."));
        vec![]
    });
    start(output, secrets, roots).await
}

async fn start(
    output: Output,
    secrets: Arc<dyn SecretStore>,
    extra_roots: Vec<CertificateDer<'static>>,
) -> Result<Client, Failure> {
    let config = Config {
        directory: profile::directory()?,
        default_server_url: profile::server_url(),
        device_name: profile::device_name(),
        clock: Arc::new(SystemClock::new()),
        secrets,
        settings: Settings::default(),
        extra_roots,
    };
    let (client, set_aside) = Client::start(config).await?;
    if let Some(set_aside) = set_aside {
        output.note("damagedDataSetAside", &set_aside.to_string());
    }
    Ok(client)
}
