//! The arguments of `copilot hold`.

use super::TEMPLATE;
use clap::Subcommand;
use gepi_copilot::strings::s;

#[derive(Debug, Subcommand)]
pub(crate) enum HoldCommand {
    #[command(about = s("cli.hold.set"), help_template = TEMPLATE)]
    Set {
        #[arg(value_name = "ARGOMENTO", help = s("cli.hold.topic"))]
        topic: String,
        #[arg(long, value_name = "TESTO", help = s("cli.hold.reason"))]
        reason: String,
        #[arg(long, value_name = "NOME", help = s("cli.by"))]
        by: Option<String>,
    },
    #[command(about = s("cli.hold.list"), help_template = TEMPLATE)]
    List {
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
    #[command(about = s("cli.hold.release"), help_template = TEMPLATE)]
    Release {
        #[arg(value_name = "ARGOMENTO", help = s("cli.hold.topic"))]
        topic: String,
        #[arg(long, default_value = "", value_name = "TESTO", help = s("cli.hold.note"))]
        note: String,
        #[arg(long, value_name = "NOME", help = s("cli.by"))]
        by: Option<String>,
    },
    #[command(about = s("cli.hold.history"), help_template = TEMPLATE)]
    History {
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
}
