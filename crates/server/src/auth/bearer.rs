//! From a request to the person behind it (RFC 6750).

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::{header::AUTHORIZATION, request::Parts};

use super::{Token, TokenHash};
use crate::{
    Server,
    problem::Problem,
    repository::{Actor, By, RepositoryError, Role, SignedIn},
};

/// A request of somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Who it is.
    pub who: SignedIn,
    /// The sign-in itself.
    pub token: TokenHash,
}

/// Who holds a token now, if anybody does. Their sign-in counts as used.
pub async fn bearer_of(server: &Server, token: TokenHash) -> Result<Bearer, Problem> {
    let now = server.repository.now().await?;
    let who = server.repository.signed_in(&token, now).await?.ok_or_else(Problem::sign_in_required)?;
    server.seen.note(&server.repository, who, now);
    // The use that was just noted is not noted again.
    server.known.put(token.clone(), SignedIn { seen_at: now, ..who });
    Ok(Bearer { who, token })
}

/// Whoever sent this, as far as their requests may be.
async fn sender_of(
    parts: &mut Parts,
    server: &Server,
    look_up: impl AsyncFnOnce(TokenHash) -> Result<Bearer, Problem>,
) -> Result<Bearer, Problem> {
    let token = token(parts).ok_or_else(Problem::sign_in_required)?.hash();
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    server.rate.take(&token, address).map_err(Problem::too_many_requests)?;
    let bearer = look_up(token).await?;
    server.rate.know(&bearer.token);
    tracing::Span::current().record("team", tracing::field::display(bearer.who.team));
    // For what reads the body.
    parts.extensions.insert(bearer.who);
    Ok(bearer)
}

impl FromRequestParts<Arc<Server>> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        sender_of(parts, server, async |token| bearer_of(server, token).await).await
    }
}

/// A request of somebody who was signed in a moment ago. For what the repository serves in a transaction that finds out
/// whether they still are, and for nothing else.
#[derive(Clone, Debug)]
pub struct Recent(pub Bearer);

impl FromRequestParts<Arc<Server>> for Recent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let look_up = async |token: TokenHash| {
            let now = server.repository.now().await?;
            let Some(who) = server.known.get(&token, now) else { return bearer_of(server, token).await };
            server.seen.note(&server.repository, who, now);
            Ok(Bearer { who, token })
        };
        sender_of(parts, server, look_up).await.map(Self)
    }
}

impl Recent {
    /// Finds out whether they still are signed in, for what is done outside such a transaction.
    pub async fn look_up(&mut self, server: &Server) -> Result<(), Problem> {
        self.0 = bearer_of(server, self.0.token.clone()).await?;
        Ok(())
    }

    /// Forgets a sign-in that turned out to have ended.
    pub fn found_out(&self, server: &Server, error: RepositoryError) -> Problem {
        if matches!(error, RepositoryError::SignedOut) {
            server.known.forget(&self.0.token);
        }
        error.into()
    }
}

impl Bearer {
    /// Whoever asks, as the one who changes something now.
    pub async fn by(&self, server: &Server) -> Result<By, Problem> {
        Ok(By { actor: Actor::SignedIn(self.who.user, self.who.session), at: server.repository.now().await? })
    }
}

/// A request of somebody who manages their team's accounts.
#[derive(Clone, Debug)]
pub struct Admin(pub Bearer);

impl FromRequestParts<Arc<Server>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let bearer = Bearer::from_request_parts(parts, server).await?;
        if bearer.who.role != Role::Admin {
            return Err(Problem::admin_only());
        }
        Ok(Self(bearer))
    }
}

fn token(parts: &Parts) -> Option<Token> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::from_text(token.trim()))?
}
