//! What an import came to, for people and for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::apply::Done;
use crate::{
    failure::Failure,
    output::{Output, counted, plain},
};

/// Prints what an import came to.
pub fn told(done: &Done, mut document: Value, end: &str, output: Output) -> Result<(), Failure> {
    let Done { created, updated, unchanged, values, unbased, newer, unseen, conflicts, problems, notes, .. } = done;
    let lines = |lines: &[(u64, String)]| -> Value {
        lines.iter().map(|(line, why)| json!({"line": line, "message": why})).collect()
    };
    for (name, count) in [
        ("created", created),
        ("updated", updated),
        ("unchanged", unchanged),
        ("values", values),
        ("unbased", unbased),
        ("newer", newer),
        ("unseen", unseen),
    ] {
        document[name] = json!(count);
    }
    document["conflicts"] =
        conflicts.iter().map(|(line, id, why)| json!({"line": line, "id": id, "message": why})).collect();
    (document["problems"], document["notes"]) = (lines(problems), lines(notes));
    document["started"] = done.started.iter().map(|(line, id)| json!({"line": line, "id": id})).collect();
    document["rejected"] = json!(done.rejected.as_ref().map(|(rows, file)| json!({"rows": rows, "file": file})));
    output.answer(&document, || {
        let both = conflicts.iter().map(|(line, _, why)| (line, why));
        let named = both.chain(problems.iter().map(|(line, why)| (line, why)));
        let mut text: Vec<_> = named.map(|(line, why)| format!("line {line}: {}", plain(why))).collect();
        text.extend(together(notes));
        text.extend(done.started.iter().map(|(line, id)| format!("line {line}: created {id}")));
        text.extend(again(done));
        if !conflicts.is_empty() {
            text.push(format!(
                "{} between the file and what stands: --mine takes the file's, --theirs keeps what stands",
                counted(conflicts.len(), "conflict")
            ));
        }
        if *unseen > 0 {
            text.push(format!(
                "{} not on this device, left out; sign in and leave out --no-wait, so that the cloud is asked first",
                counted(*unseen as usize, "listing")
            ));
        }
        if *newer > 0 {
            text.push(format!(
                "{} changed since the export and not in the file, left as it stands; --ignore-base takes the file's",
                counted(*newer as usize, "value")
            ));
        }
        if *unbased > 0 {
            text.push(format!(
                "{} from a file that does not say what it was exported from, so whatever stood differently \
                 is replaced; `lagoon-cli history` has what stood",
                counted(*unbased as usize, "value")
            ));
        }
        let values = if *values == 0 { String::new() } else { format!(" ({})", counted(*values as usize, "value")) };
        let would = if document["dryRun"] == true { "would be: " } else { "" };
        text.push(format!(
            "{would}{created} created, {updated} updated{values}, {unchanged} unchanged, {} not read; {end}",
            problems.len(),
        ));
        text.join("\n")
    })?;
    if problems.is_empty() && conflicts.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

/// How the rest is imported without starting once more what is in already.
fn again(done: &Done) -> Option<String> {
    if let Some((rows, file)) = &done.rejected {
        let rows = counted(*rows, "row");
        return Some(format!(
            "{rows} written to {}; mend what the column “problem” says, then import it",
            file.display()
        ));
    }
    let twice = !done.started.is_empty() && !done.problems.is_empty();
    twice.then(|| {
        "what was created is in already: importing the whole file again would create it twice. Import the lines named above from \
         a file of their own; --rejected FILE writes one for a table"
            .into()
    })
}

/// A table of a thousand rows says the same thing once.
fn together(notes: &[(u64, String)]) -> Vec<String> {
    let mut rows: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (line, why) in notes {
        rows.entry(why).or_default().push(*line);
    }
    let said = |(why, lines): (&str, Vec<u64>)| match lines.as_slice() {
        [line] => format!("line {line}: {}", plain(why)),
        several => format!("{} rows: {}", several.len(), plain(why)),
    };
    rows.into_iter().map(said).collect()
}
