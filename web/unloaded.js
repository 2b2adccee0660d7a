// A classic script at an address that never changes: it speaks where the page's modules cannot be loaded, and the page would stay silent.

/** @param {"file" | "missing"} kind which of the sentences in index.html */
function say(kind) {
  document.querySelector(`[data-unloaded=${kind}]`)?.removeAttribute("hidden");
  document.querySelector("main")?.setAttribute("hidden", "");
}

/** The browser may have kept an index whose build is not on the server any more: then the newest one names another. @param {string} address of a script */
async function renew(address) {
  const [folder = ""] = address.match(/web-\w+\//) ?? [];
  const index = await fetch(location.href, { cache: "reload" }).then((response) => (response.ok ? response.text() : ""), () => "");
  if (folder !== "" && index !== "" && !index.includes(folder)) location.reload();
  else say("missing");
}

if (location.protocol === "file:") addEventListener("DOMContentLoaded", () => say("file"));
else {
  // The event of an element does not rise to the window.
  const listener = (/** @type {ErrorEvent} */ { target }) => {
    if (!(target instanceof HTMLScriptElement)) return;
    removeEventListener("error", listener, true);
    void renew(target.src);
  };
  addEventListener("error", listener, true);
}
