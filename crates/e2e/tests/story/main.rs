//! The story's promises, kept by the real app in a real window on the real server. One module for each promise.

mod ac1_debounce;
mod ac2_chip;
mod ac3_offline;
mod ac4_last_write_wins;
mod conflicts;
mod durability;
mod keyboard;
mod latency;
mod layout;
mod listings;
mod pasted;
mod publish;
mod screenshots;
mod settings;
mod sign_in;
mod tenancy;
mod windows;
