//! Waiting for what happens in the background, for programs that end when their work is done.

use std::time::Duration;

use tokio::time::timeout;

use super::Client;
use crate::ClientError;

impl Client {
    /// Waits until the server has answered an exchange that began after this call, and had nothing more to tell. Without a
    /// sign-in or a network that is never: give it a time limit.
    pub fn wait_for_news(&self) -> impl Future<Output = Result<(), ClientError>> + use<> {
        // Read at the call and not when first polled: what is asked for in between counts.
        let asked = self.shared.now().boot;
        let mut caught_up = self.shared.caught_up.subscribe();
        async move { caught_up.wait_for(|since| *since >= asked).await.map(drop).map_err(|_| ClientError::Closing) }
    }

    /// Gives servers that are being told of a sign-out this long to hear of it, before the process ends. Answers whether all
    /// of them have: a sign-in that a server did not hear of is over on this device alone.
    pub async fn finish_signing_out(&self, limit: Duration) -> bool {
        let mut farewells = self.farewells.lock().await;
        let said = async {
            let mut heard = true;
            while let Some(farewell) = farewells.join_next().await {
                heard &= farewell.unwrap_or(false);
            }
            heard
        };
        timeout(limit, said).await.unwrap_or(false)
    }
}
