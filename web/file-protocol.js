// A classic script: from a file, browsers load no modules, and the page would stay silent.
if (location.protocol === "file:") {
  document.querySelector(".file-protocol")?.removeAttribute("hidden");
  document.querySelector("main")?.setAttribute("hidden", "");
}
