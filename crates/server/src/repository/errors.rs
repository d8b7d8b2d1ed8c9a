//! What a database's own errors mean to a caller, whichever database it is.

use super::{RepositoryError, postgres, sqlite};

impl From<sqlx::Error> for RepositoryError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        let error = match postgres::rows::meaning(error) {
            Ok(meaning) => return meaning,
            Err(error) => error,
        };
        match sqlite::rows::meaning(error) {
            Ok(meaning) => meaning,
            // The connection broke: the next attempt gets another, and the device is to make it.
            Err(error @ (sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed)) => {
                tracing::warn!(%error, "the connection to the database broke");
                Self::Busy
            }
            Err(error) => Self::Failed(Box::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_said_once() {
        let said = |error: anyhow::Error| format!("{error:#}");
        let busy = || RepositoryError::Busy;
        let opening = sqlite::OpenError::Failed { path: "x.db".into(), source: busy() };
        assert_eq!(said(opening.into()), "cannot use the database x.db: the database is busy");
        let opening = postgres::OpenError::Failed { name: "x".into(), source: busy() };
        assert_eq!(said(opening.into()), "cannot use the database “x”: the database is busy");
        for (error, expected) in [
            (RepositoryError::Failed("odd".into()), "the database failed: odd"),
            (RepositoryError::Refused("odd".into()), "the database refused: odd"),
        ] {
            assert_eq!(said(error.into()), expected);
        }
    }
}
