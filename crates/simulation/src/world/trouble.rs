//! What goes wrong, and when.

use lagoon_sync::engine::Event;

use super::{DAY, What, World};
use crate::fault::Fault;

impl World {
    pub(super) fn trouble(&mut self, device: usize) -> Result<(), String> {
        match *self.random.pick(&Fault::ALL) {
            Fault::Partition if self.faults(Fault::Partition) => {
                self.count("partition");
                self.devices[device].online = false;
                let pause = self.random.between(2_000, 400_000);
                self.after(pause, What::Online(device));
                if self.random.chance(500) {
                    self.tell(device, vec![Event::Connectivity(false)])?;
                }
            }
            Fault::Crash if self.faults(Fault::Crash) => {
                self.count("crash");
                self.crash(device);
            }
            Fault::Reboot if self.faults(Fault::Reboot) => {
                self.count("reboot");
                self.crash(device);
                self.devices[device].booted_at = self.now;
                self.devices[device].boot_id += 1;
            }
            Fault::WallClock if self.faults(Fault::WallClock) => {
                self.count("wall clock step");
                let off = self.random.between(-10 * DAY, 10 * DAY);
                self.devices[device].wall_error = *self.random.pick(&[0, off, 3_600_000, -3_600_000]);
            }
            Fault::SignIn if self.faults(Fault::SignIn) => {
                self.count("sign-in ended");
                if let Some(token) = self.devices[device].disk.token {
                    self.server.tokens.remove(&token);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn empty_trash(&mut self) {
        let age = self.random.between(5_000, 60_000);
        let gone = self.server.purge(self.server.now().plus(-age));
        if !gone.is_empty() {
            self.count("trash emptied");
            self.note(|| format!("the server forgets {gone:?}"));
            self.purged.extend(gone);
        }
    }

    pub(super) fn server_trouble(&mut self) {
        if self.faults(Fault::Purge) && self.random.chance(400) {
            self.empty_trash();
        }
        match *self.random.pick(&Fault::ALL) {
            Fault::ServerDown if self.faults(Fault::ServerDown) => {
                self.count("server down");
                self.server.up = false;
                let pause = self.random.between(1_000, 120_000);
                self.after(pause, What::ServerUp);
            }
            Fault::ServerClock if self.faults(Fault::ServerClock) => {
                self.count("server clock step");
                self.server_error += self.random.between(-3_600_000, 3_600_000);
            }
            Fault::ServerRestore if self.faults(Fault::ServerRestore) => {
                if self.server.backup.is_none() {
                    self.server.backup = Some(self.server.database.clone());
                } else if !self.restored && self.server.restore() {
                    self.restored = true;
                    self.count("server restored");
                    self.note(|| "the server is restored from its backup".into());
                }
            }
            _ => {}
        }
    }

    pub(super) fn crash(&mut self, device: usize) {
        self.note(|| format!("device {} crashes", device + 1));
        self.devices[device].crash();
        self.start_again(device);
    }

    pub(super) fn start_again(&mut self, device: usize) {
        let pause = self.random.between(500, 60_000);
        self.after(pause, What::Start(device));
    }

    pub(super) fn new_token(&mut self, device: usize) {
        let token = self.random.number();
        self.server.tokens.insert(token);
        self.devices[device].disk.token = Some(token);
    }
}
