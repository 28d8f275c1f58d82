//! The one binary: commands on top of the library. Exit codes: 0 done, 1 the work failed, 2 bad usage or input.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
