//! `copilot ingest`: adds or updates files in the catalogue, builds a generation beside the running one, checks it, switches.

use super::{Failure, Outcome, args, clock, date, output};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::corpus::Tier;
use gepi_copilot::ingest::{Defaults, catalogue, read_folder};
use gepi_copilot::strings::{fill, s};

pub(super) async fn ingest(config: Config, args: args::Ingest) -> Outcome {
    let tier = Tier::parse(&args.tier).ok_or_else(|| {
        let known = Tier::ALL.map(Tier::as_str).join(", ");
        Failure::Usage(fill("cli.ingest.bad_tier", &[("tier", &args.tier), ("known", &known)]))
    })?;
    let defaults = Defaults {
        tier,
        valid_from: args.valid_from.as_deref().map(date).transpose()?.unwrap_or_else(|| clock().today()),
        valid_to: args.valid_to.as_deref().map(date).transpose()?,
        measures: args.measures,
        issuer: args.issuer,
        url: args.url,
    };
    if args.collection == catalogue::STARTER {
        return Err(Failure::Usage(s("cli.ingest.starter").to_owned()));
    }
    let mut versions = Vec::new();
    let mut unread = 0;
    for path in &args.paths {
        if !path.exists() {
            return Err(Failure::Usage(fill("cli.no_folder", &[("path", &path.display())])));
        }
        let folder = read_folder(path, &defaults).map_err(|e| Failure::Usage(e.to_string()))?;
        for error in &folder.errors {
            unread += 1;
            output::complain(error);
        }
        folder.warnings.iter().for_each(|w| output::tell(w));
        versions.extend(folder.versions);
    }
    if !args.paths.is_empty() && versions.is_empty() {
        return Err(Failure::Usage(s("cli.ingest.nothing").to_owned()));
    }
    let app = App::open(config, clock()).await?;
    app.ingest_starter().await?;
    let failed = |e: gepi_copilot::store::StoreError| Failure::Work(e.to_string());
    let change = catalogue::put(&app.store, &args.collection, &versions, false).await.map_err(failed)?;
    let mut withdrawn = 0;
    for work in &args.withdraw {
        let n = catalogue::withdraw(&app.store, work).await.map_err(failed)?;
        if n == 0 {
            output::complain(&fill("cli.ingest.unknown_work", &[("work", work)]));
        }
        withdrawn += n;
    }
    output::tell(&fill(
        "cli.ingest.change",
        &[("added", &change.added), ("changed", &change.changed), ("withdrawn", &withdrawn), ("unread", &unread)],
    ));
    let embedder = app.load_encoder().await;
    let bar = output::progress(s("cli.building"));
    let manifest =
        app.build(embedder.as_ref(), &|done, total| output::advance(&bar, done, total)).await?;
    bar.finish_and_clear();
    let key = if args.no_publish {
        "cli.ingest.built"
    } else {
        app.publish(&manifest.id).await?;
        "cli.ingest.published"
    };
    output::say(&fill(key, &[("id", &manifest.id), ("passages", &manifest.passages)]));
    Ok(())
}
