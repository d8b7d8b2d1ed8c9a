//! Looking whether a server answers, before anybody signs in.

use lagoon_sync::view::ServerFound;

use super::Client;
use crate::{ClientError, http::parse_server_url};

impl Client {
    /// Whether a Lagoon server answers at an address as people type it.
    pub async fn look_at_server(&self, address: &str) -> Result<ServerFound, ClientError> {
        let url = parse_server_url(address)?;
        let version = self.shared.http.version(&url).await?;
        Ok(ServerFound { encrypted: url.starts_with("https://"), url, version })
    }
}
