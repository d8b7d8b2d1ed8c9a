//! Which listings are shown, and in what order: newest edit first.

use lagoon_listing::Status;
use lagoon_sync::view::DraftSummary;

/// The filter chips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Everything that is not in the trash.
    #[default]
    All,
    /// Not public.
    Drafts,
    /// Public.
    Published,
    /// Deleted.
    Trash,
}

impl Filter {
    /// Every filter, in the order of its chips.
    pub const ALL: [Self; 4] = [Self::All, Self::Drafts, Self::Published, Self::Trash];

    /// Its label.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Drafts => "Drafts",
            Self::Published => "Published",
            Self::Trash => "Trash",
        }
    }

    /// Its name in test ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Drafts => "drafts",
            Self::Published => "published",
            Self::Trash => "trash",
        }
    }

    /// Whether it lets a listing through.
    pub fn admits(self, draft: &DraftSummary) -> bool {
        match self {
            Self::All => !draft.deleted,
            Self::Drafts => !draft.deleted && draft.status == Status::Draft,
            Self::Published => !draft.deleted && draft.status == Status::Published,
            Self::Trash => draft.deleted,
        }
    }
}

/// The listings that pass the filter and hold every word of the search, newest edit first.
pub fn shown(drafts: &[DraftSummary], filter: Filter, search: &str) -> Vec<DraftSummary> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let found = |draft: &&DraftSummary| {
        words.is_empty() || {
            let text = [draft.title.as_deref(), draft.area.as_deref()].map(Option::unwrap_or_default);
            let text = text.join(" ").to_lowercase();
            words.iter().all(|word| text.contains(word))
        }
    };
    let mut list: Vec<_> = drafts.iter().filter(|draft| filter.admits(draft)).filter(found).cloned().collect();
    list.sort_by(|a, b| b.edited_at.cmp(&a.edited_at).then(a.id.cmp(&b.id)));
    list
}

#[cfg(test)]
mod tests {
    use lagoon_sync::view::Saved;

    use super::*;

    fn draft(n: u128, title: &str, area: &str, edited_at: i64) -> DraftSummary {
        DraftSummary {
            id: format!("{n:032x}").parse().expect("32 hex digits are a UUID"),
            title: Some(title.into()),
            price: None,
            area: Some(area.into()),
            status: Status::Draft,
            unpublished_changes: false,
            problems: 0,
            deleted: false,
            saved: Saved::Here,
            edited_at,
        }
    }

    #[test]
    fn the_search_finds_words_in_any_order_in_title_and_area_newest_first() {
        let drafts = [
            draft(1, "Duplex with BQ", "Lekki Phase 1", 1),
            draft(2, "Terrace", "Ikoyi", 2),
            draft(3, "Duplex", "Lekki", 3),
        ];
        let titles = |search: &str| -> Vec<i64> {
            shown(&drafts, Filter::All, search).into_iter().map(|draft| draft.edited_at).collect()
        };
        assert_eq!(titles(""), [3, 2, 1]);
        assert_eq!(titles("lekki DUP"), [3, 1]);
        assert_eq!(titles("lekki terrace"), [0_i64; 0]);
    }

    #[test]
    fn a_deleted_listing_is_in_the_trash_and_nowhere_else() {
        let deleted = DraftSummary { deleted: true, ..draft(1, "Duplex", "Lekki", 1) };
        let places: Vec<Filter> = Filter::ALL.into_iter().filter(|filter| filter.admits(&deleted)).collect();
        assert_eq!(places, [Filter::Trash]);
    }
}
