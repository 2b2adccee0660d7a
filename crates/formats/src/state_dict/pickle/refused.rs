/// Modules of Python by which a pickle can reach for the machine that opens it.
const MODULES: [&str; 18] = [
    "asyncio",
    "bdb",
    "code",
    "commands", // what Python 3 makes of `subprocess` in protocol 2, and back
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

/// Functions that do the same and need no module.
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

/// Whether no model has a use for what a pickle names here. Nothing that a pickle names is ever
/// called; a file with such a name is an attack on whoever opens it elsewhere.
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
    fn attacks_and_names_that_models_have() {
        struct Case(&'static str, &'static str, bool);
        for Case(module, name, expected) in [
            Case("os", "system", true),
            Case("posix", "system", true),
            Case("commands", "Popen", true),
            Case("builtins", "eval", true),
            Case("__builtin__", "exec", true),
            Case("importlib.util", "module_from_spec", true),
            Case("builtins", "getattr", false), // how Python writes members of classes
            Case("ossaudio", "Mixer", false),
            Case("torch._utils", "_rebuild_tensor_v2", false),
            Case("fastai.learner", "Learner", false),
        ] {
            assert_eq!(is_attack(module, name), expected, "{module}.{name}");
        }
    }
}
