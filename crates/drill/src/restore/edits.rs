//! What two people do with their listings.

use std::thread;

use anyhow::{Context as _, Result, anyhow};
use serde_json::{Value, json};

use super::{Shown, settle};
use crate::{chance, device::Device};

/// How many edits a device makes before it looks up.
const AT_ONCE: usize = 50;

/// The listings that there are.
#[derive(Default)]
pub struct Editing {
    ids: Vec<String>,
    deleted: Vec<String>,
    count: u64,
}

impl Editing {
    /// Both begin so many listings.
    pub fn new_listings(&mut self, devices: &mut [Device; 2], count: usize) -> Result<usize> {
        for device in devices.iter_mut() {
            for made in device.all(vec![json!({"create": {}}); count])? {
                self.ids.push(made["id"].as_str().context("no id")?.to_owned());
            }
        }
        // A listing is sent with its first value.
        let ids = self.ids.split_off(self.ids.len() - 2 * count);
        for (device, ids) in devices.iter_mut().zip(ids.chunks(count)) {
            let titles = ids.iter().map(|id| self.edit(id, "title")).collect();
            device.all(titles)?;
        }
        self.ids.extend(ids);
        settle(devices)?;
        Ok(4 * count)
    }

    fn edit(&mut self, id: &str, group: &str) -> Value {
        self.count += 1;
        let value = match group {
            "amenity:pool" => json!(self.count.is_multiple_of(2)),
            _ => json!(format!("Text {}", self.count)),
        };
        json!({"edit": {"id": id, "group": group, "value": value}})
    }

    /// Both edit all listings at once, so many edits in all.
    pub fn edits(&mut self, devices: &mut [Device; 2], count: usize) -> Result<usize> {
        let mut left = count;
        while left > 0 {
            let mut commands = [vec![], vec![]];
            for number in 0..left.min(2 * AT_ONCE) {
                let place = usize::try_from(chance(self.ids.len() as u64))?;
                let group = ["title", "description", "description", "amenity:pool"][usize::try_from(chance(4))?];
                let id = self.ids[place].clone();
                commands[number % 2].push(self.edit(&id, group));
                left -= 1;
            }
            thread::scope(|scope| {
                let asked: Vec<_> = devices
                    .iter_mut()
                    .zip(commands)
                    .map(|(device, commands)| scope.spawn(move || device.all(commands)))
                    .collect();
                asked
                    .into_iter()
                    .try_for_each(|asked| asked.join().map_err(|_| anyhow!("a device panicked"))?.map(|_| ()))
            })?;
        }
        Ok(count)
    }

    /// Each deletes some, and brings one of them back.
    pub fn deletions(&mut self, devices: &mut [Device; 2]) -> Result<usize> {
        // Nobody's edit may be on its way: it would bring a deleted listing back.
        settle(devices)?;
        for device in devices.iter_mut() {
            for _ in 0..3 {
                let id = self.ids[self.deleted.len() * 2].clone();
                device.ask(json!({"delete": {"id": id}}))?;
                self.deleted.push(id);
            }
            let back = self.deleted.len() - 1;
            device.ask(json!({"restore": {"id": self.deleted[back]}}))?;
        }
        Ok(8)
    }

    /// Both change the title of the same listings without having seen the other's.
    pub fn conflicts(&mut self, devices: &mut [Device; 2]) -> Result<usize> {
        settle(devices)?;
        let ids: Vec<_> = self.kept().into_iter().take(5).collect();
        for device in devices.iter_mut() {
            device.ask(json!({"pause": true}))?;
            let commands = ids.iter().map(|id| self.edit(id, "title")).collect();
            device.all(commands)?;
        }
        for device in devices.iter_mut() {
            device.ask(json!({"pause": false}))?;
        }
        Ok(2 * ids.len())
    }

    /// One changes titles and the other descriptions; `expected` learns of it.
    pub fn offline(&mut self, devices: &mut [Device; 2], expected: &mut Shown) -> Result<usize> {
        let ids = self.kept();
        for (device, group) in devices.iter_mut().zip(["title", "description"]) {
            let mut commands = vec![];
            for id in &ids {
                let command = self.edit(id, group);
                expected.get_mut(id).context("a listing is missing")?["groups"][group] =
                    command["edit"]["value"].clone();
                commands.push(command);
            }
            device.all(commands)?;
        }
        Ok(2 * ids.len())
    }

    /// The listings that nobody deleted.
    fn kept(&self) -> Vec<String> {
        self.ids.iter().filter(|id| !self.deleted.contains(id)).cloned().collect()
    }

    /// What a device shows of each listing.
    pub fn shown(&self, device: &mut Device) -> Result<Shown> {
        let shows = self.ids.iter().map(|id| json!({"show": {"id": id}})).collect();
        let shown = device.all(shows)?;
        let part =
            |view: &Value| json!({"groups": view["groups"], "deleted": view["deleted"], "status": view["status"]});
        Ok(self.ids.iter().cloned().zip(shown.iter().map(part)).collect())
    }
}
