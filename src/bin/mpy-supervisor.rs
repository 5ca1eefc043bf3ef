fn main() -> std::process::ExitCode {
    mpy::cli::main()
}
