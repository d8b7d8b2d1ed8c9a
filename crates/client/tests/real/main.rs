//! The client's promises, against a real server on a real socket, and against strangers that pretend to be one.

mod account;
mod devices;
mod outage;
mod strangers;
mod support;
mod versions;
