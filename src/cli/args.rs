//! The command line, in Italian: help, usage and errors.

mod admin;
mod gaps;
mod hold;
mod measuring;

pub(crate) use admin::AdminCommand;
pub(crate) use gaps::{Gaps, MoveArgs};
pub(crate) use hold::HoldCommand;
pub(crate) use measuring::{EngineArg, Eval, ModeArg, ModelsCommand};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{
    Args as ClapArgs, Command as Clap, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
};
use gepi_copilot::ingest::Limits;
use gepi_copilot::strings::{fill, s};
use std::path::PathBuf;
use std::process::ExitCode;

const TEMPLATE: &str = "{about}\n\nUso: {usage}\n\n{all-args}";

/// `copilot`
#[derive(Debug, Parser)]
#[command(name = "copilot", version, about = s("cli.about"), help_template = TEMPLATE, disable_help_subcommand = true)]
#[command(subcommand_help_heading = s("cli.commands"))]
#[command(disable_help_flag = true, disable_version_flag = true, subcommand_value_name = "COMANDO")]
pub(crate) struct Args {
    #[arg(long, global = true, value_name = "FILE", env = "COPILOT_CONFIG", hide_env = true, help = s("cli.config"))]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "CARTELLA", help = s("cli.data"))]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "CARTELLA", help = s("cli.models"))]
    pub(crate) models: Option<PathBuf>,
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help, help = s("cli.help"))]
    pub(crate) help: Option<bool>,
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help = s("cli.version"))]
    pub(crate) version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(about = s("cli.serve.about"), help_template = TEMPLATE)]
    Serve(Serve),
    #[command(about = s("cli.ask.about"), help_template = TEMPLATE)]
    Ask(Ask),
    #[command(about = s("cli.batch.about"), help_template = TEMPLATE)]
    Batch(Batch),
    #[command(about = s("cli.corpus.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Corpus(Corpus),
    #[command(about = s("cli.ingest.about"), help_template = TEMPLATE)]
    Ingest(Ingest),
    #[command(about = s("cli.sync.about"), help_template = TEMPLATE)]
    Sync(Sync),
    #[command(about = s("cli.generations.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Generations(GenerationsCommand),
    #[command(about = s("cli.eval.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Eval(Eval),
    #[command(about = s("cli.gaps.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Gaps(Gaps),
    #[command(about = s("cli.hold.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Hold(HoldCommand),
    #[command(about = s("cli.admin.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Admin(AdminCommand),
    #[command(about = s("cli.engines.about"), help_template = TEMPLATE, subcommand, subcommand_value_name = "COMANDO", subcommand_help_heading = s("cli.commands"))]
    Models(ModelsCommand),
    #[command(about = s("cli.redact.about"), help_template = TEMPLATE)]
    Redact(RedactArgs),
    /// How this program runs itself for one foreign file: see `gepi_copilot::ingest::child`.
    #[command(about = s("cli.parse.about"), help_template = TEMPLATE, hide = true)]
    Parse(Parse),
    #[command(about = s("cli.help_about"), help_template = TEMPLATE)]
    Help {
        #[arg(value_name = "COMANDO", help = s("cli.help_command"))]
        words: Vec<String>,
    },
}

impl Command {
    /// Does it prepare what others will read, while a service may be answering?
    pub(crate) fn is_for_later(&self) -> bool {
        let checks = |command: &GenerationsCommand| {
            matches!(command, GenerationsCommand::Preview { .. } | GenerationsCommand::Approve { .. })
        };
        match self {
            Command::Ingest(_) | Command::Sync(_) | Command::Parse(_) => true,
            Command::Generations(command) => checks(command),
            Command::Gaps(command) => matches!(command, Gaps::Weigh { .. } | Gaps::Replay { .. }),
            _ => false,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    #[arg(long, value_name = "INDIRIZZO:PORTA", help = s("cli.serve.listen"))]
    pub(crate) listen: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Ask {
    #[arg(value_name = "DOMANDA", required = true, num_args = 1.., help = s("cli.ask.question"))]
    pub(crate) question: Vec<String>,
    #[arg(long, value_name = "AAAA-MM-GG", help = s("cli.as_of"))]
    pub(crate) as_of: Option<String>,
    #[arg(long = "measure", value_name = "MISURA", help = s("cli.measure"))]
    pub(crate) measures: Vec<String>,
    #[arg(long, help = s("cli.json"))]
    pub(crate) json: bool,
    #[arg(long, help = s("cli.ask.explain"))]
    pub(crate) explain: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Batch {
    #[arg(value_name = "IN.jsonl", help = s("cli.batch.input"))]
    pub(crate) input: PathBuf,
    #[arg(long, short, value_name = "OUT.jsonl", help = s("cli.batch.output"))]
    pub(crate) output: PathBuf,
    #[arg(long, value_name = "CARTELLA", help = s("cli.batch.corpus"))]
    pub(crate) corpus: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Corpus {
    #[command(about = s("cli.corpus.new"), help_template = TEMPLATE)]
    New {
        #[arg(value_name = "FILE", help = s("cli.corpus.new_path"))]
        path: PathBuf,
    },
    #[command(about = s("cli.corpus.check"), help_template = TEMPLATE)]
    Check {
        #[arg(value_name = "PERCORSO", help = s("cli.corpus.place"))]
        folder: Option<PathBuf>,
        #[arg(long, help = s("cli.corpus.warnings"))]
        warnings: bool,
        #[arg(long, value_name = "FILE.jsonl", help = s("cli.corpus.evals"))]
        evals: Option<PathBuf>,
    },
    #[command(about = s("cli.corpus.stats"), help_template = TEMPLATE)]
    Stats {
        #[arg(value_name = "CARTELLA", help = s("cli.corpus.folder"))]
        folder: Option<PathBuf>,
        #[arg(long, help = s("cli.corpus.facts"))]
        facts: bool,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.diff.about"), help_template = TEMPLATE)]
    Diff(DiffArgs),
    #[command(about = s("cli.references.about"), help_template = TEMPLATE)]
    References {
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DiffArgs {
    #[arg(value_name = "ID", help = s("cli.diff.work"))]
    pub(crate) work: String,
    #[arg(value_name = "DATA_A", help = s("cli.diff.from"))]
    pub(crate) from: Option<String>,
    #[arg(value_name = "DATA_B", help = s("cli.diff.to"))]
    pub(crate) to: Option<String>,
    #[arg(long, help = s("cli.json"))]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Ingest {
    #[arg(value_name = "PERCORSO", help = s("cli.ingest.paths"))]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "NOME", default_value = "local", help = s("cli.ingest.collection"))]
    pub(crate) collection: String,
    #[arg(long, value_name = "LIVELLO", help = s("cli.ingest.tier"))]
    pub(crate) tier: Option<String>,
    #[arg(long, value_name = "AAAA-MM-GG", help = s("cli.ingest.valid_from"))]
    pub(crate) valid_from: Option<String>,
    #[arg(long, value_name = "AAAA-MM-GG", help = s("cli.ingest.valid_to"))]
    pub(crate) valid_to: Option<String>,
    #[arg(long = "measure", value_name = "MISURA", help = s("cli.ingest.measure"))]
    pub(crate) measures: Vec<String>,
    #[arg(long, default_value = "", value_name = "NOME", help = s("cli.ingest.issuer"))]
    pub(crate) issuer: String,
    #[arg(long, value_name = "URL", help = s("cli.ingest.url"))]
    pub(crate) url: Option<String>,
    #[arg(long, value_name = "official|editorial", help = s("cli.ingest.status"))]
    pub(crate) status: Option<StatusArg>,
    #[arg(long, value_name = "ID", help = s("cli.ingest.withdraw"))]
    pub(crate) withdraw: Vec<String>,
    #[arg(long, value_name = "ID", help = s("cli.ingest.restore"))]
    pub(crate) restore: Vec<String>,
    #[arg(long, help = s("cli.ingest.no_publish"))]
    pub(crate) no_publish: bool,
    #[arg(long, conflicts_with_all = ["no_publish", "withdraw", "restore"], help = s("cli.ingest.dry_run"))]
    pub(crate) dry_run: bool,
    #[arg(long, value_name = "NOME", help = s("cli.ingest.by"))]
    pub(crate) by: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Sync {
    #[arg(value_name = "FONTE", help = s("cli.sync.sources"))]
    pub(crate) sources: Vec<String>,
    #[arg(long, help = s("cli.sync.dry_run"))]
    pub(crate) dry_run: bool,
    #[arg(long, conflicts_with = "dry_run", help = s("cli.sync.only_check"))]
    pub(crate) only_check: bool,
    #[arg(long, value_name = "FONTE", conflicts_with_all = ["sources", "dry_run", "only_check"], help = s("cli.sync.approve"))]
    pub(crate) approve: Vec<String>,
    #[arg(long, conflicts_with_all = ["dry_run", "only_check", "approve"], help = s("cli.sync.list"))]
    pub(crate) list: bool,
    #[arg(long, help = s("cli.json"))]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GenerationsCommand {
    #[command(about = s("cli.generations.list"), help_template = TEMPLATE)]
    List {
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.generations.preview"), help_template = TEMPLATE)]
    Preview {
        #[arg(value_name = "ID", help = s("cli.generations.preview_id"))]
        id: Option<String>,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.generations.approve"), help_template = TEMPLATE)]
    Approve {
        #[arg(value_name = "ID", help = s("cli.generations.draft_id"))]
        id: String,
        #[arg(long, value_name = "NOME", default_value = "", help = s("cli.generations.by"))]
        by: String,
        #[arg(long, value_name = "TESTO", default_value = "", help = s("cli.generations.note"))]
        note: String,
        #[arg(long, help = s("cli.generations.despite"))]
        despite_checks: bool,
    },
    #[command(about = s("cli.generations.discard"), help_template = TEMPLATE)]
    Discard {
        #[arg(value_name = "ID", help = s("cli.generations.draft_id"))]
        id: String,
    },
    #[command(about = s("cli.generations.switch"), help_template = TEMPLATE)]
    Switch {
        #[arg(value_name = "ID", help = s("cli.generations.id"))]
        id: String,
    },
    #[command(about = s("cli.generations.rollback"), help_template = TEMPLATE)]
    Rollback,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusArg {
    Official,
    Editorial,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RedactArgs {
    #[arg(value_name = "IN.jsonl", help = s("cli.redact.input"))]
    pub(crate) input: PathBuf,
    #[arg(long, short, value_name = "OUT.jsonl", help = s("cli.redact.output"))]
    pub(crate) output: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Parse {
    #[arg(long, value_name = "ESTENSIONE", help = s("cli.parse.format"))]
    pub(crate) format: String,
    #[arg(long, value_name = "N", default_value_t = Limits::default().file_mb, help = s("cli.parse.file_mb"))]
    pub(crate) file_mb: u64,
    #[arg(long, value_name = "N", default_value_t = Limits::default().memory_mb, help = s("cli.parse.memory_mb"))]
    pub(crate) memory_mb: u64,
    #[arg(long, value_name = "N", default_value_t = Limits::default().seconds, help = s("cli.parse.seconds"))]
    pub(crate) seconds: u64,
    #[arg(long, value_name = "N", default_value_t = Limits::default().cpu_seconds, help = s("cli.parse.cpu_seconds"))]
    pub(crate) cpu_seconds: u64,
}

/// The arguments of this process.
pub(crate) fn read() -> Result<Args, clap::Error> {
    Args::from_arg_matches(&in_italian(Args::command()).try_get_matches()?)
}

/// What `copilot help` shows: the program, or the command named by these words.
pub(crate) fn help(words: &[String]) -> Option<String> {
    let mut command = in_italian(Args::command());
    command.build();
    let mut found = &mut command;
    for word in words {
        found = found.find_subcommand_mut(word)?;
    }
    Some(found.render_help().to_string())
}

/// Headings and usage as people read them: what clap writes by itself is English.
fn in_italian(command: Clap) -> Clap {
    let mut built = command.clone();
    built.build();
    translated(command, &mut built)
}

fn translated(command: Clap, built: &mut Clap) -> Clap {
    let usage = built.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", s("cli.usage_options"));
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let mut command = command.override_usage(usage).mut_args(|arg| {
        let heading = if arg.is_positional() { s("cli.arguments") } else { s("cli.options") };
        let arg = arg.help_heading(heading);
        let takes = arg.get_action().takes_values();
        if takes { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
    });
    for name in names {
        if let Some(inner) = built.find_subcommand_mut(&name) {
            command = command.mut_subcommand(name, |c| translated(c, inner));
        }
    }
    command
}

/// Shows help, or says in Italian what is wrong with the command line.
pub(crate) fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            return ExitCode::from(2);
        }
        _ => {}
    }
    let get = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let arg = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let text = match error.kind() {
        ErrorKind::UnknownArgument => fill("cli.error.unknown", &[("arg", &arg)]),
        ErrorKind::InvalidSubcommand => {
            fill("cli.error.subcommand", &[("name", &get(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::MissingRequiredArgument => fill("cli.error.missing", &[("arg", &arg)]),
        ErrorKind::MissingSubcommand => s("cli.error.no_subcommand").to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => fill("cli.error.no_value", &[("arg", &arg)]),
        ErrorKind::InvalidValue => {
            let valid = get(ContextKind::ValidValue);
            fill("cli.error.value", &[("arg", &arg), ("value", &value), ("valid", &valid)])
        }
        ErrorKind::ArgumentConflict => fill("cli.error.twice", &[("arg", &arg)]),
        ErrorKind::InvalidUtf8 => s("cli.error.utf8").to_owned(),
        _ => fill("cli.error.other", &[("arg", &arg)]),
    };
    super::output::complain(&format!("{text}\n{}", s("cli.error.see_help")));
    ExitCode::from(2)
}
