//! The command line: what a person can ask, and the help that teaches it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::limits::{
    self, chars, fuel, memory_bytes, sessions, wall_clock, wall_clock as queue_timeout,
};
use super::sql::catalog::Database;
use crate::confine::layer::Layer;

const EXAMPLES: &str = "\
Examples:
  Run one line, a file, or standard input:
    mpy-supervisor run -c 'print(sum(range(10)))'
    mpy-supervisor run report.py
    echo 'print(6 * 7)' | mpy-supervisor run -

  Let the code query SQLite databases (it can only read them):
    mpy-supervisor run --db shop=shop.db -c \\
      'print(read_only_sql_query(\"shop\", \"select name from item where price < :max\", {\"max\": 3}))'

  Try things out; variables stay from line to line:
    mpy-supervisor repl --db shop=shop.db

  Serve conversations to a program over JSON-RPC 2.0, one JSON value a line:
    mpy-supervisor serve";

const RUN_EXAMPLES: &str = "\
The code runs as MicroPython in a process of its own: no network, no files, nothing of this
computer but the databases named with --db. What it prints goes to standard output as it is
printed; its standard error and the traceback of an exception go to standard error.
On a terminal, control characters that it prints are shown escaped, as in \\x1b[31m, so that
sandboxed code cannot drive the terminal; into a pipe or file they pass unchanged.

Exit status:
  0    the code ran to its end, or left with sys.exit() or sys.exit(0)
  1    the code raised an exception, or hit a limit (a line on standard error says which)
  2    the command line is wrong, or a file cannot be read
  3    the sandbox itself failed, such as when mpy-worker is missing
  130  interrupted (Ctrl-C); 143 terminated

Examples:
  mpy-supervisor run -c 'print(2 ** 100)'
  mpy-supervisor run --fuel 100M --wall-clock-timeout-seconds 60 simulation.py
  mpy-supervisor run --memory-bytes 64MiB - < big.py
  mpy-supervisor run --db a=a.db --db b=b.db compare.py | head

In the code, a query gives a dict with columns, rows (dicts) and truncated, or with error:
  result = read_only_sql_query(\"a\", \"select count(*) as n from t where x = :x\", {\"x\": 1})
  print(result[\"rows\"][0][\"n\"])";

const REPL_EXAMPLES: &str = "\
The value of an expression is printed; variables, functions and imports stay.
A statement with a block (def, for, if ...) ends with an empty line.
Ctrl-C clears the line, or stops the running code: the interpreter then starts afresh and its
variables are gone. Ctrl-D leaves. Statements may also come from a pipe.

Example:
  mpy-supervisor repl --db shop=shop.db
  >>> rows = read_only_sql_query(\"shop\", \"select * from item\")[\"rows\"]
  >>> len(rows)";

const SERVE_EXAMPLES: &str = "\
The limits are defaults, which the client can change in `initialize`.
protocol/README.md describes the methods. The first two lines of a session might be:
  {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocol_version\":1,
   \"client\":{\"name\":\"me\",\"version\":\"1\"}}}            (on one line)
  {\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"conversation/run\",\"params\":{\"conversation_id\":\"c\",
   \"run_id\":\"r1\",\"code\":\"print(1)\"}}                (on one line)";

const DOCTOR_EXAMPLES: &str = "\
A worker is started as for a conversation, says what the kernel holds it to, and runs a line.
THREAT_MODEL.md explains the layers.

Exit status:
  0  every layer that is needed holds, and the line ran
  3  a layer that is needed is missing, or no worker could be started

Examples:
  mpy-supervisor doctor
  mpy-supervisor doctor --json | jq '.layers[] | select(.applied | not)'";

/// Runs untrusted Python, each conversation in a sandboxed process of its own.
#[derive(Debug, Parser)]
#[command(name = "mpy-supervisor", version = super::version(), after_help = EXAMPLES)]
#[command(subcommand_required = true, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a piece of Python and print what it prints.
    #[command(after_help = RUN_EXAMPLES)]
    Run(Run),
    /// An interactive prompt: state is kept from line to line.
    #[command(after_help = REPL_EXAMPLES)]
    Repl(Repl),
    /// Say what isolates the code that would run here: every layer, whether it holds, what it stops.
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor(Doctor),
    /// Serve conversations over JSON-RPC 2.0 on standard input and output.
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
}

#[derive(Debug, Args)]
pub struct Run {
    /// File with Python source in UTF-8; - is standard input, as is nothing when that is a pipe.
    #[arg(value_name = "FILE", conflicts_with = "code")]
    pub file: Option<PathBuf>,
    /// The source itself.
    #[arg(short = 'c', long = "code", value_name = "CODE", allow_hyphen_values = true)]
    pub code: Option<String>,
    #[command(flatten)]
    pub guest: Guest,
    #[command(flatten)]
    pub worker: Worker,
}

#[derive(Debug, Args)]
pub struct Repl {
    #[command(flatten)]
    pub guest: Guest,
    #[command(flatten)]
    pub worker: Worker,
}

/// What the code of `run` and `repl` may use.
#[derive(Debug, Args)]
pub struct Guest {
    /// SQLite file that the code may query, but not change, under a name; may be repeated.
    #[arg(long = "db", value_name = "NAME=PATH", value_parser = database)]
    pub databases: Vec<Database>,
    /// Work of a run: jumps and calls of the interpreter; K, M and G are accepted.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = fuel, default_value = "10M")]
    pub fuel: u64,
    /// Memory of the interpreter; KiB, MiB and GiB are accepted.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = memory_bytes, default_value = "16MiB")]
    pub memory_bytes: u64,
    /// Time from the start of a run to its end, queries included.
    #[arg(id = "wall_clock_ms", long = "wall-clock-timeout-seconds", value_name = "S")]
    #[arg(allow_negative_numbers = true, value_parser = wall_clock, default_value = "5")]
    pub wall_clock_ms: u64,
    /// Characters kept of each of standard output and standard error of a run; the rest is dropped,
    /// and a line on standard error says so.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = chars, default_value_t = limits::MOST_CHARS)]
    pub max_output_chars: u64,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Conversations kept alive while idle.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = sessions)]
    pub max_sessions: Option<u32>,
    /// Work of a run: jumps and calls of the interpreter [default: 10M].
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = fuel)]
    pub fuel: Option<u64>,
    /// Memory of an interpreter [default: 16MiB].
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = memory_bytes)]
    pub memory_bytes: Option<u64>,
    /// Time from the start of a run to its answer, host calls included [default: 5].
    #[arg(id = "wall_clock_ms", long = "wall-clock-timeout-seconds", value_name = "S")]
    #[arg(allow_negative_numbers = true, value_parser = wall_clock)]
    pub wall_clock_ms: Option<u64>,
    /// Characters kept of each output stream of a run [default: 10000].
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = chars)]
    pub max_output_chars: Option<u64>,
    /// How long a run may wait for its turn [default: 60].
    #[arg(id = "queue_timeout_ms", long = "queue-timeout-seconds", value_name = "S")]
    #[arg(allow_negative_numbers = true, value_parser = queue_timeout)]
    pub queue_timeout_ms: Option<u64>,
    /// Workers kept ready for new conversations.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u8).range(0..=64))]
    pub spare_workers: u8,
    #[command(flatten)]
    pub worker: Worker,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// The same as JSON, for programs.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub worker: Worker,
}

#[derive(Debug, Args)]
pub struct Worker {
    /// The worker program [default: mpy-worker beside this program].
    #[arg(long = "worker", value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Run although the kernel lacks this layer of isolation; may be repeated. Namespaces, user and
    /// no_new_code depend on the surroundings and need not be named.
    #[arg(long, value_name = "LAYER", value_delimiter = ',', value_parser = may_be_missing)]
    pub allow_missing: Vec<Layer>,
    /// A cgroup v2 directory delegated to this program: each worker gets a cgroup of its own in it.
    #[arg(long, value_name = "DIRECTORY")]
    pub cgroup: Option<PathBuf>,
}

/// A layer that the kernel may lack.
fn may_be_missing(text: &str) -> Result<Layer, String> {
    let known = || Layer::ALL.into_iter().filter(|layer| layer.may_be_missing());
    let names = || known().map(Layer::name).collect::<Vec<_>>().join(", ");
    let layer: Layer =
        text.parse().map_err(|error| format!("{error}; those that may be missing: {}", names()))?;
    if known().any(|one| one == layer) {
        return Ok(layer);
    }
    Err(format!("every system has it; those that may be missing: {}", names()))
}

/// `NAME=PATH`.
fn database(text: &str) -> Result<Database, String> {
    let Some((name, path)) = text.split_once('=') else {
        return Err("a name is needed, as in --db shop=shop.db".to_owned());
    };
    if name.trim().is_empty() || path.is_empty() {
        return Err("both the name and the path are needed, as in --db shop=shop.db".to_owned());
    }
    Ok(Database { name: name.to_owned(), path: PathBuf::from(path) })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_database_is_a_name_and_a_path() {
        let shop = Database { name: "shop".into(), path: "a=b.db".into() };
        assert_eq!(database("shop=a=b.db"), Ok(shop));
        for text in ["shop.db", "=shop.db", "shop=", "", " =x"] {
            assert!(database(text).is_err(), "{text:?}");
        }
    }
}
