//! The screen as X11 tells of it: an app's windows, and closing one as a person does.
//!
//! The one rule: a window is asked to close, as its button would; the driver's own way takes it away without asking its page.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::xproto::{Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState, Window},
};

use crate::Device;

/// The windows of a device's app that are on the screen and can be closed.
pub fn windows(device: &Device) -> Result<BTreeSet<Window>> {
    let process = u32::try_from(device.profile.process()?)?;
    let (screen, number) = x11rb::connect(None).context("there is no X11 screen")?;
    let root = screen.setup().roots.get(number).context("the screen has no root")?.root;
    let (of, protocols, close) =
        (atom(&screen, "_NET_WM_PID")?, atom(&screen, "WM_PROTOCOLS")?, atom(&screen, "WM_DELETE_WINDOW")?);
    let holds = |window: Window, property: Atom, kind: AtomEnum, value: u32| -> Result<bool> {
        let held = screen.get_property(false, window, property, kind, 0, 32)?.reply()?;
        Ok(held.value32().is_some_and(|mut values| values.any(|held| held == value)))
    };
    // A window may go while it is looked at.
    let is_one = |window: Window| -> Result<bool> {
        Ok(screen.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE
            && holds(window, of, AtomEnum::CARDINAL, process)?
            && holds(window, protocols, AtomEnum::ATOM, close)?)
    };
    let all = screen.query_tree(root)?.reply()?.children;
    Ok(all.into_iter().filter(|window| is_one(*window).unwrap_or(false)).collect())
}

/// Asks a window to close, as its button does.
pub fn close(window: Window) -> Result<()> {
    let (screen, _) = x11rb::connect(None).context("there is no X11 screen")?;
    let (protocols, close) = (atom(&screen, "WM_PROTOCOLS")?, atom(&screen, "WM_DELETE_WINDOW")?);
    let message = ClientMessageEvent::new(32, window, protocols, [close, CURRENT_TIME, 0, 0, 0]);
    screen.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
    Ok(())
}

fn atom(screen: &impl Connection, name: &str) -> Result<Atom> {
    Ok(screen.intern_atom(false, name.as_bytes())?.reply()?.atom)
}
