//! What must hold: some of it always, all of it once everything is at rest.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{canonical::content_hash, draft::Draft, engine::Wait};
use serde_json::Value;

use crate::{device::Device, fault::Fault, world::World};

/// Of two edits at least this far apart in time, in milliseconds, the later one stands.
const ORDER: i64 = 60_000;

/// After anything happened to a device: its chip tells the truth, and nothing unsent is forgotten.
pub fn truthful(world: &World, number: usize) -> Result<(), String> {
    let device = &world.devices[number];
    let name = device.number;
    for (id, wait) in device.engine.waits() {
        let carried = matches!(wait, Wait::InFlight) && device.in_flight.is_none();
        if carried {
            return Err(format!("device {name}: {id} is said to be on its way, and nothing is"));
        }
    }
    let in_step = device.disk.cursor.is_some_and(|cursor| cursor.epoch == world.server.epoch);
    if !in_step || !device.says_saved(world.now, world.options.bug) {
        return Ok(());
    }
    for (id, draft) in &device.disk.drafts {
        if draft.is_dirty() {
            return Err(format!("device {name} says that all is saved, and {id} is not"));
        }
        if world.purged.contains(id) {
            // Deleted, and its time was over: there is nothing to hold, or what somebody who never heard of it began again.
            continue;
        }
        let held = world.server.database.drafts.get(id);
        for (group, state) in &draft.groups {
            let Some(confirmed) = &state.confirmed else { continue };
            let stands = held.and_then(|stored| stored.draft().groups.get(group)).map(|group| group.head.stamp);
            if stands < Some(confirmed.stamp) {
                return Err(format!("device {name} says that all is saved, and the server lacks {id} {group}"));
            }
        }
    }
    Ok(())
}

/// Whether everybody has sent and heard everything.
pub fn is_at_rest(world: &World) -> bool {
    world.devices.iter().all(|device| {
        let known = device
            .disk
            .cursor
            .is_some_and(|cursor| (cursor.epoch, cursor.seq) == (world.server.epoch, world.server.database.seq));
        device.running
            && known
            && device.in_flight.is_none()
            && !device.disk.drafts.values().any(Draft::is_dirty)
            && device.disk.unverified.is_empty()
    })
}

/// Once everything is at rest: everybody holds the same, and nothing is lost.
pub fn at_rest(world: &World) -> Result<(), String> {
    if !is_at_rest(world) {
        return Err(format!("no rest within the bound: {}", restless(world)));
    }
    for device in &world.devices {
        let forgotten = |id: &DraftId| world.purged.contains(id) && !world.server.database.drafts.contains_key(id);
        for (id, draft) in device.disk.drafts.iter().filter(|(id, _)| forgotten(id)) {
            // A copy that knows of its deletion goes by itself, long after this.
            if !draft.is_deleted() && !world.restored {
                return Err(format!("device {} still shows {id}, which was deleted and forgotten", device.number));
            }
        }
        for (id, stored) in &world.server.database.drafts {
            let Some(draft) = device.disk.drafts.get(id) else {
                return Err(format!("device {} lacks {id}", device.number));
            };
            if draft.visible() != stored.draft().values() {
                return Err(format!("device {} shows another {id} than the server holds", device.number));
            }
            let confirmed = draft.groups.iter().filter_map(|(name, group)| Some((name, group.confirmed.as_ref()?)));
            let here = content_hash(confirmed.map(|(name, head)| (name, &head.value, head.stamp)));
            if here != stored.draft().to_head(false, |_, _| false).content_hash {
                return Err(format!("device {} holds {id} with other stamps than the server", device.number));
            }
        }
    }
    let last = world.last_typed.iter().map(|((number, id, group), value)| (number, id, group, value));
    let ended = world.must_keep.iter().map(|(number, (id, group, value))| (number, id, group, value));
    for (number, id, group, value) in ended.chain(last) {
        if world.purged.contains(id) {
            // It was deleted, and its time was over.
            continue;
        }
        let device = &world.devices[*number];
        let (there, here) = (world.server.has(*id, group, value), device.has(*id, group, value));
        // A backup lacks the history of the time after it; the devices hold it.
        let kept = if world.restored { there || here } else { there && here };
        if !kept {
            let lacks = if there { "its author's device" } else { "the server" };
            return Err(format!(
                "{value} of {id} {group}, typed on device {}, is lost: {lacks} lacks it",
                device.number
            ));
        }
    }
    let ids: BTreeSet<_> = world.devices.iter().map(|device| device.disk.device).collect();
    if ids.len() < world.devices.len() {
        return Err("two devices go by one id".into());
    }
    stored_once(world)?;
    notices(world)?;
    order(world)
}

/// Everybody has heard of every value of theirs that lost, and of nothing that the server does not know.
fn notices(world: &World) -> Result<(), String> {
    if world.restored {
        return Ok(());
    }
    for device in &world.devices {
        let notices = world.server.database.notices.iter();
        let own = notices.filter(|(_, notice)| notice.mine.author == device.user()).map(|(id, _)| id);
        if let Some(id) = own.clone().find(|id| !device.disk.notices.contains_key(id)) {
            return Err(format!("device {} has not heard of {id:?}", device.number));
        }
        for id in device.disk.notices.keys() {
            if !world.server.database.notices.contains_key(id) && !world.purged.contains(&id.draft) {
                return Err(format!("device {} has heard of {id:?}, which is not", device.number));
            }
        }
    }
    Ok(())
}

/// A retry is the same message: no value that was typed once stands at the server under two stamps.
fn stored_once(world: &World) -> Result<(), String> {
    if world.restored || [Fault::Clone, Fault::ServerClock].iter().any(|fault| world.options.faults.contains(fault)) {
        // Brought back, made on one of two devices that went by one id, or put over an old value that came back, a value may have needed another stamp.
        return Ok(());
    }
    let database = &world.server.database;
    let heads = database.drafts.iter().flat_map(|(id, stored)| {
        stored.draft().groups.iter().map(move |(name, group)| (id, name, group.head.stamp, &group.head.value))
    });
    let history = database.history.iter().map(|((id, name, stamp), value)| (id, name, *stamp, value));
    let mut stamps = BTreeMap::new();
    for (id, name, stamp, value) in heads.chain(history) {
        let text = text(value);
        if world.typed.contains_key(text) && *stamps.entry((id, text)).or_insert(stamp) != stamp {
            return Err(format!("{text} of {id} {name} was stored twice"));
        }
    }
    Ok(())
}

/// Where nothing but the boot clock is needed, the later of two edits stands, whatever wall clocks say.
fn order(world: &World) -> Result<(), String> {
    let blurred = [Fault::Reboot, Fault::ServerClock, Fault::ServerRestore];
    if blurred.iter().any(|fault| world.options.faults.contains(fault)) {
        return Ok(());
    }
    for (id, stored) in &world.server.database.drafts {
        for group in [GroupName::TITLE, GroupName::DESCRIPTION, GroupName::PRICE] {
            let Some(stands) = stored.draft().groups.get(&group) else { continue };
            let Some(typed) = world.typed.get(text(&stands.head.value)) else { continue };
            let past =
                world.server.database.history.iter().filter(|((draft, name, _), _)| draft == id && *name == group);
            let later = past.filter_map(|(_, value)| world.typed.get(text(value))).max().copied().unwrap_or(0);
            if later > typed + ORDER {
                let by = later - typed;
                return Err(format!("{id} {group}: {} stands over a value typed {by} ms later", stands.head.value));
            }
        }
    }
    Ok(())
}

/// The text that was typed, if the value holds one.
pub fn text(value: &Value) -> &str {
    value.as_str().or_else(|| value.get("typed")?.as_str()).unwrap_or_default()
}

fn restless(world: &World) -> String {
    let (seq, time) = (world.server.database.seq.0, world.server.now().get());
    let devices: Vec<_> = world.devices.iter().map(|device| unsent(world, device)).collect();
    format!("the server is at {seq}, its time is {time}; {}", devices.join("; "))
}

/// What a device has not sent, and what the server holds in its place.
fn unsent(world: &World, device: &Device) -> String {
    let drafts = || device.disk.drafts.iter();
    let groups = drafts().flat_map(|(id, draft)| draft.groups.iter().map(move |(name, group)| (id, name, group)));
    let dirty = groups.filter_map(|(id, name, group)| {
        let stamp = group.dirty.as_ref()?.stamp.map(|stamp| stamp.to_string());
        let held = world.server.database.drafts.get(id).and_then(|stored| stored.draft().groups.get(name));
        Some(format!("{id} {name} {stamp:?} over {:?}", held.map(|group| group.head.stamp.to_string())))
    });
    let (dirty, past): (Vec<_>, usize) = (dirty.collect(), drafts().map(|(_, draft)| draft.past.len()).sum());
    let (cursor, next) = (device.disk.cursor.map(|cursor| cursor.seq.0), device.engine.next_exchange());
    format!("device {}: {dirty:?} and {past} past values, at {cursor:?}, next {next:?}", device.number)
}
