//! The timer behind the calm drawing: asks [`CalmChip`] what is due and comes back when it says so.

use dioxus::{core::Task, prelude::*};
use lagoon_sync::status::{CalmChip, SyncStatus};

use crate::platform;

/// What is drawn of a status that may change at any moment.
pub fn use_calm(status: impl Readable<Target = SyncStatus> + Copy + 'static) -> Signal<SyncStatus> {
    let mut calm = use_hook(|| CopyValue::new(CalmChip::new(status.peek().clone(), platform::steady_now())));
    let mut drawn = use_signal(|| status.peek().clone());
    let mut timer = use_hook(|| CopyValue::new(None::<Task>));
    use_effect(move || {
        let newest = status.read().clone();
        let now = platform::steady_now();
        if drawn.peek().words.is_empty() {
            // The first status there is: nothing was drawn before it that it could flicker against.
            calm.set(CalmChip::new(newest, now));
        } else {
            calm.write().aim(newest, now);
        }
        if let Some(running) = timer.write().take() {
            running.cancel();
        }
        let task = spawn(async move {
            loop {
                let due = calm.write().draw(platform::steady_now());
                let look = calm.read().drawn().clone();
                if *drawn.peek() != look {
                    drawn.set(look);
                }
                match due {
                    Some(millis) => platform::sleep(millis).await,
                    None => break,
                }
            }
        });
        timer.set(Some(task));
    });
    drawn
}
