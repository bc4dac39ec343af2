/** The tour: prepared messages go into the chat's frame, and what is stored is looked at every two seconds. */
const chat = document.getElementById("chat");
const stored = document.getElementById("stored");
const EVERY = 2000; // ms
let shown = "";

document.addEventListener("click", ({ target }) => {
  const { say } = target.closest("[data-say]")?.dataset ?? {};
  if (say) chat.contentWindow.postMessage({ ask: say }, location.origin);
});

document.getElementById("again").addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch(event.target.action, { method: "POST", redirect: "manual" });
  chat.contentWindow.location.replace(chat.src);
  chat.contentWindow.location.reload();
});

async function look() {
  const response = await fetch("/tour/stored").catch(() => null);
  const text = response?.ok ? await response.text() : shown;
  if (text === shown) return;
  shown = text;
  stored.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
}

setInterval(() => document.hidden || look(), EVERY);
