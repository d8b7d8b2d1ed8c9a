//! NetworkManager over D-Bus. It may be absent, come later, go and come again: each time it appears it is asked once, and
//! from then on it tells.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use zbus::{
    Connection, MatchRule, Message, MessageStream,
    connection::Builder,
    message::Type,
    names::{InterfaceName, MemberName},
    zvariant::{ObjectPath, OwnedValue, Value},
};

use crate::{
    Signal, Silent,
    reading::{Figure, Reading},
};

const SERVICE: &str = "org.freedesktop.NetworkManager";
const PATH: &str = "/org/freedesktop/NetworkManager";
const BUS: &str = "org.freedesktop.DBus";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

impl From<zbus::Error> for Silent {
    fn from(error: zbus::Error) -> Self {
        Self(format!("the system's message bus: {error}"))
    }
}

/// On the system's bus.
pub async fn listen(heard: impl FnMut(Signal) + Send) -> Silent {
    match Connection::system().await {
        Ok(connection) => listen_on(&connection, heard).await,
        Err(error) => error.into(),
    }
}

/// On the bus at this address.
pub async fn listen_at(address: &str, heard: impl FnMut(Signal) + Send) -> Silent {
    let connection = match Builder::address(address) {
        Ok(builder) => builder.build().await,
        Err(error) => Err(error),
    };
    match connection {
        Ok(connection) => listen_on(&connection, heard).await,
        Err(error) => error.into(),
    }
}

async fn listen_on(connection: &Connection, heard: impl FnMut(Signal) + Send) -> Silent {
    match hear(connection, heard).await {
        Ok(()) => Silent("the system's message bus is gone".into()),
        Err(error) => error.into(),
    }
}

async fn hear(connection: &Connection, mut heard: impl FnMut(Signal) + Send) -> zbus::Result<()> {
    // Both before the first question, so that nothing falls between its answer and them.
    let told = MatchRule::builder().msg_type(Type::Signal).sender(SERVICE)?.path(PATH)?.build();
    let owned = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(BUS)?
        .interface(BUS)?
        .member("NameOwnerChanged")?
        .arg(0, SERVICE)?
        .build();
    let told = MessageStream::for_match_rule(told, connection, None).await?.map(News::Told);
    let owned = MessageStream::for_match_rule(owned, connection, None).await?.map(News::Owned);
    let mut news = stream::select(told, owned);
    let mut reading = Reading::default();
    reading.take(ask(connection).await).into_iter().for_each(&mut heard);
    while let Some(news) = news.next().await {
        let figures = match news {
            News::Told(message) => figures_in(&message?),
            News::Owned(message) => {
                let (_, _, by): (String, String, String) = message?.body().deserialize()?;
                if by.is_empty() { vec![] } else { ask(connection).await }
            }
        };
        reading.take(figures).into_iter().for_each(&mut heard);
    }
    Ok(())
}

enum News {
    /// NetworkManager says something.
    Told(zbus::Result<Message>),
    /// It came or went.
    Owned(zbus::Result<Message>),
}

/// Everything at once. What is not there has nothing to say, and the bus would start nothing for it.
async fn ask(connection: &Connection) -> Vec<Figure> {
    let asked = connection.call_method(Some(SERVICE), PATH, Some(PROPERTIES), "GetAll", &SERVICE).await;
    let answer = asked.ok().and_then(|answer| answer.body().deserialize::<HashMap<String, OwnedValue>>().ok());
    answer.unwrap_or_default().iter().filter_map(|(name, value)| figure(name, value)).collect()
}

/// The figures in a signal, in whichever of its two forms NetworkManager tells them first.
fn figures_in(message: &Message) -> Vec<Figure> {
    let header = message.header();
    match (header.interface().map(InterfaceName::as_str), header.member().map(MemberName::as_str)) {
        (Some(SERVICE), Some("StateChanged")) => message.body().deserialize().map(Figure::State).into_iter().collect(),
        (Some(PROPERTIES), Some("PropertiesChanged")) => {
            let body = message.body();
            let changed = body.deserialize::<(String, HashMap<String, Value<'_>>, Vec<String>)>();
            let changed = changed.ok().filter(|(interface, ..)| interface == SERVICE).map(|(_, changed, _)| changed);
            changed.unwrap_or_default().iter().filter_map(|(name, value)| figure(name, value)).collect()
        }
        _ => vec![],
    }
}

fn figure(name: &str, value: &Value<'_>) -> Option<Figure> {
    match name {
        "State" => value.downcast_ref().ok().map(Figure::State),
        "Connectivity" => value.downcast_ref().ok().map(Figure::Connectivity),
        "Metered" => value.downcast_ref().ok().map(Figure::Metered),
        "PrimaryConnection" => {
            value.downcast_ref::<ObjectPath<'_>>().ok().map(|path| Figure::Primary(path.to_string()))
        }
        _ => None,
    }
}
