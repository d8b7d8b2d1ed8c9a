//! The sign-in form. Writing never needs it: there is always a way past.
//!
//! The one rule: the password lives only in its field and in the one command that carries it.

use dioxus::prelude::*;
use lagoon_sync::view::CommandError;

use crate::{
    account::words,
    acts::focus_soon,
    ipc::{self, Credentials},
    state::{prelude::*, use_app},
    wizard::controls::Field,
    words as common,
};

/// The screen.
#[component]
pub fn SignInForm() -> Element {
    let app = use_app();
    let account = app.session.account().read().clone();
    let mut email = use_signal(|| account.email.clone().unwrap_or_default());
    let mut password = use_signal(String::new);
    let mut server = use_signal(|| None::<String>);
    let mut claims = use_signal(|| true);
    let found = use_signal(String::new);
    // Of the page, not of the form: the form may be left while the server is asked.
    let (mut problem, asked) = (app.session.sign_in_problem(), app.session.signing_in());
    let known_server = account.server_url.clone();
    let mut typed = move |field: Part| {
        if problem.peek().as_ref().is_some_and(|problem| problem.is_of(field)) {
            problem.set(None);
        }
    };
    let wrong = move |field: Part| problem.read().as_ref().is_some_and(|problem| problem.is_of(field));
    let submit = move |event: FormEvent| {
        event.prevent_default();
        let server_url = server.peek().clone().unwrap_or_else(|| known_server.clone()).trim().to_owned();
        let credentials = Credentials {
            email: email.peek().trim().to_owned(),
            password: password.peek().clone(),
            server_url,
            // Also for a listing that is started while the server is being asked.
            claim_drafts: *claims.peek(),
        };
        if let Some((field, missing)) = missing(&credentials) {
            problem.set(Some(Problem { text: missing.into(), of: field.alone() }));
            focus_soon(field.id().into());
            return;
        }
        app.sign_in(credentials);
    };
    rsx! {
        main { id: "scroller", class: "scroller",
            div { class: "sign-in",
                Welcome {}
                form { class: "sheet sign-in-form", novalidate: true, onsubmit: submit,
                    h1 { class: "step-title", {words::sign_in()} }
                    div { id: "sign-in-error", class: "sign-in-problem", role: "alert", "data-testid": "sign-in-error",
                        if let Some(problem) = problem.read().as_ref() {
                            p { "{problem.text}" }
                        }
                    }
                    Field { id: "sign-in-email", label: words::email(),
                        input {
                            id: "sign-in-email",
                            class: "input",
                            r#type: "email",
                            autocomplete: "username",
                            "aria-describedby": Part::Email.described_by(wrong(Part::Email)),
                            "aria-invalid": wrong(Part::Email).then_some("true"),
                            "data-testid": "sign-in-email",
                            value: "{email}",
                            oninput: move |event| {
                                email.set(event.value());
                                typed(Part::Email);
                            },
                        }
                    }
                    Field { id: "sign-in-password", label: words::password(),
                        input {
                            id: "sign-in-password",
                            class: "input",
                            r#type: "password",
                            autocomplete: "current-password",
                            "aria-describedby": Part::Password.described_by(wrong(Part::Password)),
                            "aria-invalid": wrong(Part::Password).then_some("true"),
                            "data-testid": "sign-in-password",
                            value: "{password}",
                            oninput: move |event| {
                                password.set(event.value());
                                typed(Part::Password);
                            },
                        }
                    }
                    Field { id: "sign-in-server", label: words::server(), note: words::server_hint(),
                        div { class: "input-beside",
                            input {
                                id: "sign-in-server",
                                class: "input",
                                r#type: "url",
                                inputmode: "url",
                                autocomplete: "url",
                                spellcheck: "false",
                                "aria-describedby": Part::Server.described_by(wrong(Part::Server)),
                                "aria-invalid": wrong(Part::Server).then_some("true"),
                                "data-testid": "sign-in-server",
                                value: server.read().clone().unwrap_or_else(|| account.server_url.clone()),
                                oninput: move |event| {
                                    server.set(Some(event.value()));
                                    typed(Part::Server);
                                },
                            }
                            TestServer { address: server.read().clone().unwrap_or_else(|| account.server_url.clone()), said: found }
                        }
                    }
                    p { class: "server-found", role: "status", "data-testid": "server-found", "{found}" }
                    if account.unclaimed_drafts > 0 {
                        label { class: "toggle toggle-claim",
                            input {
                                class: "toggle-input",
                                r#type: "checkbox",
                                checked: *claims.read(),
                                "data-testid": "claim-drafts",
                                onchange: move |event| claims.set(event.checked()),
                            }
                            span { class: "toggle-box", "aria-hidden": "true",
                                crate::icon::Icon { glyph: crate::icon::Glyph::Check }
                            }
                            span { class: "toggle-label", {words::claim(account.unclaimed_drafts)} }
                        }
                    }
                    button {
                        class: "button-primary button-wide",
                        r#type: "submit",
                        "aria-disabled": if *asked.read() { "true" } else { "false" },
                        "data-testid": "sign-in-submit",
                        {if *asked.read() { words::signing_in() } else { words::sign_in() }}
                    }
                    button {
                        class: "button-quiet button-wide",
                        r#type: "button",
                        "data-testid": "skip-sign-in",
                        onclick: move |_| app.show_listings(),
                        {words::skip()}
                    }
                }
            }
        }
    }
}

/// Looks whether a server answers at an address, and says so in words.
#[component]
fn TestServer(address: String, said: Signal<String>) -> Element {
    let mut said = said;
    let mut asking = use_signal(|| false);
    rsx! {
        button {
            class: "button-plain button-test",
            r#type: "button",
            "aria-disabled": if *asking.read() { "true" } else { "false" },
            "data-testid": "test-server",
            onclick: move |_| {
                if asking.replace(true) {
                    return;
                }
                said.set(words::testing().into());
                let address = address.clone();
                spawn(async move {
                    let answer = ipc::look_at_server(&address).await;
                    said.set(answer.map_or_else(|error| error.message, |server| words::found(&server)));
                    asking.set(false);
                });
            },
            {words::test()}
        }
    }
}

#[component]
fn Welcome() -> Element {
    rsx! {
        div { class: "welcome",
            p { class: "eyebrow", {common::LAGOON} }
            p { class: "welcome-title", {words::promise()} }
            p { class: "welcome-text", {words::promise_kept()} }
        }
    }
}

/// What the form still needs before it is worth asking the server, and in which field.
fn missing(credentials: &Credentials) -> Option<(Part, &'static str)> {
    match credentials {
        c if c.email.is_empty() => Some((Part::Email, words::enter_email())),
        c if c.password.is_empty() => Some((Part::Password, words::enter_password())),
        c if c.server_url.is_empty() => Some((Part::Server, words::enter_server())),
        _ => None,
    }
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// E-mail address.
    Email,
    /// Password.
    Password,
    /// The server's address.
    Server,
}

impl Part {
    fn id(self) -> &'static str {
        match self {
            Self::Email => "sign-in-email",
            Self::Password => "sign-in-password",
            Self::Server => "sign-in-server",
        }
    }

    /// The ids of what is said around it.
    fn described_by(self, wrong: bool) -> String {
        let note = format!("{}-note", self.id());
        if wrong { format!("{note} sign-in-error") } else { note }
    }

    fn alone(self) -> &'static [Self] {
        match self {
            Self::Email => &[Self::Email],
            Self::Password => &[Self::Password],
            Self::Server => &[Self::Server],
        }
    }
}

/// Why nobody was signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened and what to do.
    pub text: String,
    /// The fields that it speaks of. Typing in one of them is an answer to it.
    pub of: &'static [Part],
}

impl Problem {
    fn is_of(&self, field: Part) -> bool {
        self.of.contains(&field)
    }
}

impl From<CommandError> for Problem {
    fn from(CommandError { code, message }: CommandError) -> Self {
        let of: &[Part] = match code.as_str() {
            "wrongPassword" => &[Part::Email, Part::Password],
            "badAddress" | "noServer" | "foreignAnswer" => &[Part::Server],
            _ => &[],
        };
        Self { text: message, of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_names_what_it_still_needs() {
        let mut credentials = Credentials::default();
        assert_eq!(missing(&credentials), Some((Part::Email, "Enter your e-mail address.")));
        credentials.email = "ada@lagoon.example".into();
        assert_eq!(missing(&credentials), Some((Part::Password, "Enter your password.")));
        credentials.password = "secret".into();
        credentials.server_url = "https://lagoon.example".into();
        assert_eq!(missing(&credentials), None);
    }

    fn form(problem: Option<Problem>) -> String {
        #[component]
        fn Page(problem: Option<Problem>) -> Element {
            let app = use_context_provider(crate::state::App::new);
            use_hook(|| {
                app.session.sign_in_problem().set(problem);
            });
            rsx! { SignInForm {} }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { problem });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn a_problem_marks_the_fields_that_it_speaks_of_and_names_itself_to_them() {
        let refused = |code: &str| Problem::from(CommandError { code: code.into(), message: "No.".into() });
        let marked = |problem| {
            let html = form(problem);
            let inputs = html.split("<input").skip(1).filter_map(|rest| rest.split('>').next().map(str::to_owned));
            let wrong =
                inputs.filter(|tag| tag.contains("aria-invalid=\"true\"") && tag.contains("-note sign-in-error\""));
            wrong.filter_map(|tag| Some(tag.split(" id=\"").nth(1)?.split('"').next()?.to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(marked(Some(refused("wrongPassword"))), ["sign-in-email", "sign-in-password"]);
        assert_eq!(marked(Some(refused("noServer"))), ["sign-in-server"]);
        assert_eq!(marked(Some(refused("tooManyTries"))), [""; 0], "no field is to blame");
        assert_eq!(marked(None), [""; 0]);
    }

    #[test]
    fn a_problem_is_over_for_the_fields_that_it_speaks_of_once_somebody_types_there() {
        let problem = Problem::from(CommandError { code: "badAddress".into(), message: "No.".into() });
        assert!(problem.is_of(Part::Server) && !problem.is_of(Part::Password));
    }
}
