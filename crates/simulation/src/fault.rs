//! What goes wrong in a simulation, and the bugs that are planted to see whether it would notice.

/// A kind of trouble. Each can be left out, which is how a failing run is made shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Requests and answers are lost.
    Loss,
    /// Requests arrive twice.
    Repeat,
    /// Requests and answers take up to 40 s.
    Delay,
    /// A device has no network for a while.
    Partition,
    /// A device's process ends at any point, also between storing and sending, and starts again.
    Crash,
    /// A device starts anew: its boot clock begins again.
    Reboot,
    /// A device's wall clock is off by up to ten days, and steps.
    WallClock,
    /// The server is down for a while.
    ServerDown,
    /// The server's clock steps by up to an hour.
    ServerClock,
    /// The server is restored from a backup.
    ServerRestore,
    /// The server ends a sign-in.
    SignIn,
    /// The server forgets what lies in the trash.
    Purge,
    /// Two devices go by one id.
    Clone,
    /// Messages hold fields, and drafts hold groups, of newer versions.
    Versions,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Loss,
        Self::Repeat,
        Self::Delay,
        Self::Partition,
        Self::Crash,
        Self::Reboot,
        Self::WallClock,
        Self::ServerDown,
        Self::ServerClock,
        Self::ServerRestore,
        Self::SignIn,
        Self::Purge,
        Self::Clone,
        Self::Versions,
    ];
}

/// A mistake that somebody could make. Each must be noticed; nothing of them is in the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Bug {
    /// An answer clears the dirty mark of a group that was edited while it was on its way.
    ClearAnyGeneration,
    /// An answer's cursor is stored, and what it says is not, when the process ends in between.
    CursorBeforeContent,
    /// What the page was told is durable is forgotten by a crash.
    ForgetAfterCrash,
    /// A retry makes new stamps instead of sending the same message again.
    NewStampForRetry,
    /// The server takes what is not newer.
    ServerTakesOlder,
    /// The server keeps no value that lost or was replaced.
    ServerForgetsHistory,
    /// Values that were replaced before they were sent stay on their device.
    PastIsNotSent,
    /// A device does not bring back what a restored server lost.
    IgnoreRestore,
    /// The chip does not count what was typed during an exchange.
    ChipForgetsEdits,
    /// Stamps come from the device's wall clock.
    StampsFromWallClock,
    /// The server accepts stamps from any future.
    ServerTrustsFuture,
    /// A refused request is never tried again.
    NoRetry,
    /// Nobody is told of a value that lost because it came late.
    LateLosersAreNotTold,
    /// Authors are told that they lost to somebody who had seen their value.
    SeenIsForgotten,
    /// A device brings back what the server has forgotten with the trash.
    PurgedComesBack,
    /// The server takes every value that its own device replaces for a keystroke.
    AllAreKeystrokes,
    /// Of two devices that go by one id, neither takes another.
    CloneKeepsItsId,
}
