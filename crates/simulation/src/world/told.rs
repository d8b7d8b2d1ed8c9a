//! Who has to be told, found out another way than the product does: from what was on screen when each value was typed.

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Stamp,
    wire::{GroupOutcome, NoticeId, SyncRequest, SyncResponse},
};

use super::World;
use crate::check::text;

/// Two typed values that meet at the server.
pub(super) struct Meeting {
    draft: DraftId,
    group: GroupName,
    /// The stamp of the one that loses.
    loser: Stamp,
    /// Whether its author has to be told: the other was typed without having seen it.
    unseen: bool,
    told_before: bool,
}

impl World {
    /// Which values a request brings together, before it is decided.
    pub(super) fn meetings(&self, request: &SyncRequest) -> Vec<Meeting> {
        let mut meetings = vec![];
        for update in &request.updates {
            let Some(stored) = self.server.database.drafts.get(&update.id) else { continue };
            for (group, sent) in &update.groups {
                let Some(stands) = stored.draft().groups.get(group).map(|group| &group.head) else { continue };
                let (new, old) = (text(&sent.value), text(&stands.value));
                let typed = self.typed.contains_key(new) && self.typed.contains_key(old);
                if !typed || new == old || sent.stamp.device == stands.stamp.device || sent.stamp == stands.stamp {
                    continue;
                }
                let late = sent.stamp < stands.stamp;
                let (loser, lost, won) = if late { (sent.stamp, new, old) } else { (stands.stamp, old, new) };
                // Of a value that came before, its author was told then, if at all.
                let came_before = late && self.server.came_before(update.id, group, loser);
                let id = NoticeId { draft: update.id, group: group.clone(), stamp: loser };
                let told_before = self.server.database.notices.contains_key(&id);
                let unseen = !came_before && !self.was_seen(lost, won);
                meetings.push(Meeting { draft: update.id, group: group.clone(), loser, unseen, told_before });
            }
        }
        meetings
    }

    /// Whether the right authors were told.
    pub(super) fn were_told(
        &self,
        meetings: Vec<Meeting>,
        request: &SyncRequest,
        response: &SyncResponse,
    ) -> Result<(), String> {
        if self.restored {
            // What a restored server has forgotten may be told twice.
            return Ok(());
        }
        for Meeting { draft, group, loser, unseen, told_before } in meetings {
            let outcomes = request.updates.iter().zip(&response.outcomes);
            let mut outcomes = outcomes.filter(|(update, _)| update.id == draft).map(|(_, outcome)| outcome);
            let outcome = outcomes.next().and_then(|outcome| outcome.groups.get(&group));
            if !matches!(outcome, Some(GroupOutcome::Applied | GroupOutcome::Superseded)) {
                continue;
            }
            let id = NoticeId { draft, group, stamp: loser };
            let told = self.server.database.notices.contains_key(&id);
            if unseen && !told {
                return Err(format!("nobody was told that {id:?} lost"));
            }
            if !unseen && told && !told_before {
                return Err(format!("its author was told that {id:?} lost, to somebody who had seen it"));
            }
        }
        Ok(())
    }

    /// Whether `earlier` was on screen at some time on the way to `later`.
    fn was_seen(&self, earlier: &str, later: &str) -> bool {
        let mut over = self.typed_over.get(later);
        while let Some(text) = over {
            if text == earlier {
                return true;
            }
            over = self.typed_over.get(text);
        }
        false
    }
}
