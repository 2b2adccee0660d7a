/// Python modules that give a pickle access to the computer that opens it.
const MODULES: [&str; 18] = [
    "asyncio",
    "bdb",
    "code",
    "commands", // Python 3 writes `subprocess` like this in protocol 2
    "ctypes",
    "importlib",
    "nt",
    "os",
    "pdb",
    "posix",
    "pty",
    "runpy",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "timeit",
    "webbrowser",
];

/// Built-in functions that do the same.
const BUILT_IN: [&str; 8] = [
    "__import__",
    "breakpoint",
    "compile",
    "eval",
    "exec",
    "execfile",
    "input",
    "open",
];

/// Whether a pickle with this name is an attack. The parser never calls a named function, but
/// Python would.
pub(super) fn is_attack(module: &str, name: &str) -> bool {
    let package = module.split('.').next().unwrap_or_default();
    let built_in = ["builtins", "__builtin__"].contains(&package);
    let first = name.split('.').next().unwrap_or_default();
    MODULES.contains(&package) || built_in && BUILT_IN.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_names_are_told_from_those_of_models() {
        struct Case(&'static str, &'static str, bool);
        for Case(module, name, expected) in [
            Case("os", "system", true),
            Case("posix", "system", true),
            Case("commands", "Popen", true),
            Case("builtins", "eval", true),
            Case("__builtin__", "exec", true),
            Case("importlib.util", "module_from_spec", true),
            Case("builtins", "getattr", false), // used to pickle members of classes
            Case("ossaudio", "Mixer", false),
            Case("torch._utils", "_rebuild_tensor_v2", false),
            Case("fastai.learner", "Learner", false),
        ] {
            assert_eq!(is_attack(module, name), expected, "{module}.{name}");
        }
    }
}
