//! Opening a database: roles, migrations, and one clear sentence when it cannot be done. The one rule: an address, which may
//! hold a password, is never repeated.

use std::{str::FromStr, sync::Arc, time::Duration};

use lagoon_sync::Epoch;
use sqlx::{
    Connection, Executor, PgConnection, Row,
    migrate::{MigrateError, Migrator},
    postgres::PgConnectOptions,
};

use super::{
    PostgresRepository, Serving,
    connections::{Connections, is_writable},
    notify::Notifier,
    teams,
    time::DatabaseTime,
    whole,
};
use crate::{
    clock::{Clock, SteadyClock},
    repository::{
        RepositoryError,
        shared::{Lanes, Memory, Queue},
        sqlite::random_epoch,
    },
};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// The oldest PostgreSQL, as `server_version_num`: views that look with the eyes of whoever asks came with 15.
const OLDEST: i32 = 150_000;

const CONNECTIONS: u32 = 16;
const ADMIN_CONNECTIONS: u32 = 2;

/// How long what a request asks may take. Not shorter: a commit that is given up is asked for again, as it was.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long what nobody waits for may take: a part of emptying the trash.
pub(super) const ADMIN_PATIENCE: Duration = Duration::from_mins(5);

/// How long a process waits for another one that brings the database up to date.
const SET_UP_WITHIN: Duration = Duration::from_mins(5);

/// Two processes that start at once set up one after the other. Any number will do that nothing else in the database uses.
const SETTING_UP: i64 = 0x001a_6000;

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not an address.
    #[error("cannot use the database: write it as postgres://USER:PASSWORD@HOST:PORT/NAME")]
    Url,
    /// The end of a password may have been taken for the name of the database: nothing of it is shown.
    #[error(
        "cannot tell the database's password from its name: in a URL, write “/” of a password as %2F, “?” as %3F, “#” as %23 \
             and “@” as %40"
    )]
    Ambiguous,
    /// Nothing answers there, or it does not let this user in.
    #[error("cannot open the PostgreSQL database “{name}” on {host}: {reason}; {advice}")]
    Unreachable {
        /// Where.
        host: String,
        /// Which.
        name: String,
        /// What was said.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// The server is older than what Lagoon needs.
    #[error("the PostgreSQL server is version {0}; Lagoon needs 15 or newer")]
    TooOld(String),
    /// It would refuse texts that people write.
    #[error(
        "the database “{name}” stores text as {encoding}, which cannot hold what people write (₦, for one); make one with \
             `createdb --encoding=UTF8 --template=template0`"
    )]
    Encoding {
        /// Which.
        name: String,
        /// What its text is stored as.
        encoding: String,
    },
    /// The address has a parameter that nothing would regard: perhaps the one that asks for TLS.
    #[error(
        "the database's address has the parameter “{0}”, which there is not; check its spelling (`sslmode` and \
             `sslrootcert` are some that there are)"
    )]
    UnknownParameter(String),
    /// This sign-in is not one that may serve.
    #[error("this sign-in may not use the database “{0}”: as its owner, `GRANT lagoon_app TO` it")]
    MayNotServe(String),
    /// A newer version has set it up.
    #[error("the database “{name}” belongs to a newer lagoon-server (its schema is {schema}); install that version")]
    NewerSchema {
        /// Which.
        name: String,
        /// The schema it has.
        schema: i64,
    },
    /// Nobody has set it up, or brought it up to date, and this sign-in may not.
    #[error(
        "the database “{0}” is not up to date, and this sign-in may not change it; run `lagoon-server database \
             migrate` with the owner's address first"
    )]
    NotMigrated(String),
    /// It lacks what keeps teams apart.
    #[error(
        "the database “{name}” lacks {missing}: it was not restored whole; make the roles first, then restore it as a \
             superuser with `pg_restore --exit-on-error`, as docs/OPERATING.md says"
    )]
    NotWhole {
        /// Which.
        name: String,
        /// What is not there.
        missing: String,
    },
    /// It takes no writes.
    #[error(
        "the database “{0}” is read-only there, as it is on a standby; use the address of the server that takes writes"
    )]
    ReadOnly(String),
    /// Something else uses the schema.
    #[error("the schema “lagoon” of the database “{0}” belongs to something else; choose another database")]
    NotADatabase(String),
    /// Bringing it up to date failed. It stands as it was.
    #[error("cannot bring the database “{name}” up to date: {reason}")]
    Migration {
        /// Which.
        name: String,
        /// What happened.
        reason: String,
    },
    /// It opened and then failed.
    #[error("cannot use the database “{name}”")]
    Failed {
        /// Which.
        name: String,
        /// What happened.
        source: RepositoryError,
    },
}

/// The schema of this version.
pub fn newest_migration() -> Option<i64> {
    MIGRATIONS.iter().map(|migration| migration.version).max()
}

impl PostgresRepository {
    /// Opens the database and sets it up when it is new. The server's time is the database's clock.
    pub async fn open(database: &str) -> Result<Self, OpenError> {
        Self::open_with(database, None, PATIENCE).await
    }

    /// As [`open`](Self::open), with another source of time.
    pub async fn open_with_clock(database: &str, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::open_with(database, Some(clock), PATIENCE).await
    }

    /// As [`open`](Self::open), and what a request asks of the database may take `patience`.
    pub async fn open_patient(database: &str, patience: Duration) -> Result<Self, OpenError> {
        Self::open_with(database, None, patience).await
    }

    async fn open_with(database: &str, clock: Option<Arc<dyn Clock>>, patience: Duration) -> Result<Self, OpenError> {
        let Connected { mut connection, options, name, may_administer } = connect(options(database, patience)?).await?;
        let failed = |error: sqlx::Error| OpenError::Failed { name: name.clone(), source: error.into() };
        let floor = teams::last_change(&mut connection);
        let floor = floor.await.map_err(|source| OpenError::Failed { name: name.clone(), source })?;
        let database_time = match &clock {
            Some(_) => None,
            None => Some(Arc::new(DatabaseTime::new(shown(&mut connection).await.map_err(failed)?))),
        };
        warn_of_lost_writes(&mut connection).await.map_err(failed)?;
        // The server forgets a connection that goes away without a word, too.
        let _ = connection.close().await;

        let clock = clock.or_else(|| database_time.clone().map(|time| time as Arc<dyn Clock>));
        let clock = SteadyClock::new(clock.unwrap_or_else(|| Arc::new(crate::SystemClock)), floor);
        let connections = Connections::new(&options, CONNECTIONS, "SET ROLE lagoon_app", patience);
        let admin = may_administer
            .then(|| Connections::new(&options, ADMIN_CONNECTIONS, "SET ROLE lagoon_admin", ADMIN_PATIENCE));
        let notifier = Notifier::start(connections.clone());
        let memory = Memory::default();
        let serving = Arc::new(Serving { connections, clock, database_time, notifier, memory });
        Ok(Self { queue: Queue::new(serving.clone(), Lanes::PerTeam), serving, admin })
    }
}

/// A database that is set up, and one connection to it, which is whoever the address names.
pub(super) struct Connected {
    pub connection: PgConnection,
    pub options: PgConnectOptions,
    pub name: String,
    /// Whether the sign-in may do what `lagoon_admin` may.
    pub may_administer: bool,
}

/// Whether the end of a password may be taken for a path or a query: `user:a/b@host` has the host `user`.
pub fn is_ambiguous(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find(['/', '?', '#']).is_some_and(|end| rest[end..].contains('@'))
}

/// The parameters that an address may have, as sqlx documents them for `PgConnectOptions`.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// A parameter that sqlx would only warn of.
fn unknown_parameter(database: &str) -> Option<String> {
    let (_, query) = database.split_once('?')?;
    let names = query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
    let known = |name: &str| PARAMETERS.contains(&name) || (name.starts_with("options[") && name.ends_with(']'));
    let unknown = names.map(str::to_owned).find(|name| !known(name));
    // What follows a password may be the rest of it.
    unknown.map(|name| if query.contains("password=") { "…".to_owned() } else { name })
}

/// How every connection of this program behaves. A transaction that is left alone for `patience` is ended.
pub(super) fn options(database: &str, patience: Duration) -> Result<PgConnectOptions, OpenError> {
    if is_ambiguous(database) {
        return Err(OpenError::Ambiguous);
    }
    if let Some(parameter) = unknown_parameter(database) {
        return Err(OpenError::UnknownParameter(parameter));
    }
    let options = PgConnectOptions::from_str(database).map_err(|_| OpenError::Url)?;
    Ok(options.application_name("lagoon-server").options([
        ("search_path", "lagoon"),
        // What it would tell a person who types the statements is no news for a log.
        ("client_min_messages", "warning"),
        ("lock_timeout", "10s"),
        // Planning the statement that writes takes longer than running it, and no value makes another plan better.
        ("plan_cache_mode", "force_generic_plan"),
        // Should this process hang or its host vanish, a team's lock is not held for ever.
        ("idle_in_transaction_session_timeout", &format!("{}ms", patience.as_millis())),
    ]))
}

/// Connects, and brings the schema up to date if the sign-in may.
pub(super) async fn connect(options: PgConnectOptions) -> Result<Connected, OpenError> {
    let name = options.get_database().unwrap_or(options.get_username()).to_owned();
    let mut connection =
        PgConnection::connect_with(&options).await.map_err(|error| cannot_open(&options, &name, &error))?;
    let may_administer = set_up(&mut connection, &name).await?;
    Ok(Connected { connection, options, name, may_administer })
}

/// Makes or updates the schema if this sign-in may, and checks it. Returns whether the sign-in may administer.
async fn set_up(connection: &mut PgConnection, name: &str) -> Result<bool, OpenError> {
    let failed = |error: sqlx::Error| OpenError::Failed { name: name.to_owned(), source: error.into() };
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if version < OLDEST {
        return Err(OpenError::TooOld((version / 10_000).to_string()));
    }
    let encoding: String = sqlx::query_scalar("SELECT current_setting('server_encoding')")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if encoding != "UTF8" {
        return Err(OpenError::Encoding { name: name.to_owned(), encoding });
    }
    if !is_writable(&mut *connection).await.map_err(failed)? {
        return Err(OpenError::ReadOnly(name.to_owned()));
    }
    connection.execute(&*format!("SET lock_timeout = '{}s'", SET_UP_WITHIN.as_secs())).await.map_err(failed)?;
    sqlx::query("SELECT pg_advisory_lock($1)").bind(SETTING_UP).execute(&mut *connection).await.map_err(failed)?;
    connection.execute("RESET lock_timeout").await.map_err(failed)?;
    let done = set_up_alone(connection, name).await;
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(SETTING_UP).execute(&mut *connection).await.map_err(failed)?;
    done?;
    sqlx::query_scalar("SELECT pg_has_role('lagoon_admin', 'MEMBER')").fetch_one(connection).await.map_err(failed)
}

async fn set_up_alone(connection: &mut PgConnection, name: &str) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| OpenError::Failed { name: name.to_owned(), source: error.into() };
    let schema = sqlx::query(
        "SELECT pg_has_role(nspowner, 'USAGE') AS own, has_schema_privilege(nspname, 'USAGE') AS may_use,
                EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname = '_sqlx_migrations')
                    AS begun,
                EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid) AS used
         FROM pg_namespace WHERE nspname = 'lagoon'",
    );
    let (own, begun) = match schema.fetch_optional(&mut *connection).await.map_err(failed)? {
        None => {
            let made = connection.execute("CREATE SCHEMA lagoon").await;
            made.map_err(|error| cannot_migrate(name, MigrateError::Execute(error)))?;
            (true, false)
        }
        Some(row) if row.get("used") && !row.get::<bool, _>("begun") => {
            return Err(OpenError::NotADatabase(name.to_owned()));
        }
        Some(row) if !row.get::<bool, _>("may_use") => return Err(OpenError::MayNotServe(name.to_owned())),
        Some(row) => (row.get("own"), row.get("begun")),
    };
    if own {
        MIGRATIONS.run(&mut *connection).await.map_err(|error| cannot_migrate(name, error))?;
        require_whole(connection, name).await?;
        return begin_first_epoch(connection).await.map_err(failed);
    }
    if !begun {
        return Err(OpenError::NotMigrated(name.to_owned()));
    }
    let stands: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    let newest = newest_migration();
    match stands {
        Some(schema) if Some(schema) > newest => Err(OpenError::NewerSchema { name: name.to_owned(), schema }),
        stands if stands < newest => Err(OpenError::NotMigrated(name.to_owned())),
        _ => require_whole(connection, name).await,
    }
}

async fn require_whole(connection: &mut PgConnection, name: &str) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| OpenError::Failed { name: name.to_owned(), source: error.into() };
    match whole::what_is_missing(connection).await.map_err(failed)? {
        Some(missing) => Err(OpenError::NotWhole { name: name.to_owned(), missing }),
        None => Ok(()),
    }
}

async fn begin_first_epoch(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let begun: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM meta)").fetch_one(&mut *connection).await?;
    if begun {
        return Ok(());
    }
    let epoch: Epoch = random_epoch();
    let mut transaction = connection.begin().await?;
    transaction.execute("SET LOCAL ROLE lagoon_admin").await?;
    let first = teams::begin_first_epoch(&mut transaction, epoch).await;
    first.map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
    transaction.commit().await
}

/// What the database's clock shows.
pub async fn shown(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").fetch_one(connection).await
}

/// A server whose disk is not waited for says “saved” of what a power cut would take back.
async fn warn_of_lost_writes(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let fsync: String = sqlx::query_scalar("SELECT current_setting('fsync')").fetch_one(connection).await?;
    if fsync != "on" {
        tracing::warn!("fsync is off in PostgreSQL: a power cut takes back what devices were told is saved");
    }
    Ok(())
}

fn cannot_open(options: &PgConnectOptions, name: &str, error: &sqlx::Error) -> OpenError {
    let code = error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
    let advice = match code.as_deref() {
        Some("3D000") => "make the database with `createdb`, or check its name",
        Some(code) if code.starts_with("28") => "check the user and the password",
        Some("42501") => "the user may not connect to it: grant that, or use another",
        Some(_) => "see the server's log",
        None => "check that PostgreSQL runs there, and the host and port",
    };
    let reason = match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    };
    let host = options.get_socket().map_or_else(
        || format!("{}:{}", options.get_host(), options.get_port()),
        |socket| socket.display().to_string(),
    );
    OpenError::Unreachable { host, name: name.to_owned(), reason, advice }
}

fn cannot_migrate(name: &str, error: MigrateError) -> OpenError {
    let name = name.to_owned();
    match error {
        MigrateError::VersionMissing(schema) => OpenError::NewerSchema { name, schema },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            let reason = match error.as_database_error() {
                Some(error) if error.code().as_deref() == Some("42501") => format!(
                    "{}; run `lagoon-server database migrate` with the address of its owner, who needs CREATEROLE for it",
                    error.message()
                ),
                Some(error) => error.message().to_owned(),
                None => error.to_string(),
            };
            OpenError::Migration { name, reason }
        }
        other => OpenError::Migration { name, reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_nothing_regards_is_refused() {
        let refused = options("postgres://lagoon@db/lagoon?sslmod=require", PATIENCE).expect_err("refused");
        assert!(matches!(&refused, OpenError::UnknownParameter(name) if name == "sslmod"), "{refused}");
        for known in ["", "?sslmode=disable", "?sslmode=disable&options[lock_timeout]=5s", "?"] {
            options(&format!("postgres://lagoon@db/lagoon{known}"), PATIENCE).expect(known);
        }
    }

    #[test]
    fn a_password_that_could_be_a_name_is_refused_and_not_shown() {
        for secret in ["s3/cret", "12/cret", "12?cret", "12#cret", "a/b@cret"] {
            let refused =
                options(&format!("postgres://lagoon:{secret}@db:5432/lagoon"), PATIENCE).expect_err("refused");
            assert!(matches!(refused, OpenError::Ambiguous) && !refused.to_string().contains("cret"), "{refused}");
        }
        let encoded = options("postgres://lagoon:s3%2Fcr%40t@db:5432/lagoon", PATIENCE).expect("understood");
        assert_eq!((encoded.get_host(), encoded.get_database()), ("db", Some("lagoon")));
        options("postgres://lagoon:s3@cret@db/lagoon", PATIENCE).expect("the last one ends it");
    }
}
