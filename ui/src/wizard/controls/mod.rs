//! What every step is made of: one control for each kind of answer, with its label, its note and what is wrong with it.
//!
//! The one rule: a control shows what is stored and hands on what is typed; it keeps nothing that could be lost.

mod choice;
mod field;
mod money;
mod number;
mod radio;
mod said;
mod sheet;
mod switch;
mod text;
mod whereabouts;

use lagoon_listing::GroupName;
use lagoon_words::Message;

use crate::open_draft::Caret;

pub use choice::ChoiceField;
pub use field::Field;
pub use money::{MoneyField, spoken};
pub use number::{NumberField, Stepper};
pub use radio::{Card, RadioCards};
pub use said::{Said, use_said};
pub use sheet::Sheet;
pub use switch::SwitchField;
pub use text::{LongTextField, TextField};
pub use whereabouts::{Whereabouts, WhereaboutsOf};

/// What a control asks, and where its answer is kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its id and test id.
    pub id: &'static str,
    /// Its name in problems.
    pub field: &'static str,
    /// The group that holds the answer.
    pub group: GroupName,
    /// Its label.
    pub label: Message,
    /// Said below the label.
    pub hint: Message,
    /// May stay empty.
    pub optional: bool,
}

impl Ask {
    /// Its label, as it is said.
    pub fn label(&self) -> &'static str {
        self.label.said()
    }

    /// What is said below the label.
    pub fn hint(&self) -> &'static str {
        self.hint.said()
    }

    /// The caret in its field.
    pub fn caret(&self) -> Caret {
        Caret { group: self.group.clone(), part: self.field.split_once('.').map(|(_, part)| part), id: self.id }
    }

    /// The ids of what is said around the control.
    pub fn described_by(&self) -> String {
        let hint = if self.hint.is_none() { String::new() } else { format!("{}-hint ", self.id) };
        format!("{hint}{}-note", self.id)
    }
}

/// One answer of a few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As it is stored.
    pub value: String,
    /// As it is said.
    pub label: String,
}

impl Answer {
    /// An answer.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}
