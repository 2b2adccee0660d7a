//! Finds a Chromium for the browser tests, or installs Debian's package if possible.

use std::env;
use std::path::{Path, PathBuf};

use crate::command::{Outcome, ask, program, run};

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "chrome"];

const APPLICATIONS: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const REMEDY: &str = "Install Chromium or Google Chrome (Debian and Ubuntu: `apt-get install chromium`), \
     or set CHROMIUM to the path of its executable.";

/// Returns the path of the browser: `$CHROMIUM`, one on the PATH, a macOS application, or Debian's
/// package, in this order.
pub(crate) fn ensure() -> Outcome<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        let named = PathBuf::from(named);
        return if named.is_file() {
            Ok(named)
        } else {
            Err(format!(
                "CHROMIUM is {}, which is not a file. {REMEDY}",
                named.display()
            ))
        };
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    if can_install() {
        println!("installing Chromium with apt-get");
        let mut update = program("apt-get");
        run(update.arg("update"), REMEDY)?;
        let mut install = program("apt-get");
        install.args(["install", "-y", "--no-install-recommends", "chromium"]);
        run(install.env("DEBIAN_FRONTEND", "noninteractive"), REMEDY)?;
    }
    find().ok_or_else(|| format!("no Chromium was found. {REMEDY}"))
}

fn find() -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let on_path = on_path(&env::split_paths(&folders).collect::<Vec<_>>());
    let application = APPLICATIONS.iter().map(PathBuf::from);
    on_path.or_else(|| application.into_iter().find(|path| path.is_file()))
}

/// Tries the names in order of preference, each in every folder.
fn on_path(folders: &[PathBuf]) -> Option<PathBuf> {
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .map(|path| path.with_extension(env::consts::EXE_EXTENSION))
        .find(|path| path.is_file())
}

fn can_install() -> bool {
    Path::new("/usr/bin/apt-get").is_file() && ask(program("id").arg("-u")).as_deref() == Some("0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_preferred_name_in_a_later_folder_wins() {
        let base = env::temp_dir().join(format!("xtask-browser-{}", std::process::id()));
        let (first, second) = (base.join("first"), base.join("second"));
        fs::create_dir_all(&first).unwrap();
        fs::create_dir_all(&second).unwrap();
        let program = |folder: &Path, name: &str| {
            let path = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
            fs::write(&path, "").unwrap();
            path
        };
        program(&first, "google-chrome");
        let chromium = program(&second, "chromium");
        assert_eq!(on_path(&[first, second]), Some(chromium));
        fs::remove_dir_all(base).unwrap();
    }

    #[test]
    fn a_missing_folder_has_no_browser() {
        assert_eq!(on_path(&[PathBuf::from("/nowhere")]), None);
    }
}
