/** Ways out: the quick exit, and closing the window when the chat is in a frame of another site. */

/** Clear the page and put the exit's address in place of this one in the history. */
export function leaveQuickly(link) {
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    sessionStorage.clear();
    document.documentElement.replaceChildren();
    window.top.location.replace(link.href);
  });
}

/** In a frame: Escape asks the host to close it. The host's origin is told in the fragment, which no server sees. */
export function tellHost() {
  if (window.self === window.top) return;
  const host = new URLSearchParams(location.hash.slice(1)).get("host");
  if (!host) return;
  for (const form of document.forms) form.action += location.hash; // stays through a redirect
  for (const link of document.querySelectorAll("a[href^='/']")) link.target = "_blank";
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) window.parent.postMessage("close", host);
  });
  const field = document.getElementById("text");
  const finePointer = matchMedia("(pointer: fine)").matches;
  const enter = () => (finePointer && field ? field : document.querySelector("h1")).focus({ preventScroll: true });
  if (document.hasFocus()) enter();
  else addEventListener("focus", enter, { once: true });
}
