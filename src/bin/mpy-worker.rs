fn main() -> std::process::ExitCode {
    mpy::worker::main()
}
