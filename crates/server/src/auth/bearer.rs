//! From a request to the person behind it (RFC 6750).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::{header::AUTHORIZATION, request::Parts};

use super::{Token, TokenHash};
use crate::{Server, problem::Problem, repository::SignedIn};

/// A request of somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Who it is.
    pub who: SignedIn,
    /// The sign-in itself.
    pub token: TokenHash,
}

impl FromRequestParts<Arc<Server>> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let token = token(parts).ok_or_else(Problem::sign_in_required)?.hash();
        let now = server.repository.now().await?;
        let who = server.repository.signed_in(&token, now).await?.ok_or_else(Problem::sign_in_required)?;
        server.rate.take(&token).map_err(Problem::too_many_requests)?;
        tracing::Span::current().record("team", tracing::field::display(who.team));
        Ok(Self { who, token })
    }
}

fn token(parts: &Parts) -> Option<Token> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::from_text(token.trim()))?
}
