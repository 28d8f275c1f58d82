//! The arguments of `copilot admin`.

use super::TEMPLATE;
use clap::Subcommand;
use gepi_copilot::strings::s;

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    #[command(about = s("cli.admin.retain"), help_template = TEMPLATE)]
    Retain {
        #[arg(long, help = s("cli.json"))]
        json: bool,
    },
}
