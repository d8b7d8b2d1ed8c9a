//! Who changed a value since it was exported: the file's reader, somebody else, or both.
//!
//! The one rule: a value that the reader left alone is not written, and one that both changed is not written unasked.

/// What the file's reader and the listing each are to what was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The file says what stands, or what was exported and still stands.
    Same,
    /// Only the file's reader changed it.
    Write,
    /// Only somebody else changed it: the file is out of date.
    Newer,
    /// Both changed it, and differently.
    Conflict,
}

/// Weighs what the file says and what stands against what was exported.
pub fn verdict(same: bool, file_is_base: bool, now_is_base: bool) -> Verdict {
    match (same, file_is_base, now_is_base) {
        (true, ..) | (_, true, true) => Verdict::Same,
        (_, true, false) => Verdict::Newer,
        (_, false, true) => Verdict::Write,
        (_, false, false) => Verdict::Conflict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_reader_alone_changed_is_written() {
        assert_eq!(verdict(false, false, true), Verdict::Write);
        assert_eq!(verdict(false, true, false), Verdict::Newer);
        assert_eq!(verdict(false, false, false), Verdict::Conflict);
        for same in [verdict(true, false, false), verdict(true, true, true), verdict(false, true, true)] {
            assert_eq!(same, Verdict::Same);
        }
    }
}
