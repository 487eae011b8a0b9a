//! Looks names up in Rust, for static builds: `/etc/hosts`, then the servers of `/etc/resolv.conf`.
//!
//! Without such a file, or without a server in it, the one on this machine is asked, as resolv.conf(5)
//! says. Nobody else is: reqwest's own use of the same resolver would ask Google then.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use hickory_resolver::config::{LookupIpStrategy, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{ResolverBuilder, TokioResolver};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The resolver of one client. Reads the system's files at the first name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Arc<OnceLock<TokioResolver>>);

impl Names {
    fn resolver(&self) -> Result<&TokioResolver, NetError> {
        if self.0.get().is_none() {
            let _ = self.0.set(build(TokioResolver::builder_tokio())?);
        }
        Ok(self.0.get().expect("set above"))
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.clone();
        Box::pin(async move {
            let found = names.resolver()?.lookup_ip(name.as_str()).await?;
            let found: Vec<SocketAddr> = found.iter().map(|ip| SocketAddr::new(ip, 0)).collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn build(
    system: Result<ResolverBuilder<TokioRuntimeProvider>, NetError>,
) -> Result<TokioResolver, NetError> {
    let mut builder = system.unwrap_or_else(|_| {
        TokioResolver::builder_with_config(this_machine(), TokioRuntimeProvider::default())
    });
    builder.options_mut().ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    builder.build()
}

fn this_machine() -> ResolverConfig {
    let server = NameServerConfig::udp_and_tcp(IpAddr::V4(Ipv4Addr::LOCALHOST));
    ResolverConfig::from_name_servers(vec![server])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_server_only_this_machine_is_asked() {
        let config = this_machine();
        let servers: Vec<IpAddr> = config.name_servers().iter().map(|it| it.ip).collect();
        assert_eq!(servers, [IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        let resolver = build(Err(NetError::from("no resolv.conf"))).unwrap();
        assert!(resolver.lookup_ip("localhost").await.is_ok());
    }
}
