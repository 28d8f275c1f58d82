//! `copilot ingest`: adds or updates files in the catalogue, builds a generation beside the running one, checks it, switches.

use super::{Failure, Outcome, args, clock, date, draft, gaps, output};
use gepi_copilot::app::{App, AppError, Order};
use gepi_copilot::config::Config;
use gepi_copilot::corpus::UNSAID;
use gepi_copilot::corpus::{Status, Tier, Version};
use gepi_copilot::ingest::catalogue::{self, Change, Collection, Edits, Said, Settled};
use gepi_copilot::ingest::{Defaults, Parsers, tell_apart};
use gepi_copilot::strings::{fill, s};
use std::collections::BTreeSet;
use std::path::Path;

/// Works named one by one.
const SHOWN: usize = 100;
/// Files left out that are named.
const SKIPPED: usize = 5;

pub(super) async fn ingest(config: Config, args: args::Ingest) -> Outcome {
    if args.collection == catalogue::STARTER {
        return Err(Failure::Usage(s("cli.ingest.starter").to_owned()));
    }
    let asked_nothing = args.paths.is_empty() && args.withdraw.is_empty() && args.restore.is_empty();
    if asked_nothing {
        return Err(Failure::Usage(s("cli.ingest.no_paths").to_owned()));
    }
    let (versions, unread) = read(&args, &defaults(&args)?, &App::parsers(&config))?;
    let said = said(&args);
    if args.dry_run {
        return shown(config, (versions, said)).await;
    }
    if config.publication.approvals >= 2 && args.by.as_deref().is_none_or(|by| by.trim().is_empty()) {
        return Err(Failure::Usage(s("cli.ingest.who").to_owned()));
    }
    let app = App::open(config, clock()).await?;
    let versions = settle(&app, versions, said).await?;
    let works: BTreeSet<String> = versions.iter().map(|v| v.work.to_string()).collect();
    let own = Collection { name: args.collection, versions, whole: false };
    let edits = Edits { collections: vec![own], withdraw: args.withdraw, restore: args.restore };
    let order = Order { edits, only_build: args.no_publish, by: args.by, looked_at: Vec::new() };
    let embedder = app.load_encoder().await;
    // The starter must be in the catalogue before something of it can be withdrawn.
    app.start_answering().await?;
    let change = app.preview(&order).await?;
    for work in &change.unknown {
        let to_restore = order.edits.restore.contains(work);
        let key = if to_restore { "cli.ingest.unknown_restore" } else { "cli.ingest.unknown_work" };
        output::complain(&fill(key, &[("work", work)]));
    }
    let asked = order.edits.withdraw.len() + order.edits.restore.len();
    if args.paths.is_empty() && change.unknown.len() == asked {
        return Err(Failure::Usage(s("cli.ingest.nothing_withdrawn").to_owned()));
    }
    let bar = output::progress(s("cli.building"));
    let told = |done: usize, total: usize| output::advance(&bar, done, total);
    let changed = app.change(&order, embedder.as_ref(), &told).await?;
    bar.finish_and_clear();
    tell_change(&change, unread);
    if !works.is_empty() {
        let shown: Vec<&str> = works.iter().take(SHOWN).map(String::as_str).collect();
        let shown = shown.join(", ");
        output::tell(&match works.len() {
            n if n > SHOWN => {
                fill("cli.ingest.works_many", &[("n", &n), ("most", &SHOWN), ("works", &shown)])
            }
            _ => fill("cli.ingest.works", &[("works", &shown)]),
        });
    }
    if order.only_build && change.withdrawn > 0 {
        output::tell(s("cli.ingest.withdrawn_at_once"));
    }
    draft::outcome(&app, (&changed, order.only_build));
    gaps::tell_pending(&app).await
}

/// What the files would become. Changes nothing of the material.
async fn shown(config: Config, (versions, said): (Vec<Version>, Said)) -> Outcome {
    let app = App::open(config, clock()).await?;
    app.start_answering().await?;
    for version in &settle(&app, versions, said).await? {
        draft::look(&version.origin, &app.look(version, &[]).await);
    }
    output::tell(s("cli.ingest.not_added"));
    Ok(())
}

fn defaults(args: &args::Ingest) -> Result<Defaults, Failure> {
    let tier = match &args.tier {
        None => Tier::Training,
        Some(tier) => Tier::parse(tier).ok_or_else(|| {
            let known = Tier::ALL.map(Tier::as_str).join(", ");
            Failure::Usage(fill("cli.ingest.bad_tier", &[("tier", tier), ("known", &known)]))
        })?,
    };
    // A trial says whether the file itself says from when it holds.
    let day = || if args.dry_run { UNSAID } else { clock().today() };
    Ok(Defaults {
        tier,
        valid_from: args.valid_from.as_deref().map(date).transpose()?.unwrap_or_else(day),
        valid_to: args.valid_to.as_deref().map(date).transpose()?,
        measures: args.measures.clone(),
        issuer: args.issuer.clone(),
        url: args.url.clone(),
        status: match args.status {
            Some(args::StatusArg::Official) => Status::Official,
            Some(args::StatusArg::Editorial) | None => Status::Editorial,
        },
    })
}

/// What the options say of the files.
fn said(args: &args::Ingest) -> Said {
    Said {
        tier: args.tier.is_some(),
        status: args.status.is_some(),
        issuer: !args.issuer.is_empty(),
        url: args.url.is_some(),
        measures: !args.measures.is_empty(),
        valid_from: args.valid_from.is_some(),
        valid_to: args.valid_to.is_some(),
    }
}

/// The versions with the names and descriptions of the works held.
async fn settle(app: &App, versions: Vec<Version>, said: Said) -> Result<Vec<Version>, Failure> {
    let Settled { versions, joined } = match app.settle(versions, said).await {
        Err(AppError::SameAct(twice)) => return Err(Failure::Usage(twice.to_string())),
        settled => settled?,
    };
    for (file, work) in &joined {
        output::tell(&fill("cli.ingest.joined", &[("file", file), ("work", work)]));
    }
    Ok(versions)
}

/// The versions in the paths, and how many files could not be read.
fn read(
    args: &args::Ingest,
    defaults: &Defaults,
    parsers: &Parsers,
) -> Result<(Vec<Version>, usize), Failure> {
    let mut named: Vec<(String, Version)> = Vec::new();
    let (mut unread, mut skipped) = (0, Vec::new());
    for path in &args.paths {
        if !path.exists() {
            return Err(Failure::Usage(fill("cli.no_folder", &[("path", &path.display())])));
        }
        let bar = output::progress_if_slow();
        let folder = parsers.read_folder(path, defaults, &|reading| output::advance_if_slow(&bar, reading));
        bar.finish_and_clear();
        let folder = folder.map_err(|e| Failure::Usage(e.to_string()))?;
        for error in &folder.errors {
            unread += 1;
            output::complain(error);
        }
        folder.warnings.iter().for_each(|w| output::tell(w));
        skipped.extend(folder.skipped);
        named.extend(folder.versions.into_iter().map(|v| (place(path, &v.origin), v)));
    }
    if !skipped.is_empty() {
        let counted = output::counted(skipped.len(), ("cli.ingest.skipped_one", "cli.ingest.skipped_many"));
        let mut files = skipped[..skipped.len().min(SKIPPED)].join(", ");
        files.push_str(if skipped.len() > SKIPPED { ", …" } else { "" });
        output::tell(&fill("cli.ingest.skipped", &[("counted", &counted), ("files", &files)]));
    }
    if !args.paths.is_empty() && named.is_empty() {
        return Err(Failure::Usage(s("cli.ingest.nothing").to_owned()));
    }
    let (distinct, clashes) = tell_apart(named);
    for clash in &clashes {
        unread += clash.files();
        output::complain(&clash.to_string());
    }
    if !clashes.is_empty() && distinct.is_empty() {
        return Err(Failure::Usage(s("cli.ingest.nothing").to_owned()));
    }
    Ok((distinct, unread))
}

/// A file as the person would find it.
fn place(path: &Path, origin: &str) -> String {
    let whole = if path.is_dir() { path.join(origin) } else { path.to_path_buf() };
    whole.display().to_string()
}

fn tell_change(change: &Change, unread: usize) {
    let added = output::counted(change.added, ("cli.ingest.added_one", "cli.ingest.added_many"));
    let changed = output::counted(change.changed, ("cli.ingest.changed_one", "cli.ingest.changed_many"));
    let withdrawn =
        output::counted(change.withdrawn, ("cli.ingest.withdrawn_one", "cli.ingest.withdrawn_many"));
    output::tell(&fill(
        "cli.ingest.change",
        &[("added", &added), ("changed", &changed), ("withdrawn", &withdrawn)],
    ));
    if change.restored > 0 {
        output::tell(&output::counted(
            change.restored,
            ("cli.ingest.restored_one", "cli.ingest.restored_many"),
        ));
    }
    if unread > 0 {
        output::tell(&output::counted(unread, ("cli.ingest.unread_one", "cli.ingest.unread_many")));
    }
    match change.replaced.len() {
        n if n > SHOWN => {
            let keys = change.replaced.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
            output::tell(&fill("cli.ingest.replaced_many", &[("n", &n), ("most", &SHOWN), ("keys", &keys)]));
        }
        _ => {
            change.replaced.iter().for_each(|key| output::tell(&fill("cli.ingest.replaced", &[("key", key)])))
        }
    }
}
