//! Who a request comes from when proxies stand between. The one rule: what a header says of it is believed only from an
//! address that the administrator named, and only in the one header that their proxy writes.
//!
//! A proxy usually passes on headers it does not know, so that believing a second header would let anybody choose an
//! address.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderMap;
use ipnet::IpNet;

use crate::Server;

/// Which header a proxy writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, as most do.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies that are believed.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their addresses.
    pub trusted: Vec<IpNet>,
    /// What they write.
    pub header: ProxyHeader,
}

/// Marks a request that came through a trusted proxy.
#[derive(Clone, Copy, Debug)]
pub struct ThroughProxy;

impl Proxies {
    /// Whether this address is one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// Where a request comes from that `peer` brought: the last address on its way that is no trusted proxy.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        for hop in self.hops(headers).iter().rev() {
            // What stands before something unreadable was written by nobody we know.
            let Some(address) = hop else { break };
            client = address.to_canonical();
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    fn hops(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let name = match self.header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        let lines = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
        let elements = lines.flat_map(|line| line.split(','));
        match self.header {
            ProxyHeader::XForwardedFor => elements.map(|element| address(element.trim())).collect(),
            ProxyHeader::Forwarded => elements.map(|element| address(node(element)?)).collect(),
        }
    }
}

/// The `for` of one element of `Forwarded`.
fn node(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    })
}

/// An address, with or without a port; IPv6 with a port stands in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    text.parse().ok().or_else(bare).or_else(with_port)
}

/// Puts the client's address in the place of the proxy's, before anything looks at it.
pub async fn see_through(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let proxies = &server.settings.proxies;
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied()
        && proxies.trusts(peer.ip())
    {
        let client = proxies.client(peer.ip(), request.headers());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
        request.extensions_mut().insert(ThroughProxy);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seen(header: ProxyHeader, peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"].map(|network| network.parse().expect("a network"));
        let proxies = Proxies { trusted: trusted.to_vec(), header };
        let mut headers = HeaderMap::new();
        let name = if header == ProxyHeader::Forwarded { "forwarded" } else { "x-forwarded-for" };
        for line in lines {
            headers.append(name, HeaderValue::from_str(line).expect("a header"));
        }
        proxies.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn the_last_address_that_is_no_proxy_of_ours_is_the_client() {
        let seen = |peer, lines: &[&str]| seen(ProxyHeader::XForwardedFor, peer, lines);
        assert_eq!(seen("10.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, 203.0.113.7, 10.0.0.2"]), "203.0.113.7", "the first was made up");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1", "203.0.113.7:4711"]), "203.0.113.7");
        assert_eq!(seen("::ffff:10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn nobody_else_is_believed() {
        assert_eq!(seen(ProxyHeader::XForwardedFor, "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(seen(ProxyHeader::Forwarded, "203.0.113.7", &["for=198.51.100.1"]), "203.0.113.7");
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_writes_it() {
        let seen = |lines: &[&str]| seen(ProxyHeader::Forwarded, "10.0.0.1", lines);
        assert_eq!(seen(&["for=192.0.2.60;proto=https;by=203.0.113.43"]), "192.0.2.60");
        assert_eq!(seen(&["For=\"[2001:db8:cafe::17]:4711\""]), "2001:db8:cafe::17");
        assert_eq!(seen(&["for=192.0.2.43, for=\"[fd00::1]\""]), "192.0.2.43");
        assert_eq!(seen(&["for=192.0.2.43, for=unknown"]), "10.0.0.1", "nothing before it can be believed");
    }
}
