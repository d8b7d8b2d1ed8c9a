//! The command's promises: the real program, in data directories of its own, against a real server on a real socket.

mod behind;
mod commands;
mod damage;
mod honest;
mod past;
mod portal;
mod running;
mod slips;
mod stale;
mod support;
mod telling;
mod transfer;
mod trash;
