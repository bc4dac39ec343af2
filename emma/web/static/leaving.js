/** Ways out: the quick exit, and what the page of another site is told when the chat is in a frame of it. */

const host = window.self !== window.top && new URLSearchParams(location.hash.slice(1)).get("host");

/** Clear the page, let this browser forget the chat, and put the exit's address in place of this one in the history. */
export function leaveQuickly(link) {
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    sessionStorage.clear();
    navigator.sendBeacon("/chat/forget");
    document.documentElement.replaceChildren();
    window.top.location.replace(link.href);
  });
}

/** Mark this tab as the one of conversation `id`, and say so to tabs that ask (early.js). */
export function answerTabs(id) {
  try {
    sessionStorage.setItem("tab", id);
  } catch {
    return;
  }
  const channel = new BroadcastChannel("tabs");
  channel.addEventListener("message", ({ data }) => data === `where ${id}` && channel.postMessage(`here ${id}`));
}

/** In a frame: Escape asks the host to close it, and `ask` sends what the host's page asks for. The host's origin is
    told in the fragment, which no server sees; nothing is taken from or told to another origin. */
export function tellHost(ask) {
  if (!host) return;
  for (const form of document.forms) form.action += location.hash; // stays through a redirect
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href^='/']");
    if (link?.getAttribute("href").startsWith("/chat?")) link.hash = location.hash;
    else if (link) link.target = "_blank";
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) window.parent.postMessage("close", host);
  });
  addEventListener("message", (event) => {
    const asked = event.origin === host && event.source === window.parent && event.data?.ask;
    if (ask && typeof asked === "string" && asked.trim()) ask(asked.slice(0, 2000));
  });
  window.parent.postMessage("ready", host);
  const field = document.getElementById("text");
  const finePointer = matchMedia("(pointer: fine)").matches;
  const enter = () => (finePointer && field ? field : document.querySelector("h1")).focus({ preventScroll: true });
  if (document.hasFocus()) enter();
  else addEventListener("focus", enter, { once: true });
}
