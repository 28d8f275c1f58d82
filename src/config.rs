//! Configuration, read once at start: built-in values, then a TOML file, then `COPILOT_*` variables, then flags. An unknown
//! key or a bad value stops the program and says which. After this nothing reads the environment.

mod index;
mod people;
mod publication;
mod sync;
#[cfg(test)]
mod tests;

pub use index::{IndexConfig, QdrantConfig, Secret};
pub use people::{Issuer, PrivacyConfig};
pub use publication::PublicationConfig;
pub use sync::SyncConfig;

use crate::strings::{fill, s};
use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Folders in which files that ship with the program are looked for: its own and three above, up to the root of a checkout.
const ABOVE: usize = 4;

/// As written; see [`Config`] for what each key means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: String,
    admin: bool,
    data: PathBuf,
    corpus: PathBuf,
    models: PathBuf,
    encoder: String,
    engine: String,
    onnxruntime: PathBuf,
    question_chars: usize,
    concurrent: usize,
    log: String,
    log_json: bool,
    index: String,
    qdrant: index::RawQdrant,
    publication: publication::RawPublication,
    sync: sync::RawSync,
    ingest: Ingest,
    access: people::RawAccess,
    privacy: PrivacyConfig,
}

/// The section `[ingest]`: what one file may cost, and how many are read at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingest {
    /// Largest file, MB.
    pub max_file_mb: u64,
    /// Memory of the process that reads one file, MB.
    pub max_memory_mb: u64,
    /// Time for one file, s.
    pub max_seconds: u64,
    /// Time computing for one file, s.
    pub max_cpu_seconds: u64,
    /// Files read at a time; 0 = one for each processor.
    pub parallel: u64,
}

impl Ingest {
    /// The keys, each with its value and the least and most it may be.
    fn ranges(&self) -> [(&'static str, u64, (u64, u64)); 5] {
        [
            ("max_file_mb", self.max_file_mb, (1, 256)),
            ("max_memory_mb", self.max_memory_mb, (128, 65_536)),
            ("max_seconds", self.max_seconds, (1, 86_400)),
            ("max_cpu_seconds", self.max_cpu_seconds, (1, 86_400)),
            ("parallel", self.parallel, (0, 256)),
        ]
    }
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            admin: true,
            data: PathBuf::from("data"),
            corpus: PathBuf::from("corpus"),
            models: PathBuf::from("models"),
            encoder: "minilm-it-2".to_owned(),
            engine: "auto".to_owned(),
            onnxruntime: PathBuf::new(),
            question_chars: 2000,
            concurrent: 64,
            log: "info".to_owned(),
            log_json: false,
            index: "local".to_owned(),
            qdrant: index::RawQdrant::default(),
            publication: publication::RawPublication::default(),
            sync: sync::RawSync::default(),
            ingest: Ingest {
                max_file_mb: 100,
                max_memory_mb: 400,
                max_seconds: 900,
                max_cpu_seconds: 120,
                parallel: 0,
            },
            access: people::RawAccess::default(),
            privacy: PrivacyConfig::default(),
        }
    }
}

/// Values given as flags, which win over all others.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Flags {
    /// `--listen`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// `--data`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// `--models`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<PathBuf>,
}

/// A configuration that can work.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address of the service.
    pub listen: SocketAddr,
    /// Is administration served, where the address is the machine's own?
    pub admin: bool,
    /// Database and generations.
    pub data: PathBuf,
    /// The starter corpus.
    pub corpus: PathBuf,
    /// Bundled models.
    pub models: PathBuf,
    /// Id of the encoder in `models/manifest.toml`; empty = by words only.
    pub encoder: String,
    /// What computes the encoder.
    pub engine: Engine,
    /// ONNX Runtime's library as someone named it: in `ORT_DYLIB_PATH`, where other programs look too, or as `onnxruntime`.
    pub onnx_named: Vec<PathBuf>,
    /// Where an installation puts it.
    pub onnx_places: Vec<PathBuf>,
    /// Longest question, in characters.
    pub question_chars: usize,
    /// Questions answered at the same time; more wait, then are refused.
    pub concurrent: usize,
    /// Filter of the log, as in `RUST_LOG`.
    pub log: String,
    /// One JSON object per log line.
    pub log_json: bool,
    /// Where the points of generations are kept and searched.
    pub index: IndexConfig,
    /// What a draft must show before it answers.
    pub publication: PublicationConfig,
    /// How the official sources are asked for.
    pub sync: SyncConfig,
    /// What reading one file may cost.
    pub ingest: Ingest,
    /// Whose tokens say who asks.
    pub issuer: Issuer,
    /// How long what was asked is kept.
    pub privacy: PrivacyConfig,
    /// The program that parses foreign files, run again with a subcommand; none = they are parsed in this process. Only
    /// whoever is that program sets it, by [`program`].
    pub program: Option<PathBuf>,
}

/// What computes the encoder. candle is always there; ONNX Runtime is faster and has a library to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// ONNX Runtime if its library is found, candle otherwise.
    Auto,
    /// candle, without looking for anything.
    Candle,
    /// As `Auto`, for who wants to be warned when candle computes instead.
    Onnx,
}

impl Engine {
    /// As it is written in the configuration.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "candle" => Some(Self::Candle),
            "onnx" => Some(Self::Onnx),
            _ => None,
        }
    }
}

/// A configuration that cannot work, and which key of which source is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads all sources. `file` must exist when given; else `copilot.toml` in the working folder is read if it is there.
    pub fn load(file: Option<&Path>, flags: &Flags) -> Result<Self, ConfigError> {
        let mut sources = Figment::from(Serialized::defaults(Raw::default()));
        match file {
            Some(path) if !path.is_file() => {
                return Err(ConfigError(fill("config.no_file", &[("path", &path.display())])));
            }
            Some(path) => sources = sources.merge(Toml::file_exact(path)),
            None => sources = sources.merge(Toml::file("copilot.toml")),
        }
        sources = sources
            .merge(Env::prefixed("COPILOT_").ignore(&["CONFIG"]).split("__"))
            .merge(Serialized::defaults(flags));
        let raw: Raw = sources.extract().map_err(|e| explain(&e))?;
        Self::valid(raw)
    }

    fn valid(raw: Raw) -> Result<Self, ConfigError> {
        let bad = |key: &str, value: &dyn std::fmt::Display, why: &str| {
            let why = s(why);
            ConfigError(fill("config.bad_value", &[("key", &key), ("value", value), ("why", &why)]))
        };
        let listen = match raw.listen.strip_prefix("localhost:") {
            Some(port) => format!("127.0.0.1:{port}"),
            None => raw.listen.clone(),
        };
        let listen = listen.parse().map_err(|_| bad("listen", &raw.listen, "config.why_listen"))?;
        if !(100..=20_000).contains(&raw.question_chars) {
            return Err(bad("question_chars", &raw.question_chars, "config.why_question_chars"));
        }
        if !(1..=4096).contains(&raw.concurrent) {
            return Err(bad("concurrent", &raw.concurrent, "config.why_concurrent"));
        }
        if raw.log.parse::<tracing_subscriber::EnvFilter>().is_err() {
            return Err(bad("log", &raw.log, "config.why_log"));
        }
        for (key, value, (least, most)) in raw.ingest.ranges() {
            if !(least..=most).contains(&value) {
                let key = ["ingest", key].join(".");
                let why = fill("config.why_ingest", &[("least", &least), ("most", &most)]);
                let told = fill("config.bad_value", &[("key", &key), ("value", &value), ("why", &why)]);
                return Err(ConfigError(told));
            }
        }
        let engine =
            Engine::parse(&raw.engine).ok_or_else(|| bad("engine", &raw.engine, "config.why_engine"))?;
        let dylib = Env::var("ORT_DYLIB_PATH").map(PathBuf::from);
        let named = dylib.into_iter().chain([raw.onnxruntime]).filter(|path| !path.as_os_str().is_empty());
        Ok(Self {
            listen,
            admin: raw.admin,
            engine,
            onnx_named: named.collect(),
            onnx_places: library_places(&raw.data),
            data: raw.data,
            corpus: beside(raw.corpus, "topics.toml"),
            models: beside(raw.models, "manifest.toml"),
            encoder: raw.encoder,
            question_chars: raw.question_chars,
            concurrent: raw.concurrent,
            log: raw.log,
            log_json: raw.log_json,
            index: raw.qdrant.valid(&raw.index)?,
            publication: raw.publication.valid()?,
            sync: raw.sync.valid()?,
            ingest: raw.ingest,
            issuer: raw.access.valid(listen, raw.admin)?,
            privacy: raw.privacy.valid()?,
            program: None,
        })
    }
}

/// A relative folder that does not hold `mark` in the working folder is looked for beside the program, up to the root of a
/// checkout.
fn beside(folder: PathBuf, mark: &str) -> PathBuf {
    match upwards(&folder.join(mark)).as_deref().and_then(Path::parent) {
        Some(found) => found.to_path_buf(),
        None => folder,
    }
}

/// A file given relative to the working folder, or beside the program, where it ships.
pub fn beside_file(file: &Path) -> PathBuf {
    upwards(file).unwrap_or_else(|| file.to_path_buf())
}

/// `onnxruntime/libonnxruntime.so`, as the system spells it, in the data folder, or beside the program as far up as a checkout.
/// Never in the working folder: what is loaded is run.
fn library_places(data: &Path) -> Vec<PathBuf> {
    let name = format!("{}onnxruntime{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let file = Path::new("onnxruntime").join(name);
    let program = std::env::current_exe().unwrap_or_default();
    let folders = [data].into_iter().chain(program.ancestors().skip(1).take(ABOVE));
    folders.map(|folder| folder.join(&file)).collect()
}

/// This program, to be run again. On Linux by a name that leads to it even after its file was replaced by an upgrade.
pub fn program() -> Option<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Some(own.to_path_buf()) } else { std::env::current_exe().ok() }
}

fn upwards(file: &Path) -> Option<PathBuf> {
    if file.is_absolute() || file.exists() {
        return Some(file.to_path_buf());
    }
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().skip(1).take(ABOVE).map(|a| a.join(file)).find(|p| p.exists())
}

fn explain(error: &figment::Error) -> ConfigError {
    let place = error.metadata.as_ref().map_or_else(String::new, |m| match &m.source {
        Some(source) => source.to_string(),
        None => s("config.environment").to_owned(),
    });
    let key = error.path.join(".");
    ConfigError(match &error.kind {
        Kind::UnknownField(field, known) => {
            let known = known.join(", ");
            fill("config.unknown_key", &[("key", field), ("place", &place), ("known", &known)])
        }
        // The words of the TOML reader are English: only where it stopped is kept.
        Kind::Message(said) if key.is_empty() => match stopped_at(said) {
            Some((line, column)) => {
                fill("config.not_toml", &[("place", &place), ("line", &line), ("column", &column)])
            }
            None => fill("config.unreadable", &[("place", &place)]),
        },
        _ => fill("config.bad_in", &[("key", &key), ("place", &place), ("why", &wanted(&key))]),
    })
}

/// What a key wants.
fn wanted(key: &str) -> &'static str {
    match key {
        "question_chars" | "concurrent" | "sync.delay_ms" | "sync.max_bytes" => s("config.wants_number"),
        "ingest" | "qdrant" | "sync" | "publication" | "access" | "privacy" => s("config.wants_table"),
        key if key.starts_with("ingest.")
            || key.starts_with("publication.")
            || key.starts_with("privacy.")
            || key.ends_with(".timeout_s") =>
        {
            s("config.wants_number")
        }
        "log_json" | "admin" | "sync.try_on_start" => s("config.wants_boolean"),
        _ => s("config.wants_text"),
    }
}

/// `… at line 3, column 7 …`
fn stopped_at(said: &str) -> Option<(usize, usize)> {
    let (line, rest) = said.split_once("line ")?.1.split_once(", column ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((line.parse().ok()?, digits.parse().ok()?))
}
