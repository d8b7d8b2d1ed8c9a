//! Which listings are shown.

use lagoon_listing::Status;
use lagoon_sync::{
    draft::TRASH_SHOWN,
    view::{DraftSummary, Saved},
};
use serde::{Deserialize, Serialize};

use super::book::Wanted;

/// The filter chips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Filter {
    /// Everything that is not in the trash.
    #[default]
    All,
    /// Started by whoever looks.
    Mine,
    /// Not public.
    Drafts,
    /// Public.
    Published,
    /// Somebody has to look at it: the cloud refuses a part of it, or there is something to review.
    Attention,
    /// Deleted.
    Trash,
}

impl Filter {
    /// Every filter, in the order of its chips.
    pub const ALL: [Self; 6] = [Self::All, Self::Mine, Self::Drafts, Self::Published, Self::Attention, Self::Trash];

    /// Its name in test ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Drafts => "drafts",
            Self::Published => "published",
            Self::Attention => "attention",
            Self::Trash => "trash",
        }
    }

    /// Whether it lets a listing through.
    pub fn admits(self, draft: &DraftSummary, wanted: &Wanted) -> bool {
        match self {
            Self::All => !draft.deleted,
            // What the cloud does not have yet was started here.
            Self::Mine => !draft.deleted && draft.user_id.is_none_or(|owner| wanted.me.is_none_or(|me| me == owner)),
            Self::Drafts => !draft.deleted && draft.status == Status::Draft,
            Self::Published => !draft.deleted && draft.status == Status::Published,
            Self::Attention => needs_attention(draft, wanted),
            Self::Trash => draft.deleted && days_left(draft, wanted.now).is_none_or(|days| days > 0),
        }
    }
}

/// Whether somebody has to look at it, wherever it lies.
fn needs_attention(draft: &DraftSummary, wanted: &Wanted) -> bool {
    draft.saved == Saved::Held || (!draft.deleted && wanted.to_review.contains(&draft.id))
}

const DAY: i64 = 86_400_000;

/// For how many days, the last one included, a deleted listing can be restored.
pub fn days_left(draft: &DraftSummary, now: i64) -> Option<i64> {
    let left = draft.deleted_at? + TRASH_SHOWN - now;
    Some((left.max(0) + DAY - 1) / DAY)
}

#[cfg(test)]
mod tests {
    use lagoon_listing::UserId;

    use super::{
        super::book::tests::{draft, id},
        *,
    };

    fn admitted(draft: &DraftSummary, wanted: &Wanted) -> Vec<Filter> {
        Filter::ALL.into_iter().filter(|filter| filter.admits(draft, wanted)).collect()
    }

    #[test]
    fn a_deleted_listing_is_in_the_trash_and_nowhere_else_for_thirty_days() {
        let deleted = DraftSummary { deleted: true, deleted_at: Some(5), ..draft(1, "Duplex", "Lekki", 1) };
        let at = |now| Wanted { now, ..Wanted::default() };
        assert_eq!(admitted(&deleted, &at(5)), [Filter::Trash]);
        assert_eq!(days_left(&deleted, 5), Some(30));
        assert_eq!(days_left(&deleted, 6 + 18 * DAY), Some(12));
        assert_eq!(admitted(&deleted, &at(4 + 30 * DAY)), [Filter::Trash]);
        assert_eq!(admitted(&deleted, &at(5 + 30 * DAY)), []);
    }

    #[test]
    fn what_is_not_public_is_among_the_drafts_and_what_is_among_the_published() {
        let line = |status| DraftSummary { status, ..draft(1, "Duplex", "Lekki", 1) };
        let elsewhere = [Filter::Drafts, Filter::Published];
        let among = |status| {
            let all = admitted(&line(status), &Wanted::default());
            all.into_iter().filter(|filter| elsewhere.contains(filter)).collect::<Vec<_>>()
        };
        assert_eq!(among(Status::Draft), [Filter::Drafts]);
        assert_eq!(among(Status::Published), [Filter::Published]);
    }

    #[test]
    fn what_needs_somebody_is_found_in_one_place() {
        let held = DraftSummary { saved: Saved::Held, ..draft(1, "Duplex", "Lekki", 1) };
        assert!(admitted(&held, &Wanted::default()).contains(&Filter::Attention));
        let told = draft(2, "Terrace", "Ikoyi", 1);
        let reviewed = Wanted { to_review: [id(2)].into(), ..Wanted::default() };
        assert!(admitted(&told, &reviewed).contains(&Filter::Attention));
        assert!(!admitted(&told, &Wanted::default()).contains(&Filter::Attention));
    }

    #[test]
    fn mine_is_what_i_started_here_or_anywhere() {
        let person = |n: u128| UserId(format!("{n:032x}").parse().expect("a UUID"));
        let wanted = Wanted { me: Some(person(1)), ..Wanted::default() };
        let of = |owner| DraftSummary { user_id: owner, ..draft(1, "Duplex", "Lekki", 1) };
        assert!(Filter::Mine.admits(&of(None), &wanted), "the cloud has not heard of it");
        assert!(Filter::Mine.admits(&of(Some(person(1))), &wanted));
        assert!(!Filter::Mine.admits(&of(Some(person(2))), &wanted));
    }
}
