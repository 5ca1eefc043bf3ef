//! The databases that the command line names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::gate::Gate;
use super::open::{OpenError, locate, open};
use super::{FUNCTION, one_line, query};

/// One `--db NAME=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    pub name: String,
    pub path: PathBuf,
}

/// Why the databases of a command line cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error("--db names {0} twice")]
    Twice(String),
    #[error("--db {name}")]
    Open { name: String, source: OpenError },
}

/// Names and absolute paths; every file was a database when the catalog was made.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    paths: BTreeMap<String, PathBuf>,
}

impl Catalog {
    /// Opens and closes each database once.
    pub fn new(databases: &[Database]) -> Result<Self, CatalogError> {
        let mut paths = BTreeMap::new();
        for Database { name, path } in databases {
            let failed = |source| CatalogError::Open { name: name.clone(), source };
            let real = locate(path).map_err(failed)?;
            open(&real, &Arc::default()).map_err(failed)?;
            if paths.insert(name.clone(), real).is_some() {
                return Err(CatalogError::Twice(name.clone()));
            }
        }
        Ok(Catalog { paths })
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    fn path(&self, name: &str) -> Option<&Path> {
        self.paths.get(name).map(PathBuf::as_path)
    }
}

/// Connections to the databases of a catalog, opened when first asked for.
pub struct Connections {
    catalog: Catalog,
    gate: Arc<Gate>,
    open: BTreeMap<String, Connection>,
}

impl Connections {
    pub fn new(catalog: Catalog, gate: Arc<Gate>) -> Self {
        Connections { catalog, gate, open: BTreeMap::new() }
    }

    /// Answers one call of the guest's: an object with the rows, or with `error`.
    pub fn answer(
        &mut self,
        args: &[Value],
        kwargs: &Map<String, Value>,
        deadline: Instant,
    ) -> Value {
        self.gate.admit(deadline);
        let answered = arguments(args, kwargs)
            .map_err(|message| json!({"error": message}))
            .and_then(|call| self.query(&call));
        answered.unwrap_or_else(|error| error)
    }

    fn query(&mut self, call: &Arguments<'_>) -> Result<Value, Value> {
        let failed = |message: String| json!({"error": message});
        let Some(path) = self.catalog.path(call.database) else {
            let names: Vec<&str> = self.catalog.names().collect();
            let message = format!("no database named {:?}", call.database);
            return Err(json!({"error": message, "available_databases": names}));
        };
        if !self.open.contains_key(call.database) {
            let connection = open(path, &self.gate)
                .map_err(|error| failed(format!("{error}: {}", source_text(&error))))?;
            self.open.insert(call.database.to_owned(), connection);
        }
        let connection = &self.open[call.database];
        query::run(connection, &self.gate, call.sql, call.params).map_err(failed)
    }
}

fn source_text(error: &OpenError) -> String {
    std::error::Error::source(error)
        .map_or_else(String::new, |source| one_line(&source.to_string()))
}

struct Arguments<'a> {
    database: &'a str,
    sql: &'a str,
    params: &'a Value,
}

/// `read_only_sql_query(name_of_database, sql, params=None)`, by position or by name.
fn arguments<'a>(
    args: &'a [Value],
    kwargs: &'a Map<String, Value>,
) -> Result<Arguments<'a>, String> {
    const NAMES: [&str; 3] = ["name_of_database", "sql", "params"];
    if args.len() > NAMES.len() {
        return Err(format!("{FUNCTION}() takes at most 3 arguments, not {}", args.len()));
    }
    if let Some(unknown) = kwargs.keys().find(|key| !NAMES.contains(&key.as_str())) {
        return Err(format!("{FUNCTION}() has no parameter {unknown:?}"));
    }
    let at = |index: usize| args.get(index).or_else(|| kwargs.get(NAMES[index]));
    let text = |index: usize| {
        at(index)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("{FUNCTION}() needs {} as a str", NAMES[index]))
    };
    Ok(Arguments { database: text(0)?, sql: text(1)?, params: at(2).unwrap_or(&Value::Null) })
}
