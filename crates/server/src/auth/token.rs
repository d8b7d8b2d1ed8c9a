//! Tokens: 256 random bits that stand for a sign-in. Only their hash is stored, so that a copy of the database signs
//! nobody in; as they are not guessable, one fast hash is enough.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// What a device sends with every request. Never written anywhere, and not printable by accident.
pub struct Token([u8; 32]);

/// What the database knows of a token.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl Token {
    /// A new token. Fails when the system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads a token from a header. `None`: it cannot be one of ours.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The token as the device gets it, 43 letters.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl TokenHash {
    /// A hash that no token has, to ask the database something that has no answer.
    pub fn of_nobody() -> Self {
        Self([0; 32])
    }

    /// The hash, 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_spelling_and_nothing_else_is_one() {
        let token = Token::random().expect("the system has randomness");
        let text = token.to_text();
        assert_eq!(text.len(), 43);
        assert!(Token::from_text(&text).is_some_and(|read| read.hash() == token.hash()));
        for bad in ["", "abc", &text[1..], &format!("{text}A"), &format!("{}!", &text[1..])] {
            assert!(Token::from_text(bad).is_none(), "{bad}");
        }
    }
}
