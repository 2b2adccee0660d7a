//! `cargo xtask serve`: builds `dist/`, then serves it with Trunk on the loopback address and
//! rebuilds it on changes.

use std::env;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use lexopt::ValueExt as _;

use crate::bundle;
use crate::command::{Outcome, no_more, program};

/// Name of the hidden command that waits for the server and prints its address.
pub(crate) const ANNOUNCE: &str = "announce";

const DEFAULT_PORT: u16 = 8080;
const PORTS_TRIED: u16 = 100;
const START: Duration = Duration::from_mins(5);

struct Options {
    port: Option<u16>,
    open: bool,
}

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    let options = read(parser).map_err(|error| error.to_string())?;
    bundle::build()?;
    let port = choose_port(options.port)?;
    announce_later(port)?;
    let mut trunk = bundle::trunk()?;
    trunk.args(["serve", "--port", &port.to_string()]);
    trunk.args(["--open", &options.open.to_string()]);
    become_program(&mut trunk)
}

/// Waits until the port answers, then prints the address. Scripts wait for this line.
pub(crate) fn announce(mut parser: lexopt::Parser) -> Outcome {
    let value = parser.value().map_err(|error| error.to_string())?;
    let port: u16 = value.parse().map_err(|error| error.to_string())?;
    no_more(parser)?;
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    let start = Instant::now();
    while start.elapsed() < START {
        if TcpStream::connect_timeout(&address.into(), Duration::from_secs(1)).is_ok() {
            println!("Sightline is at http://127.0.0.1:{port}/");
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    Err(format!("nothing answered at port {port} within {START:?}."))
}

fn read(mut parser: lexopt::Parser) -> Result<Options, lexopt::Error> {
    use lexopt::prelude::Long;
    let mut options = Options {
        port: None,
        open: true,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => options.port = Some(parser.value()?.parse()?),
            Long("no-open") => options.open = false,
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

/// Returns the requested port, or fails if it is taken. Without a request, returns the first free
/// port from the default on.
fn choose_port(asked: Option<u16>) -> Outcome<u16> {
    if let Some(port) = asked {
        return if is_free(port) {
            Ok(port)
        } else {
            Err(format!("port {port} is taken. Choose another with --port."))
        };
    }
    (DEFAULT_PORT..DEFAULT_PORT + PORTS_TRIED)
        .find(|port| is_free(*port))
        .ok_or_else(|| "no free port was found. Choose one with --port.".to_owned())
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn announce_later(port: u16) -> Outcome {
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let mut child = program(this);
    child.args([ANNOUNCE, &port.to_string()]);
    child.spawn().map(drop).map_err(|error| error.to_string())
}

/// Replaces this process with Trunk, so that ending `serve` by its process id ends the server.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec().to_string())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Outcome {
    crate::command::run(command, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requested_port_that_is_taken_is_rejected() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(choose_port(Some(port)).unwrap_err().contains("taken"));
        drop(listener);
        assert_eq!(choose_port(Some(port)), Ok(port));
    }

    #[test]
    fn the_options_are_read() {
        let options = read(lexopt::Parser::from_args(["--port", "9000", "--no-open"])).unwrap();
        assert_eq!((options.port, options.open), (Some(9000), false));
        assert!(read(lexopt::Parser::from_args(["--port", "many"])).is_err());
    }
}
