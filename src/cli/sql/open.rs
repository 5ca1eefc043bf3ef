//! Opens a SQLite file so that nothing can be done to it but reading.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::authorizer;
use super::gate::Gate;

/// How long a reader waits for a writer that holds the lock.
const BUSY_MAX: Duration = Duration::from_secs(1);
/// Pause between two looks at the lock.
const BUSY_PAUSE: Duration = Duration::from_millis(5);
/// Virtual machine steps between two looks at the gate: well under a millisecond.
const STEPS_PER_LOOK: i32 = 1_000;
/// All of SQLite's memory in this process, in bytes: sorting happens in memory, so that a query
/// leaves no file and fills no disk.
const HEAP_MAX_BYTES: i64 = 256 * 1024 * 1024;
/// Longest value or row, in bytes: one function call cannot be interrupted.
const VALUE_MAX_BYTES: i32 = 64 * 1024 * 1024;
/// Longest LIKE or GLOB pattern, in bytes: matching is quadratic and cannot be interrupted.
const PATTERN_MAX_BYTES: i32 = 1_000;

/// Why a file could not be opened as a database.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("no such file: {0}")]
    Missing(PathBuf),
    #[error("not a regular file: {0}")]
    NotAFile(PathBuf),
    #[error("cannot look at {path}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("cannot open {path} as a SQLite database")]
    Sqlite { path: PathBuf, source: rusqlite::Error },
}

/// The file's absolute path. It never makes one.
pub fn locate(path: &Path) -> Result<PathBuf, OpenError> {
    let found = path.canonicalize().and_then(|real| Ok((real.metadata()?, real)));
    match found {
        Ok((metadata, real)) if metadata.is_file() => Ok(real),
        Ok(_) => Err(OpenError::NotAFile(path.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(OpenError::Missing(path.to_owned()))
        }
        Err(source) => Err(OpenError::Io { path: path.to_owned(), source }),
    }
}

/// A connection that reads, and stops when the gate closes. `path` comes from [`locate`]: an
/// absolute path is never taken for a URI.
pub fn open(path: &Path, gate: &Arc<Gate>) -> Result<Connection, OpenError> {
    connect(path, gate).map_err(|source| OpenError::Sqlite { path: path.to_owned(), source })
}

fn connect(path: &Path, gate: &Arc<Gate>) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(wait_for_writer(Arc::clone(gate))))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // The pragma answers with the limit in force.
    connection.pragma_update_and_check(None, "hard_heap_limit", HEAP_MAX_BYTES, |_| Ok(()))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX_BYTES)?;
    // The first look at the file: a text file or a broken header fails here.
    connection.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0))?;
    let watched = Arc::clone(gate);
    connection.progress_handler(STEPS_PER_LOOK, Some(move || watched.is_closed()))?;
    let asked = Arc::clone(gate);
    connection.authorizer(Some(move |context: rusqlite::hooks::AuthContext<'_>| {
        authorizer::decide(&asked, context)
    }))?;
    Ok(connection)
}

/// SQLite's own busy timeout would not hear of a cancelled run.
fn wait_for_writer(gate: Arc<Gate>) -> impl FnMut(i32) -> bool + Send + 'static {
    let mut since = Instant::now();
    move |tries| {
        if tries == 0 {
            since = Instant::now();
        }
        if gate.is_closed() || since.elapsed() >= BUSY_MAX {
            return false;
        }
        std::thread::sleep(BUSY_PAUSE);
        true
    }
}
