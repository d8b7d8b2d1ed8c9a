//! Settings: flags before the environment before the file before the defaults. The one rule: nothing in a file is passed
//! over in silence.
//!
//! The values of the file take the place of the command line's defaults, so that each setting is described, read and checked
//! in one place, whatever it comes from.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, builder::Resettable};

/// What every variable of the environment begins with.
const PREFIX: &str = "LAGOON_";

/// The environment's variable for the file.
const FILE: &str = "LAGOON_CONFIG";

/// What the command was told, and the file that was read for it.
pub struct Told {
    /// The command with its settings.
    pub command: Command,
    /// What was told.
    pub matches: ArgMatches,
    /// The file's settings.
    pub file: BTreeMap<String, Vec<String>>,
}

/// Reads the command line with what stands behind it.
pub fn read<P: CommandFactory>() -> anyhow::Result<Told> {
    let command = P::command();
    let file = match file_named() {
        Some(path) => settings(&path, &command)?,
        None => BTreeMap::new(),
    };
    let command = with_defaults(command, &file);
    let matches = command.clone().get_matches();
    Ok(Told { command, matches, file })
}

/// The file that is named on the command line or in the environment. It has to be known before the rest can be read.
fn file_named() -> Option<PathBuf> {
    let mut words = std::env::args_os().skip(1).take_while(|word| word != "--");
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(PathBuf::from(path));
        }
    }
    std::env::var_os(FILE).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn settings(path: &Path, command: &Command) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read the settings in {shown}"))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        anyhow::anyhow!("cannot read the settings in {shown}: line {line}: {}", error.message())
    })?;
    let known: BTreeMap<_, _> = known(command).map(|argument| (key(argument), argument)).collect();
    let unknown: Vec<_> = table.keys().filter(|key| !known.contains_key(*key)).map(|key| format!("“{key}”")).collect();
    if !unknown.is_empty() {
        bail!(
            "{shown} has settings that there are not: {}; `lagoon-server config` shows those there are",
            unknown.join(", ")
        );
    }
    let mut settings = BTreeMap::new();
    for (key, value) in table {
        let words = words(&value)
            .with_context(|| format!("{shown}: `{key}` is neither text nor a number nor a list of them"))?;
        check(known[&key], &words).map_err(|wrong| anyhow::anyhow!("{shown}: `{key}`: {wrong}"))?;
        settings.insert(key, words);
    }
    Ok(settings)
}

/// Variables of the environment that look like settings and are none, such as one that was mistyped.
pub fn unknown_variables(command: &Command) -> Vec<String> {
    let known = variables(command);
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut unknown: Vec<_> = set.filter(|name| name.starts_with(PREFIX) && !known.contains(name)).collect();
    unknown.sort();
    unknown
}

fn variables(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}

/// Every setting: the arguments of `serve` that the environment can give as well, and those of all commands.
fn known(command: &Command) -> impl Iterator<Item = &Arg> {
    let serve = command.get_subcommands().find(|command| command.get_name() == "serve");
    let arguments = command.get_arguments().chain(serve.into_iter().flat_map(Command::get_arguments));
    arguments.filter(|argument| argument.get_env().is_some_and(|name| name != FILE))
}

/// What a setting is called in the file: as the flag.
pub fn key(argument: &Arg) -> String {
    argument.get_long().unwrap_or_else(|| argument.get_id().as_str()).to_owned()
}

/// Every setting, with its argument.
pub fn all(command: &Command) -> BTreeMap<String, &Arg> {
    known(command).map(|argument| (key(argument), argument)).collect()
}

fn words(value: &toml::Value) -> Option<Vec<String>> {
    Some(match value {
        toml::Value::String(text) => vec![text.clone()],
        toml::Value::Integer(number) => vec![number.to_string()],
        toml::Value::Array(items) => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?
        }
        _ => return None,
    })
}

/// What the command line would say of these values.
fn check(argument: &Arg, words: &[String]) -> Result<(), String> {
    let flag = format!("--{}", key(argument));
    let alone =
        Command::new("setting").no_binary_name(true).arg(argument.clone().required(false).env(Resettable::Reset));
    let line = words.iter().flat_map(|word| [flag.clone(), word.clone()]);
    alone.try_get_matches_from(line).map(drop).map_err(|error| {
        let said = error.to_string();
        let said = said.lines().next().unwrap_or_default();
        said.strip_prefix("error: ").unwrap_or(said).to_owned()
    })
}

/// The command with the file's values, and the default database, in the place of its defaults.
fn with_defaults(command: Command, file: &BTreeMap<String, Vec<String>>) -> Command {
    let database = default_database();
    let command = command.mut_args(|argument| {
        let key = key(&argument);
        if argument.get_env().is_none() || matches!(argument.get_action(), ArgAction::SetTrue) {
            return argument;
        }
        if let Some(words) = file.get(&key) {
            return argument.required(false).default_values(words.clone());
        }
        if key == "database" {
            return argument.required(false).default_value(database.clone());
        }
        argument
    });
    command.mut_subcommands(|subcommand| with_defaults(subcommand, file))
}

/// The database of a server that is told of none.
pub fn default_database() -> String {
    format!("sqlite:{}", state_folder().join("lagoon.db").display())
}

/// Where the system wants a program to keep what is its own: what systemd made for it, or the user's folder for that. The
/// folder that a command happens to be run in would give every folder a database of its own.
fn state_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("STATE_DIRECTORY").filter(|folder| !folder.is_empty()) {
        return folder.into();
    }
    let folder = dirs::state_dir().or_else(dirs::data_local_dir);
    folder.map(|folder| folder.join("lagoon-server")).unwrap_or_default()
}

/// Makes the folder of the default database. Any other folder is somebody's choice, and has to be there.
pub fn make_default_folder(database: &str) -> anyhow::Result<()> {
    let folder = state_folder();
    if database != default_database() || folder.as_os_str().is_empty() || folder.exists() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}
