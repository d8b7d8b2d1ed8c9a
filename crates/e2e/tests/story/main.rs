//! The story's promises, kept by the real app in a real window on the real server. One module for each promise.

mod ac1_debounce;
mod ac2_chip;
mod ac3_offline;
mod ac4_last_write_wins;
mod announcements;
mod conflicts;
mod durability;
mod export;
mod keyboard;
mod latency;
mod layout;
mod listings;
mod pasted;
mod price_field;
mod publish;
mod publish_offline;
mod reopening;
mod screenshots;
mod settings;
mod shortcuts;
mod sign_in;
mod tenancy;
mod windows;
