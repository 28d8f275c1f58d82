//! The arguments of `copilot models`.

use super::TEMPLATE;
use clap::{Subcommand, ValueEnum};
use gepi_copilot::strings::s;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsCommand {
    #[command(about = s("cli.engines.check"), help_template = TEMPLATE)]
    Check {
        #[arg(long, value_name = "ID", help = s("cli.engines.model_id"))]
        model: Option<String>,
        #[arg(long, default_value = "auto", value_name = "auto|candle|onnx", help = s("cli.engines.engine"))]
        engine: EngineArg,
        #[arg(long, value_name = "PERCORSO", help = s("cli.engines.evals"))]
        evals: Option<PathBuf>,
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineArg {
    Auto,
    Candle,
    Onnx,
}
