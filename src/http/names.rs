//! Resolves names in Rust, for static builds: `/etc/hosts`, then the servers of `/etc/resolv.conf`.
//!
//! If that file or its servers are missing, asks the server on this machine, as resolv.conf(5)
//! specifies, over TCP: this fails immediately if none listens, whereas UDP would wait for the
//! timeout. No other server is asked; reqwest's own use of the same resolver would then ask Google.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use hickory_resolver::config::{LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{ResolverBuilder, TokioResolver};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::http::Missing;

const HOSTS: &str = "/etc/hosts";

/// The resolver of one client. Reads the system's files at the first name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Arc<OnceLock<Resolver>>);

#[derive(Debug)]
struct Resolver {
    inner: TokioResolver,
    /// The system names a server.
    is_configured: bool,
}

impl Names {
    fn resolver(&self) -> Result<&Resolver, NetError> {
        if self.0.get().is_none() {
            let _ = self.0.set(build(TokioResolver::builder_tokio())?);
        }
        Ok(self.0.get().expect("set above"))
    }
}

impl Resolver {
    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Box<dyn Error + Send + Sync>> {
        match self.inner.lookup_ip(name).await {
            Ok(answer) => Ok(answer.iter().collect()),
            Err(error) if self.is_configured || error.is_no_records_found() => Err(error.into()),
            Err(_) => Err(Missing::NameServer.into()),
        }
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.clone();
        Box::pin(async move {
            // The resolver would still ask a server for the address family that the file does not have.
            let hosts = std::fs::read(HOSTS).unwrap_or_default();
            let mut found = in_hosts(&String::from_utf8_lossy(&hosts), name.as_str());
            if found.is_empty() {
                found = names.resolver()?.addresses(name.as_str()).await?;
            }
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(found) as Addrs)
        })
    }
}

/// The addresses that the text of a hosts file has for `name`, see hosts(5).
fn in_hosts(text: &str, name: &str) -> Vec<IpAddr> {
    let name = name.trim_end_matches('.');
    let lines = text.lines().filter_map(|line| {
        let mut words = line.split('#').next()?.split_whitespace();
        let address = words.next()?.parse().ok()?;
        (words.any(|word| word.trim_end_matches('.').eq_ignore_ascii_case(name))).then_some(address)
    });
    lines.collect()
}

fn build(
    system: Result<ResolverBuilder<TokioRuntimeProvider>, NetError>,
) -> Result<Resolver, NetError> {
    let is_configured = system.is_ok();
    let mut builder = system.unwrap_or_else(|_| {
        TokioResolver::builder_with_config(this_machine(), TokioRuntimeProvider::default())
    });
    let options = builder.options_mut();
    options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    options.use_hosts_file = ResolveHosts::Never;
    Ok(Resolver {
        inner: builder.build()?,
        is_configured,
    })
}

fn this_machine() -> ResolverConfig {
    let server = NameServerConfig::tcp(IpAddr::V4(Ipv4Addr::LOCALHOST));
    ResolverConfig::from_name_servers(vec![server])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_file_comes_first() {
        let text =
            "# all\n127.0.0.1 localhost a.test\n::1\tA.test. # b.test\nx b.test\n10.0.0.1 c\n";
        let found = |name| {
            let found: Vec<String> = in_hosts(text, name).iter().map(IpAddr::to_string).collect();
            found.join(" ")
        };
        assert_eq!(found("a.test"), "127.0.0.1 ::1");
        assert_eq!(found("C."), "10.0.0.1");
        assert_eq!(found("b.test") + &found("127.0.0.1") + &found(""), "");
    }

    #[tokio::test]
    async fn without_a_server_only_this_machine_is_asked() {
        let config = this_machine();
        let servers: Vec<IpAddr> = config.name_servers().iter().map(|it| it.ip).collect();
        assert_eq!(servers, [IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        let resolver = build(Err(NetError::from("no resolv.conf"))).unwrap();
        assert!(resolver.addresses("localhost").await.is_ok());
    }
}
