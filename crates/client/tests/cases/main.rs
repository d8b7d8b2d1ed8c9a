//! The cases that every build must pass, each named after its number: real clients on real directories, whose clocks the
//! tests turn, and a real server behind a line that can be cut, held and listened to.

mod absence;
mod clocks;
mod conflicts;
mod copies;
mod crashes;
mod data;
mod delivery;
mod devices;
mod further;
mod line;
mod notices;
mod person;
mod server_clock;
mod support;
mod upgrade;
mod weather;
mod wire;
mod world;
