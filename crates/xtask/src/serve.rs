//! `cargo xtask serve`: builds the engine for the CPU, then serves the page as it is now on the
//! loopback address (`web/serve.mjs`), which builds the other engine meanwhile.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use lexopt::ValueExt as _;

use crate::command::Outcome;
use crate::{bundle, npm};

const DEFAULT_PORT: u16 = 8080;
const PORTS_TRIED: u16 = 100;

struct Options {
    port: Option<u16>,
    open: bool,
}

pub(crate) fn task(parser: lexopt::Parser) -> Outcome {
    let options = read(parser).map_err(|error| error.to_string())?;
    npm::ensure()?;
    bundle::CPU.build()?;
    let port = choose_port(options.port)?;
    let mut server = npm::node();
    server.arg("web/serve.mjs").arg(port.to_string());
    if options.open {
        server.arg("open");
    }
    become_program(&mut server)
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

/// Replaces this process with the server, so that ending `serve` by its process id ends the server.
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
