//! `copilot gaps import`: questions gathered elsewhere (webinars, mail, spreadsheets), masked and put under gaps. The same file
//! twice counts once.

use crate::cli::{Failure, Outcome, file, output, ready};
use gepi_copilot::app::{GatherError, read_gathered};
use gepi_copilot::config::Config;
use gepi_copilot::strings::{fill, s};
use std::path::Path;

impl From<GatherError> for Failure {
    fn from(error: GatherError) -> Self {
        Failure::Usage(error.to_string())
    }
}

pub(super) async fn import(config: Config, input: &Path) -> Outcome {
    let name = input.file_name().unwrap_or_default().to_string_lossy();
    let lines = read_gathered(&name, &file::read(input)?)?;
    let app = ready(config).await?;
    let bar = output::progress(s("cli.gaps.searching"));
    let (mut done, mut bad) = (0usize, 0usize);
    let total = lines.len();
    for (number, gathered) in lines {
        let noted = match gathered {
            Ok(gathered) => app.gather(gathered).await.map_err(|e| e.to_string()),
            Err(why) => Err(why),
        };
        match noted {
            Ok(_) => done += 1,
            Err(why) => {
                bad += 1;
                output::complain(&fill("cli.batch.bad_line", &[("line", &number), ("why", &why)]));
            }
        }
        output::advance(&bar, done + bad, total);
    }
    bar.finish_and_clear();
    file::summary(done, bad)
}
