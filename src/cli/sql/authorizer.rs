//! Which actions a statement may consist of: reading, and nothing else.
//!
//! SQLite asks while it prepares a statement, <https://sqlite.org/c3ref/set_authorizer.html>.

use rusqlite::ffi::SQLITE_ATTACH;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::gate::Gate;

const ATTACH: &str = "ATTACH (or VACUUM, which needs it)";

/// Functions that reach outside the database. SQLite's core has the first two only.
const FUNCTIONS_OFF: [&str; 5] =
    ["load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"];

/// Pragmas that only read, which table-valued functions (`pragma_table_info('t')`) and virtual
/// tables (FTS asks for the page size and the data version) prepare inside a query.
const PRAGMAS_INSIDE_A_QUERY: [&str; 10] = [
    "collation_list",
    "data_version",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "page_size",
    "table_info",
    "table_xinfo",
];

/// An R-Tree prepares the writing of its three tables when a query first names it. Such a statement
/// can only be run by a write to the R-Tree, which is refused.
const RTREE_TABLES: [&str; 3] = ["_node", "_parent", "_rowid"];

/// Answers SQLite, and notes in the gate what was refused.
pub fn decide(gate: &Gate, context: AuthContext<'_>) -> Authorization {
    let refused = match context.action {
        AuthAction::Select => {
            gate.note_select();
            return Authorization::Allow;
        }
        AuthAction::Read { .. } | AuthAction::Recursive => return Authorization::Allow,
        AuthAction::Function { function_name } => {
            if !FUNCTIONS_OFF.iter().any(|off| function_name.eq_ignore_ascii_case(off)) {
                return Authorization::Allow;
            }
            format!("the function {function_name}()")
        }
        AuthAction::Pragma { pragma_name, .. } => {
            let reads = PRAGMAS_INSIDE_A_QUERY.iter().any(|p| pragma_name.eq_ignore_ascii_case(p));
            if reads && gate.is_selecting() {
                return Authorization::Allow;
            }
            format!("PRAGMA {pragma_name}")
        }
        AuthAction::Insert { table_name }
        | AuthAction::Delete { table_name }
        | AuthAction::Update { table_name, .. }
            if gate.is_selecting() && RTREE_TABLES.iter().any(|t| table_name.ends_with(t)) =>
        {
            return Authorization::Allow;
        }
        other => name(&other),
    };
    gate.refuse(refused);
    Authorization::Deny
}

/// The action in a person's words.
fn name(action: &AuthAction<'_>) -> String {
    match action {
        AuthAction::Attach { .. } => ATTACH.to_owned(),
        // The file's name is a parameter or an expression, so SQLite passes none.
        AuthAction::Unknown { code: SQLITE_ATTACH, .. } => ATTACH.to_owned(),
        AuthAction::Detach { .. } => "DETACH".to_owned(),
        AuthAction::Transaction { .. } => "BEGIN, COMMIT or ROLLBACK".to_owned(),
        AuthAction::Savepoint { .. } => "SAVEPOINT".to_owned(),
        AuthAction::Insert { table_name } => format!("writing to {table_name}"),
        AuthAction::Update { table_name, .. } => format!("writing to {table_name}"),
        AuthAction::Delete { table_name } => format!("deleting from {table_name}"),
        AuthAction::Reindex { .. } => "REINDEX".to_owned(),
        AuthAction::Analyze { .. } => "ANALYZE".to_owned(),
        _ => "CREATE, DROP or ALTER".to_owned(),
    }
}
