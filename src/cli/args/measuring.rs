//! The arguments of `copilot eval` and `copilot models`.

use super::TEMPLATE;
use clap::{Subcommand, ValueEnum};
use gepi_copilot::strings::s;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    #[command(about = s("cli.eval.retrieval"), help_template = TEMPLATE)]
    Retrieval {
        #[arg(long, value_name = "CARTELLA", help = s("cli.eval.beir"))]
        beir: Option<PathBuf>,
        #[arg(long, value_name = "OUT.trec", help = s("cli.eval.run"))]
        run: Option<PathBuf>,
        #[arg(long, default_value = "evals/questions.jsonl", conflicts_with = "beir", value_name = "FILE", help = s("cli.eval.own"))]
        set: PathBuf,
        #[arg(long, default_value = "dev", conflicts_with = "beir", value_name = "dev|test|all", help = s("cli.eval.split"))]
        split: String,
        #[arg(long, default_value = "hybrid", value_name = "MODO", help = s("cli.eval.mode"))]
        mode: ModeArg,
    },
    #[command(about = s("cli.eval.reading"), help_template = TEMPLATE)]
    Reading {
        #[arg(long, value_name = "CARTELLA", help = s("cli.eval.beir_answers"))]
        beir: PathBuf,
        #[arg(long, default_value = "test", value_name = "dev|test|all", help = s("cli.eval.split"))]
        split: String,
        #[arg(long, value_name = "OUT.jsonl", help = s("cli.eval.examples"))]
        examples: Option<PathBuf>,
    },
    #[command(about = s("cli.eval.answers"), help_template = TEMPLATE)]
    Answers {
        #[arg(long, default_value = "evals/questions.jsonl", value_name = "FILE", help = s("cli.eval.set"))]
        set: PathBuf,
        #[arg(long, default_value = "dev", value_name = "dev|test|all", help = s("cli.eval.split"))]
        split: String,
        #[arg(long, value_name = "OUT.jsonl", help = s("cli.eval.details"))]
        details: Option<PathBuf>,
    },
    #[command(about = s("cli.eval.gaps"), help_template = TEMPLATE)]
    Gaps {
        #[arg(long, default_value = "evals/gaps.jsonl", value_name = "FILE", help = s("cli.eval.planted"))]
        set: PathBuf,
        #[arg(long, default_value = "evals/questions.jsonl", value_name = "FILE", help = s("evidence.questions"))]
        questions: PathBuf,
        #[arg(long, default_value = "dev", value_name = "dev|test|all", help = s("cli.eval.split"))]
        split: String,
        #[arg(long, value_name = "OUT.jsonl", help = s("evidence.details"))]
        details: Option<PathBuf>,
        #[arg(long, help = s("evidence.choose_bars"))]
        choose_bars: bool,
    },
    #[command(about = s("cli.eval.calibrate"), help_template = TEMPLATE)]
    Calibrate {
        #[arg(long, default_value = "evals/questions.jsonl", value_name = "FILE", help = s("cli.eval.set"))]
        set: PathBuf,
        #[arg(long, default_value = "evals/labelled.jsonl", value_name = "FILE", help = s("cli.eval.labelled"))]
        labelled: PathBuf,
        #[arg(long, default_value = "evals/judged.jsonl", value_name = "FILE", help = s("cli.eval.judged"))]
        judged: PathBuf,
        #[arg(long, default_value = "evals/near-misses.jsonl", value_name = "FILE", help = s("cli.eval.near"))]
        near: PathBuf,
        #[arg(long, value_name = "CARTELLA", help = s("cli.eval.foreign"))]
        beir: Option<PathBuf>,
        #[arg(long, short, value_name = "FILE", help = s("cli.eval.output"))]
        output: Option<PathBuf>,
        #[arg(long, value_name = "OUT.jsonl", help = s("cli.eval.examples"))]
        examples: Option<PathBuf>,
    },
}

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeArg {
    Bm25,
    Dense,
    Hybrid,
    Rerank,
}
