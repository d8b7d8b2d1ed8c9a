//! `PUT /v1/property-drafts/{id}`, as the server decides it.

use lagoon_listing::{DraftId, check_for_storing};
use lagoon_sync::{
    DeviceId,
    decision::{HeldDraft, PlainDecision, PropertyDraftInput, update_plain_property_draft},
};
use uuid::Uuid;

use crate::{context, stamps_only_rise, standing_draft, survives_the_wire};

const ID: DraftId = DraftId(Uuid::from_u128(9));

/// A plain update on nothing and on a draft: accepted twice is as accepted once, what is not newer writes nothing, and
/// only what may be stored is.
pub fn property_draft(data: &[u8]) -> bool {
    let Ok(input) = serde_json::from_slice::<PropertyDraftInput>(data) else { return false };
    survives_the_wire(&input);
    for held in [None, Some(standing_draft())] {
        check(held.as_ref(), &input);
    }
    true
}

fn check(held: Option<&HeldDraft>, input: &PropertyDraftInput) {
    let decide = |held: Option<&HeldDraft>| update_plain_property_draft(ID, held, input, DeviceId(7), context());
    match decide(held) {
        PlainDecision::Accepted(decision) => {
            let after = HeldDraft::after(held, &decision, context());
            for (name, head) in &decision.writes {
                assert_eq!(check_for_storing(name, &head.value), Ok(()), "{name}");
                let old = held.and_then(|held| held.groups.get(name));
                let kept = |old| decision.history.iter().any(|value| value.group == *name && value.head == old);
                assert!(old.is_none_or(|old| kept(old.head.clone())), "{name} was replaced and is lost");
            }
            let Some(after) = after else { return };
            if let Some(held) = held {
                stamps_only_rise(ID, held, &after);
            }
            let _ = after.property(ID).to_groups();
            match decide(Some(&after)) {
                PlainDecision::Accepted(again) => {
                    assert!(again.writes.is_empty() && again.history.is_empty(), "the same again: {again:?}");
                }
                other => panic!("accepted once, and then {other:?}"),
            }
        }
        PlainDecision::NotNewer(decision) => assert!(decision.writes.is_empty()),
        PlainDecision::StampReused
        | PlainDecision::ClockAhead
        | PlainDecision::Invalid(_)
        | PlainDecision::NotReady(_) => {}
    }
}
