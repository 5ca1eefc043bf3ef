//! Each refusal beside the same act done by an ordinary connection, as a positive control.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::catalog::{Catalog, CatalogError, Connections, Database};
use super::gate::Gate;
use super::open::OpenError;
use super::service::{Job, SqlService};

const LONG: Duration = Duration::from_secs(60);

struct Fixture {
    directory: TempDir,
    connections: Connections,
}

impl Fixture {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("shop.db");
        let setup = "CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, price REAL, data BLOB);
            INSERT INTO item VALUES (1, 'tea', 2.5, x'00ff'), (2, 'é', NULL, NULL);
            CREATE VIRTUAL TABLE box USING rtree(id, x0, x1);
            INSERT INTO box VALUES (7, 0, 1);
            CREATE VIRTUAL TABLE note USING fts5(body);
            INSERT INTO note VALUES ('green tea');
            CREATE VIEW cheap AS SELECT name FROM item WHERE price < 3;";
        Connection::open(&path).unwrap().execute_batch(setup).unwrap();
        let catalog = Catalog::new(&[Database { name: "shop".into(), path }]).unwrap();
        Fixture { directory, connections: Connections::new(catalog, Arc::default()) }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("shop.db")
    }

    fn ask(&mut self, sql: &str, params: Value) -> Value {
        let args = [json!("shop"), json!(sql), params];
        self.connections.answer(&args, &Map::new(), Instant::now() + LONG)
    }

    fn rows(&mut self, sql: &str, params: Value) -> Value {
        let mut reply = self.ask(sql, params);
        assert_eq!(reply.get("error"), None, "{sql}");
        reply["rows"].take()
    }

    fn error(&mut self, sql: &str, params: Value) -> String {
        let reply = self.ask(sql, params);
        let error = reply["error"].as_str().unwrap_or_else(|| panic!("{sql}: {reply}"));
        assert!(!error.contains('\n') && !error.is_empty(), "{error:?}");
        error.to_owned()
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn a_query_is_answered_with_columns_rows_and_what_json_cannot_hold() {
    let mut shop = Fixture::new();
    let reply =
        shop.ask("SELECT id, name, price, data, 9e999 AS big, -9e999 FROM item", json!(null));
    assert_eq!(
        reply,
        json!({
            "columns": ["id", "name", "price", "data", "big", "-9e999"],
            "rows": [
                [1, "tea", 2.5, {"type": "bytes", "hex": "00ff"}, null, null],
                [2, "é", null, null, null, null],
            ],
            "truncated": false,
            "nonfinite": [[0, 4, "inf"], [0, 5, "-inf"], [1, 4, "inf"], [1, 5, "-inf"]],
        })
    );
    assert_eq!(shop.rows("SELECT 9223372036854775807", json!(null)), json!([[i64::MAX]]));
    assert_eq!(shop.ask("SELECT 1 AS a, 2 AS a", json!(null))["columns"], json!(["a", "a_2"]));
    assert_eq!(shop.rows("SELECT name FROM cheap;  -- that is all", json!([])), json!([["tea"]]));
}

#[test]
fn parameters_of_every_type_come_back_as_they_went() {
    let mut shop = Fixture::new();
    let bytes = json!({"type": "bytes", "hex": "DEad"});
    let list = json!([null, true, i64::MIN, 0.1, "x\u{0}y", bytes]);
    let back = json!([[null, 1, i64::MIN, 0.1, "x\u{0}y", {"type": "bytes", "hex": "dead"}]]);
    assert_eq!(shop.rows("SELECT ?, ?, ?, ?, ?, ?", list), back);
    let inf = json!({"v": {"type": "float", "value": "inf"}});
    assert_eq!(shop.rows("SELECT :v = 9e999, :v > 1", inf), json!([[1, 1]]));
    for params in [json!({"id": 1}), json!({":id": 1}), json!({"id": 1, "unused": 2})] {
        assert_eq!(shop.rows("SELECT name FROM item WHERE id = :id", params), json!([["tea"]]));
    }
    assert_eq!(shop.rows("SELECT @a, $b, ?3", json!({"a": 1, "b": 2, "3": 3})), json!([[1, 2, 3]]));
}

#[test]
fn parameters_that_do_not_fit_are_named() {
    let mut shop = Fixture::new();
    let cases = [
        ("SELECT :id", json!({"ID": 1}), "no value for the parameter :id: params needs a key id"),
        ("SELECT :id", json!(null), "the query has 1 parameter(s), but params has 0 value(s)"),
        ("SELECT ?", json!([1, 2]), "the query has 1 parameter(s), but params has 2 value(s)"),
        ("SELECT ?", json!({"a": 1}), "parameter number 1 has no name: pass params as a list"),
        ("SELECT ?", json!([[1]]), "parameter number 1: a list cannot be bound"),
        ("SELECT ?", json!([{"type": "bytes", "hex": "0"}]), "parameter number 1: a dict cannot"),
        ("SELECT ?", json!([u64::MAX]), "does not fit the 64-bit integers of SQLite"),
        ("SELECT 1", json!("x"), "params must be a list or a dict, not a str"),
    ];
    for (sql, params, wanted) in cases {
        let error = shop.error(sql, params);
        assert!(error.contains(wanted), "{sql}: {error}");
    }
}

#[test]
fn everything_but_reading_is_refused_and_leaves_no_file_and_no_lock() {
    let cases = [
        ("INSERT INTO item(name) VALUES ('x')", "writing to item"),
        ("UPDATE item SET name = 'x'", "writing to item"),
        ("DELETE FROM item", "deleting from item"),
        ("WITH n AS (SELECT 1) INSERT INTO item(id) SELECT 9", "writing to item"),
        ("INSERT INTO box VALUES (8, 0, 1)", "writing to box"),
        ("INSERT INTO box_rowid(rowid) VALUES (99)", "writing to box_rowid"),
        ("INSERT INTO note(note) VALUES ('optimize')", "writing to note"),
        ("CREATE TABLE t(a)", "not allowed"),
        ("CREATE TEMP TABLE t(a)", "not allowed"),
        ("CREATE TEMP VIEW v AS SELECT 1", "not allowed"),
        ("CREATE VIRTUAL TABLE v USING fts5(a)", "not allowed"),
        ("DROP TABLE item", "not allowed"),
        ("ALTER TABLE item RENAME TO thing", "not allowed"),
        ("ATTACH 'made.db' AS other", "ATTACH"),
        ("ATTACH 'made' || '.db' AS other", "ATTACH"),
        ("VACUUM", "not allowed"),
        ("VACUUM INTO 'made.db'", "not allowed"),
        ("DETACH main", "DETACH"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        ("PRAGMA table_info(item)", "PRAGMA table_info"),
        ("EXPLAIN PRAGMA query_only = 0", "PRAGMA query_only"),
        ("BEGIN IMMEDIATE", "BEGIN"),
        ("SAVEPOINT s", "SAVEPOINT"),
        ("REINDEX", "not allowed"),
        ("ANALYZE", "not allowed"),
        ("SELECT load_extension('x')", "load_extension()"),
        ("SELECT fts3_tokenizer('simple')", "fts3_tokenizer()"),
    ];
    let mut shop = Fixture::new();
    let before = fs::read(shop.path()).unwrap();
    for (sql, wanted) in cases {
        let made = shop.directory.path().join("made.db");
        let sql = sql.replace("made.db", made.to_str().unwrap());
        let error = shop.error(&sql, json!(null));
        assert!(error.starts_with("not allowed: ") && error.contains(wanted), "{sql}: {error}");
    }
    assert_eq!(shop.rows("SELECT count(*) FROM item", json!(null)), json!([[2]]));
    assert_eq!(shop.files(), ["shop.db"]);
    assert_eq!(fs::read(shop.path()).unwrap(), before);

    // Positive control, and the proof that no lock was left: the same acts, unconfined.
    let plain = Connection::open(shop.path()).unwrap();
    plain.busy_timeout(Duration::ZERO).unwrap();
    plain
        .execute_batch("INSERT INTO item(name) VALUES ('x'); PRAGMA journal_mode = DELETE")
        .unwrap();
    let made = shop.directory.path().join("made.db");
    plain.execute("VACUUM INTO ?", [made.to_str().unwrap()]).unwrap();
    assert_eq!(shop.files(), ["made.db", "shop.db"]);
    assert_eq!(shop.rows("SELECT count(*) FROM item", json!(null)), json!([[3]]));
}

#[test]
fn what_is_not_one_statement_is_refused() {
    let mut shop = Fixture::new();
    for sql in ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE item", "SELECT 1; nonsense"] {
        assert!(shop.error(sql, json!(null)).starts_with("only one statement"), "{sql}");
    }
    for sql in ["", " -- nothing", ";"] {
        assert!(shop.error(sql, json!(null)).contains("no SQL statement"), "{sql:?}");
    }
    assert!(shop.error("SELECT 1\0; DROP TABLE item", json!(null)).contains("NUL"));
    assert_eq!(shop.error("SELECT * FROM nowhere", json!(null)), "no such table: nowhere");
    assert!(shop.error("SELEC", json!(null)).contains("syntax error"));
}

#[test]
fn virtual_tables_and_schema_functions_can_be_read() {
    let mut shop = Fixture::new();
    assert_eq!(shop.rows("SELECT id FROM box WHERE x0 <= 1", json!(null)), json!([[7]]));
    let found = shop.rows("SELECT body FROM note WHERE note MATCH 'tea'", json!(null));
    assert_eq!(found, json!([["green tea"]]));
    let names = shop.rows("SELECT name FROM pragma_table_info('cheap')", json!(null));
    assert_eq!(names, json!([["name"]]));
    assert!(
        shop.error("SELECT * FROM pragma_database_list", json!(null)).contains("database_list")
    );
    let sum = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 9) SELECT sum(i) FROM n";
    assert_eq!(shop.rows(sum, json!(null)), json!([[45]]));
}

#[test]
fn rows_and_bytes_are_bounded() {
    let mut shop = Fixture::new();
    let count = |limit: usize| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT {limit}) SELECT i FROM n"
        )
    };
    let full = shop.ask(&count(1_000), json!(null));
    assert_eq!(
        (full["rows"].as_array().unwrap().len(), &full["truncated"]),
        (1_000, &json!(false))
    );
    let cut = shop.ask(&count(1_001), json!(null));
    assert_eq!((cut["rows"].as_array().unwrap().len(), &cut["truncated"]), (1_000, &json!(true)));
    assert!(shop.rows("SELECT hex(zeroblob(1000000))", json!(null)).to_string().len() > 2_000_000);
    let error = shop.error("SELECT hex(zeroblob(5000000))", json!(null));
    assert!(error.contains("larger than 4194304 bytes"), "{error}");
    let error = shop.error("SELECT zeroblob(1000000000)", json!(null));
    assert!(error.contains("too big"), "{error}");
}

const BOMB: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n";

#[test]
fn a_query_ends_when_the_run_must() {
    let mut shop = Fixture::new();
    for sql in [BOMB, "SELECT count(*) FROM item a, item b, item c WHERE EXISTS (SELECT 1)"] {
        let soon = Instant::now() + Duration::from_millis(50);
        let reply = shop.connections.answer(&[json!("shop"), json!(sql)], &Map::new(), soon);
        if sql == BOMB {
            assert!(reply["error"].as_str().unwrap().contains("took longer"), "{reply}");
            assert!(Instant::now() < soon + LONG);
        } else {
            assert_eq!(reply["rows"], json!([[8]]));
        }
    }
    assert_eq!(shop.rows("SELECT 1", json!(null)), json!([[1]]));
}

#[test]
fn a_query_can_be_cancelled_from_another_thread() {
    let shop = Fixture::new();
    let database = Database { name: "shop".into(), path: shop.path() };
    let catalog = Catalog::new(&[database]).unwrap();
    let (answers, answered) = crossbeam_channel::bounded(4);
    let job = |call_id, sql: &str| Job {
        call_id,
        args: vec![json!("shop"), json!(sql)],
        kwargs: Map::new(),
        deadline: Instant::now() + LONG,
    };
    let service = SqlService::start(catalog, answers).unwrap();
    service.ask(job(1, "SELECT 5")).unwrap();
    assert_eq!(answered.recv_timeout(LONG).unwrap().result["rows"], json!([[5]]));
    service.ask(job(2, BOMB)).unwrap();
    service.cancel();
    let answer = answered.recv_timeout(LONG).unwrap();
    assert_eq!((answer.call_id, answer.result), (2, json!({"error": "cancelled"})));
}

#[test]
fn a_writer_that_holds_the_lock_is_waited_for_but_not_for_ever() {
    let mut shop = Fixture::new();
    let writer = Connection::open(shop.path()).unwrap();
    writer.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let begun = Instant::now();
    assert!(shop.error("SELECT 1 FROM item", json!(null)).contains("locked"));
    assert!(begun.elapsed() >= Duration::from_millis(900));
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(shop.rows("SELECT count(*) FROM item", json!(null)), json!([[2]]));
}

#[test]
fn a_wal_database_is_read_while_another_writes() {
    let mut shop = Fixture::new();
    let writer = Connection::open(shop.path()).unwrap();
    writer
        .execute_batch("PRAGMA journal_mode = WAL; BEGIN; INSERT INTO item(id) VALUES (3)")
        .unwrap();
    assert_eq!(shop.rows("SELECT count(*) FROM item", json!(null)), json!([[2]]));
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(shop.rows("SELECT count(*) FROM item", json!(null)), json!([[3]]));
}

#[test]
fn calls_that_name_no_database_or_no_sql_say_so() {
    let mut shop = Fixture::new();
    let mut call = |args: Value, kwargs: Value| {
        let args: Vec<Value> = serde_json::from_value(args).unwrap();
        let kwargs: Map<String, Value> = serde_json::from_value(kwargs).unwrap();
        shop.connections.answer(&args, &kwargs, Instant::now() + LONG)
    };
    let unknown = json!({"error": "no database named \"bar\"", "available_databases": ["shop"]});
    assert_eq!(call(json!(["bar", "SELECT 1"]), json!({})), unknown);
    let named = json!({"name_of_database": "shop", "sql": "SELECT :a", "params": {"a": 4}});
    assert_eq!(call(json!([]), named)["rows"], json!([[4]]));
    for (args, kwargs) in [
        (json!(["shop"]), json!({})),
        (json!(["shop", 3]), json!({})),
        (json!([1, 2, 3, 4]), json!({})),
        (json!(["shop", "SELECT 1"]), json!({"timeout": 3})),
    ] {
        let reply = call(args, kwargs);
        assert!(reply["error"].as_str().unwrap().starts_with("read_only_sql_query() "), "{reply}");
    }
}

#[test]
fn a_path_that_is_no_database_is_an_error_and_makes_no_file() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("x.db");
    let open = |path: PathBuf| match Catalog::new(&[Database { name: "x".into(), path }]) {
        Err(CatalogError::Open { source, .. }) => source,
        other => panic!("{other:?}"),
    };
    assert!(matches!(open(path.clone()), OpenError::Missing(_)));
    assert!(!path.exists());
    fs::write(&path, "plain text, and more of it than one hundred bytes: ".repeat(3)).unwrap();
    assert!(matches!(open(path.clone()), OpenError::Sqlite { .. }));
    assert!(matches!(open(directory.path().to_owned()), OpenError::NotAFile(_)));
    let twice = [
        Database { name: "x".into(), path: Fixture::new().directory.keep().join("shop.db") },
        Database { name: "x".into(), path: Fixture::new().directory.keep().join("shop.db") },
    ];
    assert!(matches!(Catalog::new(&twice), Err(CatalogError::Twice(name)) if name == "x"));
}

#[test]
fn a_cancelled_gate_stays_shut() {
    let gate = Gate::default();
    gate.admit(Instant::now() + LONG);
    assert!(!gate.is_closed());
    gate.cancel();
    gate.admit(Instant::now() + LONG);
    assert!(gate.is_closed());
}
