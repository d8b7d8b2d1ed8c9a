//! The sign-in form. Writing never needs it: there is always a way past.
//!
//! The one rule: the password lives only in its field and in the one command that carries it.

use dioxus::prelude::*;

use crate::{
    account::words,
    ipc::{self, Credentials},
    state::use_app,
    wizard::controls::Field,
    words as common,
};

/// The screen.
#[component]
pub fn SignInForm() -> Element {
    let app = use_app();
    let account = app.account.read().clone();
    let mut email = use_signal(|| account.email.clone().unwrap_or_default());
    let mut password = use_signal(String::new);
    let mut server = use_signal(|| None::<String>);
    let mut claims = use_signal(|| true);
    let found = use_signal(String::new);
    // Of the page, not of the form: the form may be left while the server is asked.
    let (mut problem, asked) = (app.sign_in_problem, app.signing_in);
    let known_server = account.server_url.clone();
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
        if let Some(missing) = missing(&credentials) {
            problem.set(Some(missing.into()));
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
                    div { class: "sign-in-problem", role: "alert", "data-testid": "sign-in-error",
                        if let Some(text) = problem.read().as_ref() {
                            p { "{text}" }
                        }
                    }
                    Field { id: "sign-in-email", label: words::email(),
                        input {
                            id: "sign-in-email",
                            class: "input",
                            r#type: "email",
                            autocomplete: "username",
                            "aria-describedby": "sign-in-email-note",
                            "data-testid": "sign-in-email",
                            value: "{email}",
                            oninput: move |event| email.set(event.value()),
                        }
                    }
                    Field { id: "sign-in-password", label: words::password(),
                        input {
                            id: "sign-in-password",
                            class: "input",
                            r#type: "password",
                            autocomplete: "current-password",
                            "aria-describedby": "sign-in-password-note",
                            "data-testid": "sign-in-password",
                            value: "{password}",
                            oninput: move |event| password.set(event.value()),
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
                                "aria-describedby": "sign-in-server-note",
                                "data-testid": "sign-in-server",
                                value: server.read().clone().unwrap_or_else(|| account.server_url.clone()),
                                oninput: move |event| server.set(Some(event.value())),
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

/// What the form still needs before it is worth asking the server.
fn missing(credentials: &Credentials) -> Option<&'static str> {
    match credentials {
        c if c.email.is_empty() => Some(words::enter_email()),
        c if c.password.is_empty() => Some(words::enter_password()),
        c if c.server_url.is_empty() => Some(words::enter_server()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_names_what_it_still_needs() {
        let mut credentials = Credentials::default();
        assert_eq!(missing(&credentials), Some("Enter your e-mail address."));
        credentials.email = "ada@lagoon.example".into();
        assert_eq!(missing(&credentials), Some("Enter your password."));
        credentials.password = "secret".into();
        credentials.server_url = "https://lagoon.example".into();
        assert_eq!(missing(&credentials), None);
    }
}
