//! The commands of `copilot`: flags in, plain text or JSON out. Logs and messages go to stderr, results to stdout.

mod admin;
mod args;
mod ask;
mod batch;
mod corpus;
mod counts;
mod draft;
mod eval;
mod file;
mod gaps;
mod generations;
mod hold;
mod ingest;
mod models;
mod output;
mod parse;
mod redact;
mod serve;
mod sync;
mod works;

use gepi_copilot::access::{Claim, Principal};
use gepi_copilot::app::{App, AppError, GateError};
use gepi_copilot::config::{self, Config, ConfigError, Flags};
use gepi_copilot::store::{Clock, give_way};
use gepi_copilot::strings::{fill, s};
use std::process::ExitCode;
use std::sync::Arc;

/// Why a command ends badly, and with which exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Bad usage or input: 2.
    Usage(String),
    /// The work failed: 1.
    Work(String),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let text = error.to_string();
        match error {
            AppError::Gate(
                GateError::Probe(_) | GateError::NothingAnswers | GateError::ChecksFailed { .. },
            ) => Failure::Work(text),
            AppError::Gate(_) => Failure::Usage(text),
            AppError::Gap(error) => error.into(),
            _ => Failure::Work(text),
        }
    }
}

impl From<gepi_copilot::store::StoreError> for Failure {
    fn from(error: gepi_copilot::store::StoreError) -> Self {
        Failure::Work(error.to_string())
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::Usage(error.to_string())
    }
}

pub(crate) type Outcome = Result<(), Failure>;

/// Parses the arguments, runs the command, says what went wrong.
pub(crate) fn run() -> ExitCode {
    let args = match args::read() {
        Ok(args) => args,
        Err(error) => return args::explain(&error),
    };
    // What is built for later gives way to a service that answers; before the threads are there, which are alike.
    if args.command.is_for_later() {
        give_way();
    }
    let outcome = match runtime(&args.command) {
        Ok(runtime) => {
            let outcome = runtime.block_on(dispatch(args));
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
            outcome
        }
        Err(error) => Err(Failure::Work(error.to_string())),
    };
    match outcome.and_then(|()| output::written()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(text)) => {
            output::complain(&text);
            ExitCode::from(2)
        }
        Err(Failure::Work(text)) => {
            output::complain(&text);
            ExitCode::from(1)
        }
    }
}

fn runtime(command: &args::Command) -> std::io::Result<tokio::runtime::Runtime> {
    match command {
        // Each thread sets address space aside, and a parser has little.
        args::Command::Parse(_) => tokio::runtime::Builder::new_current_thread().build(),
        _ => tokio::runtime::Builder::new_multi_thread().enable_all().build(),
    }
}

async fn dispatch(args: args::Args) -> Outcome {
    let flags = Flags { listen: None, data: args.data, models: args.models };
    let file = args.config;
    // Foreign files are parsed by this program, run again.
    let whole = |config: Config| Config { program: config::program(), ..config };
    let config = |flags: &Flags| Config::load(file.as_deref(), flags).map(whole);
    match args.command {
        args::Command::Serve(serve) => {
            let config = config(&Flags { listen: serve.listen.clone(), ..flags })?;
            output::log_to_stderr(&config.log, config.log_json);
            serve::serve(config).await
        }
        args::Command::Ask(ask) => quiet(config(&flags)?, |c| ask::ask(c, ask)).await,
        args::Command::Batch(batch) => quiet(config(&flags)?, |c| batch::batch(c, batch)).await,
        args::Command::Corpus(corpus) => quiet(config(&flags)?, |c| corpus::corpus(c, corpus)).await,
        args::Command::Ingest(ingest) => {
            Box::pin(quiet(config(&flags)?, |c| ingest::ingest(c, ingest))).await
        }
        args::Command::Sync(sync) => quiet(config(&flags)?, |c| sync::sync(c, sync)).await,
        args::Command::Generations(command) => {
            quiet(config(&flags)?, |c| generations::generations(c, command)).await
        }
        args::Command::Eval(eval) => quiet(config(&flags)?, |c| eval::eval(c, eval)).await,
        args::Command::Gaps(command) => quiet(config(&flags)?, |c| gaps::gaps(c, command)).await,
        args::Command::Hold(command) => quiet(config(&flags)?, |c| hold::hold(c, command)).await,
        args::Command::Admin(command) => quiet(config(&flags)?, |c| admin::admin(c, command)).await,
        args::Command::Models(command) => quiet(config(&flags)?, |c| models::models(c, command)).await,
        args::Command::Redact(redact) => redact::redact_file(&redact),
        args::Command::Parse(parse) => parse::parse(&parse),
        args::Command::Help { words } => {
            let unknown = || Failure::Usage(fill("cli.error.subcommand", &[("name", &words.join(" "))]));
            output::say(args::help(&words).ok_or_else(unknown)?.trim_end());
            Ok(())
        }
    }
}

/// Commands other than `serve` log warnings only, so that a terminal shows their result.
async fn quiet<F: Future<Output = Outcome>>(config: Config, command: impl FnOnce(Config) -> F) -> Outcome {
    // Waiting for another process is told too: nothing moves meanwhile.
    let filter = if config.log == "info" { "error,gepi_copilot::store::lock=warn" } else { &config.log };
    output::log_to_stderr(filter, config.log_json);
    command(config).await
}

/// The clock; `COPILOT_TODAY` is not read: tests give their own clock to the library.
fn clock() -> Clock {
    Clock::System
}

/// An app that answers from the published generation, building it first if need be (with a progress bar).
pub(crate) async fn ready(config: Config) -> Result<Arc<App>, Failure> {
    let app = Arc::new(App::open(config, clock()).await?);
    app.load_encoder().await;
    if app.start_answering().await? {
        let bar = output::progress(s("cli.building"));
        app.build_dense(&|done, total| output::advance(&bar, done, total)).await?;
        bar.finish_and_clear();
    }
    Ok(app)
}

/// Who does something on the command line: whoever sits at the machine, called by a pseudonym if they say their name.
pub(crate) async fn reviewer(app: &App, by: Option<String>) -> Result<Principal, Failure> {
    let here = Principal::here();
    let claim = Claim { role: here.role, tenant: None, subject: by.filter(|name| !name.trim().is_empty()) };
    app.principal(claim).await.map_err(|why| Failure::Work(why.to_string()))
}

/// A date as people may write it on a command line.
pub(crate) fn date(text: &str) -> Result<jiff::civil::Date, Failure> {
    gepi_copilot::app::day(text).ok_or_else(|| Failure::Usage(fill("cli.bad_date", &[("value", &text)])))
}
