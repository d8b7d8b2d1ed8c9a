//! What a server says, as the client reads it.

use lagoon_client::reading::{Lines, PROBLEM, ProblemDocument, Said, answer};
use lagoon_sync::wire::SyncResponse;
use serde_json::{Map, Value, json};

/// Only an authentic answer counts, and what a newer server adds to a problem changes nothing about it.
pub fn problem(data: &[u8]) -> bool {
    for kind in [None, Some("text/html"), Some("application/problem"), Some("application/json ;")] {
        assert!(matches!(answer::<SyncResponse>(503, kind, data), Said::Foreign), "{kind:?} is none of ours");
    }
    let read = |data: &[u8]| match answer::<SyncResponse>(503, Some(PROBLEM), data) {
        Said::Problem(problem) => Some(problem),
        Said::Foreign => None,
        Said::Content(_) => panic!("a problem is no content"),
    };
    let Some(problem) = read(data) else { return false };
    let ProblemDocument { detail, title, .. } = problem.clone();
    assert_eq!(problem.clone().message(), if detail.is_empty() { title } else { detail });
    if let Ok(mut members) = serde_json::from_slice::<Map<String, Value>>(data) {
        members.insert("of a newer version".into(), json!([{"code": 1}]));
        assert_eq!(read(Value::from(members).to_string().as_bytes()), Some(problem));
    }
    true
}

/// However a stream is cut into pieces, it pokes the same.
pub fn events(data: &[u8]) -> bool {
    let Some((size, stream)) = data.split_first() else { return false };
    let whole = pokes([stream]);
    for size in [1, usize::from(*size).max(1), 4_097] {
        assert_eq!(pokes(stream.chunks(size)), whole, "in pieces of {size}");
    }
    !whole.0.is_empty()
}

/// Every poke, and whether it is a stream of ours.
fn pokes<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<i64>, bool) {
    let (mut lines, mut heard) = (Lines::default(), vec![]);
    let ours = pieces.into_iter().all(|piece| lines.take(piece, |seq| heard.push(seq.0)));
    (heard, ours)
}
