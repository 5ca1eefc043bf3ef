#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    mpy::cli::main()
}
