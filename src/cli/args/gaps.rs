//! The arguments of `copilot gaps`.

use super::TEMPLATE;
use clap::{Args, Subcommand};
use gepi_copilot::strings::s;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Gaps {
    #[command(about = s("cli.gaps.list"), help_template = TEMPLATE)]
    List {
        #[arg(long, value_name = "STATO", help = s("cli.gaps.state"))]
        state: Option<String>,
        #[arg(long, value_name = "ARGOMENTO", help = s("cli.gaps.topic"))]
        topic: Option<String>,
        #[arg(long, value_name = "ESITO", help = s("need.arg"))]
        need: Option<String>,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.gaps.show"), help_template = TEMPLATE)]
    Show {
        #[arg(value_name = "ID", help = s("cli.gaps.id"))]
        id: String,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.gaps.move"), help_template = TEMPLATE)]
    Move(MoveArgs),
    #[command(about = s("cli.gaps.import"), help_template = TEMPLATE)]
    Import {
        #[arg(value_name = "FILE", help = s("cli.gaps.import_file"))]
        input: PathBuf,
    },
    #[command(about = s("cli.gaps.export"), help_template = TEMPLATE)]
    Export {
        #[arg(long, short, value_name = "FILE.csv", help = s("cli.gaps.output"))]
        output: Option<PathBuf>,
    },
    #[command(about = s("cli.gaps.matrix"), help_template = TEMPLATE)]
    Matrix {
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("evidence.weigh"), help_template = TEMPLATE)]
    Weigh {
        #[arg(value_name = "ID", required_unless_present = "all", help = s("evidence.ids"))]
        ids: Vec<String>,
        #[arg(long, conflicts_with = "ids", help = s("evidence.all"))]
        all: bool,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.gaps.regroup"), help_template = TEMPLATE)]
    Regroup,
    #[command(about = s("replay.about"), help_template = TEMPLATE)]
    Replay {
        #[arg(long, value_name = "ID", num_args = 1.., help = s("replay.named"))]
        gap: Vec<String>,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.gaps.cluster"), help_template = TEMPLATE)]
    Cluster {
        #[arg(value_name = "IN.jsonl", help = s("cli.gaps.input"))]
        input: PathBuf,
        #[arg(long, help = s("cli.gaps.json"))]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    #[arg(value_name = "ID", help = s("cli.gaps.id"))]
    pub(crate) id: String,
    #[arg(value_name = "STATO", help = s("cli.gaps.state"))]
    pub(crate) to: String,
    #[arg(long, value_name = "N", help = s("cli.gaps.version"))]
    pub(crate) version: Option<i64>,
    #[arg(long, default_value = "", value_name = "TESTO", help = s("cli.gaps.note"))]
    pub(crate) note: String,
    #[arg(long, default_value = "", value_name = "UFFICIO", help = s("cli.gaps.office"))]
    pub(crate) office: String,
    #[arg(long, default_value = "", value_name = "LIVELLO", help = s("cli.gaps.tier"))]
    pub(crate) tier: String,
    #[arg(long, value_name = "NOME", help = s("cli.by"))]
    pub(crate) by: Option<String>,
}
