//! `--journal postgres://USER@HOST[,HOST…]/DB`: where the shared journal is, and the password for it.

use std::fmt;
use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::config::env;
use crate::fleet::FleetError;
use crate::secret::{Secret, forbid_core_dumps};

/// The default port of PostgreSQL.
const PORT: u16 = 5432;

/// Where a shared journal is and how to log in there. Its `Debug` and [`fmt::Display`] show no password.
#[derive(Clone)]
pub struct Address {
    pub(crate) hosts: Vec<(Host, u16)>,
    pub(crate) user: String,
    pub(crate) database: String,
    pub(crate) options: Option<String>,
    password: Option<Secret>,
    /// Plain TCP was asked for by `sslmode=disable`.
    pub(crate) plain: bool,
    /// `sslrootcert`: the authorities to trust in place of the system's.
    pub(crate) roots: Option<PathBuf>,
}

impl Address {
    /// Reads `--journal` or `CHIRP_JOURNAL`, with the password from `password_file`, `PGPASSWORD` or `~/.pgpass`.
    /// `in_argv` is whether others on this machine can see the text.
    ///
    /// # Errors
    /// When it is no PostgreSQL URL, has a password where all can read it, or the password file cannot be read.
    pub fn read(
        text: &str,
        password_file: Option<&Path>,
        in_argv: bool,
    ) -> Result<Address, FleetError> {
        forbid_core_dumps();
        let (text, parameters) = split_parameters(text);
        // The library's own message may hold the text, and the text a password.
        let config: Config = match is_postgres(&text) {
            true => text.parse().map_err(|_| unreadable())?,
            false => return Err(unreadable()),
        };
        let user = config.get_user().map(str::to_owned);
        let user = user.or_else(|| env("PGUSER")).or_else(|| env("USER"));
        let user = user.ok_or_else(|| {
            wrong(
                "--journal names no user",
                "such as postgres://chirp@db.example.com/chirp",
            )
        })?;
        let inside = config
            .get_password()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        if inside.is_some() && in_argv {
            return Err(wrong(
                "--journal holds a password, and every user of this machine can read command lines; it was not used",
                "set PGPASSWORD, ~/.pgpass or --journal-password-file, or the whole URL as CHIRP_JOURNAL",
            ));
        }
        let ports = config.get_ports();
        let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(PORT);
        let hosts = config.get_hosts().iter().enumerate();
        let hosts: Vec<(Host, u16)> = hosts.map(|(at, host)| (host.clone(), port(at))).collect();
        if hosts.is_empty() {
            return Err(wrong(
                "--journal names no host",
                "such as postgres://chirp@db.example.com/chirp",
            ));
        }
        let database = config.get_dbname().unwrap_or(&user).to_owned();
        let mut address = Address {
            hosts,
            user,
            database,
            options: config.get_options().map(str::to_owned),
            password: inside.map(Secret::new),
            plain: parameters.plain,
            roots: parameters.roots,
        };
        if let Some(file) = password_file {
            address.password = Some(read_password(file)?);
        } else if address.password.is_none() {
            address.password = env("PGPASSWORD")
                .map(Secret::new)
                .or_else(|| address.pgpass_password());
        }
        Ok(address)
    }

    /// How to log in at one of the hosts.
    pub(crate) fn config(&self, host: &(Host, u16)) -> Config {
        let mut config = Config::new();
        config
            .user(&self.user)
            .dbname(&self.database)
            .application_name("chirp")
            .port(host.1)
            .ssl_mode(self.ssl_mode(&host.0));
        match &host.0 {
            Host::Tcp(name) => config.host(name),
            #[cfg(unix)]
            Host::Unix(path) => config.host_path(path),
        };
        if let Some(password) = &self.password {
            config.password(password.expose());
        }
        if let Some(options) = &self.options {
            config.options(options);
        }
        config
    }

    fn ssl_mode(&self, host: &Host) -> SslMode {
        match host {
            Host::Tcp(name) if !self.plain && !is_loopback(name) => SslMode::Require,
            _ => SslMode::Disable,
        }
    }

    /// The password in `~/.pgpass` (`PGPASSFILE`), which must be readable by its owner alone.
    fn pgpass_password(&self) -> Option<Secret> {
        use std::os::unix::fs::PermissionsExt;
        let file = env("PGPASSFILE").or_else(|| Some(env("HOME")? + "/.pgpass"))?;
        let mode = std::fs::metadata(&file).ok()?.permissions().mode();
        let text = std::fs::read_to_string(&file)
            .ok()
            .filter(|_| mode & 0o077 == 0)?;
        let host = &self.hosts[0];
        let name = match &host.0 {
            Host::Tcp(name) => name.as_str(),
            #[cfg(unix)]
            Host::Unix(_) => "localhost",
        };
        let wanted = [name, &host.1.to_string(), &self.database, &self.user];
        pgpass_line(&text, &wanted).map(Secret::new)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = |(host, port): &(Host, u16)| match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        };
        let hosts: Vec<String> = self.hosts.iter().map(host).collect();
        write!(out, "{}/{}", hosts.join(","), self.database)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Address({self})")
    }
}

/// What the URL's parameters say that the library does not know.
#[derive(Default)]
struct Parameters {
    plain: bool,
    roots: Option<PathBuf>,
}

/// Takes `sslmode` and `sslrootcert` out of the URL: certificates are always verified in full, so of libpq's
/// modes only `disable` makes a difference.
fn split_parameters(text: &str) -> (String, Parameters) {
    let mut parameters = Parameters::default();
    let Some((head, query)) = text.split_once('?') else {
        return (text.to_owned(), parameters);
    };
    let mut kept = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => parameters.plain = mode == "disable",
            Some(("sslrootcert", file)) => {
                let decoded = url::form_urlencoded::parse(format!("f={file}").as_bytes())
                    .next()
                    .map(|(_, value)| value.into_owned());
                parameters.roots = decoded.map(PathBuf::from);
            }
            _ => kept.push(pair),
        }
    }
    match kept.is_empty() {
        true => (head.to_owned(), parameters),
        false => (format!("{head}?{}", kept.join("&")), parameters),
    }
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

fn is_loopback(name: &str) -> bool {
    let ip = name.parse::<std::net::IpAddr>();
    name == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

fn read_password(file: &Path) -> Result<Secret, FleetError> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        wrong(
            &format!("--journal-password-file {shown}: {error}"),
            "name a file that holds the password alone",
        )
    })?;
    let text = text.trim_end_matches(['\r', '\n']);
    match text.is_empty() {
        true => Err(wrong(
            &format!("--journal-password-file {shown} is empty"),
            "name a file that holds the password alone",
        )),
        false => Ok(Secret::new(text.to_owned())),
    }
}

/// The password of the first line of a `.pgpass` whose four fields fit.
fn pgpass_line(text: &str, wanted: &[&str; 4]) -> Option<String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let mut fields = fields(line);
            let password = (fields.len() == 5).then(|| fields.pop()).flatten()?;
            let fits = |(field, wanted): (&String, &&str)| field == "*" || field == wanted;
            fields.iter().zip(wanted).all(fits).then_some(password)
        })
}

/// Splits at colons that no backslash precedes.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut chars) = (vec![String::new()], line.chars());
    while let Some(c) = chars.next() {
        match c {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields
                .last_mut()
                .into_iter()
                .for_each(|field| field.extend(chars.next())),
            c => fields
                .last_mut()
                .into_iter()
                .for_each(|field| field.push(c)),
        }
    }
    fields
}

fn unreadable() -> FleetError {
    wrong(
        "--journal is no PostgreSQL URL",
        "such as postgres://chirp@db.example.com/chirp; hosts of a failover group are separated by commas",
    )
}

fn wrong(message: &str, hint: &str) -> FleetError {
    FleetError::Address {
        message: message.to_owned(),
        hint: hint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_parameters_and_passwords_are_read() {
        let text =
            "postgres://u@a.example,b.example:5433/d?sslmode=verify-full&sslrootcert=%2Fca.pem";
        let address = Address::read(text, None, true).unwrap();
        assert_eq!(address.to_string(), "a.example:5432,b.example:5433/d");
        assert_eq!(address.roots.as_deref(), Some(Path::new("/ca.pem")));
        assert!(
            address
                .hosts
                .iter()
                .all(|host| address.ssl_mode(&host.0) == SslMode::Require)
        );
        let local = Address::read("postgres://u@localhost/d", None, true).unwrap();
        assert_eq!(local.ssl_mode(&local.hosts[0].0), SslMode::Disable);

        let secret = "postgres://u:hunter2@a.example/d";
        let refused = Address::read(secret, None, true).unwrap_err().to_string();
        assert!(
            refused.contains("every user") && !refused.contains("hunter2"),
            "{refused}"
        );
        let read = Address::read(secret, None, false).unwrap();
        assert_eq!(read.password.as_ref().map(Secret::expose), Some("hunter2"));
        assert!(!format!("{read:?} {read}").contains("hunter2"));
        for odd in [
            "",
            "mysql://u@h/d",
            "postgres://",
            "host=h user=u",
            "postgres://u@h:x/d",
        ] {
            assert!(Address::read(odd, None, true).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_pgpass_line_fits_by_its_fields() {
        let text = "# c\nother:5432:d:u:no\nh:*:d:u:a\\:b\\\\c\n*:*:*:*:last";
        assert_eq!(
            pgpass_line(text, &["h", "5432", "d", "u"]).as_deref(),
            Some("a:b\\c")
        );
        assert_eq!(
            pgpass_line(text, &["x", "1", "d", "u"]).as_deref(),
            Some("last")
        );
        assert_eq!(pgpass_line("h:1:d:u", &["h", "1", "d", "u"]), None);
    }
}
