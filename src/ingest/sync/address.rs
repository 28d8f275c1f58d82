//! Where a redirect may lead: never to another scheme, and from the public network never into the machine or its own network.

use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use url::{Host, Url};

/// May we follow from `source` (the catalogue's address) to `to`? With `names`, a name is also looked up.
pub(super) fn may_lead(source: &Url, to: &Url, names: bool) -> bool {
    let same_scheme = source.scheme() == to.scheme() && to.has_host();
    let plain = to.username().is_empty() && to.password().is_none();
    let same_host = source.host() == to.host();
    let kept_out = || !same_host && !is_inner(source) && (is_inner(to) || (names && leads_inside(to)));
    same_scheme && plain && !kept_out()
}

/// Is this an address of the machine or of its own network, as it is written?
fn is_inner(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost") || !name.contains('.')
        }
        Some(Host::Ipv4(ip)) => inner_v4(ip),
        Some(Host::Ipv6(ip)) => inner(IpAddr::V6(ip)),
        None => true,
    }
}

/// Does its name stand for such an address?
fn leads_inside(url: &Url) -> bool {
    let Some(Host::Domain(name)) = url.host() else { return false };
    let port = url.port_or_known_default().unwrap_or(443);
    (name, port).to_socket_addrs().is_ok_and(|mut found| found.any(|address| inner(address.ip())))
}

fn inner(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => inner_v4(ip),
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            let local = (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80;
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || local
                || ip.to_ipv4_mapped().is_some_and(inner_v4)
        }
    }
}

fn inner_v4(ip: Ipv4Addr) -> bool {
    let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || shared
        || ip.octets()[0] == 0
        || ip.is_broadcast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_stays_outside() {
        let check = |from: &str, to: &str, expected: bool| {
            let parsed = |text: &str| Url::parse(text).expect("an address");
            assert_eq!(may_lead(&parsed(from), &parsed(to), false), expected, "{from} → {to}");
        };
        check("https://a.it/x", "https://b.it/y", true);
        check("https://a.it/x", "http://a.it/x", false);
        check("http://a.it/x", "https://a.it/x", false);
        for inside in [
            "localhost",
            "LOCALHOST.",
            "x.localhost",
            "intranet",
            "127.0.0.1",
            "0x7f.1",
            "10.1.2.3",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.1]",
        ] {
            check("https://a.it/x", &format!("https://{inside}/y"), false);
        }
        check("http://127.0.0.1:80/x", "http://127.0.0.1:81/y", true);
        check("http://10.0.0.1/x", "http://192.168.1.1/y", true);
        check("https://a.it/x", "https://chi:come@b.it/y", false);
        check("https://a.it/x", "file:///etc/passwd", false);
    }
}
