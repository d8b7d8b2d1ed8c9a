//! Who is asking: passwords, tokens and the limit on guessing. The one rule: a team is never taken from a request, only
//! from the sign-in that its token stands for.

mod attempts;
mod bearer;
mod password;
mod token;

pub use attempts::Attempts;
pub use bearer::Bearer;
pub use password::{InvalidPassword, Passwords, check_new};
pub use token::{Token, TokenHash};

/// An e-mail address as it is stored and looked up: without spaces around it, in lower case.
pub fn normal_email(text: &str) -> String {
    text.trim().to_lowercase()
}
