//! Who is asking: passwords, tokens and the limit on guessing. The one rule: a team is never taken from a request, only
//! from the sign-in that its token stands for.

mod attempts;
mod bearer;
mod known;
mod names;
mod password;
mod seen;
mod token;

pub use attempts::Attempts;
pub use bearer::{Admin, Bearer, Recent, bearer_of};
pub use known::Known;
pub use names::{InvalidName, is_unseen, normal_email, read_email, read_name};
pub use password::{InvalidPassword, Passwords, check_new};
pub use seen::Seen;
pub use token::{Token, TokenHash};
